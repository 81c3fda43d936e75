// aiortc, a WebRTC stack that is neither a browser's nor the cluster's, behind a few lines of WHIP and
// WHEP (servers/aiortc_server.py).
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import {
  dataOf,
  expect,
  expectPicture,
  nothing,
  received,
  start,
  stop,
  test as base,
} from './lab.mjs'
import { addressForMedia } from './servers/addresses.mjs'
import { play, tell } from './servers/play.mjs'
import { Processes } from './servers/processes.mjs'

/** Debian's own, whose packages another Python would not find. */
const python = '/usr/bin/python3'
const installed = spawnSync(python, ['-c', 'import aiohttp, aiortc']).status === 0

const test = base.extend({
  // The cluster has the pages only.
  clusterArgs: [['--origins', '0', '--edges', '0'], { scope: 'worker', option: true }],
  aiortc: [
    async ({}, use) => {
      const processes = new Processes()
      try {
        const script = join(import.meta.dirname, 'servers/aiortc_server.py')
        const server = processes.start(python, [script])
        const [, port] = await processes.said(server, /^ready (\d+)$/)
        const url = `http://127.0.0.1:${port}`
        const state = async () => (await fetch(`${url}/state`)).json()
        await use({ url, state, log: processes.log })
      } finally {
        await processes.stop()
      }
    },
    { scope: 'worker', timeout: 120_000 },
  ],
})

test.skip(
  !installed,
  'python3-aiortc and python3-aiohttp not found: on Debian 12 run scripts/setup.sh peers',
)
test.skip(!addressForMedia(), 'aiortc needs a network interface besides loopback')

test.afterEach(async ({ aiortc }, testInfo) => {
  if (testInfo.status !== testInfo.expectedStatus)
    await testInfo.attach('aiortc', { body: aiortc.log.join('\n') })
})

const token = 'open-sesame'

for (const trickleIce of [true, false]) {
  const how = `${trickleIce ? 'with' : 'without'} trickling`

  test(`aiortc decodes what a publisher sends, ${how}`, async ({ aiortc, lab }, testInfo) => {
    const before = await aiortc.state()
    const page = await lab()
    const began = Date.now()
    const options = { endpoint: `${aiortc.url}/whip`, token, trickleIce }
    expect(await start(page, 'WHIPClient', options)).toBe('ok')
    const gained = async (kind) => (await aiortc.state())[kind] - before[kind]
    await expect.poll(() => gained('video'), { intervals: [50] }).toBeGreaterThan(0)
    tell(testInfo, 'first frame decoded (ms from init)', Date.now() - began)
    await expect.poll(() => gained('video')).toBeGreaterThan(20)
    await expect.poll(() => gained('audio')).toBeGreaterThan(20)
    const after = await aiortc.state()
    // The encoder may begin with a smaller picture.
    expect(after.size[0] / after.size[1]).toBeCloseTo(4 / 3)
    if (trickleIce) expect(after.candidates).toBeGreaterThan(before.candidates)
    else expect(after.candidates).toBe(before.candidates)
    await stop(page)
    await expectEnded(aiortc, before, page)
  })

  test(`a player shows what aiortc sends, ${how}`, async ({ aiortc, lab }, testInfo) => {
    const before = await aiortc.state()
    const page = await lab('examples/subscribe/')
    const options = { endpoint: `${aiortc.url}/whep`, token, trickleIce }
    const { result, firstFrame } = await play(page, 'WHEPClient', options)
    expect(result).toBe('ok')
    tell(testInfo, 'first frame (ms)', firstFrame)
    await expectPicture(page)
    await expect.poll(async () => (await received(page)).audioBytes).toBeGreaterThan(100)
    const dimensions = await dataOf(page, 'Subscribe.VideoDimensions.Change')
    expect(dimensions.at(-1)).toEqual({ width: 320, height: 240 })
    await stop(page)
    await expectEnded(aiortc, before, page)
  })
}

/** That the session has been ended by the one DELETE, and each request was to the server's liking. */
async function expectEnded(aiortc, before, page) {
  await expect.poll(async () => (await aiortc.state()).sessions).toBe(0)
  const requests = (await aiortc.state()).requests.slice(before.requests.length)
  expect(requests[0]).toEqual(['POST', 201])
  expect(requests.at(-1)).toEqual(['DELETE', 200])
  for (const patch of requests.slice(1, -1)) expect(patch).toEqual(['PATCH', 204])
  await expect.poll(() => page.evaluate(() => resources())).toEqual(nothing)
}
