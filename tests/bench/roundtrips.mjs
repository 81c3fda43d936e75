// How often each client waits for the stream manager before its call resolves: the serial round trips
// of signalling. Everything between page and manager goes through a relay that adds a delay D; media
// goes its own way, without. Round trips = (time with D - time without) / D, run by run.
//
// The relay accepts connections at once, so a new connection costs nothing here. On a real network it
// costs a round trip for TCP and one for TLS 1.3 on top; the connections are counted for that.
import { chromium } from '@playwright/test'
import { chromiumArgs, chromiumPath, stillPages } from '../e2e/browser.mjs'
import { Cluster } from '../e2e/cluster.mjs'
import { Relay } from './relay.mjs'
import { numberOption, summary } from './stats.mjs'

const runs = numberOption('runs', 10)
const delay = numberOption('delay', 200)

const cluster = await Cluster.start()
const relay = await Relay.start(cluster.port)
const browser = await chromium.launch({ executablePath: chromiumPath, args: chromiumArgs })

async function openPage(port) {
  const page = await browser.newPage(stillPages)
  await page.goto(`http://127.0.0.1:${port}/examples/`)
  await page.evaluate(async (port) => {
    window.sluice = await import('/dist/index.js')
    await sluice.load()
    window.server = { protocol: 'http', host: '127.0.0.1', port }
    window.video = document.createElement('video')
    Object.assign(video, { autoplay: true, muted: true, playsInline: true })
    document.body.append(video)
    window.frame = () => new Promise((resolve) => video.requestVideoFrameCallback(resolve))
  }, port)
  return page
}

const air = await openPage(cluster.port)
await air.evaluate(async () => {
  window.client = new sluice.WHIPClient()
  await client.init({ ...server, streamName: 'air' })
  await client.publish()
})

const page = await openPage(relay.port)
await page.evaluate(async () => {
  window.camera = await navigator.mediaDevices.getUserMedia({ audio: true, video: true })
})

/** From nothing but a loaded module and an open camera until publish() resolves. */
const publish = (Client, api) => () =>
  page.evaluate(
    async ([name, version]) => {
      window.client = new sluice[name]()
      const streamManager = { port: server.port, api: version }
      const start = performance.now()
      await client.initWithStream({ ...server, streamName: 'bench', streamManager }, window.camera)
      await client.publish()
      return { called: performance.now() - start }
    },
    [Client, api],
  )

/** The same until subscribe() resolves, and until there is a picture. */
const subscribe = (Client, api) => () =>
  page.evaluate(
    async ([name, version]) => {
      window.client = new sluice[name]().setView(video)
      const streamManager = { port: server.port, api: version }
      const shown = frame()
      const start = performance.now()
      await client.init({ ...server, streamName: 'air', streamManager })
      await client.subscribe()
      const called = performance.now() - start
      await shown
      return { called, shown: performance.now() - start }
    },
    [Client, api],
  )

/** What is one round trip for sure. */
const askOnce = () =>
  page.evaluate(async () => {
    window.client = undefined
    const start = performance.now()
    await (await fetch('/examples/', { cache: 'no-store' })).text()
    return { called: performance.now() - start }
  })

const stop = () =>
  page.evaluate(async () => {
    await (window.client?.publish ? client.unpublish() : window.client?.unsubscribe())
    video.srcObject = null
  })

async function measure(call, roundTrip) {
  relay.roundTrip = roundTrip
  const before = relay.accepted
  const sample = await call()
  sample.connections = relay.accepted - before
  relay.roundTrip = 0
  await stop()
  return sample
}

async function compare(call) {
  await measure(call, 0) // warms up what all runs use
  const pairs = []
  for (let run = 0; run < runs; run++) {
    // Which one goes first changes, so that neither profits from the other.
    const order = run % 2 === 0 ? [0, delay] : [delay, 0]
    const pair = {}
    for (const roundTrip of order) pair[roundTrip] = await measure(call, roundTrip)
    pairs.push({ near: pair[0], far: pair[delay] })
  }
  return pairs
}

const number = (value, digits) => value.toFixed(digits).padStart(8)
function print(title, pairs, key) {
  const trips = summary(pairs.map(({ near, far }) => (far[key] - near[key]) / delay))
  const near = summary(pairs.map((pair) => pair.near[key]))
  const connections = summary(pairs.map(({ far }) => far.connections))
  const spread = ['median', 'low', 'high', 'min', 'max'].map((part) => number(trips[part], 2))
  console.log(
    `  ${title.padEnd(38)}${String(trips.n).padStart(4)}${spread.join('')}` +
      `${number(near.median, 1)}${String(connections.median).padStart(8)}`,
  )
}

console.log(`\n  serial round trips, D = ${delay} ms, ${await browser.version()}`)
console.log(`  ${''.padEnd(38)}   n  median    25 %    75 %     min     max  ms at 0  new TCP`)
print('one fetch(), for comparison', await compare(askOnce), 'called')
for (const [Client, api] of [
  ['RTCPublisher', '4.0'],
  ['RTCPublisher', 'v1'],
  ['WHIPClient', '4.0'],
]) {
  print(`${Client} ${api}, publish()`, await compare(publish(Client, api)), 'called')
}
for (const [Client, api] of [
  ['RTCSubscriber', '4.0'],
  ['RTCSubscriber', 'v1'],
  ['WHEPClient', '4.0'],
]) {
  const pairs = await compare(subscribe(Client, api))
  print(`${Client} ${api}, subscribe()`, pairs, 'called')
  print(`${Client} ${api}, first frame`, pairs, 'shown')
}
console.log(`
  Publishers: from initWithStream() until publish() resolves. Players: from init() until subscribe()
  resolves, or the first frame. Same origin, so no CORS preflight; the relay accepts at once, so no
  handshake is in these numbers: each new TCP connection is one round trip more on a real network,
  and another one with TLS 1.3.`)

await air.evaluate(() => client.unpublish(true))
await browser.close()
relay.stop()
await cluster.stop()
