// What the specs share: a cluster for each file, and pages that hold the SDK.
import { test as base, expect } from '@playwright/test'
import { Cluster } from './cluster.mjs'

export { expect }

export const test = base.extend({
  // One for all tests of a worker; a test that breaks it mends it again.
  cluster: [
    async ({}, use) => {
      const cluster = await Cluster.start()
      await use(cluster)
      await cluster.stop()
    },
    { scope: 'worker' },
  ],
  /** Opens a page of the cluster's, under its content security policy, with the SDK as `sluice`. */
  lab: async ({ context, cluster }, use) => {
    await context.addInitScript(watchResources)
    await use(async (path = 'examples/publish/') => {
      const page = await context.newPage()
      page.problems = []
      page.on('pageerror', (error) => page.problems.push(`uncaught: ${error.message}`))
      page.on('console', (message) => {
        if (message.type() === 'error')
          page.problems.push(`${message.text()} ${message.location().url}`)
      })
      await page.goto(cluster.url + path)
      await page.evaluate(async (port) => {
        window.sluice = await import('/dist/index.js')
        window.server = { protocol: 'http', host: 'localhost', port }
        window.events = []
        // Makes a client that notes its events.
        window.make = (Client) => {
          const client = new Client()
          client.on('*', ({ type, data }) => {
            events.push(data instanceof sluice.SluiceError ? `${type} ${data.code}` : type)
          })
          return client
        }
        // What a promise came to: 'ok', or the error's code and fields.
        window.outcome = (promise) =>
          promise.then(
            () => 'ok',
            (error) =>
              error instanceof sluice.SluiceError ? error.toJSON() : `not ours: ${error}`,
          )
      }, cluster.port)
      return page
    })
    await cluster.clearFaults()
  },
})

/** Runs in each page before anything else: what may leak is counted, and stays the real thing. */
function watchResources() {
  const peers = []
  const tracks = []
  const timers = new Set()
  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(...args) {
      super(...args)
      peers.push(this)
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
    tracks: tracks.filter((track) => track.readyState === 'live').length,
    timers: timers.size,
    ...window.sluice?.diagnostics(),
  })
}

export const nothing = { peers: 0, tracks: 0, timers: 0, sessions: 0, callbacks: 0 }

/** Waits until neither the pages nor the cluster hold anything. */
export async function expectNothingLeft(cluster, ...pages) {
  for (const page of pages) {
    await expect.poll(() => page.evaluate(() => resources())).toEqual(nothing)
  }
  await expect.poll(() => cluster.load()).toEqual({ sessions: 0, streams: 0 })
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
    const sums = { frames: 0, audioBytes: 0 }
    for (const peer of openPeers()) {
      for (const entry of (await peer.getStats()).values()) {
        if (entry.type !== 'inbound-rtp') continue
        if (entry.kind === 'video') sums.frames += entry.framesDecoded ?? 0
        else sums.audioBytes += entry.bytesReceived
      }
    }
    return sums
  })
}
