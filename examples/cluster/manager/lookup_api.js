// @ts-check
import { Problem, json } from '../shared/http.js'
import { decodePath, placeOf, streamIn } from '../shared/scope.js'
import { wishOf } from './node_choice.js'

/** @typedef {import('../shared/http.js').Answer} Answer */
/** @typedef {import('../shared/http.js').Request} Request */
/** @typedef {import('./fleet.js').Fleet} Fleet */

const EVENTS = '/streammanager/api/'
const STREAMS = '/as/v1/streams/'
const EVENT_PATH = /^\/streammanager\/api\/([^/]+)\/event\/(.+)$/
const STREAM_PATH = /^\/as\/v1\/streams\/stream\/([^/]+)\/(publish|subscribe)\/(.+)$/
export const VERSIONS = ['2.0', '3.1', '4.0']
export const NODE_GROUP = 'default'

/** @param {Request} request */
export function isLookup({ url }) {
  return url.pathname.startsWith(EVENTS) || url.pathname.startsWith(STREAMS)
}

/**
 * Which node to publish to or to play from: the lookups of a stream manager, in both generations.
 *
 * @param {Fleet} fleet
 * @returns {(request: Request) => Promise<Answer>}
 */
export function lookupApi(fleet) {
  return async (request) =>
    request.url.pathname.startsWith(EVENTS)
      ? answered(request, 'errorMessage', () => lookUpEvent(fleet, request.url))
      : answered(request, 'error', () => lookUpStream(fleet, request.url))
}

/**
 * @param {Request} request
 * @param {string} errorKey
 * @param {() => Promise<unknown>} look
 * @returns {Promise<Answer>}
 */
async function answered({ method }, errorKey, look) {
  if (method === 'OPTIONS') return { status: 204 }
  if (method !== 'GET' && method !== 'HEAD')
    return { ...json({ [errorKey]: 'Lookups are made by GET.' }, 405), headers: { Allow: 'GET' } }
  try {
    return json(await look())
  } catch (error) {
    if (error instanceof Problem) return json({ [errorKey]: error.message }, error.status)
    throw error
  }
}

/** Pages of any origin may ask. @param {Request} request @returns {Record<string, string>} */
export function lookupCors({ method, headers }) {
  /** @type {Record<string, string>} */
  const cors = { 'Access-Control-Allow-Origin': headers.origin ?? '*', Vary: 'Origin' }
  if (method === 'OPTIONS') {
    cors['Access-Control-Allow-Methods'] = 'GET, OPTIONS'
    cors['Access-Control-Allow-Headers'] = 'Authorization, Content-Type'
    cors['Access-Control-Max-Age'] = '600'
  }
  return cors
}

/**
 * `/streammanager/api/<2.0|3.1|4.0>/event/<scope>/<stream>?action=broadcast|subscribe`
 *
 * @param {Fleet} fleet
 * @param {URL} url
 */
async function lookUpEvent(fleet, { pathname, searchParams }) {
  const [, version, rest] = EVENT_PATH.exec(pathname) ?? []
  if (!rest || !VERSIONS.includes(version))
    throw new Problem(404, `There is no such call; versions are ${VERSIONS.join(', ')}.`)
  const stream = streamAt(rest)
  const action = searchParams.get('action')
  if (action !== 'broadcast' && action !== 'subscribe')
    throw new Problem(400, '"action" is "broadcast" or "subscribe".')
  if (searchParams.has('region') && searchParams.has('geozone'))
    throw new Problem(400, '"region" and "geozone" exclude each other.')

  const nodes = await choose(fleet, action === 'broadcast', stream, searchParams)
  const { scope, name } = placeOf(stream)
  // Both spellings are documented, so a client has to know both.
  const written = version === '4.0' ? scope : `/${scope}`
  const items = nodes.map(({ node }) => {
    return { name, scope: written, serverAddress: node.address, region: node.region }
  })
  return wishOf(searchParams).endpoints > 1 ? items : items[0]
}

/**
 * `/as/v1/streams/stream/<nodeGroup>/<publish|subscribe>/<app>/<stream>`
 *
 * @param {Fleet} fleet
 * @param {URL} url
 */
async function lookUpStream(fleet, { pathname, searchParams }) {
  const [, group, verb, rest] = STREAM_PATH.exec(pathname) ?? []
  if (!rest) throw new Problem(404, 'There is no such call.')
  if (decodePath(group) !== NODE_GROUP)
    throw new Problem(404, `There is no such node group; this cluster has "${NODE_GROUP}".`)
  const stream = streamAt(rest)
  if (searchParams.get('transcode') === 'true' && wishOf(searchParams).endpoints > 1)
    throw new Problem(400, '"transcode" goes with one endpoint only.')

  const nodes = await choose(fleet, verb === 'publish', stream, searchParams)
  const { scope, name } = placeOf(stream)
  return nodes.map(({ node, state }) => ({
    streamGuid: `${scope}/${name}`,
    serverAddress: node.address,
    nodeRole: node.role,
    subGroup: node.region,
    nodeState: 'INSERVICE',
    subscribers: state.players,
  }))
}

/**
 * A name that is being published already is no matter of a lookup: the node decides.
 *
 * @param {Fleet} fleet
 * @param {boolean} toPublish
 * @param {string} stream
 * @param {URLSearchParams} params
 */
async function choose(fleet, toPublish, stream, params) {
  const wish = wishOf(params)
  if (!toPublish && !(await fleet.originOf(stream)))
    throw new Problem(404, 'The stream is not being published.')
  const role = toPublish ? 'origin' : 'edge'
  const nodes = await fleet.rank(role, wish)
  if (nodes.length === 0) throw new Problem(404, `There is no ${role} that fits.`)
  return nodes
}

/** @param {string} path scope and stream, percent-encoded */
function streamAt(path) {
  const parts = path.split('/').map(decodePath)
  const name = parts.pop() ?? ''
  return streamIn(parts.join('/'), name)
}
