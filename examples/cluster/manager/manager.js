// @ts-check
import { randomBytes } from 'node:crypto'
import { Problem, json, listener } from '../shared/http.js'
import { corsHeaders, parseWhipPath } from '../shared/whip.js'
import { controlApi } from './control_api.js'
import { Faults } from './faults.js'
import { Fleet } from './fleet.js'
import { LoopbackServer } from './loopback_server.js'
import { staticFiles } from './static_files.js'
import { WhipProxy } from './whip_proxy.js'

/** @typedef {import('../shared/http.js').Answer} Answer */
/** @typedef {import('../shared/http.js').Request} Request */

/**
 * The front of the cluster: listens first, because nodes need its address, then starts the nodes.
 *
 * @param {{port: number, origins: number, edges: number, nodePort: number, root: string}} options
 * @param {import('../shared/log.js').Log} log
 * @returns {Promise<{port: number, stop: () => Promise<void>}>}
 */
export async function startManager({ port, origins, edges, nodePort, root }, log) {
  requireMediaLibrary()
  const secret = randomBytes(24).toString('base64url')
  /** @type {(request: Request) => Promise<Answer | null>} */
  let handle = async () => {
    throw new Problem(503, 'The cluster is starting.', { 'Retry-After': '1' })
  }
  const server = new LoopbackServer(listener((request) => handle(request), log))
  await server.listen(port)

  const managerUrl = `http://127.0.0.1:${server.port}`
  const fleet = new Fleet({ origins, edges, nodePort, managerUrl, secret }, log)
  const faults = new Faults()
  const stop = async () => {
    faults.clear()
    await Promise.all([server.close(), fleet.stop()])
  }
  try {
    await fleet.start()
  } catch (error) {
    await stop()
    throw error
  }
  handle = routes(fleet, faults, root, secret)
  log('listening', { port: server.port })
  return { port: server.port, stop }
}

/** One sentence instead of a stack trace from every node. */
function requireMediaLibrary() {
  try {
    import.meta.resolve('node-datachannel')
  } catch {
    throw new Error('The media library is missing: run "npm ci" in examples/cluster first.')
  }
}

/**
 * @param {Fleet} fleet
 * @param {Faults} faults
 * @param {string} root
 * @param {string} secret
 * @returns {(request: Request) => Promise<Answer | null>}
 */
function routes(fleet, faults, root, secret) {
  const control = controlApi(fleet, faults)
  const files = staticFiles(root)
  const proxy = new WhipProxy(fleet, faults)

  return async (request) => {
    const { pathname } = request.url
    // Neither may be hit by faults: the one clears them, the other is not what a client sees.
    if (pathname.startsWith('/cluster/')) return control(request)
    if (pathname.startsWith('/internal/')) return locate(fleet, request, secret)

    const route = parseWhipPath(pathname)
    if (!route) return faults.apply(request, 'manager', () => files(request).catch(problemAnswer))
    const answer = await faults.apply(request, 'manager', () =>
      proxy.handle(request, route).catch(problemAnswer),
    )
    // Problems and faults carry these too: a page of another origin could not read them otherwise.
    return answer && { ...answer, headers: { ...corsHeaders(request), ...answer.headers } }
  }
}

/**
 * `GET /internal/origin?stream=<name>`: where an edge finds the stream that a player asks it for.
 *
 * @param {Fleet} fleet
 * @param {Request} request
 * @param {string} secret
 * @returns {Promise<Answer>}
 */
async function locate(fleet, { url, headers }, secret) {
  if (url.pathname !== '/internal/origin' || headers['x-cluster-secret'] !== secret)
    throw new Problem(404, 'There is no such file.')
  const origin = await fleet.originOf(url.searchParams.get('stream') ?? '')
  if (!origin) throw new Problem(404, 'No origin has this stream.')
  return json({ url: origin.url })
}

/**
 * @param {unknown} error
 * @returns {Answer}
 */
function problemAnswer(error) {
  if (error instanceof Problem) return error.answer()
  throw error
}
