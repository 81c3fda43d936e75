// @ts-check
import { Problem, contentType, json } from '../shared/http.js'

/** @typedef {import('../shared/http.js').Answer} Answer */
/** @typedef {import('../shared/http.js').Request} Request */
/** @typedef {import('./node_process.js').NodeProcess} NodeProcess */
/** @typedef {import('./node_process.js').NodeState} NodeState */

const BODY_LIMIT_BYTES = 64 * 1024
// Beyond this ICE gives connections up by itself, and a pause would be no different from a kill.
const PAUSE_LIMIT_MS = 20_000

/**
 * What tests and people use to look into the cluster and to break it: `/cluster/...`.
 *
 * @param {object} parts
 * @param {import('./fleet.js').Fleet} parts.fleet
 * @param {import('./faults.js').Faults} parts.faults
 * @param {import('./manager.js').Settings} parts.settings
 * @param {import('./request_record.js').RequestRecord} parts.record
 * @param {import('./socket_proxy.js').SocketProxy} parts.sockets
 * @returns {(request: Request) => Promise<Answer>}
 */
export function controlApi({ fleet, faults, settings, record, sockets }) {
  const proxyState = () => json({ enabled: settings.proxyEnabled, sockets: sockets.open })
  /** @type {Record<string, (request: Request) => Promise<Answer>>} */
  const fixed = {
    'GET /cluster/nodes': async () => {
      const survey = await fleet.survey()
      return json(survey.map(({ node, state }) => describe(node, state)))
    },
    'GET /cluster/faults': async () => json(faults.list()),
    'POST /cluster/faults': async (request) => {
      const wanted = await readJson(request)
      return json(faults.add(wanted, [...fleet.nodes.keys()]), 201)
    },
    'DELETE /cluster/faults': async () => {
      faults.clear()
      return { status: 204 }
    },
    'GET /cluster/proxy': async () => proxyState(),
    'PUT /cluster/proxy': async (request) => {
      const { enabled } = (await readJson(request)) ?? {}
      if (typeof enabled !== 'boolean') throw new Problem(400, '"enabled" is true or false.')
      settings.proxyEnabled = enabled
      return proxyState()
    },
    'GET /cluster/requests': async () => json(record.list()),
    'DELETE /cluster/requests': async () => {
      record.clear()
      return { status: 204 }
    },
  }

  const verbs = {
    kill: (/** @type {NodeProcess} */ node) => node.kill(),
    pause: async (/** @type {NodeProcess} */ node, /** @type {Request} */ request) => {
      const { ms } = (await readJson(request)) ?? {}
      if (!Number.isInteger(ms) || ms < 1 || ms > PAUSE_LIMIT_MS)
        throw new Problem(400, `"ms" is a whole number from 1 to ${PAUSE_LIMIT_MS}.`)
      if (!node.pause(ms)) throw new Problem(409, 'The node is down: there is nothing to pause.')
    },
    restart: (/** @type {NodeProcess} */ node) =>
      node.restart().catch((error) => {
        throw new Problem(500, error.message)
      }),
  }

  return async (request) => {
    refuseStrangers(request, settings.scheme)
    const { method, url } = request
    const handler = fixed[`${method} ${url.pathname}`]
    if (handler) return handler(request)

    const [, id, verb] =
      /^\/cluster\/nodes\/([^/]+)\/(kill|pause|restart)$/.exec(url.pathname) ?? []
    if (!verb) throw new Problem(404, 'The control API has no such call.')
    if (method !== 'POST') throw new Problem(405, `To ${verb} a node, use POST.`, { Allow: 'POST' })
    const node = fleet.nodes.get(id)
    if (!node) throw new Problem(404, 'There is no node of that id.')
    await verbs[/** @type {keyof verbs} */ (verb)](node, request)
    return json(describe(node, await node.state()))
  }
}

/**
 * Killing processes is for this machine alone. A foreign Host header means a name that was made to
 * point here (DNS rebinding); a foreign Origin means a page from elsewhere.
 *
 * @param {Request} request
 * @param {string} scheme that the manager is reached by
 */
export function refuseStrangers({ headers }, scheme) {
  const host = headers.host ?? ''
  if (!/^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i.test(host))
    throw new Problem(403, 'The control API answers to loopback names only.')
  if (headers.origin !== undefined && headers.origin !== `${scheme}://${host}`)
    throw new Problem(403, 'The control API does not answer pages of other origins.')
}

/**
 * @param {NodeProcess} node
 * @param {NodeState | null} state
 */
function describe(node, state) {
  const { id, role, address, port, pid, region, paused } = node
  const { sessions = 0, pulls = 0, streams = [] } = state ?? {}
  const up = state !== null
  return { id, role, address, port, pid, region, up, paused, sessions, pulls, streams }
}

/** @param {Request} request */
async function readJson(request) {
  if (contentType(request.headers) !== 'application/json')
    throw new Problem(415, 'The control API takes application/json.')
  try {
    return JSON.parse(await request.body(BODY_LIMIT_BYTES))
  } catch (error) {
    if (error instanceof Problem) throw error
    throw new Problem(400, 'The body is not valid JSON.')
  }
}
