// Firefox, which Playwright can drive only where it is Playwright's own build; by WebDriver BiDi
// anybody's can be.
import puppeteer from 'puppeteer-core'
import { prepare, watchResources } from '../lab.mjs'
import { missing } from './processes.mjs'

export const firefoxProgram =
  ['firefox-esr', 'firefox'].find((program) => missing(program).length === 0) ?? 'firefox-esr'

const preferences = {
  // A fake camera and microphone, which every page may use.
  'media.navigator.streams.fake': true,
  'media.navigator.permission.disabled': true,
  // The nodes are on loopback, and nobody resolves `.local` names for them.
  'media.peerconnection.ice.loopback': true,
  'media.peerconnection.ice.obfuscate_host_addresses': false,
  'media.autoplay.default': 0,
}

export function startFirefox() {
  return puppeteer.launch({
    browser: 'firefox',
    executablePath: `/usr/bin/${firefoxProgram}`,
    extraPrefsFirefox: preferences,
    // Slow machines are none of the tests' business.
    timeout: 90_000,
    protocolTimeout: 90_000,
  })
}

/** A page of the cluster's in Firefox, as lab() gives one in Chromium. */
export async function openPage(firefox, { protocol, port }, path = 'examples/publish/') {
  const page = await firefox.newPage()
  page.setDefaultTimeout(60_000)
  page.problems = []
  page.on('pageerror', (error) => page.problems.push(error.message))
  await page.evaluateOnNewDocument(watchResources)
  await page.goto(`${protocol}://localhost:${port}/${path}`)
  await page.evaluate(prepare, { protocol, host: 'localhost', port })
  return page
}
