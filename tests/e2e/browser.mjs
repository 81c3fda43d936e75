// How Chromium is started, for the tests and the bench.
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const found = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
// For chromium.sh too.
process.env.SLUICE_CHROMIUM ??= found.find((path) => existsSync(path)) ?? ''

export const chromiumPath =
  process.getuid?.() === 0 && existsSync('/usr/bin/setpriv')
    ? join(import.meta.dirname, 'chromium.sh')
    : process.env.SLUICE_CHROMIUM

const quietArgs = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Without a camera, and with nobody to allow one. */
export const bareArgs = [...quietArgs, '--allow-loopback-in-peer-connection']

/** With a fake camera and microphone, which every page may use. */
export const chromiumArgs = [
  ...bareArgs,
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
]
