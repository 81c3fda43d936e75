// The page of the self-test, as a person meets it.
import axe from 'axe-core'
import { readFile } from 'node:fs/promises'
import { expect, expectNothingLeft, test } from './lab.mjs'

const path = 'examples/selftest/'
const state = (page) => page.getByRole('status').first()
const line = (page, id) => page.locator(`[data-check="${id}"]`)

/** What axe finds; it puts styles into the page, of which the browser then complains. */
async function expectFitForAll(page) {
  await page.evaluate(axe.source)
  const { violations } = await page.evaluate(() => window.axe.run())
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html)}`)).toEqual([])
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  expect(overflow).toBeLessThanOrEqual(0)
}

test('by keyboard alone: each check has its line, in words; the result is copied and saved', async ({
  cluster,
  context,
  lab,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const page = await lab(path)
  const server = page.getByLabel('Server', { exact: true })
  await expect(server).toHaveValue(cluster.url.slice(0, -1))
  await server.focus()
  await page.keyboard.press('Enter')
  await expect(state(page)).toHaveAttribute('data-state', 'passed')
  await expect(page.locator('#summary')).toHaveText(/^All \d+ checks passed\.$/)
  await expect(page.locator('.check')).toHaveCount(16)
  for (const [id, word] of [
    ['manager', 'Passed'],
    ['stream', 'Passed'],
    ['camera', 'Not tested'],
  ]) {
    await expect(line(page, id).locator('.check-word')).toHaveText(word)
    await expect(line(page, id).locator('.check-icon')).toBeVisible()
  }
  await expect(line(page, 'stream').locator('.check-time')).toHaveText(/s$/)
  expect(page.problems).toEqual([])

  const shown = await page.locator('#result-text').textContent()
  expect(JSON.parse(shown)).toMatchObject({ state: 'passed', asked: { server: 'manager' } })
  await page.getByRole('button', { name: 'Copy result' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.locator('#copy')).toHaveText('Copied')
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(shown)
  const saved = page.waitForEvent('download')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  const download = await saved
  expect(download.suggestedFilename()).toBe('sluice-selftest.json')
  expect(await readFile(await download.path(), 'utf8')).toBe(shown)
  await expectNothingLeft(cluster, page)
})

test('a fault is told in words, to the ear too, and is fit for everybody', async ({
  cluster,
  lab,
}) => {
  const page = await lab(path)
  await cluster.setProxy(false)
  const start = page.getByRole('button', { name: 'Start the test' })
  await start.click()
  await expect(state(page)).toHaveAttribute('data-state', 'failed')
  await cluster.setProxy(true)
  await expect(page.locator('#summary')).toContainText('its proxy does not')
  await expect(line(page, 'http')).toContainText('proxy.enabled=true')
  await expect(line(page, 'http').locator('.check-word')).toHaveText('Failed')
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  await expectFitForAll(page)
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
  await page.setViewportSize({ width: 360, height: 740 })
  await expectFitForAll(page)

  await page.emulateMedia({ reducedMotion: null })
  const said = page.evaluate(
    () =>
      new Promise((resolve) => {
        const region = document.getElementById('progress')
        new MutationObserver(() => {
          if (/^It names a node/.test(region.textContent)) resolve(region.textContent)
        }).observe(region, { childList: true })
      }),
  )
  await cluster.fault({ path: '/streammanager/api' }, { status: 500 }, 10)
  await start.click()
  expect(await said).toContain('The stream manager failed')
  await expect(state(page)).toHaveAttribute('data-state', 'failed')
  await expectNothingLeft(cluster, page)
})

test('what is typed is checked, and stays in the page; Stop ends the test', async ({
  cluster,
  lab,
}) => {
  const page = await lab(`${path}?stream=theirs`)
  await expect(page.getByLabel('Stream name')).toHaveValue('theirs')
  const start = page.getByRole('button', { name: 'Start the test' })
  const more = page.locator('#access')
  const open = (isOpen) => more.evaluate((details, is) => (details.open = is), isOpen)
  for (const [label, bad, problem] of [
    ['Server', 'ftp://a.example', /Enter the address of a server/],
    ['WHIP endpoint', 'https://a:b@c.example/whip', /whole URL/],
    ['STUN and TURN servers', 'stun:a.example https://b.example', /begin with stun:/],
  ]) {
    const field = page.getByLabel(label, { exact: label === 'Server' })
    await open(true)
    const before = await field.inputValue()
    await field.fill(bad)
    // A fault in what is folded is unfolded.
    await open(false)
    await start.click()
    await expect(field).toBeFocused()
    await expect(page.getByText(problem)).toBeVisible()
    await expect(state(page)).toHaveAttribute('data-state', 'idle')
    await field.fill(before)
  }
  await open(true)
  await page.getByLabel('Bearer token').fill('sesame')
  await cluster.fault({ path: '/streammanager/api' }, { hang: true }, 5)
  await start.click()
  await expect(line(page, 'manager')).toHaveAttribute('data-state', 'running')
  await page.getByRole('button', { name: 'Stop' }).click()
  await expect(page.locator('#summary')).toHaveText('The test was stopped.')
  await expect(line(page, 'manager')).toHaveCount(0)
  expect(await page.evaluate(() => JSON.stringify(sessionStorage))).not.toContain('sesame')
  await expectNothingLeft(cluster, page)
})

test('an error on another page leads here', async ({ cluster, lab }) => {
  const page = await lab('examples/publish/')
  await cluster.fault({ method: 'POST', path: '/whip/' }, { status: 503 }, 1)
  await page.getByRole('button', { name: 'Start publishing' }).click()
  await page.getByRole('link', { name: 'Find out why with the self-test' }).click()
  await expect(page).toHaveURL(new RegExp(`/${path}$`))
  await expectNothingLeft(cluster)
})
