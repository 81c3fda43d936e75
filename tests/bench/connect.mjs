// How long Sluice takes to connect and to the first frame, next to a plain client written by hand,
// against the same cluster, in turn, in the same run.
//   --runs 20
//   --against commit   that commit's dist/ as well, run by run beside this one's
import { chromium } from '@playwright/test'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromiumArgs, chromiumPath, stillPages } from '../e2e/browser.mjs'
import { Cluster } from '../e2e/cluster.mjs'
import { against, serveBefore } from './before.mjs'
import { numberOption, printHead, printRow, summary } from './stats.mjs'

const runs = numberOption('runs', 20)
const builds = against ? ['sluice', 'before'] : ['sluice']
const plainSource = readFileSync(join(import.meta.dirname, 'plain_client.js'), 'utf8')

const cluster = await Cluster.start()
const browser = await chromium.launch({ executablePath: chromiumPath, args: chromiumArgs })

async function openPage() {
  const page = await browser.newPage(stillPages)
  // Under the cluster's own policy, which allows scripts of its own origin only.
  await page.route('**/plain_client.js', (route) =>
    route.fulfill({ contentType: 'text/javascript', body: plainSource }),
  )
  await serveBefore(page)
  await page.goto(`${cluster.url}examples/`)
  await page.evaluate(async (port) => {
    window.plain = await import('/plain_client.js')
    window.server = { protocol: 'http', host: 'localhost', port }
    window.origin = `http://localhost:${port}/`
    window.video = document.createElement('video')
    Object.assign(video, { autoplay: true, muted: true, playsInline: true })
    document.body.append(video)
    window.frame = () => new Promise((resolve) => video.requestVideoFrameCallback(resolve))
  }, cluster.port)
  return page
}

const loadSluice = (page) =>
  page.evaluate(async (builds) => {
    for (const name of builds) {
      window[name] = await import(`/${name === 'before' ? 'before' : 'dist'}/index.js`)
      await window[name].load()
    }
  }, builds)

/** What `make` gives for each build, by the build's name. */
const byBuild = (make) => Object.fromEntries(builds.map((name) => [name, make(name)]))

/** One measured publish() with a stream that is there already. */
const publish = {
  ...byBuild(
    (build) => (page, name) =>
      page.evaluate(
        async ([build, streamName]) => {
          const client = new window[build].WHIPClient()
          await client.initWithStream({ ...server, streamName }, window.camera)
          const start = performance.now()
          await client.publish()
          const connected = performance.now() - start
          await client.unpublish()
          return { connected }
        },
        [build, name],
      ),
  ),
  plain: (page, name) =>
    page.evaluate(async (streamName) => {
      const start = performance.now()
      const stop = await plain.publish(origin, streamName, window.camera)
      const connected = performance.now() - start
      await stop()
      return { connected }
    }, name),
}

/** One measured subscribe() of the stream on air. */
const subscribe = {
  ...byBuild(
    (build) => (page) =>
      page.evaluate(async (build) => {
        const client = new window[build].WHEPClient().setView(video)
        await client.init({ ...server, streamName: 'air' })
        const first = frame()
        const start = performance.now()
        await client.subscribe()
        const connected = performance.now() - start
        await first
        const firstFrame = performance.now() - start
        await client.unsubscribe()
        return { connected, firstFrame }
      }, build),
  ),
  plain: (page) =>
    page.evaluate(async () => {
      const first = frame()
      const start = performance.now()
      const stop = await plain.subscribe(origin, 'air', video)
      const connected = performance.now() - start
      await first
      const firstFrame = performance.now() - start
      await stop()
      video.srcObject = null
      return { connected, firstFrame }
    }),
}

/** From nothing loaded to the first frame: import, WebAssembly, subscribe(), picture. */
async function cold() {
  const page = await openPage()
  const result = await page.evaluate(async () => {
    const start = performance.now()
    const { WHEPClient } = await import('/dist/index.js')
    const client = new WHEPClient().setView(video)
    const first = frame()
    await client.init({ ...server, streamName: 'air' })
    const usable = performance.now() - start
    await client.subscribe()
    await first
    const firstFrame = performance.now() - start
    await client.unsubscribe()
    return { usable, firstFrame }
  })
  await page.close()
  return result
}

function compare(title, samples, key) {
  const median = (kind) => summary(samples[kind].map((sample) => sample[key])).median
  const names = { sluice: 'Sluice', before: `Sluice, ${against}`, plain: 'plain client' }
  const others = Object.keys(samples).filter((kind) => kind !== 'sluice')
  for (const kind of ['sluice', ...others])
    printRow(
      `${title}, ${names[kind]}`,
      samples[kind].map((sample) => sample[key]),
    )
  for (const kind of others) {
    const ratio = (median('sluice') / median(kind)).toFixed(3)
    console.log(`  ${''.padEnd(42)}ratio of the medians to ${names[kind]}: ${ratio}`)
  }
}

async function inTurn(page, kinds, name) {
  const names = Object.keys(kinds)
  const samples = Object.fromEntries(names.map((kind) => [kind, []]))
  // The first of each kind warms up what all use.
  for (let run = -1; run < runs; run++) {
    // Who goes first changes, so that none profits from another.
    for (let turn = 0; turn < names.length; turn++) {
      const kind = names[(turn + run + 1) % names.length]
      const sample = await kinds[kind](page, `${name}-${kind}-${run + 1}`)
      if (run >= 0) samples[kind].push(sample)
    }
  }
  return samples
}

const air = await openPage()
await loadSluice(air)
await air.evaluate(async () => {
  const client = new sluice.WHIPClient()
  await client.init({ ...server, streamName: 'air' })
  await client.publish()
})

const page = await openPage()
await loadSluice(page)
await page.evaluate(async () => {
  window.camera = await navigator.mediaDevices.getUserMedia({ audio: true, video: true })
})

printHead(`ms, loopback, ${await browser.version()}`)
const playing = await inTurn(page, subscribe)
compare('subscribe() to connected', playing, 'connected')
compare('subscribe() to the first frame', playing, 'firstFrame')
const publishing = await inTurn(page, publish, 'bench')
compare('publish() to connected', publishing, 'connected')

const colds = []
for (let run = 0; run < runs; run++) colds.push(await cold())
printRow(
  'import to a usable client, cold module',
  colds.map(({ usable }) => usable),
)
printRow(
  'import to the first frame, cold module',
  colds.map(({ firstFrame }) => firstFrame),
)

await browser.close()
await cluster.stop()
