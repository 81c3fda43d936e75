// All clients through the manager's proxy, from a page that is served by TLS: the nodes have none, so
// there is no other way.
import { selfSignedCertificate } from '../../examples/cluster/manager/certificate.js'
import { chromiumArgs, chromiumPath } from './browser.mjs'
import { Cluster } from './cluster.mjs'
import { startFront } from './front.mjs'
import {
  cameraColours,
  dataOf,
  expect,
  expectNothingLeft,
  received,
  start,
  stop,
  test,
} from './lab.mjs'

const managerName = 'sm.example.test'
const nodeName = 'node.example.test'
const nodeAddress = '127.0.0.11'

test.use({
  clusterArgs: ['--tls', '--tls-name', managerName],
  managerName,
  launchOptions: {
    executablePath: chromiumPath,
    args: [
      ...chromiumArgs,
      // The certificate is signed by nobody.
      '--ignore-certificate-errors',
      `--host-resolver-rules=MAP ${managerName} 127.0.0.1,MAP ${nodeName} ${nodeAddress}`,
    ],
  },
})

/** Whom the page talks to, by HTTP or by WebSocket. */
function watchHosts(page) {
  const hosts = new Set()
  page.on('request', (request) => hosts.add(new URL(request.url()).host))
  page.on('websocket', (socket) => hosts.add(new URL(socket.url()).host))
  return hosts
}

async function expectCamera(page) {
  await expect
    .poll(async () => (await received(page)).frames, { timeout: 30_000 })
    .toBeGreaterThanOrEqual(30)
  await expect.poll(async () => (await received(page)).audioBytes).toBeGreaterThan(1000)
  await expect
    .poll(async () => (await cameraColours(page, '#red5pro-subscriber')).ground)
    .toBeGreaterThan(0.7)
  await expect
    .poll(async () => (await cameraColours(page, '#red5pro-subscriber')).disc)
    .toBeGreaterThan(0.02)
}

const apis = ['4.0', 'v1']
const publishers = ['RTCPublisher', 'WHIPClient']
const subscribers = ['RTCSubscriber', 'WHEPClient']
const mixes = apis.flatMap((api) =>
  publishers.flatMap((Publisher) => subscribers.map((Subscriber) => [Publisher, Subscriber, api])),
)

for (const [Publisher, Subscriber, api] of mixes) {
  test(`${Publisher} is played by ${Subscriber} on a secure page, api ${api}`, async ({
    cluster,
    lab,
  }) => {
    const options = { streamName: 'mix', streamManager: { port: cluster.port, api } }
    const publisher = await lab('examples/publish/')
    const subscriber = await lab('examples/subscribe/')
    expect(await publisher.evaluate(() => [location.hostname, isSecureContext])).toEqual([
      managerName,
      true,
    ])
    const hosts = [watchHosts(publisher), watchHosts(subscriber)]
    expect(await start(publisher, Publisher, options)).toBe('ok')
    expect(await start(subscriber, Subscriber, options)).toBe('ok')
    await expectCamera(subscriber)

    const busy = (await cluster.nodes()).filter(({ sessions }) => sessions > 0)
    expect(busy.map(({ role }) => role).sort()).toEqual(['edge', 'origin'])
    for (const [page, role] of [
      [publisher, 'origin'],
      [subscriber, 'edge'],
    ]) {
      // A v1 proxy chooses the WebSocket's node without a word.
      const named = await dataOf(page, 'WebRTC.Endpoint.Changed')
      const isTold = api === '4.0' || (page === publisher ? Publisher : Subscriber).startsWith('WH')
      const { address } = busy.find((node) => node.role === role)
      expect(named).toEqual(isTold ? [{ endpoint: address }] : [])
    }

    await stop(subscriber)
    await stop(publisher)
    await expectNothingLeft(cluster, publisher, subscriber)
    for (const asked of hosts) expect([...asked]).toEqual([`${managerName}:${cluster.port}`])
    expect([...publisher.problems, ...subscriber.problems]).toEqual([])
  })
}

/** What comes of a WebSocket to this URL in the page. */
const tryToOpen = (page, url) =>
  page.evaluate((target) => {
    const { promise, resolve } = Promise.withResolvers()
    try {
      const socket = new WebSocket(target)
      socket.onopen = () => {
        socket.close()
        resolve('open')
      }
      socket.onerror = () => resolve('never opened')
    } catch (error) {
      resolve(error.name)
    }
    return promise
  }, url)

test('a secure page cannot open a WebSocket to a node, and Sluice says so before it tries', async ({
  cluster,
  context,
  lab,
}) => {
  const { port } = await cluster.nodeAt(nodeAddress)
  const url = `ws://${nodeName}:${port}/live/?id=direct`
  // The socket is there all right: a page without TLS opens it.
  const plain = await context.newPage()
  await plain.goto(`http://${nodeName}:${port}/`)
  expect(await tryToOpen(plain, url)).toBe('open')

  const page = await lab()
  expect(['SecurityError', 'never opened']).toContain(await tryToOpen(page, url))

  const hosts = watchHosts(page)
  for (const [Client, protocol] of [
    ['RTCPublisher', 'ws'],
    ['RTCSubscriber', 'ws'],
    ['WHIPClient', 'http'],
    ['WHEPClient', 'http'],
  ]) {
    const error = await page.evaluate(
      ([name, options]) => outcome(make(sluice[name]).init(options)),
      [Client, { protocol, host: nodeName, port, streamName: 'direct' }],
    )
    expect(error, Client).toMatchObject({
      name: 'SluiceError',
      code: 'config.insecure',
      blame: 'caller',
      retryable: false,
    })
    expect(error.message, Client).toContain('proxy')
  }
  // sluice.wasm came from there, and that was all.
  expect([...hosts]).toEqual([`${managerName}:${cluster.port}`])
  await expectNothingLeft(cluster, page)
})

test('72: a page in about:srcdoc is as secure as the page that it is in', async ({
  cluster,
  lab,
}) => {
  const page = await lab('examples/')
  const src = await page.evaluate(async () => {
    const frame = document.createElement('iframe')
    frame.srcdoc = '<!doctype html><title>inside</title>'
    const loaded = new Promise((resolve) => frame.addEventListener('load', resolve))
    document.body.append(frame)
    await loaded
    return new URL('/dist/index.js', location.href).href
  })
  const inside = page.frames().find((frame) => frame.url() === 'about:srcdoc')
  const told = await inside.evaluate(
    async ([url, options]) => {
      const { RTCPublisher, WHIPClient } = await import(url)
      const codeOf = (Client, more) =>
        new Client().init({ ...options, ...more }).then(
          () => 'ok',
          ({ code }) => code,
        )
      return [
        await codeOf(RTCPublisher, { protocol: 'ws' }),
        await codeOf(WHIPClient, { protocol: 'http' }),
        // A lookup goes by TLS, and is not blocked: nobody is there.
        await codeOf(RTCPublisher, { protocol: 'wss', streamManager: { port: 1, retries: 0 } }),
      ]
    },
    [src, { host: nodeName, streamName: 'inside', port: cluster.port }],
  )
  expect(told.slice(0, 2)).toEqual(['config.insecure', 'config.insecure'])
  expect(told[2]).not.toBe('config.insecure')
})

test('the classic way, by lookup and rewriting, works by hand and by streamManagerUtil', async ({
  cluster,
  lab,
}) => {
  const publisher = await lab('examples/publish/')
  const subscriber = await lab('examples/subscribe/')
  for (const [page, Client, lookup] of [
    [publisher, 'RTCPublisher', 'getOrigin'],
    [subscriber, 'RTCSubscriber', 'getEdge'],
  ]) {
    const seen = await page.evaluate(
      async ([name, find]) => {
        const { host, port } = server
        const config = {
          protocol: 'wss',
          host,
          port,
          app: 'live/room',
          proxy: 'streammanager',
          streamName: 'classic',
          connectionParams: { username: 'a&b' },
        }
        const before = structuredClone(config)
        const look = (...wishes) =>
          sluice.streamManagerUtil[find](host, config.app, config.streamName, ...wishes)
        const node = await look(undefined, NaN, false, false, { port })
        const { serverAddress, scope } = node
        // As the field's pages do it.
        const byHand = {
          ...config,
          app: config.proxy,
          connectionParams: { ...config.connectionParams, host: serverAddress, app: scope },
        }
        const rewritten = await sluice.streamManagerUtil.rewrite(config, node)
        const direct = await sluice.streamManagerUtil.rewrite(config, node, 'rtmp')
        window.client = make(sluice[name])
        await client.init(byHand)
        await (client.publish ?? client.subscribe).call(client)
        const { app, connectionParams } = client.getOptions()
        return {
          node,
          isSame: JSON.stringify(rewritten) === JSON.stringify(byHand),
          isKept: JSON.stringify(config) === JSON.stringify(before),
          direct,
          socket: client.getConnection().url,
          app,
          connectionParams,
        }
      },
      [Client, lookup],
    )
    const { serverAddress } = seen.node
    const { id } = await cluster.nodeAt(serverAddress)
    expect(id).toMatch(Client === 'RTCPublisher' ? /^origin/ : /^edge/)
    expect(seen).toMatchObject({
      node: { name: 'classic', scope: 'live/room' },
      isSame: true,
      isKept: true,
      direct: { app: 'live/room', host: serverAddress },
      app: 'streammanager',
      connectionParams: { username: 'a&b', host: serverAddress, app: 'live/room' },
    })
    expect(seen.socket).toContain(`wss://${managerName}:${cluster.port}/streammanager/?id=`)
  }
  await expectCamera(subscriber)
  await stop(subscriber)
  await stop(publisher)
  await expectNothingLeft(cluster, publisher, subscriber)
  expect([...publisher.problems, ...subscriber.problems]).toEqual([])
})

test('streamManagerUtil.rewrite() gives a config that connects', async ({ cluster, lab }) => {
  const page = await lab()
  const options = await page.evaluate(async () => {
    const { streamManagerUtil, RTCPublisher } = sluice
    const { host, port } = server
    const config = { ...server, streamName: 'rewritten', custom: { kept: true } }
    const wishes = [undefined, 2, false, false, { port }]
    const nodes = await streamManagerUtil.getOrigin(host, 'live', 'rewritten', ...wishes)
    window.client = make(RTCPublisher)
    await client.init(await streamManagerUtil.rewrite(config, nodes))
    await client.publish()
    return { nodes, ...client.getOptions() }
  })
  expect(options.nodes).toHaveLength(2)
  expect(options).toMatchObject({
    app: 'streammanager',
    streamName: 'rewritten',
    connectionParams: { host: options.nodes[0].serverAddress, app: 'live' },
    custom: { kept: true },
  })
  await stop(page)
  await expectNothingLeft(cluster, page)
})

test('all versions of the API name the same node in the same words', async ({ cluster, lab }) => {
  const page = await lab()
  for (const endpoints of [1, 2]) {
    const answers = await page.evaluate(
      (count) =>
        Promise.all(
          ['2.0', '3.1', '4.0', 'v1'].map((api) =>
            sluice.streamManagerUtil.getOrigin(
              server.host,
              'live',
              'any',
              'region-2',
              count,
              count === 1,
              false,
              { port: server.port, api },
            ),
          ),
        ),
      endpoints,
    )
    const node = (number) => ({
      name: 'any',
      scope: 'live',
      serverAddress: `127.0.0.1${number}`,
      region: `region-${number}`,
    })
    for (const answer of answers)
      expect(answer).toEqual(endpoints === 1 ? node(2) : [node(2), node(1)])
  }
  await expectNothingLeft(cluster, page)
})

test('getOptions() shows what the lookup has made of the options', async ({ cluster, lab }) => {
  const page = await lab()
  const options = { streamName: 'shown', streamManager: { port: cluster.port } }
  expect(await start(page, 'RTCPublisher', options)).toBe('ok')
  const [{ endpoint }] = await dataOf(page, 'WebRTC.Endpoint.Changed')
  expect(await page.evaluate(() => client.getOptions())).toMatchObject({
    host: managerName,
    app: 'streammanager',
    streamName: 'shown',
    connectionParams: { host: endpoint, app: 'live' },
  })
  await stop(page)
  await expectNothingLeft(cluster, page)
})

test('the whole URL of a v1 proxy works as `endpoint`', async ({ cluster, lab }) => {
  const publisher = await lab('examples/publish/')
  const subscriber = await lab('examples/subscribe/')
  const base = `wss://${managerName}:${cluster.port}/as/v1/proxy/ws`
  const options = { streamName: 'whole', connectionParams: { nodeGroup: 'default' } }
  const publishTo = { ...options, endpoint: `${base}/publish/live/whole` }
  const playFrom = { ...options, endpoint: `${base}/subscribe/live/whole` }
  expect(await start(publisher, 'RTCPublisher', publishTo)).toBe('ok')
  expect(await start(subscriber, 'RTCSubscriber', playFrom)).toBe('ok')
  await expectCamera(subscriber)
  expect(await publisher.evaluate(() => client.getConnection()?.url)).toContain(
    `${base}/publish/live/whole?`,
  )
  await stop(subscriber)
  await stop(publisher)
  await expectNothingLeft(cluster, publisher, subscriber)
  expect([...publisher.problems, ...subscriber.problems]).toEqual([])
})

test('part 3: a Location with http: behind a proxy that ends TLS is used by TLS, with the token', async ({
  cluster,
  lab,
}) => {
  const behind = await Cluster.start()
  // The server behind it knows nothing of TLS, and of a port of its own.
  const tellHttp = async ({ method }, pass) => {
    if (method !== 'POST') return undefined
    const answer = await pass()
    const path = new URL(answer.headers.location, behind.url).pathname
    return { ...answer, headers: { ...answer.headers, location: `http://127.0.0.1:8080${path}` } }
  }
  const front = await startFront(behind, tellHttp, await selfSignedCertificate(['127.0.0.1']))
  const page = await lab()
  const endpoint = `${front.origin}/live/whip/endpoint/behind`
  const result = await page.evaluate(async (given) => {
    window.client = make(sluice.WHIPClient)
    await client.init({ endpoint: given, token: 'open-sesame' })
    return outcome(client.publish())
  }, endpoint)
  expect(result).toBe('ok')
  await expect.poll(() => front.requests.some(({ method }) => method === 'PATCH')).toBe(true)
  await stop(page)
  await expectNothingLeft(behind, page)
  for (const { headers } of front.requests) expect(headers.authorization).toBe('Bearer open-sesame')
  expect(front.requests.at(-1).method).toBe('DELETE')
  expect(page.problems).toEqual([])
  front.stop()
  await behind.stop()
  await expectNothingLeft(cluster, page)
})
