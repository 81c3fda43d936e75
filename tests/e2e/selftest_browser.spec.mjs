// The self-test at the faults of pages, browsers and networks; what it gives away, and what is left when
// it is stopped.
import { chromium } from '@playwright/test'
import { readFile } from 'node:fs/promises'
import { bareArgs, chromiumArgs, chromiumPath } from './browser.mjs'
import { expect, expectNothingLeft, test, viaManager } from './lab.mjs'
import { checkOf, diagnose, faultsOf } from './selftest_support.mjs'

const managed = (cluster, wishes) => ({ app: 'live', ...viaManager(cluster, wishes) })

const csp = 'content-security-policy'

/** Has the pages of the cluster come with other headers: `change` makes them of those that they have. */
function withHeaders(context, change) {
  return context.route('**/examples/publish/', async (route) => {
    const response = await route.fetch()
    const headers = response.headers()
    await route.fulfill({ response, headers: { ...headers, ...change(headers) } })
  })
}

test('stopped in the midst of any check it rejects, and leaves nothing', async ({
  cluster,
  lab,
}) => {
  const page = await lab()
  for (const at of ['camera', 'manager', 'http', 'socket', 'host', 'stream']) {
    const outcome = await page.evaluate(
      async ([at, given]) => {
        const { diagnose } = await import('/dist/diagnose.js')
        const controller = new AbortController()
        const onCheck = ({ id, state }) => {
          if (id === at && state === 'running') setTimeout(() => controller.abort('enough'), 30)
        }
        const { signal } = controller
        const options = { ...server, ...given, onCheck, signal }
        return diagnose(options).then(
          () => 'it went on',
          (reason) => reason,
        )
      },
      [at, { ...managed(cluster), media: true, stream: true }],
    )
    expect(outcome, at).toBe('enough')
    await expectNothingLeft(cluster, page)
  }
})

test('the result has no secret in it, also where all goes wrong', async ({ cluster, lab }) => {
  const page = await lab()
  const secrets = ['sesame-token', 'sesame-password', 'sesame-user', 'private-name', 'sesame-param']
  const options = {
    ...managed(cluster),
    host: '127.0.0.1',
    token: 'sesame-token',
    streamName: 'private-name',
    connectionParams: { password: 'sesame-param' },
    iceServers: [
      { urls: 'turn:127.0.0.1:9', username: 'sesame-user', credential: 'sesame-password' },
      { urls: 'stun:127.0.0.1:9' },
    ],
    media: true,
  }
  const say = { status: 401, body: 'private-name sesame-token 127.0.0.11 sm.example.com' }
  await cluster.fault({ method: 'POST', path: '/whip/' }, say, 10)
  const { text, result } = await diagnose(page, options)
  expect(faultsOf(result)).toMatchObject({
    http: 'http.unauthorized',
    stun: undefined,
    turn: undefined,
  })
  for (const secret of secrets) expect(text).not.toContain(secret)
  expect(text).not.toMatch(
    /\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b(?!\s+Safari)|localhost|\.local\b/,
  )
  expect(text).not.toContain('sm.example.com')
  expect(checkOf(result, 'stun').meaning).toBe(
    'Your network blocks UDP to the STUN server, or the server is down.',
  )
  const { ways } = checkOf(result, 'turn').details
  expect(ways.map(({ transport, answered }) => [transport, answered])).toEqual([
    ['udp', false],
    ['tcp', false],
  ])
  await cluster.clearFaults()
  await expectNothingLeft(cluster, page)
})

test('policies of the page: WebAssembly, requests, camera', async ({ cluster, context, lab }) => {
  let change = () => ({})
  await withHeaders(context, (headers) => change(headers))

  change = (headers) => ({ [csp]: headers[csp].replace(" 'wasm-unsafe-eval'", '') })
  const noWasm = await lab()
  const { result } = await diagnose(noWasm, managed(cluster))
  expect(faultsOf(result)).toEqual({ wasm: 'wasm.load' })
  expect(checkOf(result, 'wasm').remedy).toContain("'wasm-unsafe-eval'")
  expect(checkOf(result, 'manager').state).toBe('skipped')

  change = (headers) => ({ [csp]: headers[csp].replace(/connect-src[^;]*/, "connect-src 'self'") })
  const noRequests = await lab()
  const other = { ...managed(cluster), host: '127.0.0.1' }
  other.streamManager.url = `http://127.0.0.1:${cluster.port}`
  const kept = await diagnose(noRequests, other)
  expect(faultsOf(kept.result)).toEqual({ manager: 'manager.unreachable' })
  expect(checkOf(kept.result, 'manager').details).toEqual({ cause: 'policy' })
  expect(kept.result.summary).toMatch(/content security policy forbids requests/)

  change = () => ({ 'permissions-policy': 'camera=()' })
  const noCamera = await lab()
  const without = await diagnose(noCamera, { host: '', media: true })
  expect(faultsOf(without.result)).toEqual({ page: undefined, camera: 'media.denied' })
  expect(without.result.summary).toMatch(/permissions policy forbids camera/)
  await expectNothingLeft(cluster, noWasm, noRequests, noCamera)
})

test('no WebSocket and no WebRTC in the browser', async ({ cluster, context, lab }) => {
  const page = await lab()
  await page.evaluate(() => {
    window.WebSocket = class {
      constructor() {
        throw new DOMException('The operation is insecure.', 'SecurityError')
      }
    }
  })
  const noSocket = await diagnose(page, managed(cluster))
  expect(faultsOf(noSocket.result)).toEqual({ socket: 'proxy.disabled' })
  expect(checkOf(noSocket.result, 'socket').meaning).toMatch(/WebSockets do not get through/)

  await context.addInitScript(() => delete window.RTCPeerConnection)
  const bare = await lab()
  const { result } = await diagnose(bare, { ...managed(cluster), stream: true, media: true })
  expect(faultsOf(result)).toEqual({ wasm: 'env.unsupported', webrtc: undefined })
  expect(result.checks).toHaveLength(16)
  await expectNothingLeft(cluster, page)
})

/** In a browser of its own, on the page of a manager that goes by this name. */
async function diagnoseIn(args, url, ...tests) {
  const browser = await chromium.launch({ executablePath: chromiumPath, args })
  try {
    const page = await browser.newPage()
    if (url.startsWith(publicOrigin)) await servePublicly(page)
    await page.goto(url)
    const results = []
    for (const options of tests) results.push((await diagnose(page, options)).result)
    return results
  } finally {
    await browser.close()
  }
}

test('without permission for camera and microphone: refused by name, and the rest goes on', async ({
  cluster,
}) => {
  const args = [...bareArgs, '--use-fake-device-for-media-stream', '--deny-permission-prompts']
  const { port, protocol } = cluster
  const server = { host: 'localhost', port, protocol, ...managed(cluster) }
  const url = `${cluster.url}examples/publish/`
  const [result] = await diagnoseIn(args, url, { ...server, media: true })
  expect(faultsOf(result)).toEqual({ camera: 'media.denied', microphone: 'media.denied' })
  expect(checkOf(result, 'camera').remedy).toMatch(/Allow it for this site/)
  expect(checkOf(result, 'http').state).toBe('passed')
  await expectNothingLeft(cluster)
})

test('a page that is not secure is named as the cause of what follows', async ({ cluster }) => {
  const args = [...bareArgs, '--host-resolver-rules=MAP sm.example.test 127.0.0.1']
  const url = `http://sm.example.test:${cluster.port}/examples/publish/`
  const [result] = await diagnoseIn(args, url, { media: true })
  expect(faultsOf(result)).toEqual({
    page: undefined,
    camera: 'media.unsupported',
    microphone: 'media.unsupported',
  })
  expect(result.summary).toMatch(/^The page is not secure/)
})

const publicOrigin = 'https://app.example.com'

/** A page that a test makes up has no address, which counts as a public one. */
function servePublicly(page) {
  const folder = new URL('../../dist/', import.meta.url)
  return page.route(`${publicOrigin}/**`, async (route) => {
    const name = new URL(route.request().url()).pathname.replace('/dist/', '')
    const html = '<!doctype html><title>x</title>'
    if (name === '/') return route.fulfill({ contentType: 'text/html', body: html })
    const contentType = name.endsWith('.wasm') ? 'application/wasm' : 'text/javascript'
    return route.fulfill({ contentType, body: await readFile(new URL(name, folder)) })
  })
}

test('a secure page of the public network is kept from local servers, and from plain ones', async ({
  cluster,
}) => {
  const plain = { host: 'media.example.com', protocol: 'http' }
  const [local, mixed, managed] = await diagnoseIn(
    chromiumArgs,
    `${publicOrigin}/`,
    { host: '127.0.0.1', streamManager: { url: cluster.url } },
    plain,
    { host: 'media.example.com', streamManager: { url: 'http://media.example.com' } },
  )
  expect(faultsOf(local)).toEqual({ manager: 'env.local_network' })
  expect(local.summary).toMatch(/keeps this page from local addresses/)
  expect(faultsOf(mixed)).toMatchObject({ http: 'config.insecure' })
  expect(faultsOf(managed)).toEqual({ manager: 'config.insecure' })
  expect(managed.summary).toMatch(/secure page cannot reach a server without TLS/)
})
