// From the script tag to a usable client: in a browser that has never seen the script, and in one
// that has it in its cache.
import { chromium } from '@playwright/test'
import { chromiumArgs, chromiumPath } from '../e2e/browser.mjs'
import { Cluster } from '../e2e/cluster.mjs'
import { numberOption, printHead, printRow } from './stats.mjs'

const runs = numberOption('runs', 20)
const ways = {
  'global script': { type: 'text/javascript', src: '/dist/sluice.global.js' },
  'module, wasm beside it': { type: 'module', src: '/dist/index.js' },
  'module, wasm inside': { type: 'module', src: '/dist/inline.js' },
}

const cluster = await Cluster.start()
const browser = await chromium.launch({ executablePath: chromiumPath, args: chromiumArgs })

/** ms from the tag until init() has resolved. */
function usable(page, way) {
  return page.evaluate(async ({ type, src }) => {
    const begin = performance.now()
    let sluice
    if (type === 'module') {
      sluice = await import(src)
    } else {
      const script = document.createElement('script')
      script.src = src
      await new Promise((resolve, reject) => {
        script.onload = resolve
        script.onerror = reject
        document.head.append(script)
      })
      sluice = window.sluice
    }
    await new sluice.WHEPClient().init({ host: 'localhost', streamName: 'any' })
    return performance.now() - begin
  }, way)
}

const times = new Map()
for (let run = 0; run < runs; run++) {
  for (const [name, way] of Object.entries(ways)) {
    const context = await browser.newContext()
    const page = await context.newPage()
    for (const state of ['cold', 'warm']) {
      await page.goto(`${cluster.url}examples/`)
      const key = `${name}, ${state}`
      times.set(key, [...(times.get(key) ?? []), await usable(page, way)])
    }
    await context.close()
  }
}
printHead('script tag to a usable client, ms')
for (const [name, values] of times) printRow(name, values)

await browser.close()
await cluster.stop()
