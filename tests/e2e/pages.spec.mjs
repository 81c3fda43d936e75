// The example pages as a person meets them.
import { expect, expectNothingLeft, test } from './lab.mjs'

const pages = ['examples/', 'examples/publish/', 'examples/subscribe/']

for (const path of pages) {
  test(`${path || 'home'} loads clean, fits a narrow screen and can be used by keyboard`, async ({
    lab,
  }) => {
    const page = await lab(path)
    await page.setViewportSize({ width: 360, height: 740 })
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    expect(overflow).toBeLessThanOrEqual(0)

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
    if (path !== 'examples/') await expect(state).toHaveAttribute('data-state', 'idle')
  }
  expect(requests.filter((url) => !url.startsWith(cluster.url))).toEqual([])
})

test('an error is told in words, and the page can be used again', async ({ cluster, lab }) => {
  const page = await lab('examples/subscribe/')
  await page.getByRole('button', { name: 'Start playing' }).click()
  await expect(page.getByRole('status')).toHaveAttribute('data-state', 'failed')
  await expect(page.getByRole('alert')).toContainText('http.conflict')
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
  await page.getByRole('button', { name: 'Start publishing' }).click()
  await expect(page.getByRole('status')).toHaveAttribute('data-state', 'live')
  await expect(page.getByText(/^\d[\d,.]* kbps$/).first()).toBeVisible()
  await expect(page.getByText(/^640 × \d+$/)).toBeVisible()
  const ink = () =>
    page.locator('#chart').evaluate((canvas) => {
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
      return data.reduce((sum, value) => (sum + value) % 1_000_003, 0)
    })
  const first = await ink()
  await expect.poll(ink).not.toBe(first)
  await page.getByRole('button', { name: 'Stop' }).click()
  await expectNothingLeft(cluster, page)
})
