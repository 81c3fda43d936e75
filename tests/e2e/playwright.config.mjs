import { defineConfig } from '@playwright/test'
import { chromiumArgs, chromiumPath } from './browser.mjs'

// Half of the fake camera's usual frames: encoding them is most of what the suite costs.
const args = chromiumArgs.map((arg) =>
  arg.startsWith('--use-fake-device') ? `${arg}=fps=10` : arg,
)

export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.mjs',
  outputDir: '../../test-results',
  // Most of the time is spent waiting for media.
  workers: 2,
  retries: 0,
  // Against hanging only: nothing here says how fast a machine has to be.
  timeout: 120_000,
  globalTimeout: 45 * 60_000,
  expect: { timeout: 30_000 },
  reporter: [['list']],
  use: {
    browserName: 'chromium',
    launchOptions: { executablePath: chromiumPath, args },
  },
})
