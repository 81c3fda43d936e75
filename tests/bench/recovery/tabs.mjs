// A browser whose tabs really hide one another, with all that browsers then do to them. Playwright's
// own keeps every page visible and its timers running.
import { chromium } from '@playwright/test'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { chromiumArgs, chromiumPath } from '../../e2e/browser.mjs'

export async function startTabs() {
  const profile = mkdtempSync(join(tmpdir(), 'sluice-tabs-'))
  const child = spawn(
    chromiumPath,
    [...chromiumArgs, '--remote-debugging-port=0', `--user-data-dir=${profile}`],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  // No browser outlives the bench, whatever ends it.
  process.once('exit', () => child.kill())
  const browser = await chromium.connectOverCDP(await address(child), { noDefaults: true })
  const [context] = browser.contexts()
  return {
    newPage: () => context.newPage(),
    /** Puts an empty tab before all others. */
    async hide() {
      this.front ??= await context.newPage()
      await this.front.bringToFront()
    },
    async close() {
      await browser.close()
      const ended = child.exitCode === null && once(child, 'exit')
      child.kill()
      await ended
      rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
    },
  }
}

async function address(child) {
  for await (const line of createInterface({ input: child.stderr })) {
    const [found] = /ws:\/\/\S+/.exec(line) ?? []
    if (found) return found
  }
  throw new Error('Chromium did not start')
}
