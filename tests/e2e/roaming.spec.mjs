// This machine's own network changes while a stream runs: the browser lives in a network namespace,
// loses its Wi-Fi and gets another network. Needs root. Longer scenes are the bench `roam`'s.
import { chromium } from '@playwright/test'
import { canIsolate } from '../network/namespace.mjs'
import { Roaming } from '../network/roaming.mjs'
import { chromiumArgs, chromiumPath, stillPages } from './browser.mjs'
import { RestartingServer } from './servers/werift.mjs'
import {
  expect,
  expectPicture,
  received,
  start,
  stop,
  test,
  viaManager,
  watchResources,
} from './lab.mjs'

test.use({ clusterArgs: [['--origins', '1', '--edges', '1'], { scope: 'worker' }] })
test.skip(!canIsolate(), 'only root can make network namespaces')

/** A page in that browser, with what those of `lab` have. */
async function farPage(browser, { port }) {
  const page = await browser.newPage(stillPages)
  await page.addInitScript(watchResources)
  await page.goto(`http://127.0.0.1:${port}/examples/`)
  await page.evaluate(async (port) => {
    window.sluice = await import('/dist/index.js')
    window.server = { protocol: 'http', host: '127.0.0.1', port }
    window.told = []
    window.make = (Client) => {
      const client = new Client()
      client.on('*', ({ type, data }) => {
        if (!type.startsWith('Reconnect.')) return
        window.told.push(`${type} ${data.cause}${data.kept ? ' kept' : ''}`)
      })
      return client
    }
    window.outcome = (promise) => promise.then(() => 'ok', String)
  }, port)
  return page
}

/** Runs `scene` with a page in a browser that can roam, and closes what it took. */
async function withRoaming(cluster, scene) {
  const network = await Roaming.start()
  const browser = await chromium.launch({
    executablePath: network.wrap(chromiumPath),
    args: chromiumArgs,
  })
  try {
    await scene(network, await farPage(browser, cluster))
  } finally {
    await browser.close()
    network.stop()
  }
}

async function leaveWiFi(network) {
  await network.leave('wifi')
  await network.enter('mobile')
}

/** Three seconds of it: the rhythm of a young stream is not known yet, nor missed so soon. */
const playOn = (player) =>
  expect.poll(async () => (await received(player)).frames).toBeGreaterThan(60)

/** The beginning and the end of each loss that the page has been told. */
async function lossesOf(page) {
  const told = await page.evaluate(() => window.told)
  return told.filter((line) => /^Reconnect\.(Start|Success)/.test(line))
}

for (const [Publisher, Player] of [
  ['WHIPClient', 'WHEPClient'],
  ['RTCPublisher', 'RTCSubscriber'],
]) {
  for (const roams of [Player, Publisher]) {
    test(`${roams} goes on over another network`, ({ lab, cluster }) =>
      withRoaming(cluster, async (network, far) => {
        const near = await lab()
        const options = { streamName: 'roams', recovery: true, ...viaManager(cluster) }
        const [publisher, player] = roams === Publisher ? [far, near] : [near, far]
        expect(await start(publisher, Publisher, options)).toBe('ok')
        expect(await start(player, Player, options)).toBe('ok')
        await expectPicture(player)
        const sessions = async () => (await cluster.load()).sessions
        const usual = await sessions()
        await playOn(player)

        await leaveWiFi(network)
        await expect.poll(async () => (await lossesOf(far)).at(-1)).toMatch(/^Reconnect\.Success/)
        // The player of a publisher that has roamed follows by itself.
        await expectPicture(player)
        // Each loss is told once. A starved browser may hear late of a network, and lose it twice;
        // and looking may take so long that the silence, or the browser, tells first.
        const stories = (await lossesOf(far)).join('; ')
        const story = /Reconnect\.Start (\w+); Reconnect\.Success \1(?: kept)?/
        expect(stories).toMatch(RegExp(`^${story.source}(; ${story.source.replace('1', '2')})?$`))
        for (const cause of stories.match(/(?<=Start )\w+/g))
          expect(['network', 'stalled', 'disconnected']).toContain(cause)
        // Nothing is left of the old way.
        await expect.poll(sessions).toBe(usual)
        await stop(player)
        await stop(publisher)
        await expect.poll(sessions).toBe(0)
        expect(await far.evaluate(() => openPeers().length)).toBe(0)
      }))
  }
}

for (const roams of ['WHEPClient', 'WHIPClient']) {
  test(`${roams} keeps its session where the server can restart ICE`, ({ lab, cluster }) =>
    withRoaming(cluster, async (network, far) => {
      const server = await RestartingServer.start()
      try {
        const near = await lab()
        const [publisher, player] = roams === 'WHIPClient' ? [far, near] : [near, far]
        const at = (kind) => ({ endpoint: server.endpoint(kind, 'roams'), recovery: true })
        for (const page of [far, near]) await page.evaluate(() => (window.server = {}))
        expect(await start(publisher, 'WHIPClient', at('whip'))).toBe('ok')
        expect(await start(player, 'WHEPClient', at('whep'))).toBe('ok')
        await expectPicture(player)
        await playOn(player)
        const kept = server.sessionOf(roams === 'WHIPClient' ? 'whip' : 'whep')

        await leaveWiFi(network)
        await expect.poll(async () => (await lossesOf(far)).at(-1)).toMatch(/^Reconnect\.Success/)
        await expectPicture(player)
        expect(server.requests).toContain('restart')
        // A starved browser may be so late that the new session is first.
        const isKept = (await far.evaluate(() => window.told)).at(-1).endsWith(' kept')
        expect(server.sessionOf(roams === 'WHIPClient' ? 'whip' : 'whep') === kept).toBe(isKept)
        await expect.poll(() => server.sessions).toBe(2)
        await stop(player)
        await stop(publisher)
        await expect.poll(() => server.sessions).toBe(0)
      } finally {
        await server.stop()
      }
    }))
}
