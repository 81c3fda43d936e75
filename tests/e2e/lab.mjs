// What the specs share: a cluster for each file, and pages that hold the SDK.
import { test as base, expect } from '@playwright/test'
import { Cluster } from './cluster.mjs'
import { beginRecordings, keepRecordings } from './keep_recordings.mjs'

export { expect }

export const test = base.extend({
  /** More of the cluster's command line. */
  clusterArgs: [[], { option: true, scope: 'worker' }],
  /** The name that pages know the manager by. */
  managerName: ['localhost', { option: true }],
  // One for all tests of a worker; a test that breaks it mends it again.
  cluster: [
    async ({ clusterArgs }, use) => {
      const cluster = await Cluster.start(...clusterArgs)
      await use(cluster)
      await cluster.stop()
    },
    { scope: 'worker' },
  ],
  /** Opens a page of the cluster's, under its content security policy, with the SDK as `sluice`. */
  lab: async ({ context, cluster, managerName }, use, testInfo) => {
    const firstLine = cluster.log.length
    const said = []
    const pages = []
    await context.addInitScript(watchResources)
    await beginRecordings(context)
    await use(async (path = 'examples/publish/') => {
      const page = await context.newPage()
      pages.push(page)
      page.problems = []
      page.on('pageerror', (error) => page.problems.push(`uncaught: ${error.message}`))
      page.on('console', (message) => {
        said.push(message.text())
        if (message.type() === 'error')
          page.problems.push(`${message.text()} ${message.location().url}`)
      })
      const { protocol, port } = cluster
      await page.goto(`${protocol}://${managerName}:${port}/${path}`)
      await page.evaluate(prepare, { protocol, host: managerName, port })
      return page
    })
    await keepRecordings(pages, testInfo)
    await cluster.clearFaults()
    const told = said.filter((line) => line.startsWith('[sluice]'))
    expect(told.filter((line) => secrets.some((secret) => secret.test(line)))).toEqual([])
    if (testInfo.status !== testInfo.expectedStatus)
      await testInfo.attach('cluster', { body: cluster.log.slice(firstLine).join('\n') })
  },
})

/** What no line of the SDK's may hold: addresses, ICE credentials, and the suite's tokens. */
const secrets = [
  /\b\d{1,3}(\.\d{1,3}){3}\b/,
  /[\da-f]{8}-[\da-f-]{27}\.local/i,
  /ice-(ufrag|pwd)/,
  /secret|sesame|a&b=c;d|\?x#y/,
]

/** Runs in each page: the SDK as `sluice`, and what the specs need to drive it. */
export async function prepare(address) {
  window.sluice = await import('/dist/index.js')
  sluice.setLogLevel('trace', true)
  window.server = address
  window.events = []
  window.details = []
  // Makes a client that notes its events.
  window.make = (Client) => {
    const client = new Client()
    client.on('*', ({ type, data }) => {
      events.push(data instanceof sluice.SluiceError ? `${type} ${data.code}` : type)
      window.details.push({ type, data })
    })
    return client
  }
  // What a promise came to: 'ok', or the error's code and fields.
  window.outcome = (promise) =>
    promise.then(
      () => 'ok',
      (error) => (error instanceof sluice.SluiceError ? error.toJSON() : `not ours: ${error}`),
    )
}

/** Runs in each page before anything else: what may leak is counted, and stays the real thing. */
export function watchResources() {
  const peers = []
  const sockets = []
  const tracks = []
  const timers = new Set()
  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(...args) {
      super(...args)
      peers.push(this)
    }
  }
  window.WebSocket = class extends WebSocket {
    constructor(...args) {
      super(...args)
      sockets.push(this)
    }
  }
  const { getUserMedia } = MediaDevices.prototype
  MediaDevices.prototype.getUserMedia = async function (...args) {
    const stream = await getUserMedia.apply(this, args)
    tracks.push(...stream.getTracks())
    return stream
  }
  const { setTimeout, clearTimeout } = window
  window.setTimeout = (callback, delay, ...args) => {
    const timer = setTimeout(() => {
      timers.delete(timer)
      callback(...args)
    }, delay)
    timers.add(timer)
    return timer
  }
  window.clearTimeout = (timer) => {
    timers.delete(timer)
    clearTimeout(timer)
  }
  window.openPeers = () => peers.filter((peer) => peer.signalingState !== 'closed')
  window.resources = () => ({
    peers: openPeers().length,
    sockets: sockets.filter((socket) => socket.readyState !== WebSocket.CLOSED).length,
    tracks: tracks.filter((track) => track.readyState === 'live').length,
    timers: timers.size,
    ...window.sluice?.diagnostics(),
  })
}

export const nothing = {
  peers: 0,
  sockets: 0,
  tracks: 0,
  timers: 0,
  sessions: 0,
  callbacks: 0,
}

/**
 * Starts a client of this class, as `client` in the page. `server` in the page goes before the
 * options. Gives 'ok' or the error.
 */
export function start(page, Client, options) {
  return page.evaluate(
    async ([name, given]) => {
      window.client = make(sluice[name])
      const begin = client.publish ? 'publish' : 'subscribe'
      return outcome(client.init({ ...server, ...given }).then(() => client[begin]()))
    },
    [Client, options],
  )
}

/** Ends `client` in the page, and its camera. */
export async function stop(page) {
  await page.evaluate(async () => {
    await (client.publish ? client.unpublish(true) : client.unsubscribe())
  })
}

/** The option to go through the cluster's manager, which is asked again without a pause. */
export function viaManager({ port }, wishes) {
  return { streamManager: { port, retryDelay: 1, ...wishes } }
}

/** What a player's element tells, which has a rhythm of its own. */
const OF_THE_ELEMENT =
  /^Subscribe\.(LoadedMetadata|(Playback|Seek|VideoDimensions|Volume)\.Change|Time\.Update)$/

/** The types of all events of the session so far, with the codes of errors. */
export async function heard(page) {
  const all = await page.evaluate(() => events)
  return all.filter((type) => !OF_THE_ELEMENT.test(type))
}

/** The data of all events of this type in the page, as far as JSON can hold them. */
export function dataOf(page, type) {
  return page.evaluate(
    (wanted) =>
      window.details
        .filter((event) => event.type === wanted)
        .map(({ data }) => JSON.parse(JSON.stringify(data ?? null))),
    type,
  )
}

/** Waits until neither the pages nor the cluster hold anything. */
export async function expectNothingLeft(cluster, ...pages) {
  for (const page of pages) {
    await expect.poll(() => page.evaluate(() => resources())).toEqual(nothing)
  }
  await expect.poll(() => cluster.load()).toEqual({ sessions: 0, streams: 0, sockets: 0 })
}

/** The shares of the picture that have the two greens of Chromium's fake camera: ground and disc. */
export function cameraColours(page, selector) {
  return page.locator(selector).evaluate((video) => {
    const canvas = document.createElement('canvas')
    canvas.width = 64
    canvas.height = 48
    const context = canvas.getContext('2d')
    context.drawImage(video, 0, 0, canvas.width, canvas.height)
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height)
    const share = { ground: 0, disc: 0 }
    for (let i = 0; i < data.length; i += 4) {
      const [red, green, blue] = data.subarray(i, i + 3)
      if (blue > 80 || red > 110) continue
      if (green > 215) share.disc += 4 / data.length
      else if (green > 110 && red < 40) share.ground += 4 / data.length
    }
    return share
  })
}

/** What has arrived at all of the page's peer connections. */
export function received(page) {
  return page.evaluate(async () => {
    const sums = { frames: 0, videoBytes: 0, audioBytes: 0 }
    for (const peer of openPeers()) {
      for (const entry of (await peer.getStats()).values()) {
        if (entry.type !== 'inbound-rtp') continue
        sums[`${entry.kind}Bytes`] += entry.bytesReceived
        if (entry.kind === 'video') sums.frames += entry.framesDecoded ?? 0
      }
    }
    return sums
  })
}

/** That the pictures of this page's player go on. */
export async function expectPicture(page) {
  const { frames } = await received(page)
  await expect.poll(async () => (await received(page)).frames).toBeGreaterThan(frames + 5)
}
