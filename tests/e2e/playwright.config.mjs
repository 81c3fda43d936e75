import { defineConfig } from '@playwright/test'
import { stillPages, suiteBrowser } from './browser.mjs'

export default defineConfig({
  testDir: '.',
  outputDir: '../../test-results',
  // Most of the time is spent waiting for media.
  workers: 2,
  // Against hanging only: nothing here says how fast a machine has to be.
  timeout: 120_000,
  globalTimeout: 45 * 60_000,
  projects: [
    { name: 'sluice', testMatch: '*.spec.mjs', testIgnore: 'peers_*' },
    // Of programs that nobody here has written some stand still now and then.
    { name: 'peers', testMatch: 'peers_*.spec.mjs', retries: 2 },
  ],
  expect: { timeout: 30_000 },
  reporter: [['list']],
  use: {
    browserName: 'chromium',
    contextOptions: stillPages,
    launchOptions: suiteBrowser,
  },
})
