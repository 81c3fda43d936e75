// @ts-check
import { Problem } from './http.js'
import { decodePath, encodePath, placeOf, streamIn } from './scope.js'

/** @typedef {import('./http.js').Answer} Answer */
/** @typedef {import('./http.js').Request} Request */

export const SDP = 'application/sdp'
export const FRAGMENT = 'application/trickle-ice-sdpfrag'
export const SDP_LIMIT_BYTES = 128 * 1024

/**
 * @typedef {object} WhipRoute
 * @property {string} app "live", or a room in it; percent-encoded like the rest
 * @property {'whip' | 'whep'} protocol
 * @property {'endpoint' | 'resource'} kind
 * @property {string} rest still percent-encoded: the stream, or whatever names the session
 */

/**
 * `/<app>/<whip|whep>/endpoint/<stream>` and `/<app>/<whip|whep>/resource/<session>`.
 *
 * @param {string} path
 * @returns {WhipRoute | null} null: not a WHIP or WHEP path at all
 */
export function parseWhipPath(path) {
  const match = /^\/(.+?)\/(whip|whep)\/(endpoint|resource)\/(.+)$/.exec(path)
  if (!match) return null
  const [, app, protocol, kind, rest] = match
  // @ts-ignore the pattern admits exactly these two words each
  return { app, protocol, kind, rest }
}

/**
 * @param {WhipRoute} route
 * @returns {string} the stream, as streamIn() names it
 */
export function streamOf({ app, rest }) {
  return streamIn(app.split('/').map(decodePath).join('/'), decodePath(rest))
}

/**
 * @param {'whip' | 'whep'} protocol
 * @param {string} stream
 * @returns {string} where a node takes its offers
 */
export function endpointPath(protocol, stream) {
  const { scope, name } = placeOf(stream)
  return `/${encodePath(scope)}/${protocol}/endpoint/${encodeURIComponent(name)}`
}

/**
 * What GET, HEAD, OPTIONS and unknown methods get. RFC 9725 wants a 2xx without a body for GET; WHEP
 * lets a client discover the endpoint by the Content-Type of HEAD.
 *
 * @param {Request} request
 * @param {WhipRoute} route
 * @returns {Answer | null} null: the method needs real work
 */
export function standardAnswer({ method }, route) {
  const allowed = route.kind === 'endpoint' ? ['POST'] : ['PATCH', 'DELETE']
  if (allowed.includes(method)) return null
  /** @type {Record<string, string>} */
  const accept = route.kind === 'endpoint' ? { 'Accept-Post': SDP } : { 'Accept-Patch': FRAGMENT }
  if (method === 'OPTIONS') return { status: 204, headers: accept }
  if (route.kind === 'endpoint' && (method === 'GET' || method === 'HEAD'))
    return { status: 200, headers: { 'Content-Type': SDP, ...accept } }
  throw new Problem(405, `${method} is not supported here.`, {
    Allow: [...allowed, 'OPTIONS'].join(', '),
    ...accept,
  })
}

/**
 * Pages of any origin may use WHIP and WHEP, as on a public server.
 *
 * @param {Request} request
 * @returns {Record<string, string>}
 */
export function corsHeaders({ method, headers }) {
  /** @type {Record<string, string>} */
  const cors = {
    'Access-Control-Allow-Origin': headers.origin ?? '*',
    Vary: 'Origin',
    'Access-Control-Expose-Headers':
      'Location, ETag, Link, Retry-After, Session-Host, Accept-Patch',
  }
  if (method === 'OPTIONS') {
    cors['Access-Control-Allow-Methods'] = 'POST, PATCH, DELETE, OPTIONS'
    cors['Access-Control-Allow-Headers'] = 'Authorization, Content-Type, If-Match'
    cors['Access-Control-Max-Age'] = '600'
  }
  return cors
}
