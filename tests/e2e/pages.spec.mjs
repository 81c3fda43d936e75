// The example pages as a person meets them.
import { cameraColours, expect, expectNothingLeft, received, test } from './lab.mjs'

const publishByProxy = 'examples/publishStreamManagerProxy/'
const publishWithSpares = 'examples/publishStreamManagerProxyMultiOriginRequest/'
const playByProxy = 'examples/subscribeStreamManagerProxy/'
const reconnectByProxy = 'examples/subscribeStreamManagerProxyReconnect/'
const withoutSession = ['examples/', 'examples/replay/', 'examples/selftest/']
const pages = [
  ...withoutSession,
  'examples/publish/',
  'examples/subscribe/',
  publishByProxy,
  publishWithSpares,
  playByProxy,
  reconnectByProxy,
]
const transports = ['whip', 'socket']

/** What the home page's form would keep, for all pages that are opened from now on. */
function keepSettings(context, settings) {
  return context.addInitScript(
    (given) => sessionStorage.setItem('sluice.examples.settings', given),
    JSON.stringify(settings),
  )
}

function expectState(page, state) {
  return expect(page.getByRole('status')).toHaveAttribute('data-state', state)
}

async function press(page, name, state) {
  await page.getByRole('button', { name, exact: true }).click()
  await expectState(page, state)
}

async function expectFitsPhone(page) {
  await page.setViewportSize({ width: 360, height: 740 })
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  expect(overflow).toBeLessThanOrEqual(0)
}

/** The chart shows other samples than before. */
async function expectChartMoves(page) {
  const ink = () =>
    page.locator('#chart').evaluate((canvas) => {
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
      return data.reduce((sum, value) => (sum + value) % 1_000_003, 0)
    })
  const first = await ink()
  await expect.poll(ink).not.toBe(first)
}

/** The camera of the publisher is what the player shows, and it moves. */
async function expectCamera(player) {
  await expect.poll(async () => (await received(player)).frames).toBeGreaterThan(30)
  await expect
    .poll(async () => (await cameraColours(player, '#red5pro-subscriber')).ground)
    .toBeGreaterThan(0.7)
}

for (const path of pages) {
  test(`${path || 'home'} loads clean, fits a narrow screen and can be used by keyboard`, async ({
    lab,
  }) => {
    const page = await lab(path)
    await expectFitsPhone(page)

    const unlabelled = await page.evaluate(() =>
      [...document.querySelectorAll('input, select, button, a[href]')]
        .filter((element) => element.checkVisibility())
        .filter(
          (element) => !(element.labels?.length || element.ariaLabel || element.textContent.trim()),
        )
        .map((element) => element.outerHTML),
    )
    expect(unlabelled).toEqual([])

    const reached = new Set()
    for (let press = 0; press < 60; press++) {
      await page.keyboard.press('Tab')
      reached.add(
        await page.evaluate(
          () => document.activeElement.id || document.activeElement.textContent.trim(),
        ),
      )
    }
    for (const button of await page.getByRole('button').all()) {
      if (!(await button.isVisible()) || (await button.isDisabled())) continue
      const name = (await button.getAttribute('id')) || (await button.textContent()).trim()
      expect([...reached], name).toContain(name)
    }
    expect(page.problems).toEqual([])
  })
}

test('the home page is served at the root', async ({ cluster, page }) => {
  await page.goto(cluster.url)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await page
    .getByRole('link', { name: /publish/i })
    .first()
    .click()
  await expect(page).toHaveURL(/\/examples\/publish\/$/)
})

test('nothing in a link starts a camera, changes the host or runs script', async ({
  context,
  cluster,
}) => {
  const page = await context.newPage()
  const requests = []
  page.on('request', (request) => requests.push(request.url()))
  page.on('dialog', () => requests.push('dialog'))
  const payload = encodeURIComponent('"><img src=x onerror=alert(1)>')
  for (const path of pages) {
    const keys = ['host', 'port', 'app', 'stream', 'streamName', 'endpoint', 'token', 'autostart']
    await page.goto(
      `${cluster.url}${path}?${keys.map((key) => `${key}=${payload}`).join('&')}#${payload}`,
    )
    await page.waitForLoadState('networkidle')
    expect(await page.locator('img[src="x"]').count()).toBe(0)
    const state = page.getByRole('status').first()
    if (!withoutSession.includes(path)) await expect(state).toHaveAttribute('data-state', 'idle')
  }
  expect(requests.filter((url) => !url.startsWith(cluster.url))).toEqual([])
})

test('an error is told in words, and the page can be used again', async ({ cluster, lab }) => {
  const page = await lab('examples/subscribe/')
  await page.getByRole('button', { name: 'Start playing' }).click()
  await expect(page.getByRole('status')).toHaveAttribute('data-state', 'failed')
  await expect(page.getByRole('alert')).toContainText('stream.not_found')
  await expect(page.getByRole('alert')).toContainText(/publish/i)

  const publisher = await lab('examples/publish/')
  await publisher.getByRole('button', { name: 'Start publishing' }).click()
  await expect(publisher.getByRole('status')).toHaveAttribute('data-state', 'live')
  await page.getByRole('button', { name: 'Start playing' }).click()
  await expect(page.getByRole('status')).toHaveAttribute('data-state', 'live')
  await page.getByRole('button', { name: 'Stop' }).click()
  await publisher.getByRole('button', { name: 'Stop' }).click()
  await expectNothingLeft(cluster, page, publisher)
})

test('the numbers and the chart move while a stream is live', async ({ cluster, lab }) => {
  const page = await lab('examples/publish/')
  await press(page, 'Start publishing', 'live')
  await expect(page.getByText(/^\d[\d,.]* kbps$/).first()).toBeVisible()
  // Whatever the browser's estimate of the line and of the processor has made of it.
  await expect(page.getByText(/^\d+ × \d+$/).first()).toBeVisible()
  await expectChartMoves(page)
  await page.getByRole('button', { name: 'Stop' }).click()
  await expectNothingLeft(cluster, page)
})

test('the plain pages publish to a node and play from one over a WebSocket', async ({
  context,
  cluster,
  lab,
}) => {
  const nodes = await cluster.nodes()
  const atNode = (role) => {
    const { address, port } = nodes.find((node) => node.role === role)
    return keepSettings(context, { transport: 'socket', host: address, port })
  }
  await atNode('origin')
  const publisher = await lab('examples/publish/')
  await atNode('edge')
  const player = await lab('examples/subscribe/')
  await press(publisher, 'Start publishing', 'live')
  await press(player, 'Start playing', 'live')
  await expectCamera(player)
  await press(player, 'Stop', 'closed')
  await press(publisher, 'Stop', 'closed')
  await expectNothingLeft(cluster, publisher, player)
})

for (const transport of transports) {
  test(`the proxy's pages publish and play, by ${transport}`, async ({ context, cluster, lab }) => {
    await keepSettings(context, { transport, region: 'region-2' })
    const publisher = await lab(publishByProxy)
    const player = await lab(playByProxy)

    // By keyboard alone, from the field of the name on.
    await publisher.getByLabel('Stream name').press('Enter')
    await expectState(publisher, 'live')
    const origin = 'Proxy Address: localhost | Origin Address: 127.0.0.12'
    await expect(publisher.locator('#addresses')).toHaveText(origin)
    await player.getByLabel('Stream name').press('Enter')
    await expectState(player, 'live')
    const edge = 'Proxy Address: localhost | Edge Address: 127.0.0.22'
    await expect(player.locator('#addresses')).toHaveText(edge)
    await expect(player.locator('#candidates')).toHaveText(/^127\.0\.0\.22\s*In use$/)

    await expectCamera(player)
    for (const page of [publisher, player]) {
      await expect(page.locator('[data-stat="bitrate"]')).toHaveText(/^\d[\d,.]* kbps$/)
      await expectChartMoves(page)
    }
    for (const page of [player, publisher]) {
      await page.getByRole('button', { name: 'Stop', exact: true }).press('Enter')
      await expectState(page, 'closed')
      expect(page.problems).toEqual([])
    }
    await expectNothingLeft(cluster, publisher, player)
  })

  test(`the page says that the node is being looked for, by ${transport}`, async ({
    context,
    cluster,
    lab,
  }) => {
    await keepSettings(context, { transport })
    const page = await lab(publishByProxy)
    const question =
      transport === 'whip' ? { method: 'POST' } : { path: '/streammanager/api/4.0/event/live/' }
    await cluster.fault(question, { hang: true })
    await press(page, 'Start publishing', 'locating')
    await expect(page.locator('#addresses')).toHaveText('Proxy Address: – | Origin Address: –')
    await cluster.clearFaults()
    await expectState(page, 'live')
    await press(page, 'Stop', 'closed')
    await expectNothingLeft(cluster, page)
  })

  test(`a proxy that is off is told with what switches it on, by ${transport}`, async ({
    context,
    cluster,
    lab,
  }) => {
    await keepSettings(context, { transport })
    const onAir = await lab(publishByProxy)
    await press(onAir, 'Start publishing', 'live')
    try {
      for (const path of [publishByProxy, publishWithSpares, playByProxy]) {
        const isPlayer = path === playByProxy
        const page = await lab(isPlayer ? path : `${path}?stream=another`)
        const name = isPlayer ? 'Start playing' : 'Start publishing'
        await cluster.setProxy(false)
        await press(page, name, 'failed')
        await expect(page.getByRole('alert')).toContainText('proxy.enabled=true')
        await cluster.setProxy(true)
        await press(page, name, 'live')
        await expect(page.getByRole('alert')).toBeHidden()
        await press(page, 'Stop', 'closed')
        await page.close()
      }
    } finally {
      await cluster.setProxy(true)
    }
    await press(onAir, 'Stop', 'closed')
    await expectNothingLeft(cluster, onAir)
  })

  test(`the next origin takes over from one that refuses, by ${transport}`, async ({
    context,
    cluster,
    lab,
  }) => {
    await keepSettings(context, { transport, region: 'region-1', endpoints: 2 })
    const page = await lab(publishWithSpares)
    await expect(page.locator('#candidates-note')).toContainText('up to 2 origins')
    const target = 'origin-1'
    if (transport === 'whip') await cluster.fault({ target, method: 'POST' }, { status: 500 })
    else await cluster.fault({ target, method: 'WS' }, { close: 1011 })
    await press(page, 'Start publishing', 'live')
    await expect(page.locator('#addresses')).toHaveText(/\| Origin Address: 127\.0\.0\.12$/)
    const rows = await page.locator('#candidates li').allTextContents()
    // The manager's own fail-over is not to be seen from outside.
    if (transport === 'socket')
      expect(rows.shift()).toMatch(/^127\.0\.0\.11Failed.*signal\.closed$/)
    expect(rows).toEqual(['127.0.0.12In use'])
    await expectFitsPhone(page)
    await expect(page.locator('[data-stat="bitrate"]')).toHaveText(/^\d[\d,.]* kbps$/)
    await expectChartMoves(page)
    await press(page, 'Stop', 'closed')
    expect(page.problems).toEqual([])
    await expectNothingLeft(cluster, page)
  })
}

test('a stream that ends is told so, and can be looked for again', async ({
  context,
  cluster,
  lab,
}) => {
  await keepSettings(context, { transport: 'socket' })
  const publisher = await lab(publishByProxy)
  const player = await lab(playByProxy)
  await press(publisher, 'Start publishing', 'live')
  await press(player, 'Start playing', 'live')
  await press(publisher, 'Stop', 'closed')
  await expectState(player, 'closed')
  await expect(player.getByRole('alert')).toContainText('The stream has ended.')

  await press(publisher, 'Start publishing', 'live')
  await player.getByRole('button', { name: 'Start again' }).press('Enter')
  await expectState(player, 'live')
  await expect(player.getByRole('alert')).toBeHidden()
  await expect(player.getByRole('button', { name: 'Start playing' })).toBeFocused()
  await expectCamera(player)
  await press(player, 'Stop', 'closed')
  await press(publisher, 'Stop', 'closed')
  await expectNothingLeft(cluster, publisher, player)
})

test('who plays what nobody publishes is told what to do', async ({ context, cluster, lab }) => {
  await keepSettings(context, { transport: 'socket' })
  const page = await lab(playByProxy)
  await press(page, 'Start playing', 'failed')
  await expect(page.getByRole('alert')).toContainText('manager.no_edge')
  await expect(page.getByRole('alert')).toContainText('Start a publisher')
  await expectNothingLeft(cluster, page)
})
