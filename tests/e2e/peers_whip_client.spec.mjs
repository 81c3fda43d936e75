// Debian's whip-client, made of GStreamer and libnice, publishes to the cluster: what the other specs
// show is worth little if the cluster understands its own SDK only.
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  dataOf,
  expect,
  expectNothingLeft,
  expectPicture,
  heard,
  received,
  stop,
  test as base,
  viaManager,
} from './lab.mjs'
import { addressForMedia } from './servers/addresses.mjs'
import { play, tell } from './servers/play.mjs'
import { Processes, skipWithout } from './servers/processes.mjs'

const test = base.extend({
  /** Publishes under a name until it is told to stop. */
  publishing: async ({ cluster }, use, testInfo) => {
    const processes = new Processes()
    try {
      await use(async (streamName) => {
        const client = await startSending(processes, cluster, streamName)
        return {
          said: client.lines,
          async stop() {
            client.child.kill('SIGINT')
            await processes.said(client, /^has ended: 0$/)
          },
        }
      })
    } finally {
      await processes.stop()
    }
    if (testInfo.status !== testInfo.expectedStatus)
      await testInfo.attach('whip-client', { body: processes.log.join('\n') })
  },
})

skipWithout(test, 'whip-client', 'cc')
test.skip(!addressForMedia(), 'whip-client needs a network interface besides loopback')

/**
 * About one in four stands still when it has connected: it sends nothing, and cannot be ended but by
 * SIGKILL. Such a one is replaced; one that ends as it should has been dropped by the cluster.
 */
async function startSending(processes, cluster, streamName) {
  const env = { LD_PRELOAD: helpFor(processes.folder) }
  for (let attempt = 0; attempt < 6; ++attempt) {
    const client = processes.start('whip-client', argumentsFor(cluster, streamName), { env })
    await processes.said(client, /PeerConnection connected/)
    // The cluster drops within 2.5 s who is silent.
    await sleep(4_000)
    const nodes = await cluster.nodes()
    if (nodes.some(({ streams }) => streams.includes(streamName))) return client
    await processes.end(client)
    expect(client.lines.at(-1)).toBe('has ended: SIGKILL')
  }
  throw new Error('six whip-clients stood still, one after the other')
}

/** See whip_client.c. */
function helpFor(folder) {
  const library = join(folder, 'whip_client.so')
  const source = join(import.meta.dirname, 'servers/whip_client.c')
  execFileSync('cc', [
    '-shared',
    '-fPIC',
    '-Wl,-soname,libgupnp-igd-1.0.so.4',
    '-o',
    library,
    source,
  ])
  return library
}

/** A picture whose key frames come when they are asked for, and else hardly ever. */
function argumentsFor({ url }, streamName) {
  const video = [
    'videotestsrc is-live=true pattern=ball',
    'video/x-raw,width=320,height=240,framerate=20/1',
    'videoconvert',
    'queue',
    'vp8enc deadline=1 keyframe-max-dist=100000',
    'rtpvp8pay pt=96 ssrc=2',
    'queue',
    'application/x-rtp,media=video,encoding-name=VP8,payload=96',
  ]
  const audio = [
    'audiotestsrc is-live=true wave=ticks',
    'audioconvert',
    'audioresample',
    'queue',
    'opusenc',
    'rtpopuspay pt=111 ssrc=1',
    'queue',
    'application/x-rtp,media=audio,encoding-name=OPUS,payload=111',
  ]
  return [
    ['--url', `${url}live/whip/endpoint/${streamName}`, '--token', 'open-sesame'],
    ['--disable-colors', '--video', video.join(' ! '), '--audio', audio.join(' ! ')],
  ].flat()
}

test('what whip-client publishes is played', async ({ cluster, lab, publishing }, testInfo) => {
  const source = await publishing('from-afar')
  const pages = []
  // Each after the other has its picture, so that a key frame must be asked for all the way.
  for (const player of ['WHEPClient', 'RTCSubscriber']) {
    const page = await lab('examples/subscribe/')
    pages.push(page)
    const { result, firstFrame } = await play(page, player, {
      streamName: 'from-afar',
      ...viaManager(cluster),
    })
    expect(result).toBe('ok')
    tell(testInfo, `first frame (ms), ${player}`, firstFrame)
    await expectPicture(page)
    await expect.poll(async () => (await received(page)).audioBytes).toBeGreaterThan(500)
    const dimensions = await dataOf(page, 'Subscribe.VideoDimensions.Change')
    expect(dimensions.at(-1)).toEqual({ width: 320, height: 240 })
  }
  await source.stop()
  expect(source.said.filter((line) => line.includes('[ERR]'))).toEqual([])
  for (const page of pages) {
    // The word about it, or on a busy machine the channel's end, which may overtake it.
    await expect
      .poll(async () => (await heard(page)).join())
      .toMatch(/Subscribe\.(Play\.Unpublish|Connection\.Closed)/)
    await stop(page)
  }
  await expectNothingLeft(cluster, ...pages)
})
