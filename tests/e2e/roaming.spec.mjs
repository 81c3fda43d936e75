// This machine's own network changes while a stream runs: the browser lives in a network namespace,
// loses its Wi-Fi and has another network, at once, after a while, or since before. Needs root.
import { chromium } from '@playwright/test'
import { canIsolate } from '../network/namespace.mjs'
import { Roaming } from '../network/roaming.mjs'
import { chromiumArgs, chromiumPath } from './browser.mjs'
import { expect, expectNothingLeft, start, stop, test } from './lab.mjs'

test.use({ clusterArgs: [['--origins', '1', '--edges', '1'], { scope: 'worker' }] })
test.skip(!canIsolate(), 'only root can make network namespaces')

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

/** The ways from Wi-Fi to another network. */
const changes = {
  'the other takes over at once': async (network) => {
    await network.leave('wifi')
    await network.enter('mobile')
  },
  'a second without any': async (network) => {
    await network.leave('wifi')
    await wait(1000)
    await network.enter('mobile')
  },
  'the other was there before': async (network) => {
    await network.enter('mobile')
    await wait(300)
    await network.leave('wifi')
  },
}

/** A page in that browser, as `lab` makes them. */
async function farPage(browser, { port }) {
  const page = await browser.newPage()
  await page.goto(`http://127.0.0.1:${port}/examples/`)
  await page.evaluate(async (port) => {
    window.sluice = await import('/dist/index.js')
    window.server = { protocol: 'http', host: '127.0.0.1', port, streamManager: { port } }
    window.told = []
    window.make = (Client) => {
      const client = new Client()
      client.on('*', ({ type, data }) => {
        if (type.startsWith('Reconnect.')) window.told.push({ type, cause: data.cause })
      })
      return client
    }
    window.outcome = (promise) => promise.then(() => 'ok', String)
  }, port)
  return page
}

/** How many frames its player has decoded, over all connections of the client. */
const shown = (page) =>
  page.evaluate(() => document.querySelector('video').getVideoPlaybackQuality().totalVideoFrames)

const watch = (page) =>
  page.evaluate(() => {
    const video = document.createElement('video')
    video.autoplay = video.muted = true
    document.body.append(video)
    client.setView(video)
  })

async function expectPicture(page) {
  const before = await shown(page)
  await expect.poll(() => shown(page)).toBeGreaterThan(before + 5)
}

for (const [name, change] of Object.entries(changes)) {
  for (const [Publisher, Player] of [
    ['WHIPClient', 'WHEPClient'],
    ['RTCPublisher', 'RTCSubscriber'],
  ]) {
    for (const roams of [Player, Publisher]) {
      test(`${roams}: ${name}`, async ({ lab, cluster }) => {
        const network = await Roaming.start()
        const browser = await chromium.launch({
          executablePath: network.wrap(chromiumPath),
          args: chromiumArgs,
        })
        const far = await farPage(browser, cluster)
        const near = await lab()
        const options = {
          streamName: 'roams',
          recovery: true,
          streamManager: { port: cluster.port },
        }
        const [publisher, player] = roams === Publisher ? [far, near] : [near, far]
        expect(await start(publisher, Publisher, options)).toBe('ok')
        expect(await start(player, Player, options)).toBe('ok')
        await watch(player)
        await expectPicture(player)
        await wait(3000)

        await change(network)
        await expect
          .poll(() => far.evaluate(() => window.told.map(({ type }) => type)))
          .toContain('Reconnect.Success')
        await expectPicture(player)
        const told = await far.evaluate(() => window.told)
        console.log(JSON.stringify(told))
        expect(told.filter(({ type }) => type === 'Reconnect.Start')).toHaveLength(1)
        // Nothing of the old way is left: a session for the publisher, one for the player, and what
        // the edge pulls for it.
        await stop(player)
        await stop(publisher)
        await expectNothingLeft(cluster, near)
        await browser.close()
        network.stop()
      })
    }
  }
}
