// Pages in the styles of the field (tests/e2e/compat), each with one script tag for the SDK:
// dist/sluice.global.js, as `red5prosdk`.
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromiumArgs, chromiumPath } from './browser.mjs'
import { expect, nothing, received, test, watchResources } from './lab.mjs'

const managerName = 'sm.example.test'
const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

// What the cluster serves: the pages in the place of the examples, and the package. A browser tells
// pages that come from the network apart from those that a test makes up.
const served = mkdtempSync(join(tmpdir(), 'sluice-compat-'))
cpSync(join(root, 'dist'), join(served, 'dist'), { recursive: true })
for (const name of ['lookup', 'endpoint', 'spread', 'reconnect', 'failover', 'constructor']) {
  const pages = join(import.meta.dirname, 'compat')
  mkdirSync(join(served, 'examples', name), { recursive: true })
  cpSync(join(pages, 'testbed.html'), join(served, 'examples', name, 'index.html'))
  cpSync(join(pages, `${name}.js`), join(served, 'examples', name, 'page.js'))
}
process.once('exit', () => rmSync(served, { recursive: true, force: true }))

test.use({
  clusterArgs: [
    ['--tls', '--tls-name', managerName, '--edges', '2', '--root', served],
    { scope: 'worker' },
  ],
  managerName,
  launchOptions: {
    executablePath: chromiumPath,
    args: [
      ...chromiumArgs,
      '--ignore-certificate-errors',
      `--host-resolver-rules=MAP ${managerName} 127.0.0.1`,
    ],
  },
})

/** What such a testbed keeps: a few settings that matter, and many that mean nothing to a client. */
function testbed({ port }, settings) {
  const unknown = Object.fromEntries(
    Array.from({ length: 40 }, (_, i) => [`someSetting${i}`, [i, `${i}`, { i }, null, [i]][i % 5]]),
  )
  return {
    ...unknown,
    host: managerName,
    port,
    app: 'live',
    proxy: 'streammanager',
    streamMode: 'live',
    streamManagerAPI: '4.0',
    streamManagerNodeGroup: 'default',
    streamManagerAccessToken: 'xyz123',
    useVideo: true,
    useAudio: true,
    verboseLogging: true,
    recordBroadcast: false,
    keyFramerate: 3000,
    iceTransport: 'udp',
    muteOnAutoplayRestriction: true,
    authentication: { enabled: false, username: 'user', password: 'pass', token: 'token' },
    ...settings,
  }
}

/** Opens one of the pages with these settings. */
async function open(context, cluster, name, settings) {
  const page = await context.newPage()
  page.problems = []
  page.on('pageerror', (error) => page.problems.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error')
      page.problems.push(`${message.text()} ${message.location().url}`)
  })
  await page.addInitScript(watchResources)
  await page.addInitScript(
    (text) => sessionStorage.setItem('r5proTestBed', text),
    JSON.stringify(testbed(cluster, settings)),
  )
  await page.goto(`https://${managerName}:${cluster.port}/examples/${name}/`)
  return page
}

const outcome = (page) => expect.poll(() => page.evaluate(() => window.outcome))

async function expectPicture(page) {
  await expect.poll(() => page.evaluate(() => window.playing)).toBe(true)
  const video = page.locator('#red5pro-subscriber')
  await expect.poll(() => video.evaluate((element) => element.videoWidth)).toBeGreaterThan(0)
  await expect.poll(async () => (await received(page)).frames).toBeGreaterThan(5)
}

async function leave(cluster, ...pages) {
  for (const page of pages) {
    await page.evaluate(async () => {
      await window.leave()
    })
    await expect.poll(() => page.evaluate(() => resources())).toEqual(nothing)
    expect(page.problems).toEqual([])
  }
  await expect.poll(() => cluster.load()).toEqual({ sessions: 0, streams: 0, sockets: 0 })
}

/** A publisher and a player of this style, in one after the other. */
async function roundTrip(context, cluster, name, settings) {
  const both = { stream1: 'compat', ...settings }
  const publisher = await open(context, cluster, name, { ...both, role: 'publisher' })
  await outcome(publisher).toBe('ok')
  const player = await open(context, cluster, name, { ...both, role: 'subscriber' })
  await outcome(player).toBe('ok')
  await expectPicture(player)
  return [publisher, player]
}

test('a list of nodes that is taken for one is said to be that', async ({ context, cluster }) => {
  const settings = { stream1: 'compat', endpoints: 2, role: 'publisher' }
  const page = await open(context, cluster, 'lookup', settings)
  await outcome(page).toContain('connectionParams.host')
  // The same by the proxy's own word, for who writes "undefined" into it.
  const error = await page.evaluate(async (port) => {
    const { host } = location
    const [name] = host.split(':')
    const client = new window.red5prosdk.RTCPublisher()
    await client.init({
      ...{ host: name, port, app: 'streammanager', streamName: 'compat' },
      connectionParams: { host: 'undefined', app: 'undefined' },
    })
    const told = await client.publish().catch((thrown) => thrown.toJSON())
    await client.unpublish(true)
    return told
  }, cluster.port)
  expect(error).toMatchObject({ code: 'config.no_node', blame: 'caller', retryable: false })
})

test('parameters that a page has encoded itself arrive as it meant them', async ({
  context,
  cluster,
}) => {
  const page = await open(context, cluster, 'lookup', { stream1: 'none', role: 'subscriber' })
  const asked = []
  page.on('request', (request) => {
    if (request.method() === 'POST') asked.push(new URL(request.url()).search)
  })
  for (const name of ['red5prosdk', 'sluice']) {
    await page.evaluate(
      async ([global, host, port]) => {
        const client = new window[global].WHEPClient()
        const connectionParams = { user: encodeURIComponent('u&x y'), odd: '100%', on: true }
        await client.init({ host, port, streamName: 'none', connectionParams })
        await client.subscribe().catch(() => {})
      },
      [name, managerName, cluster.port],
    )
  }
  expect(asked).toHaveLength(2)
  expect(asked[0]).toContain('user=u%26x%20y&odd=100%25&on=true')
  expect(asked[1]).toContain('user=u%2526x%2520y&odd=100%25&on=true')
})

for (const preferWhipWhep of [false, true]) {
  const clients = preferWhipWhep ? 'WHIPClient and WHEPClient' : 'RTCPublisher and RTCSubscriber'

  test(`a lookup, options rewritten by hand, then-chains: ${clients}`, async ({
    context,
    cluster,
  }) => {
    const pages = await roundTrip(context, cluster, 'lookup', { preferWhipWhep })
    const shown = await pages[0].evaluate(() => window.shown)
    expect(shown.host).toBe(managerName)
    if (!preferWhipWhep) {
      expect(shown.app).toBe('streammanager')
      expect((await cluster.nodeAt(shown.params.host)).role).toBe('origin')
    }
    expect(await pages[1].evaluate(() => window.seen)).toContain('Subscribe.Start')
    await leave(cluster, ...pages.reverse())
  })

  test(`the whole endpoint, listeners before init(), await: ${clients}`, async ({
    context,
    cluster,
  }) => {
    const pages = await roundTrip(context, cluster, 'endpoint', { preferWhipWhep })
    if (preferWhipWhep) {
      const heard = await pages[0].evaluate(() => window.seen)
      expect(heard).toContain('WebRTC.MediaStream.Available')
      expect(heard).toContain('Publish.Start')
    }
    expect(await pages[1].evaluate(() => window.copies)).not.toContain(undefined)
    await leave(cluster, ...pages.reverse())
  })

  test(`a testbed's whole settings are spread into init(): ${clients}`, async ({
    context,
    cluster,
  }) => {
    const names = preferWhipWhep ? ['WHIPClient', 'WHEPClient'] : ['RTCPublisher', 'RTCSubscriber']
    const settings = { stream1: 'spread', streamManager: { port: cluster.port } }
    const publisher = await open(context, cluster, 'spread', {
      ...settings,
      client: names[0],
      role: 'publisher',
    })
    await outcome(publisher).toBe('ok')
    const player = await open(context, cluster, 'spread', {
      ...settings,
      client: names[1],
      role: 'subscriber',
    })
    await outcome(player).toBe('ok')
    await expectPicture(player)
    // What it does not understand it keeps.
    const shown = await publisher.evaluate(() => window.shown)
    expect(shown).toMatchObject({ someSetting2: { i: 2 }, someSetting4: [4], streamMode: 'live' })
    // A browser writes down each answer that is none; here they are part of the story.
    player.problems = player.problems.filter((text) => !text.startsWith('Failed to load resource'))
    await leave(cluster, player, publisher)
  })

  test(`timers of its own bring a player back, once per loss: ${clients}`, async ({
    context,
    cluster,
  }) => {
    const settings = { stream1: 'again', preferWhipWhep }
    const publisher = await open(context, cluster, 'lookup', { ...settings, role: 'publisher' })
    await outcome(publisher).toBe('ok')
    const player = await open(context, cluster, 'reconnect', settings)
    await expectPicture(player)
    const edge = (await cluster.nodes()).find(
      ({ role, sessions }) => role === 'edge' && sessions > 0,
    )
    const losses = () => player.evaluate(() => window.losses.length)
    const playing = () => expect.poll(() => player.evaluate(() => window.playing))
    await cluster.kill(edge.id)
    await expect.poll(losses, { timeout: 30_000 }).toBe(1)
    await expectPicture(player)
    await cluster.restart(edge.id)

    await publisher.evaluate(() => window.leave())
    await expect.poll(losses, { timeout: 30_000 }).toBe(2)
    await publisher.reload()
    await outcome(publisher).toBe('ok')
    await playing().toBe(true)
    // One player plays, and nobody else is trying.
    await expect.poll(async () => (await cluster.load()).sessions).toBe(2)
    expect(await losses()).toBe(2)
    // A browser writes down each answer that is none: to who asks for the stream while it is away,
    // and to who deletes a session that is lost.
    const expected = /\/whep\/resource\/|status of 40[49] .*\/(whep\/endpoint|streammanager\/api)\//
    player.problems = player.problems.filter((text) => !expected.test(text))
    await leave(cluster, player, publisher)
  })
}

for (const order of [
  ['rtc', 'rtmp'],
  ['rtmp', 'whip', 'whep'],
  ['whip', 'whep'],
]) {
  test(`the first implementation that works: ${order}`, async ({ context, cluster }) => {
    const settings = { order, streamManager: { port: cluster.port } }
    const pages = await roundTrip(context, cluster, 'failover', settings)
    const heard = await pages[0].evaluate(() => window.seen)
    expect(heard.includes('Publisher.Reject')).toBe(order[0] === 'rtmp')
    expect(heard).toContain('Publisher.Accept')
    expect(await pages[0].evaluate(() => window.type)).toBe('RTC')
    await leave(cluster, ...pages.reverse())
  })
}

test('an URL and an element are enough', async ({ context, cluster }) => {
  const pages = await roundTrip(context, cluster, 'constructor', {})
  await leave(cluster, ...pages.reverse())
})
