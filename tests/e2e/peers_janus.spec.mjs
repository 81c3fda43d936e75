// A player at Janus, which answers every offer with one of its own (406).
import {
  dataOf,
  expect,
  expectPicture,
  heard,
  nothing,
  received,
  stop,
  test as base,
} from './lab.mjs'
import { addressForMedia } from './servers/addresses.mjs'
import { startJanus } from './servers/janus.mjs'
import { play, tell } from './servers/play.mjs'
import { skipWithout } from './servers/processes.mjs'

const test = base.extend({
  // The cluster has the pages only.
  clusterArgs: [['--origins', '0', '--edges', '0'], { scope: 'worker', option: true }],
  janus: [
    async ({}, use) => {
      const janus = await startJanus()
      await use(janus)
      await janus.stop()
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  /** The requests of one test. */
  requests: async ({ janus }, use, testInfo) => {
    janus.requests.length = 0
    await use(janus.requests)
    if (testInfo.status !== testInfo.expectedStatus)
      await testInfo.attach('janus', { body: janus.processes.log.slice(-200).join('\n') })
  },
})

skipWithout(test, 'janus', 'gst-launch-1.0')
test.skip(!addressForMedia(), 'Janus needs a network interface besides loopback')

const statuses = (requests, wanted) =>
  requests.filter(({ method }) => method === wanted).map(({ status }) => status)

for (const trickleIce of [true, false]) {
  for (const token of [undefined, 'open-sesame']) {
    const how = `${trickleIce ? 'with' : 'without'} trickling, ${token ? 'with a' : 'without'} token`
    test(`an offer of Janus' own is answered, and plays: ${how}`, async ({
      janus,
      requests,
      lab,
    }, testInfo) => {
      const endpoint = await janus.createEndpoint(`ball-${trickleIce}-${!!token}`, { token })
      const page = await lab('examples/subscribe/')
      const { result, firstFrame } = await play(page, 'WHEPClient', { endpoint, trickleIce, token })
      expect(result).toBe('ok')
      tell(testInfo, 'first frame (ms)', firstFrame)
      await expectPicture(page)
      await expect.poll(async () => (await received(page)).audioBytes).toBeGreaterThan(500)
      const dimensions = await dataOf(page, 'Subscribe.VideoDimensions.Change')
      expect(dimensions.at(-1)).toEqual({ width: 320, height: 240 })
      await stop(page)

      expect(statuses(requests, 'POST')).toEqual([406])
      // The answer first; candidates, where they follow it, are taken as well.
      const patches = statuses(requests, 'PATCH')
      expect(new Set(patches)).toEqual(new Set([204]))
      if (!trickleIce) expect(patches).toHaveLength(1)
      await expect.poll(() => statuses(requests, 'DELETE')).toEqual([200])
      for (const { method, headers } of requests)
        if (method !== 'OPTIONS') expect(headers.authorization).toBe(token && `Bearer ${token}`)
      expect(await janus.subscribers()).toEqual([])
      await expect.poll(() => page.evaluate(() => resources())).toEqual(nothing)
    })
  }
}

test('a wrong token is refused once, and leaves nothing', async ({ janus, requests, lab }) => {
  const endpoint = await janus.createEndpoint('locked', { token: 'open-sesame' })
  const page = await lab('examples/subscribe/')
  const { result } = await play(page, 'WHEPClient', { endpoint, token: 'sesame?' })
  // Janus' server says 403 where the standard has 401.
  expect(result).toMatchObject({ code: 'http.forbidden' })
  expect(statuses(requests, 'POST')).toEqual([403])
  expect(await heard(page)).not.toContain('Subscribe.Start')
  await expect.poll(() => page.evaluate(() => resources())).toEqual(nothing)
})

test('a stream that comes back is played again by itself', async ({ janus, requests, lab }) => {
  const endpoint = await janus.createEndpoint('restarted')
  const page = await lab('examples/subscribe/')
  expect((await play(page, 'WHEPClient', { endpoint, recovery: true })).result).toBe('ok')
  await expectPicture(page)
  // The session is ended behind the player's back.
  await janus.destroyEndpoint('restarted')
  await expect.poll(() => heard(page)).toContain('Reconnect.Start')
  await janus.createEndpoint('restarted')
  await expect.poll(() => heard(page)).toContain('Reconnect.Success')
  await expectPicture(page)
  expect(statuses(requests, 'POST').at(-1)).toBe(406)
  await stop(page)
  await expect.poll(() => janus.subscribers()).toEqual([])
  await expect.poll(() => page.evaluate(() => resources())).toEqual(nothing)
})
