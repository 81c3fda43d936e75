// What an app writes into its options arrives at the server as it was written: encoded once on the
// way, by Sluice, and by nobody else.
import { expect, expectNothingLeft, start, stop, test } from './lab.mjs'

const names = [
  'two words',
  'a&b=c',
  'what?#where',
  '100%',
  'plus+plus',
  '20%20',
  'żółć-日本-🎥',
  `"double" 'single' \`back\``,
  ';,:@$!*()[]{}|^~<>',
  'x'.repeat(255),
]

const connectionParams = {
  username: 'two words',
  password: 'a&b=c;d',
  token: '?x#y',
  percent: '100%',
  encoded: 'a%2Fb%26',
  plus: '1+1 = 2',
  unicode: 'żółć 日本 🎥',
  quotes: `"double" 'single' \`back\` <tag>`,
  path: '../a/b\\c',
  lines: 'one\r\ntwo\ttabbed',
  empty: '',
  yes: true,
  'a key & = ? # %2F': 'strange',
  ключ: 'key',
}
const absent = { missing: undefined, nothing: null }
const expectedParams = Object.entries({ ...connectionParams, zero: 0 }).map(([key, value]) => [
  key,
  String(value),
])

/** The stream's name in the path of each kind of request. */
const paths = [
  /^\/streammanager\/api\/4\.0\/event\/live\/(.+)$/,
  /^\/live\/(?:whip|whep)\/endpoint\/(.+)$/,
  /^\/as\/v1\/proxy\/(?:whip|whep)\/live\/(.+)$/,
  /^\/as\/v1\/proxy\/ws\/(?:publish|subscribe)\/live\/(.+)$/,
]
function nameIn(path) {
  const [, name] = paths.map((pattern) => pattern.exec(path)).find(Boolean) ?? []
  return name === undefined ? path : decodeURIComponent(name)
}

for (const [Publisher, Subscriber] of [
  ['RTCPublisher', 'RTCSubscriber'],
  ['WHIPClient', 'WHEPClient'],
]) {
  for (const api of ['4.0', 'v1']) {
    test(`names and parameters arrive as they are: ${Publisher}, ${Subscriber}, api ${api}`, async ({
      cluster,
      lab,
    }) => {
      const publisher = await lab('examples/publish/')
      const subscriber = await lab('examples/subscribe/')
      for (const streamName of names) {
        await cluster.clearRequests()
        const options = {
          streamName,
          streamManager: { port: cluster.port, api, nodeGroup: 'default' },
          subscriptionId: `${streamName.slice(0, 100)} of me`,
          connectionParams: { ...connectionParams, zero: 0, ...absent },
        }
        expect(await start(publisher, Publisher, options), streamName).toBe('ok')
        expect(await start(subscriber, Subscriber, options), streamName).toBe('ok')
        const origins = (await cluster.nodes()).filter(({ role }) => role === 'origin')
        expect(origins.flatMap(({ streams }) => streams)).toEqual([streamName])

        const requests = await cluster.requests()
        // A lookup is a question about the stream only; the parameters are for the proxy's node.
        const asked = requests.filter(({ method }) => method === 'GET')
        expect(asked.map(({ path }) => nameIn(path))).toEqual(
          Publisher === 'RTCPublisher' && api === '4.0' ? [streamName, streamName] : [],
        )
        const opened = requests.filter(({ method }) => method === 'POST' || method === 'WS')
        expect(opened).toHaveLength(2)
        for (const [index, { method, path, query }] of opened.entries()) {
          const params = Object.fromEntries(query)
          const own = Object.entries(params).filter(
            ([key]) => key === 'zero' || key in connectionParams,
          )
          expect(own.sort(), streamName).toEqual(expectedParams.toSorted())
          expect(Object.keys(params)).not.toContain('missing')
          expect(Object.keys(params)).not.toContain('nothing')
          expect(new Set(query.map(([key]) => key)).size, 'no key twice').toBe(query.length)

          if (api === 'v1') expect(params.nodeGroup).toBe('default')
          if (method === 'WS' && api === '4.0') expect(params.app).toBe('live')
          else expect(nameIn(path)).toBe(streamName)
          if (method === 'WS')
            expect(params.id).toBe(index === 0 ? streamName : options.subscriptionId)
          else if (index === 1) expect(params.requestId).toBe(options.subscriptionId)
        }
        await stop(subscriber)
        await stop(publisher)
      }
      await expectNothingLeft(cluster, publisher, subscriber)
      expect([...publisher.problems, ...subscriber.problems]).toEqual([])
    })
  }
}

test('rooms are paths, and each of their names is encoded by itself', async ({ cluster, lab }) => {
  const page = await lab()
  const app = 'live/room & board/ü%'
  for (const [Client, api] of [
    ['RTCPublisher', '4.0'],
    ['RTCPublisher', 'v1'],
    ['WHIPClient', '4.0'],
    ['WHIPClient', 'v1'],
  ]) {
    const options = { app, streamName: 'inside', streamManager: { port: cluster.port, api } }
    expect(await start(page, Client, options), `${Client} ${api}`).toBe('ok')
    const streams = (await cluster.nodes()).flatMap((node) => node.streams)
    expect(streams, `${Client} ${api}`).toEqual(['room & board/ü%/inside'])
    await stop(page)
  }
  await expectNothingLeft(cluster, page)
})

for (const Client of ['RTCPublisher', 'RTCSubscriber', 'WHIPClient', 'WHEPClient']) {
  test(`the app's config stays as it is, and getOptions() keeps all of its keys: ${Client}`, async ({
    cluster,
    lab,
  }) => {
    const publisher = await lab('examples/publish/')
    expect(await start(publisher, 'WHIPClient', { streamName: 'on-air' })).toBe('ok')
    const page = await lab('examples/publish/')
    const isPlayer = ['RTCSubscriber', 'WHEPClient'].includes(Client)
    const seen = await page.evaluate(
      async ([name, streamName, params]) => {
        const freeze = (value) => {
          if (typeof value !== 'object' || value === null) return value
          for (const one of Object.values(value)) freeze(one)
          return Object.freeze(value)
        }
        // What cannot be changed throws when somebody tries.
        const config = freeze({
          ...server,
          app: 'live',
          streamName,
          connectionParams: params,
          streamManager: { port: server.port, region: 'region-1' },
          custom: { nested: [1, { deep: true }], text: 'ü' },
          'a key of my own': 'kept',
          bandwidth: { audio: 40, video: 500 },
          rtcConfiguration: { bundlePolicy: 'max-bundle' },
        })
        const before = JSON.stringify(config)
        window.client = make(sluice[name])
        await client.init(config)
        await (client.publish ?? client.subscribe).call(client)
        const after = JSON.stringify(config)
        return { isSame: before === after, options: client.getOptions() }
      },
      [Client, isPlayer ? 'on-air' : 'mine', connectionParams],
    )
    expect(seen.isSame).toBe(true)
    expect(seen.options).toMatchObject({
      custom: { nested: [1, { deep: true }], text: 'ü' },
      'a key of my own': 'kept',
      bandwidth: { audio: 40, video: 500 },
      rtcConfiguration: { bundlePolicy: 'max-bundle' },
      connectionParams,
    })
    await stop(page)
    await stop(publisher)
    await expectNothingLeft(cluster, page, publisher)
  })
}

test('a number among the parameters stays one in what the app gets to see', async ({
  cluster,
  lab,
}) => {
  const page = await lab()
  const params = { level: 7, yes: true }
  const options = { streamName: 's', connectionParams: params }
  expect(
    await start(page, 'RTCPublisher', { ...options, streamManager: { port: cluster.port } }),
  ).toBe('ok')
  const shown = await page.evaluate(() => client.getOptions().connectionParams)
  const rewritten = await page.evaluate(async (config) => {
    const node = { name: 's', scope: 'live', serverAddress: '127.0.0.11', region: '' }
    return (await sluice.streamManagerUtil.rewrite(config, node)).connectionParams
  }, options)
  await stop(page)
  await expectNothingLeft(cluster, page)
  for (const seen of [shown, rewritten]) expect(seen).toMatchObject(params)
})
