// @ts-check
import http from 'node:http'
import { Problem, contentType, json, listener, request as send } from '../shared/http.js'
import {
  FRAGMENT,
  SDP,
  SDP_LIMIT_BYTES,
  corsHeaders,
  parseWhipPath,
  standardAnswer,
  streamOf,
} from '../shared/whip.js'

/** @typedef {import('../shared/http.js').Answer} Answer */
/** @typedef {import('../shared/http.js').Request} Request */
/** @typedef {import('../shared/whip.js').WhipRoute} WhipRoute */
/** @typedef {import('./media_node.js').MediaNode} MediaNode */

/**
 * A node's HTTP side: WHIP and WHEP for clients, the state for the manager.
 *
 * @param {MediaNode} node
 * @param {string} secret
 * @param {import('../shared/log.js').Log} log
 */
export function createNodeServer(node, secret, log) {
  return http.createServer(
    listener(async (request) => {
      const { url, headers } = request
      const trusted = headers['x-cluster-secret'] === secret
      if (url.pathname === '/internal/state' && trusted) return json(node.state())
      const route = parseWhipPath(url.pathname)
      if (!route) throw new Problem(404, 'There is nothing at this address.')
      const answer = await handle(node, request, route, trusted).catch((error) => {
        if (error instanceof Problem) return error.answer()
        throw error
      })
      return { ...answer, headers: { ...corsHeaders(request), ...answer.headers } }
    }, log),
  )
}

/**
 * @param {MediaNode} node
 * @param {Request} request
 * @param {WhipRoute} route
 * @param {boolean} trusted an edge pulling, not a player
 * @returns {Promise<Answer>}
 */
async function handle(node, request, route, trusted) {
  const standard = standardAnswer(request, route)
  if (standard) return standard
  if (route.kind === 'endpoint') return create(node, request, route, trusted)

  const session = node.session(route.rest)
  if (request.method === 'DELETE') {
    session.close('asked to')
    return { status: 200 }
  }
  if (contentType(request.headers) !== FRAGMENT)
    throw new Problem(415, `Candidates have the content type ${FRAGMENT}.`, {
      'Accept-Patch': FRAGMENT,
    })
  session.patch(await request.body(SDP_LIMIT_BYTES), request.headers['if-match'])
  return { status: 204 }
}

/**
 * @param {MediaNode} node
 * @param {Request} request
 * @param {WhipRoute} route
 * @param {boolean} trusted
 * @returns {Promise<Answer>}
 */
async function create(node, request, route, trusted) {
  const name = streamOf(route)
  if (contentType(request.headers) !== SDP)
    throw new Problem(415, `An offer has the content type ${SDP}.`, { 'Accept-Post': SDP })
  const offer = await request.body(SDP_LIMIT_BYTES)
  const { session, answer } =
    route.protocol === 'whip'
      ? await node.publish(name, offer)
      : await node.play(name, offer, trusted ? 'pull' : 'player')
  return {
    status: 201,
    headers: {
      'Content-Type': SDP,
      Location: `/${route.app}/${route.protocol}/resource/${session.id}`,
      ETag: session.etag,
      'Accept-Patch': FRAGMENT,
    },
    body: answer,
    undelivered: () => session.close('answer not delivered'),
  }
}

/**
 * How an edge gets at a stream: the manager knows the origin, the origin is a WHEP server.
 *
 * @param {string} managerUrl
 * @param {string} secret
 * @returns {NonNullable<MediaNode['locate']>}
 */
export function originLocator(managerUrl, secret) {
  const trust = { 'X-Cluster-Secret': secret }
  const gone = () => new Problem(503, 'The origin does not answer.', { 'Retry-After': '1' })
  return async (name) => {
    const stream = encodeURIComponent(name)
    const question = `${managerUrl}/internal/origin?stream=${stream}`
    const located = await send(question, { headers: trust }).catch(() => null)
    if (located?.status !== 200)
      throw new Problem(409, 'The stream is not being published.', { 'Retry-After': '1' })
    /** @type {{url: string}} */
    const origin = JSON.parse(located.body)

    return async (offer) => {
      const reply = await send(`${origin.url}/live/whep/endpoint/${stream}`, {
        method: 'POST',
        headers: { ...trust, 'Content-Type': SDP },
        body: offer,
      }).catch(() => null)
      if (!reply) throw gone()
      if (reply.status === 409)
        throw new Problem(409, 'The stream is not being published.', { 'Retry-After': '1' })
      if (reply.status !== 201) throw gone()
      const resource = origin.url + reply.headers.location
      const leave = () => void send(resource, { method: 'DELETE' }).catch(() => {})
      return { answer: reply.body, origin: origin.url, leave }
    }
  }
}
