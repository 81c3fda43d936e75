// sluice-react, as npm packs it, in apps that Vite has built: under StrictMode, in the React that mounts
// twice, with real media behind it.
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  expect,
  expectNothingLeft,
  expectPicture,
  nothing,
  test,
  viaManager,
  watchResources,
} from './lab.mjs'
import { buildApp, makeFolder, serveApp } from './react/apps.mjs'

// What the cluster serves in the place of the examples: browsers tell pages that come from the network
// apart from those that a test makes up.
const served = mkdtempSync(join(tmpdir(), 'sluice-react-pages-'))
mkdirSync(join(served, 'dist'))
const folders = []
process.once('exit', () => rmSync(served, { recursive: true, force: true }))

test.use({ clusterArgs: [['--root', served], { scope: 'worker' }] })

const pageOf = (name) => join(served, 'examples', name)

test.beforeAll(async () => {
  test.setTimeout(180_000)
  const folder = makeFolder()
  folders.push(folder)
  for (const mode of ['development', 'production']) await buildApp(folder, mode, pageOf(mode))
})
test.afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })))

/** The app that is built so. */
async function openApp(
  context,
  cluster,
  name = 'development',
  url = `${cluster.url}examples/${name}/`,
) {
  const page = await context.newPage()
  page.problems = []
  page.on('pageerror', (error) => page.problems.push(`uncaught: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error') page.problems.push(message.text())
  })
  await page.addInitScript(watchResources)
  await page.goto(url)
  await expect.poll(() => page.evaluate(() => typeof window.show)).toBe('function')
  await page.evaluate(
    (server) => {
      window.server = server
      window.told = []
      window.note = (what) => window.told.push(what)
    },
    { protocol: cluster.protocol, host: 'localhost', port: cluster.port },
  )
  return page
}

/** Shows these, each `[name, streamName, settings]`; settings are props, or those of the hook. */
function show(page, ...elements) {
  return page.evaluate((given) => {
    window.show(
      ...given.map(([name, streamName, settings, options]) => {
        const isHook = ['Watch', 'Send'].includes(name)
        const callbacks = { onStateChange: (state) => window.note(`${name} ${state}`) }
        const all = { ...settings, ...callbacks }
        // Written anew at each render, as apps do.
        const made = { ...window.server, streamName, ...options, mungeOffer: (sdp) => sdp }
        return [name, isHook ? { options: made, settings: all } : { options: made, ...all }]
      }),
    )
  }, elements)
}

const told = (page) => page.evaluate(() => window.told)
const stateOf = (page, label) =>
  expect.poll(() => page.getByLabel(label).getAttribute('data-state'))

/** POSTs that make sessions. */
function countPosts(page) {
  const posts = []
  page.on('request', (request) => {
    if (request.method() === 'POST') posts.push(new URL(request.url()).pathname)
  })
  return posts
}

test('components publish and play, once each though StrictMode mounts twice', async ({
  context,
  cluster,
}) => {
  const page = await openApp(context, cluster)
  expect(await page.evaluate(() => window.version)).toMatch(/^19\./)
  const posts = countPosts(page)
  await show(page, ['Publisher', 'home'])
  await stateOf(page, 'Camera preview').toBe('live')
  await show(page, ['Publisher', 'home'], ['Player', 'home', { muted: true }])
  await stateOf(page, 'Live stream').toBe('live')
  await expectPicture(page)
  expect(posts).toEqual(['/live/whip/endpoint/home', '/live/whep/endpoint/home'])
  expect(await told(page)).toEqual([
    ...['Publisher connecting', 'Publisher live'],
    ...['Player connecting', 'Player live'],
  ])
  await show(page)
  await expectNothingLeft(cluster, page)
  expect(page.problems).toEqual([])
})

test('the same in a production build', async ({ context, cluster }) => {
  const page = await openApp(context, cluster, 'production')
  await show(page, ['Publisher', 'made'])
  await stateOf(page, 'Camera preview').toBe('live')
  await show(page, ['Publisher', 'made'], ['Player', 'made', { muted: true }])
  await expectPicture(page)
  await page.evaluate(() => window.leave())
  await expectNothingLeft(cluster, page)
  expect(page.problems).toEqual([])
})

test("the same from Vite's development server", async ({ context, cluster }) => {
  const folder = makeFolder()
  folders.push(folder)
  const server = await serveApp(folder)
  const page = await openApp(context, cluster, undefined, server.resolvedUrls.local[0])
  const posts = countPosts(page)
  await show(page, ['Publisher', 'dev'])
  await stateOf(page, 'Camera preview').toBe('live')
  expect(posts).toEqual(['/live/whip/endpoint/dev'])
  await show(page)
  // Vite's own WebSocket is still there.
  await expect.poll(() => page.evaluate(() => resources())).toEqual({ ...nothing, sockets: 1 })
  await expectNothingLeft(cluster)
  await page.close()
  await server.close()
})

test('the same with React 18', async ({ context, cluster }) => {
  test.setTimeout(180_000)
  const older = mkdtempSync(join(tmpdir(), 'sluice-react-18-'))
  folders.push(older)
  cpSync(join(import.meta.dirname, 'react/react18'), older, { recursive: true })
  execFileSync('npm', ['ci', '--ignore-scripts'], { cwd: older, stdio: 'ignore' })
  const folder = makeFolder(join(older, 'node_modules'))
  folders.push(folder)
  await buildApp(folder, 'development', pageOf('older'))
  const page = await openApp(context, cluster, 'older')
  expect(await page.evaluate(() => window.version)).toMatch(/^18\./)
  const posts = countPosts(page)
  await show(page, ['Publisher', 'older'])
  await stateOf(page, 'Camera preview').toBe('live')
  await show(page, ['Publisher', 'older'], ['Player', 'older', { muted: true }])
  await expectPicture(page)
  expect(posts).toEqual(['/live/whip/endpoint/older', '/live/whep/endpoint/older'])
  await show(page)
  await expectNothingLeft(cluster, page)
  expect(page.problems).toEqual([])
})

test('mounted and unmounted a hundred times, in any state, they leave nothing', async ({
  context,
  cluster,
}) => {
  test.setTimeout(240_000)
  const page = await openApp(context, cluster)
  await page.evaluate(async () => {
    const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
    for (let turn = 0; turn < 100; turn++) {
      const options = { ...window.server, streamName: 'fast' }
      const onError = ({ code }) => window.note(code)
      window.show(
        ['Publisher', { options, key: turn, onError }],
        ['Player', { options, muted: true }],
      )
      // From at once to in the midst of connecting, and now and then until it is live.
      await pause(turn % 10 === 9 ? 600 : (turn % 5) * 25)
      // The next one is another component: in the same commit, or later.
      if (turn % 3) window.show()
      if (turn % 7 === 0) await pause(30)
    }
  })
  await show(page, ['Publisher', 'fast'], ['Watch', 'fast', {}, { recovery: true }])
  await stateOf(page, 'Camera preview').toBe('live')
  await expectPicture(page)
  await show(page)
  await expectNothingLeft(cluster, page)
  // A publisher waited for the one before it: its name was never taken.
  expect(await told(page)).not.toContain('stream.name_taken')
  expect(page.problems.filter((text) => !/404|409|Failed to load/.test(text))).toEqual([])
})

test('what is written anew at each render changes nothing; other options are another session', async ({
  context,
  cluster,
}) => {
  const page = await openApp(context, cluster)
  const posts = countPosts(page)
  const render = (streamName, name) =>
    page.evaluate(
      ([stream, said]) => {
        const options = {
          ...{ ...window.server, streamName: stream, connectionParams: new URLSearchParams('a=b') },
          ...{ mediaConstraints: { video: { width: 320 }, audio: true }, app: undefined },
          recovery: { attempts: 3, policy: () => 0 },
          mungeOffer: (sdp) => {
            window.note(said)
            return sdp
          },
        }
        const onEvent = ({ type }) => type === 'Publish.Start' && window.note(`${said} ${type}`)
        window.show(['Send', { options, settings: { onEvent } }])
      },
      [streamName, name],
    )
  const sending = page.locator('#sending')
  await render('first', 'one')
  await render('first', 'two')
  await expect(sending).toHaveText('live')
  // Of functions the latest counts, though it was not there when the session began.
  await expect.poll(() => told(page)).toEqual(['two', 'two Publish.Start'])
  for (let times = 0; times < 5; times++) await render('first', 'three')
  expect(posts).toHaveLength(1)

  // The camera is asked for once: the next session has the same.
  const cameraOf = () => page.evaluate(() => window.publisher.client.getMediaStream().id)
  const before = await cameraOf()
  await render('second', 'four')
  await expect.poll(() => told(page)).toContain('four Publish.Start')
  expect(posts.map((path) => path.split('/').pop())).toEqual(['first', 'second'])
  expect(await cameraOf()).toBe(before)
  expect((await cluster.nodes()).flatMap(({ streams }) => streams)).toEqual(['second'])
  await show(page)
  await expectNothingLeft(cluster, page)
  expect(page.problems).toEqual([])
})

test('what has failed says why, is not tried by itself, and is tried again when asked', async ({
  context,
  cluster,
}) => {
  const page = await openApp(context, cluster)
  const posts = countPosts(page)
  await page.evaluate(() => {
    window.render = (enabled) => {
      const settings = { enabled, onError: ({ code }) => window.note(code), statsInterval: 100 }
      window.show(['Watch', { options: { ...window.server, streamName: 'late' }, settings }])
    }
    window.render(true)
  })
  await expect(page.locator('#state')).toHaveText('failed')
  await page.evaluate(() => window.render(true))
  expect(await told(page)).toEqual(['stream.not_found'])
  expect(await page.evaluate(() => player.error instanceof sluice.SluiceError)).toBe(true)
  expect(posts).toHaveLength(1)

  await show(page)
  await page.evaluate(() => window.show(['Send', { options: { ...server, streamName: 'late' } }]))
  await expect(page.locator('#sending')).toHaveText('live')
  const viewer = await openApp(context, cluster)
  await viewer.evaluate(() => {
    window.render = (enabled) => {
      const settings = { enabled, statsInterval: 100 }
      window.show(['Watch', { options: { ...window.server, streamName: 'late' }, settings }])
    }
    window.render(true)
  })
  await expect(viewer.locator('#state')).toHaveText('live')
  const stats = () => viewer.evaluate(() => player.stats)
  await expect.poll(async () => (await stats())?.bitrateKbps).toBeGreaterThan(10)
  await expect.poll(async () => (await stats())?.width).toBeGreaterThan(0)
  expect((await stats()).packets).toBeGreaterThan(10)

  // Stopped by the client itself.
  await viewer.evaluate(() => player.client.unsubscribe())
  await expect(viewer.locator('#state')).toHaveText('ended')
  await viewer.evaluate(() => player.restart())
  await expect(viewer.locator('#state')).toHaveText('live')

  // Switched off, and on again.
  await viewer.evaluate(() => window.render(false))
  await expect(viewer.locator('#state')).toHaveText('idle')
  await expect.poll(() => viewer.evaluate(() => resources())).toEqual(nothing)
  expect(await stats()).toBeUndefined()
  await viewer.evaluate(() => window.render(true))
  await expectPicture(viewer)

  // The stream ends; asked again, it plays.
  await page.evaluate(() => window.show())
  await expect(viewer.locator('#state')).toHaveText('ended')
  await page.evaluate(() => window.show(['Send', { options: { ...server, streamName: 'late' } }]))
  await expect(page.locator('#sending')).toHaveText('live')
  await viewer.getByRole('button', { name: 'Again' }).click()
  await expect(viewer.locator('#state')).toHaveText('live')
  await expectPicture(viewer)
  await show(viewer)
  await show(page)
  await expectNothingLeft(cluster, page, viewer)
})

test('an edge that dies is told as a recovery, and the picture comes back', async ({
  context,
  cluster,
}) => {
  const page = await openApp(context, cluster)
  const options = { ...viaManager(cluster), recovery: true }
  const shown = [
    ['Publisher', 'lost', { client: 'rtc' }, options],
    ['Watch', 'lost', { client: 'rtc' }, options],
  ]
  await show(page, shown[0])
  await stateOf(page, 'Camera preview').toBe('live')
  await show(page, ...shown)
  await expect(page.locator('#state')).toHaveText('live')
  await expectPicture(page)
  const { id } = (await cluster.nodes()).find(({ role, sessions }) => role === 'edge' && sessions)
  await page.evaluate(() => {
    window.told.length = 0
    player.client.on('Reconnect.Attempt', () => {
      const { active, last } = window.player.recovery
      window.note(`${active} ${last?.attempt}`)
    })
  })
  await cluster.kill(id)
  await expect.poll(() => told(page)).toContain('Watch live')
  expect(await told(page)).toContain('Watch recovering')
  expect(await page.evaluate(() => player.recovery.active)).toBe(false)
  await expectPicture(page)
  await show(page)
  await cluster.restart(id)
  await expectNothingLeft(cluster, page)
})

test("the app's own stream is published, and stays the app's", async ({ context, cluster }) => {
  const page = await openApp(context, cluster)
  await page.evaluate(() => {
    const canvas = document.createElement('canvas')
    canvas.width = 320
    canvas.height = 240
    const drawing = canvas.getContext('2d')
    window.drawing = setInterval(() => drawing.fillRect(Math.random() * 300, 0, 9, 240), 50)
    window.own = canvas.captureStream(10)
    const options = { ...window.server, streamName: 'own' }
    window.show(['Publisher', { options, stream: window.own, ref: { current: null } }])
  })
  await stateOf(page, 'Camera preview').toBe('live')
  await show(page)
  expect(await page.evaluate(() => window.own.getTracks()[0].readyState)).toBe('live')
  await page.evaluate(() => clearInterval(window.drawing))
  await expectNothingLeft(cluster, page)
})
