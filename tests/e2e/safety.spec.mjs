// Nothing that comes from a link, a setting, a person or a server becomes markup or script, and the
// pages are fit for everybody: checked by axe.
import axe from 'axe-core'
import { expect, test } from './lab.mjs'
import { rulesOfLooks } from './rules_of_looks.mjs'

const payload = `"><img src=x onerror="window.pwned=1"><script>window.pwned=1</script>'{{7*7}}`
const pages = [
  'examples/',
  'examples/publish/',
  'examples/subscribe/',
  'examples/publishStreamManagerProxy/',
  'examples/publishStreamManagerProxyMultiOriginRequest/',
  'examples/subscribeStreamManagerProxy/',
  'examples/subscribeStreamManagerProxyReconnect/',
]
const settingsKey = 'sluice.examples.settings'

async function expectHarmless(page) {
  expect(await page.evaluate(() => window.pwned)).toBeUndefined()
  expect(await page.locator('img[src="x"]').count()).toBe(0)
}

/** What this server says to everything is the payload. */
async function answerWithPayload(page, status) {
  await page.route(/\/(event|whip|whep|streams|ws)\//, (route) =>
    route.fulfill({
      status,
      contentType: 'application/json',
      headers: { 'access-control-allow-origin': '*', location: payload.replaceAll('"', '%22') },
      body: JSON.stringify({
        errorMessage: payload,
        error: payload,
        name: payload,
        scope: payload,
        serverAddress: payload,
        region: payload,
      }),
    }),
  )
  await page.routeWebSocket(/./, (socket) => {
    const say = (data) => socket.send(JSON.stringify({ data }))
    say({ type: 'status', code: 'NetConnection.Connect.Success', message: payload })
    socket.onMessage(() => {
      say({ type: 'metadata', method: payload, data: { [payload]: payload, orientation: payload } })
      say({ type: 'error', message: payload, detail: payload })
    })
  })
}

test('each page that the cluster serves has a content security policy', async ({
  cluster,
  request,
}) => {
  for (const path of pages) {
    const response = await request.get(cluster.url + path)
    const headers = response.headers()
    expect(headers['content-type'], path).toMatch(/^text\/html/)
    expect(headers['x-content-type-options'], path).toBe('nosniff')
    const policy = headers['content-security-policy']
    expect(policy, path).toContain("default-src 'none'")
    expect(policy, path).not.toMatch(/'unsafe-(inline|eval)'/)
  }
})

test('script in any setting does nothing', async ({ context, cluster }) => {
  await context.addInitScript(
    ([key, text]) => {
      const fields = ['protocol', 'host', 'port', 'app', 'streamName', 'transport', 'region']
      const more = ['endpoints', 'camera', 'resolution', 'frameRate', 'videoBitrate', 'logLevel']
      const settings = Object.fromEntries([...fields, ...more].map((field) => [field, text]))
      sessionStorage.setItem(key, JSON.stringify(settings))
    },
    [settingsKey, payload],
  )
  const page = await context.newPage()
  for (const path of pages) {
    await page.goto(cluster.url + path)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await expectHarmless(page)
  }
})

for (const [transport, status] of [
  ['whip', 200],
  ['whip', 500],
  ['socket', 200],
]) {
  test(`script in a server's answers does nothing: ${transport}, HTTP ${status}`, async ({
    context,
    cluster,
  }) => {
    await context.addInitScript(
      ([key, text]) => sessionStorage.setItem(key, text),
      [settingsKey, JSON.stringify({ transport, logLevel: 'trace' })],
    )
    for (const path of pages.slice(1)) {
      const page = await context.newPage()
      await answerWithPayload(page, status)
      await page.goto(cluster.url + path)
      await page.locator('#start').click()
      // The page has something to say about it: an error, or that it tries again.
      await expect
        .poll(() => page.getByRole('status').first().getAttribute('data-state'))
        .not.toBe('idle')
      await expect.poll(() => page.locator('#log li').count()).toBeGreaterThan(0)
      await expectHarmless(page)
      await page.close()
    }
  })
}

test('script that is typed in as a name does nothing', async ({ context, cluster }) => {
  const page = await context.newPage()
  for (const path of pages.slice(1)) {
    await page.goto(cluster.url + path)
    const name = page.locator('#stream-name')
    await name.fill(payload)
    await name.press('Enter')
    await expectHarmless(page)
  }
})

for (const colorScheme of ['light', 'dark']) {
  test(`axe finds nothing to object to, ${colorScheme}`, async ({ context, cluster }) => {
    const page = await context.newPage()
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    for (const path of pages) {
      for (const width of [360, 1280]) {
        await page.setViewportSize({ width, height: 800 })
        await page.goto(cluster.url + path)
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
        await page.evaluate(axe.source)
        const options = colorScheme === 'dark' ? { runOnly: rulesOfLooks } : {}
        const { violations } = await page.evaluate((given) => window.axe.run(given), options)
        const told = violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])
        expect(told, `${path} at ${width}`).toEqual([])
      }
      // Under the pointer a button has other colours.
      for (const button of await page.locator('.button:visible:enabled').all()) {
        await button.hover({ force: true })
        // axe leaves it open where both are the same.
        const colours = await button.evaluate((element) => {
          const { color, backgroundColor } = getComputedStyle(element)
          return { color, backgroundColor, text: element.textContent.trim() }
        })
        expect(colours.color, colours.text).not.toBe(colours.backgroundColor)
      }
    }
  })
}
