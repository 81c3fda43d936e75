// Firefox beside Chromium, at the same cluster: each publishes to the other by every client.
import {
  dataOf,
  expect,
  expectNothingLeft,
  expectPicture,
  heard,
  received,
  start,
  stop,
  test as base,
  viaManager,
} from './lab.mjs'
import { firefoxProgram, openPage, startFirefox } from './servers/firefox.mjs'
import { play, tell } from './servers/play.mjs'
import { skipWithout } from './servers/processes.mjs'

const test = base.extend({
  // One for all tests of the worker: it takes longer to start than they do.
  firefox: [
    async ({}, use) => {
      const firefox = await startFirefox()
      await use(firefox)
      await firefox.close()
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  /** Opens a page of the cluster's in Firefox, as lab() does in Chromium. */
  foxLab: async ({ firefox, cluster }, use) => {
    const pages = []
    await use(async (path) => {
      const page = await openPage(firefox, cluster, path)
      pages.push(page)
      return page
    })
    for (const page of pages) await page.close()
    expect(pages.flatMap(({ problems }) => problems)).toEqual([])
  },
})

skipWithout(test, firefoxProgram)

const publishers = ['WHIPClient', 'RTCPublisher']
const players = ['WHEPClient', 'RTCSubscriber']

for (const source of ['Firefox', 'Chromium']) {
  for (const publisher of publishers) {
    for (const player of players) {
      test(`what ${source} publishes by ${publisher} plays in the other by ${player}`, async ({
        cluster,
        lab,
        foxLab,
      }, testInfo) => {
        const fromFox = source === 'Firefox'
        const sending = await (fromFox ? foxLab : lab)('examples/publish/')
        const playing = await (fromFox ? lab : foxLab)('examples/subscribe/')
        const options = { streamName: 'abroad', ...viaManager(cluster) }
        expect(await start(sending, publisher, options)).toBe('ok')
        const { result, firstFrame } = await play(playing, player, options)
        expect(result).toBe('ok')
        tell(testInfo, 'first frame (ms)', firstFrame)
        await expectPicture(playing)
        await expect.poll(async () => (await received(playing)).audioBytes).toBeGreaterThan(1_000)
        const dimensions = await dataOf(playing, 'Subscribe.VideoDimensions.Change')
        expect(dimensions.at(-1)).toMatchObject({ width: 640, height: 480 })
        await stop(playing)
        await stop(sending)
        expect((await heard(playing)).at(-1)).toBe('Subscribe.Stop')
        await expectNothingLeft(cluster, sending, playing)
      })
    }
  }
}

for (const [publisher, player] of [
  ['WHIPClient', 'WHEPClient'],
  ['RTCPublisher', 'RTCSubscriber'],
]) {
  test(`Firefox alone goes through the death of its nodes: ${publisher}, ${player}`, async ({
    cluster,
    foxLab,
  }, testInfo) => {
    const [sending, playing] = [
      await foxLab('examples/publish/'),
      await foxLab('examples/subscribe/'),
    ]
    const options = { streamName: 'lives-on', recovery: true, ...viaManager(cluster) }
    expect(await start(sending, publisher, options)).toBe('ok')
    expect((await play(playing, player, options)).result).toBe('ok')
    await expectPicture(playing)
    for (const role of ['edge', 'origin']) {
      const node = (await cluster.nodes()).find(
        ({ sessions, ...node }) => node.role === role && node.up && sessions > 0,
      )
      const times = () =>
        Promise.all(
          (role === 'edge' ? [playing] : [playing, sending]).map(
            async (page) => (await dataOf(page, 'Reconnect.Success')).length,
          ),
        )
      const before = await times()
      const killed = Date.now()
      await cluster.kill(node.id)
      await expect
        .poll(async () => (await times()).every((count, index) => count > before[index]))
        .toBe(true)
      tell(testInfo, `back after the death of an ${role} (ms)`, Date.now() - killed)
      await expectPicture(playing)
      await cluster.restart(node.id)
    }
    for (const page of [playing, sending])
      expect((await heard(page)).filter((type) => /Closed|Fail|Stop|Unpublish/.test(type))).toEqual(
        [],
      )
    await stop(playing)
    await stop(sending)
    await expectNothingLeft(cluster, sending, playing)
  })
}
