// The page that breaks things and reconnects, in both of its ways.
import { expect, expectNothingLeft, received, test } from './lab.mjs'

const publishPage = 'examples/publishStreamManagerProxy/'
const reconnectPage = 'examples/subscribeStreamManagerProxyReconnect/'
const ways = [
  { way: 'The SDK', transport: 'whip' },
  { way: 'The SDK', transport: 'socket' },
  { way: 'The page', transport: 'whip' },
  { way: 'The page', transport: 'socket' },
]

function keepSettings(context, settings) {
  return context.addInitScript(
    (given) => sessionStorage.setItem('sluice.examples.settings', given),
    JSON.stringify(settings),
  )
}

function expectState(page, state) {
  return expect(page.getByRole('status')).toHaveAttribute('data-state', state)
}

/** Everything by keyboard, as someone without a mouse would. */
function press(page, name) {
  return page.getByRole('button', { name, exact: true }).press('Enter')
}

async function watch(lab, way) {
  const publisher = await lab(publishPage)
  await press(publisher, 'Start publishing')
  await expectState(publisher, 'live')
  const player = await lab(reconnectPage)
  await player.getByRole('radio', { name: way }).press('Space')
  await press(player, 'Start playing')
  await expectState(player, 'live')
  await expectPictures(player)
  return { publisher, player }
}

/** More of them than there have been. */
async function expectPictures(player) {
  const { frames } = await received(player)
  await expect.poll(async () => (await received(player)).frames).toBeGreaterThan(frames + 5)
}

/** The id of the edge in use, by the panel. */
async function usedEdge(player) {
  const row = player.locator('#nodes li', { hasText: 'your edge' })
  await expect(row).toBeVisible()
  return row.getAttribute('data-node')
}

async function stopAll(cluster, ...pages) {
  for (const page of pages) {
    await press(page, 'Stop')
    await expectState(page, 'closed')
  }
  await expectNothingLeft(cluster, ...pages)
}

for (const { way, transport } of ways) {
  test(`an edge that is killed is left for another one: ${way}, by ${transport}`, async ({
    context,
    cluster,
    lab,
  }) => {
    await keepSettings(context, { transport, region: 'region-1' })
    const { publisher, player } = await watch(lab, way)
    expect(await usedEdge(player)).toBe('edge-1')
    try {
      await press(player, 'Kill, edge-1')
      await expect(player.locator('#story')).toContainText('You pressed: Kill, edge-1.')
      await expect(player.locator('#story')).toContainText(/Lost: /)
      await expect(player.locator('#story')).toContainText(/Pictures again after [\d,]+ ms/)
      await expectState(player, 'live')
      expect(await usedEdge(player)).toBe('edge-2')
      await expectPictures(player)

      const row = player.locator('[data-node="edge-1"]')
      await expect(row).toContainText('Down')
      await expect(player.getByRole('button', { name: 'Kill, edge-1' })).toHaveAttribute(
        'aria-disabled',
        'true',
      )
      // Not while the answer to the last press is on its way.
      await expect(player.getByRole('button', { name: 'Restart, edge-1' })).toHaveAttribute(
        'aria-disabled',
        'false',
      )
      await press(player, 'Restart, edge-1')
      await expect(row).toContainText('Up')
      await expect(player.getByRole('img', { name: /Pictures again after/ })).toBeVisible()
    } finally {
      await cluster.restart('edge-1')
    }
    await stopAll(cluster, player, publisher)
  })
}

test('a cut link is told with the time that the picture stood still', async ({
  context,
  cluster,
  lab,
}) => {
  await keepSettings(context, { transport: 'socket', region: 'region-1' })
  const { publisher, player } = await watch(lab, 'The SDK')
  await press(player, 'Cut off for 3 s, edge-1')
  await expect(player.locator('[data-node="edge-1"] .node-state')).toHaveText('Cut off')
  // On a machine that is too busy to play without a hitch, three seconds may pass for one more of them.
  await expect(player.locator('#story')).toContainText(
    /(Pictures again after|The picture stood still for) [\d,]+ ms/,
  )
  await expectState(player, 'live')
  await expectPictures(player)
  await stopAll(cluster, player, publisher)
})

for (const way of ['The SDK', 'The page']) {
  test(`who waits for a stream can hurry or give up: ${way}`, async ({ context, cluster, lab }) => {
    await keepSettings(context, { transport: 'socket' })
    const { publisher, player } = await watch(lab, way)
    await press(publisher, 'Stop')
    await expectState(player, 'recovering')
    await expect(player.locator('#retry-note')).toContainText(/^Attempt \d+, /)
    await press(player, 'Retry now')
    await press(publisher, 'Start publishing')
    await expectState(publisher, 'live')
    await expectState(player, 'live')
    await expectPictures(player)
    await expect(player.getByRole('button', { name: 'Retry now' })).toBeHidden()

    await press(publisher, 'Stop')
    await expectState(player, 'recovering')
    await press(player, 'Stop retrying')
    await expectState(player, 'closed')
    await expect(player.getByRole('alert')).toContainText('Start again')
    await expect(player.getByRole('button', { name: 'Start playing' })).toBeFocused()
    await expectNothingLeft(cluster, player, publisher)
  })
}

test('a page from elsewhere has nothing to break, and says why', async ({ context, lab }) => {
  let questions = 0
  await context.route('**/cluster/nodes', (route) => {
    questions++
    return route.fulfill({ status: 404, body: 'Not Found' })
  })
  // A cluster would say by a header that it is one.
  await context.route(`**/${reconnectPage}`, (route) =>
    route.request().method() === 'HEAD' ? route.fulfill({ status: 200 }) : route.fallback(),
  )
  const page = await lab(reconnectPage)
  await expect(page.locator('#nodes-note')).toContainText('npm start')
  await expect(page.getByRole('button', { name: /^Kill/ })).toHaveCount(0)
  await page.waitForTimeout(2500)
  expect(questions).toBe(0)
})
