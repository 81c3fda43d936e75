// How long somebody new needs: from a clone to a picture, and from the package to a picture in a
// project of their own. Everything is done as they would do it, by the README's commands.
import { chromium } from '@playwright/test'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { chromiumArgs, chromiumPath } from '../e2e/browser.mjs'
import { Cluster } from '../e2e/cluster.mjs'
import { numberOption, printHead, printRow } from './stats.mjs'

const runs = numberOption('runs', 3)
const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const browser = await chromium.launch({ executablePath: chromiumPath, args: chromiumArgs })
const quiet = { stdio: ['ignore', 'ignore', 'inherit'] }

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}

/** Starts a command and waits for a line of its output that matches. */
async function startUntil(pattern, command, args, cwd) {
  const child = spawn(command, args, { cwd, detached: true, stdio: ['ignore', 'pipe', 'inherit'] })
  for await (const line of createInterface({ input: child.stdout })) {
    const found = pattern.exec(line)
    if (found) return [child, found[1]]
  }
  throw new Error(`${command} ${args.join(' ')} ended without what was waited for`)
}

// The whole group, as a terminal's Ctrl-C does: npm runs what it starts behind a shell.
function end(child) {
  process.kill(-child.pid, 'SIGTERM')
  return once(child, 'exit')
}

const hasPicture = (page, selector) =>
  page.locator(selector).evaluate(
    (video) =>
      new Promise((resolve) => {
        video.requestVideoFrameCallback(resolve)
      }),
  )

/** Clone, npm start, open, click, picture. */
async function fromClone(folder) {
  const laps = {}
  let begin = performance.now()
  const lap = (name) => {
    laps[name] = performance.now() - begin
    begin = performance.now()
  }
  execFileSync('git', ['clone', '--quiet', root, 'sluice'], { cwd: folder, ...quiet })
  lap('clone')
  const args = ['start', '--silent', '--', '--port', String(await freePort()), '--node-port', '0']
  const [child, url] = await startUntil(/^ready (https?:\S+)/, 'npm', args, join(folder, 'sluice'))
  lap('npm start')
  const context = await browser.newContext()
  try {
    const page = await context.newPage()
    await page.goto(`${url}examples/publish/`)
    await page.getByRole('button', { name: 'Start publishing' }).click()
    const player = await context.newPage()
    await page.locator('#state[data-state="live"]').waitFor()
    await player.goto(`${url}examples/subscribe/`)
    await player.getByRole('button', { name: 'Start playing' }).click()
    await hasPicture(player, '#red5pro-subscriber')
    lap('open, click, picture')
    return laps
  } finally {
    await context.close()
    await end(child)
  }
}

/** The tarball in a fresh Vite project. */
async function fromPackage(folder, cluster) {
  const [{ filename }] = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  )
  const app = join(folder, 'app')
  cpSync(join(root, 'examples/vite-typescript'), app, {
    recursive: true,
    filter: (path) => !path.includes('node_modules'),
  })
  const port = new URL(cluster).port
  const main = join(app, 'src/main.ts')
  writeFileSync(main, readFileSync(main, 'utf8').replaceAll('8088', port))
  const manifest = JSON.parse(readFileSync(join(app, 'package.json'), 'utf8'))
  manifest.dependencies['sluice-sdk'] = `file:../${filename}`
  writeFileSync(join(app, 'package.json'), JSON.stringify(manifest))

  const laps = {}
  let begin = performance.now()
  const lap = (name) => {
    laps[name] = performance.now() - begin
    begin = performance.now()
  }
  execFileSync('npm', ['install', '--silent', '--no-audit', '--no-fund'], { cwd: app, ...quiet })
  lap('npm install')
  const [child, url] = await startUntil(
    /(http:\/\/localhost:\d+)/,
    'npx',
    ['vite', '--port', '0', '--clearScreen', 'false'],
    app,
  )
  lap('npm run dev')
  const context = await browser.newContext()
  try {
    const page = await context.newPage()
    await page.goto(url)
    await page.getByRole('button').click()
    await hasPicture(page, '#red5pro-subscriber')
    lap('open, click, picture')
    return laps
  } finally {
    await context.close()
    await end(child)
  }
}

function print(title, all) {
  printHead(title)
  for (const name of Object.keys(all[0])) {
    const seconds = all.map((laps) => laps[name] / 1000)
    printRow(name, seconds)
  }
  const sums = all.map((laps) => Object.values(laps).reduce((sum, ms) => sum + ms, 0) / 1000)
  printRow('in all', sums)
}

const cluster = await Cluster.start()
const clones = []
const packages = []
for (let run = 0; run < runs; run++) {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-newcomer-'))
  clones.push(await fromClone(folder))
  packages.push(await fromPackage(folder, cluster.url))
  rmSync(folder, { recursive: true, force: true })
}
print('from a clone to a picture, s', clones)
print('from the package to a picture in a Vite project, s', packages)
await cluster.stop()
await browser.close()
