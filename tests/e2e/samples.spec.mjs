// The code samples of the documents, as they stand there: each compiles in strict TypeScript, and
// runs in Chromium at a cluster that has the names of the samples' servers.
import { chromium, expect, test } from '@playwright/test'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readFences, readSamples } from '../../scripts/lib/samples.mjs'
import { chromiumArgs, chromiumPath } from './browser.mjs'
import { Cluster } from './cluster.mjs'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const fences = readFences(root)
const samples = readSamples(root)
const scripts = samples.filter(({ language }) => language === 'js')

/** `https://media.example.com` and its like; and `http://localhost:8088`. */
let secure
let plain
let browser
/** What the pages have asked for, and those that are open, for the report of a failure. */
let asked = []
let pages = []

test.beforeEach(() => {
  asked = []
  pages = pages.filter((page) => !page.isClosed())
})
test.beforeAll(async () => {
  ;[secure, plain] = await Promise.all([
    Cluster.start('--tls', '--tls-name', '*.example.com', '--edges', '1'),
    Cluster.start('--origins', '1', '--edges', '1'),
  ])
  const rules = `MAP *.example.com 127.0.0.1:${secure.port},MAP localhost:8088 127.0.0.1:${plain.port}`
  browser = await chromium.launch({
    executablePath: chromiumPath,
    args: [
      ...chromiumArgs,
      `--host-resolver-rules=${rules}`,
      '--autoplay-policy=no-user-gesture-required',
    ],
  })
})
test.afterEach(async ({}, testInfo) => {
  if (testInfo.status === testInfo.expectedStatus) return
  // The reporter prints 300 characters of each.
  await testInfo.attach('requests', { body: asked.slice(-6).join('\n') })
  for (const cluster of [secure, plain])
    await testInfo.attach('cluster', { body: cluster.log.slice(-5).join('\n') })
  for (const page of pages)
    for (const body of await page.evaluate(() => window.describePeers()))
      await testInfo.attach('peer', { body })
})
test.afterAll(async () => {
  await browser?.close()
  await Promise.all([secure?.stop(), plain?.stop()])
})

test('each piece of code in the documents is a sample that runs', () => {
  const isCode = ({ language, code }) =>
    ['js', 'ts'].includes(language) || (language === 'html' && code.includes('<script'))
  const lost = fences.filter((fence) => isCode(fence) && !fence.needs.sample && !fence.needs.file)
  expect(lost).toEqual([])
  expect(new Set(samples.map(({ name }) => name)).size).toBe(samples.length)
  expect(samples.length).toBeGreaterThanOrEqual(40)
})

test('each command in the documents is one of the package', () => {
  const { scripts: known } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const shells = fences.filter(({ language }) => language === 'sh').map(({ code }) => code)
  const named = [...shells.join('\n').matchAll(/^npm (?:run )?(start|test|\w+)/gm)]
    .map(([, name]) => name)
    .filter((name) => !['install', 'ci'].includes(name))
  expect(named.length).toBeGreaterThan(2)
  expect(named.filter((name) => !known[name])).toEqual([])
})

test('all samples compile in strict TypeScript', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-samples-'))
  try {
    mkdirSync(join(folder, 'node_modules'))
    symlinkSync(root, join(folder, 'node_modules/sluice-sdk'))
    symlinkSync(join(root, 'node_modules/hls.js'), join(folder, 'node_modules/hls.js'))
    const files = scripts.map(({ code }, at) => {
      writeFileSync(join(folder, `sample${at}.ts`), `${code}\nexport {}\n`)
      return `sample${at}.ts`
    })
    const tsc = join(root, 'node_modules/typescript/bin/tsc')
    const how = '--strict --noEmit --skipLibCheck --target es2022 --lib es2022,dom,dom.iterable'
    const where = '--moduleResolution bundler --module esnext'
    const said = () => {
      try {
        return execFileSync(
          process.execPath,
          [tsc, ...how.split(' '), ...where.split(' '), ...files],
          {
            cwd: folder,
            encoding: 'utf8',
          },
        )
      } catch ({ stdout }) {
        return stdout.replace(/^sample(\d+)/gm, (_, at) => scripts[at].name)
      }
    }
    expect(said()).toBe('')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

const elements = ['preview', 'player', 'red5pro-publisher', 'red5pro-subscriber']
  .map((id) => `<video id="${id}" autoplay muted playsinline></video>`)
  .join('')
const imports = JSON.stringify({
  imports: {
    'sluice-sdk': '/dist/index.js',
    'sluice-sdk/inline': '/dist/inline.js',
    'sluice-sdk/diagnose': '/dist/diagnose.js',
    'hls.js': '/sample/hls.mjs',
  },
})

/** The sample as a page: a script around which there is what the documents take for granted. */
const pageOf = ({ language, code }) =>
  language === 'html'
    ? code
    : `<!doctype html><script type="importmap">${imports}</script>${elements}
<button id="start">Start</button>
<script type="module">${code}
window.hasRun = true</script>`

/** Opens a page of its own with this HTML, as one of this server's. */
async function open(html, at = 'https://media.example.com') {
  const context = await browser.newContext({
    ignoreHTTPSErrors: true,
    // The names of the samples lead to this machine.
    permissions: ['camera', 'microphone', 'local-network-access'],
  })
  const page = await context.newPage()
  pages.push(page)
  page.problems = []
  for (const event of ['request', 'requestfinished', 'requestfailed'])
    page.on(event, (request) =>
      asked.push(`${event} ${request.method()} ${new URL(request.url()).pathname}`),
    )
  page.on('pageerror', (error) => page.problems.push(String(error.stack ?? error)))
  await page.addInitScript(() => {
    const peers = []
    window.RTCPeerConnection = class extends RTCPeerConnection {
      constructor(...args) {
        super(...args)
        peers.push(this)
      }
    }
    const describe = async (peer) => {
      const entries = [...(await peer.getStats()).values()]
      const isKept = ({ type }) =>
        ['candidate-pair', 'local-candidate', 'remote-candidate'].includes(type)
      const states = [peer.connectionState, peer.iceConnectionState, peer.signalingState]
      const lines = entries
        .filter(isKept)
        .map((entry) =>
          entry.type === 'candidate-pair'
            ? `${entry.localCandidateId}>${entry.remoteCandidateId} ${entry.state} ${entry.requestsSent}/${entry.responsesReceived}, asked ${entry.requestsReceived}`
            : `${entry.id} ${entry.candidateType} ${entry.protocol} ${entry.address}:${entry.port}`,
        )
      return [states.join(' '), ...lines].join('\n')
    }
    window.describePeers = () => Promise.all(peers.map(describe))
    window.framesDecoded = async () => {
      const reports = await Promise.all(peers.map((peer) => peer.getStats()))
      const entries = reports.flatMap((report) => [...report.values()])
      return entries.reduce((sum, { framesDecoded = 0 }) => sum + framesDecoded, 0)
    }
  })
  const served = {
    '/sample/': ['text/html', html],
    '/sample/sluice.global.js': [
      'text/javascript',
      readFileSync(join(root, 'dist/sluice.global.js')),
    ],
    '/sample/hls.mjs': [
      'text/javascript',
      readFileSync(join(root, 'node_modules/hls.js/dist/hls.mjs')),
    ],
    '/my-server/token': ['text/plain', 'a-token'],
  }
  await page.route(/\/(sample|my-server)\//, (route) => {
    const [contentType, body] = served[new URL(route.request().url()).pathname]
    return route.fulfill({ contentType, body })
  })
  await page.goto(`${at}/sample/`)
  return page
}

const isPlain = ({ code }) => code.includes("'localhost'")
const serverOf = (sample) =>
  isPlain(sample) ? 'http://localhost:8088' : 'https://media.example.com'
const clusterOf = (sample) => (isPlain(sample) ? plain : secure)
const streamsOf = async (cluster) => (await cluster.nodes()).flatMap(({ streams }) => streams)
const nothing = { sessions: 0, streams: 0, sockets: 0 }

async function run(sample) {
  const page = await open(pageOf(sample), serverOf(sample))
  if (sample.language === 'js') {
    await expect
      .poll(async () => page.problems.length > 0 || page.evaluate(() => window.hasRun === true))
      .toBe(true)
    expect(page.problems).toEqual([])
    // Where the sample waits for it.
    await page.getByRole('button').click()
  }
  if (sample.ends) await expect.poll(() => clusterOf(sample).load()).toEqual(nothing)
  else if (sample.on && sample.code.includes('.subscribe()'))
    await expect.poll(() => page.evaluate(() => window.framesDecoded())).toBeGreaterThan(5)
  else if (sample.code.includes('.publish()'))
    await expect
      .poll(() => streamsOf(clusterOf(sample)))
      .toEqual(expect.arrayContaining(['stream1']))
  expect(page.problems).toEqual([])
  await page.context().close()
}

test.describe('with a stream', () => {
  const publishers = []
  test.beforeAll(async () => {
    for (const where of [
      "protocol: 'http', host: 'localhost', port: 8088",
      "host: 'media.example.com'",
    ]) {
      const code = `import { WHIPClient } from 'sluice-sdk'
        const client = await new WHIPClient().init({ ${where}, streamName: 'stream1' })
        await client.publish()`
      const page = await open(pageOf({ language: 'js', code }), serverOf({ code }))
      await expect.poll(() => page.evaluate(() => window.hasRun)).toBe(true)
      publishers.push(page)
    }
  })
  test.afterAll(async () => {
    for (const page of publishers) await page.context().close()
    for (const cluster of [secure, plain]) await expect.poll(() => cluster.load()).toEqual(nothing)
  })
  for (const sample of samples.filter(({ on }) => on))
    test(`sample ${sample.name}`, () => run(sample))
})

test.describe('without one', () => {
  test.afterEach(async () => {
    // The page has gone, which ends its session: the name is free for the next sample.
    for (const cluster of [secure, plain]) await expect.poll(() => cluster.load()).toEqual(nothing)
  })
  for (const sample of samples.filter(({ on }) => !on))
    test(`sample ${sample.name}`, () => run(sample))
})
