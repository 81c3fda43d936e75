// @ts-check
import { Problem, contentType, request as send } from '../shared/http.js'
import { SDP, SDP_LIMIT_BYTES, standardAnswer, streamOf } from '../shared/whip.js'

/** @typedef {import('../shared/http.js').Answer} Answer */
/** @typedef {import('../shared/http.js').Request} Request */
/** @typedef {import('../shared/whip.js').WhipRoute} WhipRoute */
/** @typedef {import('./node_process.js').NodeProcess} NodeProcess */

const PASSED_REQUEST_HEADERS = ['content-type', 'if-match']
const PASSED_ANSWER_HEADERS = {
  'content-type': 'Content-Type',
  etag: 'ETag',
  link: 'Link',
  'retry-after': 'Retry-After',
  'accept-patch': 'Accept-Patch',
}

/**
 * The one address that pages know: it picks a node for each new session and relays everything of
 * that session to it. A session's URL names its node, `/<app>/<protocol>/resource/<node>/<session>`,
 * so the proxy has no table of sessions that could grow or go stale; the unguessable part is the
 * node's. Only nodes of this cluster are ever dialled, whatever the query says.
 */
export class WhipProxy {
  /** Names whose publisher is being negotiated, which no node knows of yet. @type {Set<string>} */
  #reserved = new Set()

  /**
   * @param {import('./fleet.js').Fleet} fleet
   * @param {import('./faults.js').Faults} faults
   */
  constructor(fleet, faults) {
    this.fleet = fleet
    this.faults = faults
  }

  /**
   * @param {Request} request
   * @param {WhipRoute} route
   * @returns {Promise<Answer | null>}
   */
  async handle(request, route) {
    if (route.kind === 'resource') return this.#session(request, route)
    const stream = streamOf(route)
    const standard = standardAnswer(request, route)
    if (standard) return standard
    if (contentType(request.headers) !== SDP)
      throw new Problem(415, `An offer has the content type ${SDP}.`, { 'Accept-Post': SDP })
    return route.protocol === 'whip'
      ? this.#publish(request, stream)
      : this.#create(request, 'edge')
  }

  /**
   * @param {Request} request
   * @param {string} stream
   */
  async #publish(request, stream) {
    if (this.#reserved.has(stream)) throw taken()
    this.#reserved.add(stream)
    try {
      if (await this.fleet.originOf(stream)) throw taken()
      return await this.#create(request, 'origin')
    } finally {
      this.#reserved.delete(stream)
    }
  }

  /**
   * @param {Request} request
   * @param {'origin' | 'edge'} role
   * @returns {Promise<Answer | null>}
   */
  async #create(request, role) {
    const node = await this.fleet.choose(role, request.url.searchParams.get('region'))
    if (!node) throw new Problem(503, `No ${role} is up.`, { 'Retry-After': '1' })
    node.pending++
    try {
      return await this.faults.apply(request, node.id, async () => {
        const answer = await this.#relay(request, node, request.url.pathname)
        if (!answer) throw new Problem(503, 'The node went away.', { 'Retry-After': '1' })
        return answer
      })
    } finally {
      node.pending--
    }
  }

  /**
   * @param {Request} request
   * @param {WhipRoute} route
   */
  async #session(request, route) {
    const standard = standardAnswer(request, route)
    if (standard) return standard
    const [, nodeId, session] = /^([^/]+)\/([^/]+)$/.exec(route.rest) ?? []
    const node = this.fleet.nodes.get(nodeId)
    if (!node) throw noSession()
    return this.faults.apply(request, node.id, async () => {
      const path = `/${route.app}/${route.protocol}/resource/${session}`
      const answer = await this.#relay(request, node, path)
      // A node that is gone has taken its sessions with it.
      if (!answer) throw noSession()
      return answer
    })
  }

  /**
   * @param {Request} request
   * @param {NodeProcess} node
   * @param {string} path
   * @returns {Promise<Answer | null>} null: the node does not answer
   */
  async #relay(request, node, path) {
    const body = await request.body(SDP_LIMIT_BYTES)
    if (!node.up) return null
    /** @type {Record<string, string>} */
    const headers = {}
    for (const name of PASSED_REQUEST_HEADERS) {
      const value = request.headers[name]
      if (typeof value === 'string') headers[name] = value
    }
    const reply = await send(node.url + path, { method: request.method, headers, body }).catch(
      () => null,
    )
    if (!reply) return null

    /** @type {Record<string, string>} */
    const passed = { 'Session-Host': node.address }
    for (const [name, canonical] of Object.entries(PASSED_ANSWER_HEADERS)) {
      const value = reply.headers[name]
      if (value !== undefined) passed[canonical] = String(value)
    }
    const answer = { status: reply.status, headers: passed, body: reply.body }
    const { location } = reply.headers
    if (location === undefined) return answer
    passed.Location = location.replace('/resource/', `/resource/${node.id}/`)
    // Without this a page that gave up waiting would keep the stream's name taken.
    const undelivered = () => void send(node.url + location, { method: 'DELETE' }).catch(() => {})
    return { ...answer, undelivered }
  }
}

function taken() {
  return new Problem(409, 'A stream of this name is being published already.')
}

function noSession() {
  return new Problem(404, 'There is no such session.')
}
