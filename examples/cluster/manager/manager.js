// @ts-check
import { randomBytes } from 'node:crypto'
import { Problem, listener } from '../shared/http.js'
import { corsHeaders } from '../shared/whip.js'
import { selfSignedCertificate } from './certificate.js'
import { controlApi } from './control_api.js'
import { Faults } from './faults.js'
import { Fleet } from './fleet.js'
import { answerHls, parseHlsPath } from './hls.js'
import { internalApi } from './internal_api.js'
import { isLookup, lookupApi, lookupCors } from './lookup_api.js'
import { LoopbackServer } from './loopback_server.js'
import { Names } from './names.js'
import { parseProxyPath } from './proxy_paths.js'
import { RequestRecord } from './request_record.js'
import { SocketProxy } from './socket_proxy.js'
import { staticFiles } from './static_files.js'
import { WhipProxy } from './whip_proxy.js'

/** @typedef {import('../shared/http.js').Answer} Answer */
/** @typedef {import('../shared/http.js').Request} Request */

/** Without the proxy there is nothing at its addresses, as if it had never been installed. */
const NOTHING_THERE = { status: 404, headers: { 'Content-Type': 'text/plain' }, body: 'Not Found' }

/**
 * What can change, or that several parts have to know.
 *
 * @typedef {{proxyEnabled: boolean, scheme: 'http' | 'https'}} Settings
 */

/**
 * The front of the cluster: listens first, because nodes need its address, then starts the nodes.
 *
 * @param {{port: number, origins: number, edges: number, nodePort: number, root: string,
 *   proxyEnabled: boolean, tlsNames: string[] | null}} options tlsNames: null without TLS
 * @param {import('../shared/log.js').Log} log
 * @returns {Promise<{url: string, stop: () => Promise<void>}>}
 */
export async function startManager(options, log) {
  requireMediaLibrary()
  const { port, origins, edges, nodePort, root, proxyEnabled, tlsNames } = options
  const certificate = tlsNames && (await selfSignedCertificate(tlsNames))
  const secret = randomBytes(24).toString('base64url')
  const starting = async () => {
    throw new Problem(503, 'The cluster is starting.', { 'Retry-After': '1' })
  }
  /** @type {(request: Request) => Promise<Answer | null>} */
  let handle = starting
  /** @type {SocketProxy | null} */
  let sockets = null
  const front = new LoopbackServer(
    listener((request) => handle(request), log),
    (req, stream, head) => void (sockets ? sockets.upgrade(req, stream, head) : stream.destroy()),
    certificate,
  )
  await front.listen(port)
  // Nodes ask over a port of their own: it is never spoiled, and never encrypted.
  /** @type {(request: Request) => Promise<Answer>} */
  let handleInside = starting
  const inside = new LoopbackServer(listener((request) => handleInside(request), log))
  await inside.listen(0)

  const managerUrl = `http://127.0.0.1:${inside.port}`
  const fleet = new Fleet({ origins, edges, nodePort, managerUrl, secret }, log)
  const faults = new Faults()
  const stop = async () => {
    faults.clear()
    sockets?.close()
    await Promise.all([front.close(), inside.close(), fleet.stop()])
  }
  try {
    await fleet.start()
  } catch (error) {
    await stop()
    throw error
  }
  const scheme = certificate ? 'https' : 'http'
  /** @type {Settings} */
  const settings = { proxyEnabled, scheme }
  const record = new RequestRecord()
  const names = new Names(fleet)
  sockets = new SocketProxy(fleet, faults, settings, record, log)
  handleInside = internalApi(fleet, names, secret)
  handle = routes({ fleet, faults, settings, record, sockets, names, root })
  log('listening', { port: front.port, proxy: proxyEnabled ? 'on' : 'off' })
  return { url: `${scheme}://localhost:${front.port}/`, stop }
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
 * @param {{fleet: Fleet, faults: Faults, settings: Settings, record: RequestRecord,
 *   sockets: SocketProxy, names: Names, root: string}} parts
 * @returns {(request: Request) => Promise<Answer | null>}
 */
function routes({ fleet, faults, settings, record, sockets, names, root }) {
  const control = controlApi({ fleet, faults, settings, record, sockets })
  const files = staticFiles(root)
  const lookups = lookupApi(fleet)
  const proxy = new WhipProxy(fleet, names, faults)

  return async (request) => {
    const { method, url } = request
    // Not hit by faults, because it clears them.
    if (url.pathname.startsWith('/cluster/')) return control(request)

    const route = parseProxyPath(url.pathname)
    if (route) {
      record.add(method, url)
      if (!settings.proxyEnabled) return faults.apply(request, 'manager', async () => NOTHING_THERE)
      const answer = await faults.apply(request, 'manager', () =>
        proxy.handle(request, route).catch(problemAnswer),
      )
      // Problems and faults carry these too: a page of another origin could not read them otherwise.
      return withHeaders(corsHeaders(request), answer)
    }
    const hls = parseHlsPath(url.pathname)
    if (hls) {
      if ('name' in hls) record.add(method, url)
      const answer = await faults.apply(request, 'manager', () =>
        answerHls(fleet, request, hls).catch(problemAnswer),
      )
      return withHeaders(lookupCors(request), answer)
    }
    if (isLookup(request)) {
      record.add(method, url)
      const answer = await faults.apply(request, 'manager', () => lookups(request))
      return withHeaders(lookupCors(request), answer)
    }
    return faults.apply(request, 'manager', () => files(request).catch(problemAnswer))
  }
}

/**
 * @param {Record<string, string>} headers
 * @param {Answer | null} answer
 */
function withHeaders(headers, answer) {
  return answer && { ...answer, headers: { ...headers, ...answer.headers } }
}

/**
 * @param {unknown} error
 * @returns {Answer}
 */
function problemAnswer(error) {
  if (error instanceof Problem) return error.answer()
  throw error
}
