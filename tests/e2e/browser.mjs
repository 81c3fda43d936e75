// How Chromium is started, for the tests and the bench.
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const found = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const path = process.env.SLUICE_CHROMIUM ?? found.find((path) => existsSync(path))
// For chromium.sh.
if (path) process.env.SLUICE_CHROMIUM = path

export const chromiumPath =
  path && process.getuid?.() === 0 ? join(import.meta.dirname, 'chromium.sh') : path

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

/** For pages: a drawing that moves takes half a core where there is no GPU. */
export const stillPages = { reducedMotion: 'reduce' }
