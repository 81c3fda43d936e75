// "Save recording" on the pages, and the page that replays what was saved.
import axe from 'axe-core'
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { effects, inputs } from '../../examples/replay/parties.js'
import { expect, expectNothingLeft, expectPicture, test } from './lab.mjs'
import * as recordings from './recordings.mjs'

const publishPage = 'examples/publishStreamManagerProxy/'
const reconnectPage = 'examples/subscribeStreamManagerProxyReconnect/'
const replayPage = 'examples/replay/'

/** Everything by keyboard, as someone without a mouse would. */
function press(page, name) {
  return page.getByRole('button', { name, exact: true }).press('Enter')
}

function expectState(page, state) {
  return expect(page.getByRole('status').first()).toHaveAttribute('data-state', state)
}

/** Presses the button, and gives the file that comes of it. */
async function save(page, name = 'Save recording') {
  const [download] = await Promise.all([page.waitForEvent('download'), press(page, name)])
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) }
}

/** Opens this in the page, as if the reader had chosen it. */
async function choose(page, bytes, name = 'a.recording') {
  await page.locator('#file').setInputFiles({ name, mimeType: '', buffer: bytes })
}

const verdict = (page) => page.locator('#verdict')
const board = (page) => page.getByRole('slider', { name: 'Inputs of the session' })
const tip = (page) => page.locator('#tip')

async function openSample(page, name = 'The node dies') {
  await press(page, name)
  await expect(verdict(page)).toHaveText(/^Exact: /)
}

function expectError(page, ...texts) {
  return Promise.all(texts.map((text) => expect(page.getByRole('alert')).toContainText(text)))
}

test('a player whose edge dies saves what happened, and the page tells the loss and its cause', async ({
  context,
  cluster,
  lab,
}) => {
  const settings = { transport: 'socket', region: 'region-1', streamName: 'grey-heron' }
  await context.addInitScript(
    (given) => sessionStorage.setItem('sluice.examples.settings', given),
    JSON.stringify(settings),
  )
  const publisher = await lab(publishPage)
  await press(publisher, 'Start publishing')
  await expectState(publisher, 'live')
  const player = await lab(reconnectPage)
  await expect(player.getByLabel('Record this session')).toBeChecked()
  await player.locator('#access summary').press('Enter')
  await player.getByLabel('Bearer token').fill('open-sesame-please')
  await press(player, 'Start playing')
  await expectState(player, 'live')
  await expectPicture(player)
  try {
    await cluster.kill('edge-1')
    await expect(player.locator('#story')).toContainText('Lost: ')
    await expect(player.locator('#story')).toContainText(/Pictures again after/)
    const during = await save(player)
    expect(during.name).toMatch(/^sluice-subscriber-\d{8}-\d{6}\.recording$/)
    await press(player, 'Stop')
    await expectState(player, 'closed')
    const after = await save(player)
    expect(after.bytes.length).toBeGreaterThan(during.bytes.length)
    for (const { bytes } of [during, after])
      for (const secret of ['grey-heron', 'heron', 'open-sesame-please', 'sesame'])
        expect(bytes.includes(secret), secret).toBe(false)

    const viewer = await lab(replayPage)
    const requests = []
    viewer.on('request', (request) => requests.push(request))
    await choose(viewer, after.bytes, after.name)
    await expect(verdict(viewer)).toHaveText(/^Exact: version \S+ does the same at each of the \d+/)
    await expect(viewer.locator('#facts')).toContainText('A subscriber over WebSocket')
    const story = viewer.locator('#story')
    await expect(story).toContainText('Lost (closed): the server has closed the connection')
    await expect(story).toContainText('Live again.')
    await expect(story).toContainText('The session has ended.')

    await viewer.getByLabel('Text in inputs').fill('SocketClosed')
    await expect(viewer.locator('#search-count')).toHaveText(/inputs?$/)
    await viewer.getByLabel('Text in inputs').press('Enter')
    await expect(viewer.locator('#step-body')).toContainText('loss: closed, attempts: 1')
    await expect(viewer.locator('#step-body')).toContainText('Emit type Reconnect.Start')
    // What the page itself is made of, and nothing that could carry the file away.
    for (const request of requests) {
      expect(request.method()).toBe('GET')
      expect(new URL(request.url()).pathname).toMatch(/^\/(dist|examples)\/[\w./-]+$/)
      expect(new URL(request.url()).search).toBe('')
    }
  } finally {
    await cluster.restart('edge-1')
  }
  await press(publisher, 'Stop')
  await expectState(publisher, 'closed')
  await expectNothingLeft(cluster, player, publisher)
})

test('a failure offers its recording, which tells it; where none is wanted there is none', async ({
  lab,
}) => {
  const page = await lab('examples/subscribe/')
  await expect(page.locator('#save-recording')).toHaveAttribute('aria-disabled', 'true')
  await press(page, 'Start playing')
  await expectState(page, 'failed')
  const { bytes, name } = await save(page, 'Save recording for a report')
  await expect(page.locator('#recording-note')).toHaveText(`Saved as ${name}.`)

  const viewer = await lab(replayPage)
  await choose(viewer, bytes, name)
  await expect(viewer.locator('#story')).toContainText('Starting has failed: stream.not_found.')

  await page.getByLabel('Record this session').press('Space')
  await expect(page.locator('#code')).not.toContainText('recording')
  await press(page, 'Start playing')
  await expectState(page, 'failed')
  await expect(page.locator('#save-recording')).toHaveAttribute('aria-disabled', 'true')
  await expect(page.getByRole('alert').getByRole('button')).toHaveCount(0)
  // It is remembered in this tab.
  await page.reload()
  await expect(page.getByLabel('Record this session')).not.toBeChecked()
})

test('the steps are walked by keyboard: what came in, why, what changed, what went out', async ({
  lab,
}) => {
  const page = await lab(replayPage)
  await openSample(page)
  const body = page.locator('#step-body')
  await board(page).focus()
  await expect(tip(page)).toContainText('StartCalled call 1')
  await page.keyboard.press('Escape')
  await expect(tip(page)).toBeHidden()
  await page.keyboard.press('ArrowRight')
  await expect(board(page)).toHaveAttribute('aria-valuenow', '2')
  await expect(board(page)).toHaveAttribute('aria-valuetext', /HttpAnswered attempt 1/)
  await expect(page.locator('#step-title')).toHaveText('Input 2 of 258')
  await expect(body).toContainText('What came in')
  await expect(body).toContainText('attempt 2 over a WebSocket: Opening')
  await expect(body).toContainText('OpenSocket attempt 2')
  await page.keyboard.press('ArrowLeft')
  await expect(page.locator('#step-title')).toHaveText('Input 1 of 258')
  await page.keyboard.press('End')
  await expect(body).toContainText('StopCalled call 2')
  await expect(page.getByRole('button', { name: 'Next', exact: true })).toHaveAttribute(
    'aria-disabled',
    'true',
  )
  await page.keyboard.press('PageDown')
  await expect(board(page)).toHaveAttribute('aria-valuenow', '34')
  await page.keyboard.press('Home')
  await press(page, 'Next')
  await expect(board(page)).toHaveAttribute('aria-valuenow', '2')

  // A timer has its reason, and so by hover.
  await page.getByLabel('Text in inputs').fill('because')
  await expect(page.locator('#search-count')).toHaveText('Nothing found.')
  await page.getByLabel('Text in inputs').fill('in time')
  await page.getByRole('button', { name: /^00:18.512/ }).press('Enter')
  await expect(body).toContainText('Why')
  await expect(body).toContainText('the server has not answered in time')
  await expect(body).toContainText('How it stands then')
  await expect(body).toContainText('client: Waiting')
})

/** How the timeline looks: two that look the same give the same. */
function ink(page) {
  return page.locator('#timeline').evaluate(async (canvas) => {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
    return data.reduce((sum, value, at) => (sum + value * (at % 251)) % 1_000_003, 0)
  })
}

test('the pointer is told what it is at, and zooms, moves and goes there', async ({ lab }) => {
  const page = await lab(replayPage)
  await openSample(page)
  await board(page).scrollIntoViewIfNeeded()
  const { x, y, width } = await page.locator('#timeline').boundingBox()
  /** Along a row, until the words are these. */
  const seek = async (row, words) => {
    for (let at = x + 80; at < x + width; at += 12) {
      await page.mouse.move(at, y + row)
      const text = (await tip(page).isVisible()) ? await tip(page).textContent() : ''
      if (words.test(text)) return at
    }
    throw new Error(`${words} is nowhere`)
  }
  await seek(42, /Client: Retrying.*00:10\.284 to 00:18\.512, 8\.2 s.*from: SocketClosed/)
  const at = await seek(66, /Lost: closed.*signal\.closed/)
  await page.mouse.down()
  await page.mouse.up()
  await expect(page.locator('#step-body')).toContainText('SocketClosed attempt 2, code 1006')

  const whole = await ink(page)
  await page.mouse.move(at, y + 42)
  await page.keyboard.down('Control')
  await page.mouse.wheel(0, -600)
  await page.keyboard.up('Control')
  const close = await ink(page)
  expect(close).not.toBe(whole)
  await page.mouse.down()
  await page.mouse.move(at + 60, y + 42, { steps: 3 })
  await page.mouse.up()
  expect(await ink(page)).not.toBe(close)
  await press(page, 'All of it')
  expect(await ink(page)).toBe(whole)
  await board(page).press('+')
  expect(await ink(page)).not.toBe(whole)
  await board(page).press('0')
  expect(await ink(page)).toBe(whole)
})

test('what is not the same is shown with both sides, and by which versions', async ({ lab }) => {
  const core = await recordings.loadCore()
  const page = await lab(replayPage)
  const bytes = recordings.kept('socket-play-node-dies')
  await choose(page, recordings.withDifference(core, bytes))
  await expect(verdict(page)).toHaveText(
    /^Exact up to input \d+; from input \d+ on \(\d\d:[\d.]+\)/,
  )
  await expect(page.locator('.side').first()).toContainText('When it was recorded, by')
  await expect(page.locator('.side').last()).toContainText('Here, by')
  await expect(page.locator('.side mark').first()).toBeVisible()
  await press(page, 'Go there')
  await expect(page.locator('#step-body')).toContainText('What went out when it was recorded')
  await expect(board(page)).toBeFocused()

  await choose(page, recordings.fromAnotherCore(bytes))
  await expect(verdict(page)).toHaveText(
    /recorded by another version, 9\.9\.9\+\w+: only the states/,
  )
  await expect(page.locator('#difference')).toBeHidden()
})

test('what is missing in the middle is told, and what follows is not taken for replayed', async ({
  lab,
}) => {
  const core = await recordings.loadCore()
  const page = await lab(replayPage)
  await choose(page, recordings.longSession(core, 20_000, 65_536))
  await expect(verdict(page)).toHaveText(
    /^Exact as far as it can be replayed: the first \d+ of \d+ inputs\. Behind them, from .* are missing/,
  )
  await expect(page.locator('#story')).toContainText('From here on as it was recorded.')
  const body = page.locator('#step-body')
  await board(page).press('End')
  await expect(body).toContainText('Nobody knows: from here on it is as it was recorded')
  await board(page).press('Home')
  await expect(body).toContainText('client: Connecting')
})

test('a session of thousands of inputs stays a small page', async ({ lab }) => {
  const core = await recordings.loadCore()
  const page = await lab(replayPage)
  await choose(page, recordings.longSession(core, 20_000))
  await expect(verdict(page)).toHaveText(/each of the 20000 inputs/)
  await expect(page.locator('#step-body')).toBeVisible()
  await page.getByLabel('With each look').press('Space')
  await expect(board(page)).toHaveAttribute('aria-valuemax', '20000')
  await page.getByLabel('Text in inputs').fill('StatsSampled')
  await expect(page.locator('#search-count')).toHaveText(/^\d+ inputs; the first 50 are listed$/)
  await board(page).press('End')
  await expect(page.locator('#step-title')).toHaveText('Input 20000 of 20000')
  await board(page).press('-')
  const elements = await page.evaluate(() => document.querySelectorAll('*').length)
  expect(elements).toBeLessThan(700)
})

test('a file that is broken or no recording is told what to do, and the page goes on', async ({
  lab,
}) => {
  const page = await lab(replayPage)
  const good = recordings.kept('whep-refused-token')
  await choose(page, good.subarray(0, good.length - 40))
  await expectError(page, 'The file cannot be shown', 'cut short on its way')
  const noise = Buffer.from({ length: 4096 }, (_, at) => (at * 7919) % 256)
  await choose(page, noise)
  await expectError(page, 'it is no recording', 'Save recording')
  await choose(page, Buffer.concat([good.subarray(0, 40), noise]))
  await expectError(page, 'The file cannot be shown')
  await choose(page, Buffer.alloc(0))
  await expectError(page, 'The file is empty.')
  await choose(page, Buffer.alloc(8 * 1024 * 1024 + 1))
  await expectError(page, 'This page shows up to 8.', 'npx sluice-replay')
  expect(await page.locator('#replay').isVisible()).toBe(false)

  // Dropped, in the place of chosen; and the error goes.
  const transfer = await page.evaluateHandle(
    (bytes) => {
      const files = new DataTransfer()
      files.items.add(new File([new Uint8Array(bytes)], 'dropped.recording'))
      return files
    },
    [...good],
  )
  await page.dispatchEvent('h1', 'drop', { dataTransfer: transfer })
  await expect(verdict(page)).toHaveText(/^Exact: /)
  await expect(page.locator('#facts')).toContainText('dropped.recording')
  await expect(page.locator('#error')).toBeHidden()

  // Who does not want to wait for a long one need not.
  const core = await recordings.loadCore()
  await choose(page, recordings.longSession(core, 200_000))
  await press(page, 'Cancel')
  await expect(page.locator('#busy')).toBeHidden()
  await openSample(page, 'The name is taken')
  expect(page.problems).toEqual([])
})

test('markup in a file is text, and nothing in it runs', async ({ lab }) => {
  const page = await lab(replayPage)
  page.on('dialog', () => page.problems.push('a dialog'))
  const markup = '<img src=x onerror=alert(1)>'
  const bytes = recordings.withText(
    recordings.kept('socket-play-node-dies'),
    'streammanager/api/4.0/event/',
    markup,
  )
  await choose(page, bytes, `${markup}.recording`)
  await expect(verdict(page)).toHaveText(/^Exact/)
  await page.getByLabel('Text in inputs').fill('<img')
  await page.getByLabel('Text in inputs').press('Enter')
  await expect(page.locator('#step-body')).toContainText(markup)
  await expect(page.locator('#search-list')).toContainText(markup)
  await expect(page.locator('#facts')).toContainText(`${markup}.recording`)
  await board(page).focus()
  await expect(tip(page)).toContainText(markup)
  expect(await page.locator('img').count()).toBe(0)
  expect(page.problems).toEqual([])
})

test('the page works without a network once it is there', async ({ context, lab }) => {
  const loaded = context.waitForEvent('response', {
    predicate: (response) => response.url().endsWith('/sluice.extra.wasm'),
  })
  const page = await lab(replayPage)
  await (await loaded).finished()
  await context.setOffline(true)
  await choose(page, recordings.kept('whip-publish'))
  await expect(verdict(page)).toHaveText(/^Exact: /)
  await press(page, 'Another network')
  await expectError(page, 'It could not be fetched.')
})

for (const [colorScheme, width] of [
  ['light', 1280],
  ['dark', 360],
])
  test(`the page is fit for everybody, ${colorScheme}, ${width} px wide`, async ({
    context,
    lab,
  }) => {
    await context.addInitScript(axe.source)
    const page = await lab(replayPage)
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.setViewportSize({ width, height: 800 })
    const core = await recordings.loadCore()
    const bytes = recordings.withDifference(core, recordings.kept('socket-play-node-dies'))
    await choose(page, bytes)
    await expect(verdict(page)).toBeVisible()
    await page.getByLabel('Text in inputs').fill('attempt')
    await board(page).focus()
    await expect(tip(page)).toBeVisible()
    const { violations } = await page.evaluate(() => window.axe.run('html', {}))
    expect(violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)])).toEqual([])
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    expect(overflow).toBeLessThanOrEqual(0)
  })

test('each of the core’s inputs and effects has a party, and the kept sessions are the suite’s', () => {
  expect(Object.values(inputs).flat().sort()).toEqual(Object.keys(recordings.In).sort())
  expect(Object.values(effects).flat().sort()).toEqual(Object.keys(recordings.Out).sort())
  const opening = readFileSync('examples/replay/opening.js', 'utf8')
  const named = [...opening.matchAll(/\['([a-z-]+)', '/g)].map(([, name]) => name)
  expect(named.length).toBeGreaterThanOrEqual(5)
  for (const name of named) {
    const copy = readFileSync(`examples/replay/sessions/${name}`)
    // cp tests/recordings/<name> examples/replay/sessions/
    expect(copy.equals(recordings.kept(name)), basename(name)).toBe(true)
  }
})
