// The site as its readers meet it: on a plain static server, under a path, in Chromium.
import axe from 'axe-core'
import { rmSync } from 'node:fs'
import { buildSite, filesOf } from '../site/build.mjs'
import { serveSite } from '../site/serve.mjs'
import { expect, test as base } from './lab.mjs'
import { rulesOfLooks } from './rules_of_looks.mjs'

const test = base.extend({
  site: [
    async ({}, use) => {
      const folder = buildSite()
      const { url, stop } = await serveSite(folder)
      await use({ url, pages: filesOf(folder).filter((name) => name.endsWith('.html')) })
      stop()
      rmSync(folder, { recursive: true, force: true })
    },
    { scope: 'worker', timeout: 120_000 },
  ],
})

/** A page that notes what the browser complains of. */
async function openPage(context) {
  const page = await context.newPage()
  page.problems = []
  page.on('pageerror', (error) => page.problems.push(`uncaught: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error') page.problems.push(message.text())
  })
  return page
}

test('each page is clean, fits a narrow screen and is fit for everybody, light and dark', async ({
  context,
  site,
}) => {
  test.setTimeout(600_000)
  const page = await openPage(context)
  await page.addInitScript(axe.source)
  expect(site.pages.length).toBeGreaterThan(75)
  const found = []
  const look = async (name, part, options) => {
    const { violations } = await page.evaluate((given) => window.axe.run(...given), [part, options])
    for (const { id, nodes } of violations)
      found.push(`${name}: ${id}: ${nodes.map(({ html }) => html).join(' ')}`)
  }
  for (const [at, name] of site.pages.entries()) {
    // The contents of the reference, sixty links, are the same on each of its pages, which are made of
    // the same few pieces: an eighth of them stands for all, unless all are asked for.
    const isOneOfMany = /^reference\/(?!index)/.test(name)
    if (isOneOfMany && at % 8 > 0 && !process.env.SLUICE_EVERY_PAGE) continue
    const part = isOneOfMany ? 'main' : 'html'
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
    await page.setViewportSize({ width: 1280, height: 800 })
    await page.goto(site.url + name)
    found.push(...page.problems.map((problem) => `${name}: ${problem}`))
    await look(name, part, {})
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
    await page.setViewportSize({ width: 360, height: 800 })
    await look(`${name}, dark and narrow`, part, { runOnly: rulesOfLooks })
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    if (overflow > 0) found.push(`${name}: ${overflow} px too wide`)
    // What the browser complains of from here on is axe's own: it puts styles into the page.
    page.problems.length = 0
  }
  expect(found).toEqual([])
})

test('all of a guide is reached by keyboard, and seen to be', async ({ context, site }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const page = await openPage(context)
  await page.goto(`${site.url}guides/first-stream.html`)
  await expect(page.getByRole('button', { name: 'Copy code' }).first()).toBeVisible()
  await page.keyboard.press('Tab')
  await expect(page.locator(':focus')).toHaveText('Skip to content')
  await expect(page.locator(':focus')).toBeInViewport()

  const wanted = await page.locator('a[href], button, pre, .wide').count()
  const reached = new Set()
  let copied = false
  for (let press = 0; press < wanted + 5; press++) {
    await page.keyboard.press('Tab')
    const at = await page.evaluate(() => {
      const all = [...document.querySelectorAll('a[href], button, pre, .wide')]
      const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement)
      return {
        place: all.indexOf(document.activeElement),
        isSeen: outlineStyle !== 'none' && parseFloat(outlineWidth) > 0,
        isButton: document.activeElement.tagName === 'BUTTON',
      }
    })
    if (at.place < 0) continue
    expect(at.isSeen).toBe(true)
    reached.add(at.place)
    if (!at.isButton || copied) continue
    copied = true
    await page.keyboard.press('Enter')
    await expect(page.locator(':focus')).toHaveText('Copied')
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('npm start')
  }
  // All but the skip link, which came first.
  expect(reached.size).toBeGreaterThanOrEqual(wanted - 1)
  expect(page.problems).toEqual([])
})

test('the contents lead through all guides, and from the examples back', async ({
  context,
  site,
}) => {
  const page = await openPage(context)
  await page.goto(site.url)
  await page.getByRole('link', { name: 'Your first stream' }).first().click()
  const seen = []
  for (;;) {
    seen.push(await page.getByRole('heading', { level: 1 }).textContent())
    const next = page.locator('.way-next')
    if ((await next.count()) === 0) break
    await next.click()
  }
  expect(new Set(seen).size).toBe(seen.length)
  expect(seen.length).toBeGreaterThanOrEqual(13)
  await page.getByRole('link', { name: 'Examples' }).click()
  await page.getByRole('link', { name: 'Subscribe', exact: true }).click()
  await page.getByRole('link', { name: 'Guides' }).click()
  await expect(page).toHaveURL(`${site.url}index.html`)
  expect(page.problems).toEqual([])
})

test('an example without a cluster behind it asks for a server, and takes none from a link', async ({
  context,
  cluster,
  site,
}) => {
  const page = await openPage(context)
  const evil = encodeURIComponent('https://evil.example')
  const keys = ['host', 'server', 'server-address', 'endpoint', 'serverNamed']
  const query = keys.map((key) => `${key}=${evil}`).join('&')
  await page.goto(`${site.url}examples/publish/?${query}#${evil}`)
  const address = page.getByLabel('Your server’s address')
  await expect(address).toBeVisible()
  await expect(address).toHaveValue('')
  await expect(page.locator('#address')).toHaveText('no server yet')

  await page.getByRole('button', { name: 'Start publishing' }).click()
  await expect(address).toBeFocused()
  await expect(page.locator('#server-problem')).toHaveText(/Enter the address of a server/)
  for (const bad of [
    'https://a:b@c.example',
    'ftp://a.example',
    'https://a.example/path',
    'not one',
  ]) {
    await address.fill(bad)
    await page.getByRole('button', { name: 'Start publishing' }).click()
    await expect(page.locator('#server-problem')).toHaveText(/Enter the address of a server/)
    await expect(page.getByRole('status')).toHaveAttribute('data-state', 'idle')
  }

  await address.fill(cluster.url)
  await expect(page.locator('#address')).toHaveText(cluster.url.slice(0, -1))
  await page.getByRole('button', { name: 'Start publishing' }).click()
  await expect(page.getByRole('status')).toHaveAttribute('data-state', 'live')
  await page.getByRole('button', { name: 'Stop' }).click()
  await expect(page.getByRole('status')).toHaveAttribute('data-state', 'closed')

  // It is known from then on, in this tab.
  await page.goto(`${site.url}examples/subscribe/`)
  await expect(page.locator('#address')).toHaveText(cluster.url.slice(0, -1))
  await expect(address).toBeHidden()
  expect(page.problems).toEqual([])
})

test('the self-test without a cluster behind it asks for a server, and tests the browser without', async ({
  context,
  site,
}) => {
  const page = await openPage(context)
  await page.goto(`${site.url}examples/selftest/?server-address=https://evil.example`)
  await expect(page.locator('#server-note')).toBeVisible()
  await expect(page.getByLabel('Server', { exact: true })).toHaveValue('')
  await page.getByRole('button', { name: 'Start the test' }).click()
  await expect(page.getByRole('status')).toHaveAttribute('data-state', 'passed')
  await expect(page.locator('[data-check="http"]')).toContainText('No server is named.')
  expect(page.problems).toEqual([])
})

test('a page that the cluster serves asks for nothing', async ({ lab }) => {
  const page = await lab('examples/subscribe/')
  const answered = page.evaluate(async () => {
    const { isServedByCluster } = await import('/examples/shared/cluster.js')
    return isServedByCluster()
  })
  expect(await answered).toBe(true)
  await expect(page.getByLabel('Your server’s address')).toBeHidden()
  await expect(page.locator('#address')).toHaveText(/^http:\/\/localhost:\d+$/)
})
