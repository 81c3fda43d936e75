// How long each client of the field takes to be connected over WHIP and WHEP, and to the first frame:
// the same cluster behind a relay with a delay, in turn, in the same run. Their packages are installed
// when they are missing.
//   --n 20             runs of each
//   --delays 0,50,100  the round trips' ms between page and server; media goes its own way
//   --only play        or publish
//   --svg file         a picture of the medians
import { chromium } from '@playwright/test'
import { build } from 'esbuild'
import { execFileSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { chromiumArgs, chromiumPath, stillPages } from '../e2e/browser.mjs'
import { Cluster } from '../e2e/cluster.mjs'
import { picture } from './field/picture.mjs'
import { Relay } from './relay.mjs'
import { listOption, numberOption, printHead, printRow, summary, textOption } from './stats.mjs'

const folder = join(import.meta.dirname, 'field')
const runs = numberOption('n', 20)
const delays = listOption('delays', ['0', '50', '100']).map(Number)
const roles = listOption('only', ['play', 'publish'])
const svg = textOption('svg')
const contenders = ['sluice', 'sluice, no channel', 'eyevinn', 'medooze', 'by hand']

if (!existsSync(join(folder, 'node_modules')))
  execFileSync('npm', ['ci', '--ignore-scripts', '--prefix', folder], { stdio: 'inherit' })
const { outputFiles } = await build({
  entryPoints: [join(folder, 'contenders.js')],
  bundle: true,
  format: 'esm',
  minify: true,
  write: false,
  logLevel: 'error',
  define: { global: 'globalThis' },
})
const [{ text: contendersText }] = outputFiles

const cluster = await Cluster.start()
const relay = await Relay.start(cluster.port)
const browser = await chromium.launch({ executablePath: chromiumPath, args: chromiumArgs })

/** Runs in the page, before anybody makes a connection there. */
function watchConnections() {
  const Native = window.RTCPeerConnection
  window.RTCPeerConnection = class extends Native {
    constructor(...args) {
      super(...args)
      this.addEventListener('connectionstatechange', () => {
        if (this.connectionState === 'connected') window.connectedAt ??= performance.now()
      })
    }
  }
}

/** Runs in the page: one contender, from its first call to the last thing that is measured. */
async function measure([role, name, streamName]) {
  const soon = (what, limit = 20_000) =>
    new Promise((resolve, reject) => {
      const end = performance.now() + limit
      const look = () => {
        if (what()) resolve()
        else if (performance.now() > end) reject(new Error(`${name} does not ${role}`))
        else setTimeout(look, 1)
      }
      look()
    })
  const { publishers, players } = window.contenders
  window.connectedAt = undefined
  let shownAt
  const video = document.createElement('video')
  Object.assign(video, { autoplay: true, muted: true, playsInline: true })
  document.body.append(video)
  video.requestVideoFrameCallback(() => (shownAt = performance.now()))
  const begin = performance.now()
  const stop =
    role === 'publish'
      ? await publishers[name](streamName, window.camera)
      : await players[name]('air', video)
  await soon(() => window.connectedAt !== undefined)
  if (role === 'play') await soon(() => shownAt !== undefined)
  await stop()
  video.srcObject = null
  video.remove()
  return { connected: window.connectedAt - begin, shown: shownAt && shownAt - begin }
}

async function openPage(port) {
  const page = await browser.newPage(stillPages)
  await page.addInitScript(watchConnections)
  await page.route('**/contenders.js', (route) =>
    route.fulfill({ contentType: 'text/javascript', body: contendersText }),
  )
  await page.goto(`http://127.0.0.1:${port}/examples/`)
  await page.evaluate(async () => {
    window.sluice = await import('/dist/index.js')
    await window.sluice.load()
    window.contenders = await import('/contenders.js')
    window.camera = await navigator.mediaDevices.getUserMedia({ audio: true, video: true })
  })
  return page
}

const air = await openPage(cluster.port)
await air.evaluate(async () => {
  window.held = new window.sluice.WHIPClient()
  const { hostname: host, port } = location
  await window.held.init({ protocol: 'http', host, port, streamName: 'air' })
  await window.held.publish()
})

const rows = []
for (const role of roles) {
  for (const delay of delays) {
    const page = await openPage(relay.port)
    const samples = Object.fromEntries(contenders.map((name) => [name, []]))
    relay.roundTrip = delay
    // The first of each warms up what it uses; who goes first changes.
    for (let run = -1; run < runs; run++) {
      for (let turn = 0; turn < contenders.length; turn++) {
        const name = contenders[(turn + run + 1) % contenders.length]
        const sample = await page.evaluate(measure, [
          role,
          name,
          `field-${delay}-${turn}-${run + 1}`,
        ])
        if (run >= 0) samples[name].push(sample)
      }
    }
    relay.roundTrip = 0
    await page.close()
    for (const [key, what] of [
      ['connected', 'to a connection'],
      ['shown', 'to the first frame'],
    ]) {
      if (role === 'publish' && key === 'shown') continue
      printHead(`${role}: ms ${what}, round trip ${delay}`)
      for (const name of contenders) {
        const values = samples[name].map((sample) => sample[key])
        printRow(name, values)
        rows.push({ role, key, delay, name, ...summary(values) })
      }
    }
    console.log(`  load ${loadavg()[0].toFixed(1)}`)
  }
}

await browser.close()
relay.stop()
await cluster.stop()
if (svg) writeFileSync(svg, picture(rows, { contenders, runs, browser: browser.version() }))
