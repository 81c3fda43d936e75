// @ts-check
import http from 'node:http'
import { Problem, contentType, json, listener } from '../shared/http.js'
import {
  FRAGMENT,
  SDP,
  SDP_LIMIT_BYTES,
  corsHeaders,
  parseWhipPath,
  standardAnswer,
  streamOf,
} from '../shared/whip.js'
import { acceptPlayer } from './negotiate.js'
import { serveSockets } from './socket_server.js'

/** @typedef {import('../shared/http.js').Answer} Answer */
/** @typedef {import('../shared/http.js').Request} Request */
/** @typedef {import('../shared/whip.js').WhipRoute} WhipRoute */
/** @typedef {import('./media_node.js').MediaNode} MediaNode */

const ID_LIMIT = 255

/**
 * A node's server: WHIP and WHEP and WebSockets for clients, the state for the manager.
 *
 * @param {MediaNode} node
 * @param {string} secret
 * @param {import('../shared/log.js').Log} log
 */
export function createNodeServer(node, secret, log) {
  const server = http.createServer(
    listener(async (request) => {
      const { url, headers } = request
      const trusted = headers['x-cluster-secret'] === secret
      const edge = trusted ? String(headers['x-cluster-node']) : undefined
      if (url.pathname === '/internal/state' && trusted) return json(node.state())
      const route = parseWhipPath(url.pathname)
      if (!route) throw new Problem(404, 'There is nothing at this address.')
      const answer = await handle(node, request, route, edge).catch((error) => {
        if (error instanceof Problem) return error.answer()
        throw error
      })
      return { ...answer, headers: { ...corsHeaders(request), ...answer.headers } }
    }, log),
  )
  serveSockets(server, node)
  return server
}

/**
 * @param {MediaNode} node
 * @param {Request} request
 * @param {WhipRoute} route
 * @param {string | undefined} edge the id of an edge that pulls; players have none
 * @returns {Promise<Answer>}
 */
async function handle(node, request, route, edge) {
  const standard = standardAnswer(request, route)
  if (standard) return standard
  if (route.kind === 'endpoint') return create(node, request, route, edge)

  const session = node.session(route.rest)
  if (request.method === 'DELETE') {
    session.close('asked to')
    return { status: 200 }
  }
  if (contentType(request.headers) === SDP) {
    const body = await request.body(SDP_LIMIT_BYTES)
    // Who has its answer may send its whole description once more, with the candidates in it.
    if (!session.awaitsAnswer) session.addCandidatesOf(body)
    else {
      acceptPlayer(session, body)
      session.flow()
    }
    return { status: 204 }
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
 * @param {string | undefined} edge
 * @returns {Promise<Answer>}
 */
async function create(node, request, route, edge) {
  const name = streamOf(route)
  if (contentType(request.headers) !== SDP)
    throw new Problem(415, `An offer has the content type ${SDP}.`, { 'Accept-Post': SDP })
  const offer = await request.body(SDP_LIMIT_BYTES)
  const { session, answer } = await (route.protocol === 'whip'
    ? node.publish(name, offer)
    : offer === ''
      ? node.offer(name, false)
      : node.play(name, offer, edge))
  session.clientId = (request.url.searchParams.get('requestId') ?? '').slice(0, ID_LIMIT)
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
