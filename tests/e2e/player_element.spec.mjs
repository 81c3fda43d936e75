// <sluice-player>, in a page with a strict content security policy, with real media behind it.
import axe from 'axe-core'
import {
  expect,
  expectNothingLeft,
  expectPicture,
  received,
  start,
  stop,
  test,
  viaManager,
} from './lab.mjs'

test.beforeEach(async ({ cluster, lab }, testInfo) => {
  testInfo.server = { protocol: cluster.protocol, host: 'localhost', port: String(cluster.port) }
  testInfo.open = async () => {
    const page = await lab('examples/subscribe/')
    await page.evaluate(async () => {
      window.heard = []
      const { SluicePlayer } = await import('/dist/player.js')
      window.SluicePlayer = SluicePlayer
      document.querySelector('main').replaceChildren()
      // A <sluice-player> with these attributes, which notes what it tells.
      window.place = (attributes, options = {}) => {
        const player = document.createElement('sluice-player')
        for (const [name, value] of Object.entries(attributes)) player.setAttribute(name, value)
        player.addEventListener('statechange', ({ detail }) => window.heard.push(detail))
        player.addEventListener('error', ({ detail }) => window.heard.push(detail.code))
        player.options = options
        document.querySelector('main').append(player)
        window.player = player
        return player
      }
    })
    return page
  }
})

const place = (page, attributes, options) =>
  page.evaluate(
    (given) => {
      window.place(...given)
    },
    [attributes, options],
  )
const states = (page) => page.evaluate(() => window.heard)
const state = (page) => expect.poll(() => page.evaluate(() => window.player.state))

/** What assistive technology is told of this. */
async function told(page, expression) {
  const session = await page.context().newCDPSession(page)
  const { result } = await session.send('Runtime.evaluate', { expression })
  const { nodes } = await session.send('Accessibility.getPartialAXTree', {
    objectId: result.objectId,
    fetchRelatives: false,
  })
  await session.detach()
  return { role: nodes[0].role.value, name: nodes[0].name.value }
}

async function publish(lab, streamName) {
  const source = await lab()
  expect(await start(source, 'WHIPClient', { streamName })).toBe('ok')
  return source
}

for (const client of ['whep', 'rtc']) {
  test(`attributes are enough: a picture by ${client}, and the end with the stream`, async ({
    cluster,
    lab,
  }, { open, server }) => {
    const source = await publish(lab, 'element')
    const page = await open()
    const attributes = { ...server, stream: 'element', client, autoplay: '', muted: '' }
    await place(page, attributes, client === 'rtc' ? viaManager(cluster) : {})
    await state(page).toBe('live')
    await expectPicture(page)
    expect(await page.evaluate(() => player.client instanceof sluice.WHEPClient)).toBe(
      client === 'whep',
    )
    await stop(source)
    await state(page).toBe('ended')
    expect(await states(page)).toEqual(['connecting', 'live', 'ended'])
    await expectNothingLeft(cluster, page, source)
    expect(page.problems).toEqual([])
  })
}

test('an endpoint says by HEAD that it is WHEP, and a playlist that it is HLS [row 3]', async ({
  cluster,
  lab,
}, { open }) => {
  const source = await publish(lab, 'found')
  const page = await open()
  const endpoint = `${cluster.url}live/whep/endpoint/found`
  const playlist = `${cluster.url}live/found.m3u8`
  await place(page, { endpoint, client: 'auto', autoplay: '', muted: '' })
  await expectPicture(page)
  expect(await page.evaluate(() => player.client instanceof sluice.WHEPClient)).toBe(true)
  expect((await cluster.requests()).map(({ method, path }) => `${method} ${path}`)).toContain(
    'HEAD /live/whep/endpoint/found',
  )
  await page.evaluate(() => player.remove())

  // Whether this browser plays HLS by itself or not: it is what was tried.
  await place(page, { endpoint: playlist, client: 'auto', autoplay: '', muted: '' })
  const tried = () =>
    player.error?.code === 'env.unsupported' || player.client instanceof sluice.HLSSubscriber
  await expect.poll(() => page.evaluate(tried)).toBe(true)
  await page.evaluate(() => player.remove())
  await stop(source)
  await expectNothingLeft(cluster, page, source)
})

test('moving it keeps its session and its picture; removing it ends the session', async ({
  cluster,
  lab,
}, { open, server }) => {
  const source = await publish(lab, 'moved')
  const page = await open()
  await place(page, { ...server, stream: 'moved', autoplay: '', muted: '' })
  await expectPicture(page)

  const peers = await page.evaluate(async () => {
    const before = openPeers()
    const other = document.createElement('section')
    document.body.append(other)
    other.append(player)
    if (other.moveBefore) document.body.moveBefore(player, null)
    else document.body.append(player)
    await new Promise((resolve) => setTimeout(resolve))
    return { same: openPeers()[0] === before[0], count: openPeers().length }
  })
  expect(peers).toEqual({ same: true, count: 1 })
  await expectPicture(page)
  expect(await page.evaluate(() => player.video.paused)).toBe(false)
  expect(await states(page)).toEqual(['connecting', 'live'])

  await page.evaluate(() => player.remove())
  await expect.poll(async () => (await cluster.load()).sessions).toBeLessThanOrEqual(2)
  await state(page).toBe('idle')
  await stop(source)
  await expectNothingLeft(cluster, page, source)

  // Put in again it begins anew, as `autoplay` says.
  expect(await start(source, 'WHIPClient', { streamName: 'moved' })).toBe('ok')
  await page.evaluate(() => document.body.append(player))
  await expectPicture(page)
  await page.evaluate(() => player.remove())
  await stop(source)
  await expectNothingLeft(cluster, page, source)
  expect(page.problems).toEqual([])
})

test('taken out and put in a hundred times it leaves nothing', async ({ cluster, lab }, {
  open,
  server,
}) => {
  const source = await publish(lab, 'fast')
  const page = await open()
  await place(page, { ...server, stream: 'fast', autoplay: '', muted: '' })
  await page.evaluate(async () => {
    for (let turn = 0; turn < 100; turn++) {
      player.remove()
      // From at once to in the midst of connecting.
      if (turn % 4) await new Promise((resolve) => setTimeout(resolve, (turn % 4) * 20))
      document.body.append(player)
      await new Promise((resolve) => setTimeout(resolve, (turn % 5) * 20))
    }
  })
  await expectPicture(page)
  expect(await page.evaluate(() => openPeers().length)).toBe(1)
  await page.evaluate(() => player.remove())
  await stop(source)
  await expectNothingLeft(cluster, page, source)
})

test('it waits to be asked, says what is wrong, and can be tried again by keyboard', async ({
  cluster,
  lab,
}, { open, server }) => {
  const page = await open()
  await place(page, { ...server, stream: 'later', controls: '', label: 'The garden' })
  expect(await told(page, 'player')).toEqual({ role: 'group', name: 'The garden' })
  const button = page.locator('sluice-player').getByRole('button')
  await expect(button).toHaveText('Play')
  expect(await received(page)).toEqual({ frames: 0, videoBytes: 0, audioBytes: 0 })

  await button.focus()
  await page.keyboard.press('Enter')
  await state(page).toBe('failed')
  const status = page.locator('sluice-player').getByRole('status')
  const message = await page.evaluate(() => player.error.message)
  await expect(status).toHaveText(message)
  expect(await page.evaluate(() => player.error instanceof sluice.SluiceError)).toBe(true)
  expect(await states(page)).toEqual(['connecting', 'failed', 'stream.not_found'])
  await expect(button).toHaveText('Try again')

  const source = await publish(lab, 'later')
  await button.focus()
  await page.keyboard.press('Space')
  await state(page).toBe('live')
  await expect(button).toBeHidden()
  // The button was under the finger; the focus has gone to what took its place.
  expect(await page.evaluate(() => player.shadowRoot.activeElement?.localName)).toBe('video')
  await expectPicture(page)
  expect(await told(page, 'player.video')).toMatchObject({ name: 'The garden' })

  await page.evaluate(() => player.stop())
  await state(page).toBe('idle')
  await stop(source)
  await expectNothingLeft(cluster, page, source)
})

test('other attributes are another session, the same ones are not; options go over them', async ({
  cluster,
  lab,
}, { open, server }) => {
  const one = await publish(lab, 'one')
  const other = await publish(lab, 'other')
  const page = await open()
  await place(page, { ...server, stream: 'one', autoplay: '', muted: '', recovery: '' })
  await state(page).toBe('live')
  await page.evaluate(() => {
    player.setAttribute('stream', 'one')
    player.setAttribute('app', '')
    player.options = {}
  })
  await expectPicture(page)
  expect(await states(page)).toEqual(['connecting', 'live'])

  await page.evaluate(() => {
    player.setAttribute('stream', 'gone')
    player.options = { streamName: 'other', connectionParams: { token: 'sesame' } }
  })
  await expect.poll(() => states(page)).toEqual(['connecting', 'live', 'connecting', 'live'])
  expect(await page.evaluate(() => player.client.getOptions().streamName)).toBe('other')
  await expectPicture(page)
  expect(await page.evaluate(() => openPeers().length)).toBe(1)
  await page.evaluate(() => player.remove())
  await stop(one)
  await stop(other)
  await expectNothingLeft(cluster, page, one, other)
})

test('an edge that dies is lost and found again, and told', async ({ cluster, lab }, {
  open,
  server,
}) => {
  const source = await publish(lab, 'lost')
  const page = await open()
  const attributes = { ...server, stream: 'lost', client: 'rtc', recovery: '', controls: '' }
  await place(page, { ...attributes, autoplay: '', muted: '' }, viaManager(cluster))
  await expectPicture(page)
  const { id } = (await cluster.nodes()).find(({ role, sessions }) => role === 'edge' && sessions)
  await cluster.kill(id)
  await expect.poll(() => states(page)).toEqual(['connecting', 'live', 'recovering', 'live'])
  await expectPicture(page)
  expect(await page.evaluate(() => player.recovery)).toBeNull()
  await page.evaluate(() => player.remove())
  await stop(source)
  await cluster.restart(id)
  await expectNothingLeft(cluster, page, source)
})

test('an order of clients, an unknown one, and options given before the element was defined', async ({
  cluster,
  lab,
}, { open, server }) => {
  const source = await publish(lab, 'order')
  const page = await open()
  await place(page, { ...server, stream: 'order', client: 'flash', autoplay: '' })
  await state(page).toBe('failed')
  expect(await states(page)).toEqual(['connecting', 'failed', 'config.invalid'])

  await page.evaluate(() => {
    window.heard.length = 0
    player.setAttribute('client', 'rtc, whep')
    player.options = { wsport: 1 } // where nobody answers
  })
  await state(page).toBe('live')
  expect(await page.evaluate(() => player.client instanceof sluice.WHEPClient)).toBe(true)
  await page.evaluate(() => player.remove())
  await stop(source)
  await expectNothingLeft(cluster, page, source)

  const wanted = await page.evaluate(async () => {
    const early = document.createElement('sluice-early')
    early.options = { streamName: 'early' }
    document.body.append(early)
    customElements.define('sluice-early', class extends window.SluicePlayer {})
    return [Object.hasOwn(early, 'options'), early.options.streamName]
  })
  expect(wanted).toEqual([false, 'early'])
})

test('axe has nothing to say, whatever it shows', async ({ cluster, lab }, { open, server }) => {
  const source = await publish(lab, 'axe')
  const page = await open()
  await page.evaluate(axe.source)
  const faults = () =>
    page.evaluate(async () => {
      const { violations } = await window.axe.run('sluice-player')
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html)}`)
    })
  await place(page, { ...server, stream: 'axe', controls: '' })
  expect(await faults()).toEqual([])
  await page.evaluate(() => player.play())
  await state(page).toBe('live')
  expect(await faults()).toEqual([])
  await stop(source)
  await state(page).toBe('ended')
  expect(await faults()).toEqual([])
  await page.evaluate(() => player.remove())
  await expectNothingLeft(cluster, page, source)
})
