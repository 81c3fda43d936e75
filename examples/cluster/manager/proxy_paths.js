// @ts-check
import { Problem } from '../shared/http.js'
import { decodePath } from '../shared/scope.js'
import { parseWhipPath } from '../shared/whip.js'
import { NODE_GROUP } from './lookup_api.js'
import { wishOf } from './node_choice.js'

/** @typedef {import('./fleet.js').Fleet} Fleet */
/** @typedef {import('./node_process.js').NodeProcess} NodeProcess */
/** @typedef {import('../shared/whip.js').WhipRoute & {isV1: boolean}} ProxyRoute */

// Of a WebSocket's query these are for the proxy, everything else is for the node.
const OWN_PARAMS = ['host', 'app', 'context']
const OWN_PARAMS_V1 = [
  'host',
  'nodeGroup',
  'region',
  'subgroup',
  'subGroup',
  'strict',
  'endpoints',
  'transcode',
]

/**
 * WHIP and WHEP through the manager: `/<app>/whip/endpoint/<stream>` or, in the second generation,
 * `/as/v1/proxy/whip/<app>/<stream>`, whose sessions are `/as/v1/proxy/whip/resource/<node>/<session>`.
 *
 * @param {string} path
 * @returns {ProxyRoute | null}
 */
export function parseProxyPath(path) {
  const [, protocol, tail] = /^\/as\/v1\/proxy\/(whip|whep)\/(.+)$/.exec(path) ?? []
  if (!tail) {
    const route = parseWhipPath(path)
    return route && { ...route, isV1: false }
  }
  const [, app, rest] = /^(.+)\/([^/]*)$/.exec(tail) ?? []
  const [, session] = /^resource\/(.+)$/.exec(tail) ?? []
  // @ts-ignore the pattern admits exactly these two protocols
  const route = /** @type {ProxyRoute} */ ({ protocol, isV1: true })
  if (session) return { ...route, app: 'live', kind: 'resource', rest: session }
  return { ...route, app: app ?? '', kind: 'endpoint', rest: rest ?? '' }
}

/** @param {ProxyRoute} route @param {string} nodeId @param {string} session */
export function sessionPath({ isV1, app, protocol }, nodeId, session) {
  const base = isV1 ? `/as/v1/proxy/${protocol}` : `/${app}/${protocol}`
  return `${base}/resource/${nodeId}/${session}`
}

/**
 * A WebSocket through the manager.
 *
 * @typedef {object} SocketRoute
 * @property {boolean} isV1
 * @property {'origin' | 'edge'} role
 * @property {string} scope
 * @property {[string, string][]} passed the parameters that the node gets
 *
 * @param {URL} url
 * @returns {SocketRoute | null}
 */
export function parseSocketUrl({ pathname, searchParams }) {
  const isV1 = pathname.startsWith('/as/v1/proxy/ws/')
  const own = isV1 ? OWN_PARAMS_V1 : OWN_PARAMS
  const passed = [...searchParams].filter(([key]) => !own.includes(key))
  if (/^\/streammanager\/?$/.test(pathname)) {
    const names = [searchParams.get('app') ?? 'live', searchParams.get('context') ?? '']
    return { isV1, role: 'origin', scope: names.filter(Boolean).join('/'), passed }
  }
  const [, verb, app, stream] =
    /^\/as\/v1\/proxy\/ws\/(publish|subscribe)\/(.+)\/([^/]+)$/.exec(pathname) ?? []
  if (!stream) return null
  const role = verb === 'publish' ? 'origin' : 'edge'
  return { isV1, role, scope: app.split('/').map(decodePath).join('/'), passed }
}

/**
 * The nodes for a newcomer. Only nodes of this cluster are ever dialled, whatever the query says.
 *
 * @param {Fleet} fleet
 * @param {'origin' | 'edge'} role
 * @param {URLSearchParams} params
 * @param {boolean} isV1
 * @returns {Promise<NodeProcess[]>} none: no node is up, or none fits
 */
export async function nodesFor(fleet, role, params, isV1) {
  if (isV1 && params.has('host')) {
    const node = fleet.nodeAt(params.get('host'))
    if (!node) throw new Problem(400, 'The host is not a node of this cluster.')
    return [node]
  }
  if (isV1 && !params.has('nodeGroup'))
    throw new Problem(400, 'Either "nodeGroup" or "host" is needed.')
  if (isV1 && params.get('nodeGroup') !== NODE_GROUP)
    throw new Problem(404, `There is no such node group; this cluster has "${NODE_GROUP}".`)
  const ranked = await fleet.rank(role, wishOf(params))
  return ranked.map(({ node }) => node)
}
