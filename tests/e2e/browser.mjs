// How Chromium is started, for the tests and the bench.
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const { env } = process
const firstOf = (...paths) => paths.find((path) => existsSync(path))
const whole =
  env.SLUICE_CHROMIUM ??
  firstOf('/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome')
// Who names a browser gets that one everywhere.
const shell =
  env.SLUICE_HEADLESS_SHELL ??
  env.SLUICE_CHROMIUM ??
  firstOf('/usr/bin/chromium-headless-shell') ??
  whole
// For chromium.sh and headless_shell.sh, and the processes that are begun by this one.
if (whole) env.SLUICE_CHROMIUM = whole
if (shell) env.SLUICE_HEADLESS_SHELL = shell

const isRoot = process.getuid?.() === 0
const started = (path, script) => (path && isRoot ? join(import.meta.dirname, script) : path)

export const chromiumPath = started(whole, 'chromium.sh')

/** The same engine without the windows of a browser, which take as much of the processor as it. */
const shellPath = started(shell, 'headless_shell.sh')

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

// Half of the fake camera's usual frames: encoding them is most of what the suite costs.
const suiteArgs = chromiumArgs.map((arg) =>
  arg.startsWith('--use-fake-device') ? `${arg}=fps=10` : arg,
)

/** For the suite, but for those of its specs that need what only the whole browser has. */
export const suiteBrowser = { executablePath: shellPath, args: suiteArgs }

/** For pages: a drawing that moves takes half a core where there is no GPU. */
export const stillPages = { reducedMotion: 'reduce' }
