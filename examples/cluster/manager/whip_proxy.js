// @ts-check
import { Problem, contentType, request as send } from '../shared/http.js'
import { SDP, SDP_LIMIT_BYTES, endpointPath, standardAnswer, streamOf } from '../shared/whip.js'
import { nodesFor, sessionPath } from './proxy_paths.js'

/** @typedef {import('../shared/http.js').Answer} Answer */
/** @typedef {import('../shared/http.js').Request} Request */
/** @typedef {import('./proxy_paths.js').ProxyRoute} ProxyRoute */
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
 * that session to it. A session's URL names its node, `.../resource/<node>/<session>`, so the proxy
 * has no table of sessions that could grow or go stale; the unguessable part is the node's.
 */
export class WhipProxy {
  /**
   * @param {import('./fleet.js').Fleet} fleet
   * @param {import('./names.js').Names} names
   * @param {import('./faults.js').Faults} faults
   */
  constructor(fleet, names, faults) {
    this.fleet = fleet
    this.names = names
    this.faults = faults
  }

  /**
   * @param {Request} request
   * @param {ProxyRoute} route
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
      ? this.#publish(request, route, stream)
      : this.#create(request, route, stream, 'edge')
  }

  /**
   * @param {Request} request
   * @param {ProxyRoute} route
   * @param {string} stream
   */
  async #publish(request, route, stream) {
    const settle = await this.names.reserve(stream)
    if (!settle) throw new Problem(409, 'A stream of this name is being published already.')
    try {
      return await this.#create(request, route, stream, 'origin')
    } finally {
      settle()
    }
  }

  /**
   * Of several nodes the next one is asked when one fails.
   *
   * @param {Request} request
   * @param {ProxyRoute} route
   * @param {string} stream
   * @param {'origin' | 'edge'} role
   * @returns {Promise<Answer | null>}
   */
  async #create(request, route, stream, role) {
    const nodes = await nodesFor(this.fleet, role, request.url.searchParams, route.isV1)
    if (nodes.length === 0)
      throw new Problem(503, `No ${role} is up, or none that fits.`, { 'Retry-After': '1' })
    const body = await request.body(SDP_LIMIT_BYTES)
    /** @type {Answer | null} */
    let answer = null
    for (const node of nodes) {
      answer = await this.#offer(request, route, stream, node, body)
      if ((answer && answer.status < 500) || request.gone.aborted) break
    }
    return answer
  }

  /**
   * @param {Request} request
   * @param {ProxyRoute} route
   * @param {string} stream
   * @param {NodeProcess} node
   * @param {string} body
   */
  async #offer(request, route, stream, node, body) {
    node.pending++
    try {
      return await this.faults.apply(request, node.id, async () => {
        const id = request.url.searchParams.get('requestId')
        const query = id === null ? '' : `?requestId=${encodeURIComponent(id)}`
        const path = endpointPath(route.protocol, stream) + query
        const answer = await this.#relay(request, route, node, path, body)
        return answer ?? new Problem(503, 'The node went away.', { 'Retry-After': '1' }).answer()
      })
    } finally {
      node.pending--
    }
  }

  /**
   * @param {Request} request
   * @param {ProxyRoute} route
   */
  async #session(request, route) {
    const standard = standardAnswer(request, route)
    if (standard) return standard
    const [, nodeId, session] = /^([^/]+)\/([^/]+)$/.exec(route.rest) ?? []
    const node = this.fleet.nodes.get(nodeId)
    if (!node) throw noSession()
    return this.faults.apply(request, node.id, async () => {
      const path = `/${route.app}/${route.protocol}/resource/${session}`
      const body = await request.body(SDP_LIMIT_BYTES)
      const answer = await this.#relay(request, route, node, path, body)
      // A node that is gone has taken its sessions with it.
      if (!answer) throw noSession()
      return answer
    })
  }

  /**
   * @param {Request} request
   * @param {ProxyRoute} route
   * @param {NodeProcess} node
   * @param {string} path
   * @param {string} body
   * @returns {Promise<Answer | null>} null: the node does not answer
   */
  async #relay(request, route, node, path, body) {
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
    passed.Location = sessionPath(route, node.id, location.split('/').pop() ?? '')
    // Without this a page that gave up waiting would keep the stream's name taken.
    const undelivered = () => void send(node.url + location, { method: 'DELETE' }).catch(() => {})
    return { ...answer, undelivered }
  }
}

function noSession() {
  return new Problem(404, 'There is no such session.')
}
