// Where the scenes play: a cluster, browsers and pages.
import { chromium } from '@playwright/test'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromiumArgs, chromiumPath, stillPages } from '../../e2e/browser.mjs'
import { Cluster } from '../../e2e/cluster.mjs'
import { against, serveBefore } from '../before.mjs'

const source = (name) => readFileSync(join(import.meta.dirname, name), 'utf8')
const scripts = {
  '/bench/stage.js': source('stage.js'),
  '/bench/documented_page.js': source('documented_page.js'),
}
const watch = source('watch.js')

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

/** Until it gives something, or undefined. */
export async function poll(ask, timeout, every = 25) {
  const deadline = Date.now() + timeout
  while (Date.now() < deadline) {
    const answer = await ask()
    if (answer) return answer
    await sleep(every)
  }
  return undefined
}

export class Stage {
  static async start(...clusterOptions) {
    const stage = new Stage()
    stage.cluster = await Cluster.start(...clusterOptions)
    stage.browser = await Stage.launch()
    return stage
  }

  /** @param {string} [executablePath] e.g. a browser at the other end of a link */
  static launch(executablePath = chromiumPath, changes = {}) {
    return chromium.launch({ executablePath, args: chromiumArgs, ...changes })
  }

  /** A page with the SDK loaded, where `start` and the other functions of stage.js can be called. */
  async page({ browser = this.browser, port = this.cluster.port } = {}) {
    const page = await browser.newPage(stillPages)
    await page.addInitScript(watch)
    // Under the cluster's own policy, which allows scripts of its own origin only.
    await page.route('**/bench/*.js', (route) =>
      route.fulfill({
        contentType: 'text/javascript',
        body: scripts[new URL(route.request().url()).pathname],
      }),
    )
    if (against) await serveBefore(page)
    await page.goto(`http://127.0.0.1:${port}/examples/`)
    await page.evaluate(
      async ([port, hasBefore]) => {
        window.stage = await import('/bench/stage.js')
        window.sluice = await import('/dist/index.js')
        window.before = hasBefore && (await import('/before/index.js'))
        await Promise.all([sluice.load(), hasBefore && window.before.load()])
        window.server = { protocol: 'http', host: '127.0.0.1', port, streamManager: { port } }
      },
      [port, Boolean(against)],
    )
    // A route, even one that nothing takes any more, delays each request of the page.
    await page.unrouteAll()
    return page
  }

  /**
   * Starts a client in the page as `actor`, with a view where it is a player.
   * @param {string} [source] instead of the camera; see stage.js
   */
  async act(page, role, kind, policy, options, source) {
    await page.evaluate(
      ([role, kind, policy, options, source]) => {
        if (role === 'subscriber') window.view = stage.makeView()
        const all = options.endpoint ? { ...options } : { ...server, ...options }
        if (source) all.onGetUserMedia = stage.sources[source]
        window.actor = stage.start(role, kind, policy, all, window.view)
      },
      [role, kind, policy, options, source],
    )
  }

  /**
   * A publisher that nothing happens to.
   * @param {string} [endpoint] of another server than the cluster
   */
  async air(streamName, endpoint) {
    const page = await this.page()
    await this.act(page, 'publisher', 'http', 'plain', { streamName, endpoint })
    await page.evaluate(() => actor.started)
    return page
  }

  frame(page, time, options = {}) {
    return page.evaluate(
      ([time, options]) => stage.frameAfter(view, time, options),
      [time, { fresh: false, timeout: 60_000, ...options }],
    )
  }

  notes(page) {
    return page.evaluate(() => notes)
  }

  /** Ends the actor; a page that waits for a node which is gone may take its time. */
  async leave(page) {
    await page.evaluate(() => Promise.race([actor.stop(), new Promise((r) => setTimeout(r, 6000))]))
    await page.close()
  }

  /** All nodes up, and nothing left of what was before. */
  async settle({ sessions = 0 } = {}) {
    for (const { id, up } of await this.cluster.nodes()) if (!up) await this.cluster.restart(id)
    const quiet = async () => (await this.cluster.load()).sessions <= sessions
    if (!(await poll(quiet, 40_000, 100))) throw new Error('sessions are left on the nodes')
  }

  async stop() {
    await this.browser.close()
    await this.cluster.stop()
  }
}
