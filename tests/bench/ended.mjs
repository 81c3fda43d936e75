// How long until a WHEP player without recovery hears that its publisher has stopped: by the data
// channel, and without one by asking the server. Both pages are of one browser, so that their clocks
// agree.
//   --n 20  runs of each
import { chromium } from '@playwright/test'
import { cpus, loadavg } from 'node:os'
import { chromiumArgs, chromiumPath, stillPages } from '../e2e/browser.mjs'
import { Cluster } from '../e2e/cluster.mjs'
import { numberOption, printHead, printRow } from './stats.mjs'

const runs = numberOption('n', 20)
const cluster = await Cluster.start('--origins', '1', '--edges', '1')
const browser = await chromium.launch({ executablePath: chromiumPath, args: chromiumArgs })

async function openPage() {
  const page = await browser.newPage(stillPages)
  await page.goto(`${cluster.url}examples/subscribe/`)
  await page.evaluate(async (port) => {
    window.sluice = await import('/dist/index.js')
    window.server = { protocol: 'http', host: 'localhost', port }
  }, cluster.port)
  return page
}

/** ms from unpublish() to the event; -1 where it was another one. */
async function stopOne(publisher, player, streamName, enableChannelSignaling) {
  const options = { streamName, enableChannelSignaling }
  await publisher.evaluate(async (given) => {
    window.client = new sluice.WHIPClient()
    await client.init({ ...server, ...given })
    await client.publish()
  }, options)
  await player.evaluate(async (given) => {
    const video = document.querySelector('video')
    window.client = new sluice.WHEPClient().setView(video)
    window.ended = new Promise((resolve) => {
      client.on('*', ({ type }) => {
        if (/Unpublish$|Connection.Closed$/.test(type)) resolve({ type, at: Date.now() })
      })
    })
    await client.init({ ...server, ...given })
    await client.subscribe()
    await new Promise((resolve) => video.requestVideoFrameCallback(resolve))
  }, options)
  await player.waitForTimeout(3500)
  const stopped = await publisher.evaluate(() => {
    const now = Date.now()
    void client.unpublish(true)
    return now
  })
  const { type, at } = await player.evaluate(() => window.ended)
  await player.evaluate(() => client.unsubscribe())
  const expected = enableChannelSignaling
    ? 'Subscribe.Play.Unpublish'
    : 'Subscribe.Connection.Closed'
  return type === expected ? at - stopped : -1
}

const samples = { true: [], false: [] }
const publisher = await openPage()
const player = await openPage()
for (let run = 0; run < runs; run++) {
  for (const withChannel of [true, false]) {
    const name = `ends-${run}-${withChannel}`
    samples[withChannel].push(await stopOne(publisher, player, name, withChannel))
  }
}
printHead(`A WHEP player hears of the end, ms (${cpus().length} cores)`)
printRow('with a data channel: Play.Unpublish', samples.true, 0)
printRow('without one: Connection.Closed', samples.false, 0)
console.log(`  load ${loadavg()[0].toFixed(1)}`)
await browser.close()
await cluster.stop()
