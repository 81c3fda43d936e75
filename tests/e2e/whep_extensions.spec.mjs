// WHEP's events draft against a scripted server with real media: events, layers, and the second build
// of the module that they are in.
import { dataOf, expect, expectPicture, heard, nothing, stop, test as base } from './lab.mjs'
import { startPeers } from './servers/peers.mjs'
import { Scripted } from './servers/scripted.mjs'

const EVENTS = 'urn:ietf:params:whep:ext:core:server-sent-events'
const LAYER = 'urn:ietf:params:whep:ext:core:layer'
const TOLD = 'Subscribe.Server.Event'

/** A player's session at `endpoint`, with the links of the answer. */
const session = (number, link = '', endpoint = '/whep') => [
  {
    request: `POST ${endpoint}`,
    body: 'offer',
    answer: {
      status: 201,
      headers: { Location: `/session/${number}`, Link: link || null },
      sdp: 'answer',
    },
  },
  { request: `PATCH /session/${number}`, times: 'any', answer: { status: 204 } },
  { request: `DELETE /session/${number}`, answer: { status: 200 } },
]
const eventsLink = (names = 'active,inactive,layers,reconnect,viewercount') =>
  `</events>; rel="${EVENTS}"; events="${names}"`
/** The stream of events, which begins with these lines; it may be opened again and again. */
const stream = (...lines) => [
  {
    request: 'POST /events',
    times: 'any',
    answer: { status: 201, headers: { Location: '/events/1' } },
  },
  { request: 'GET /events/1', times: 'any', answer: { status: 200, stream: lines } },
]

const test = base.extend({
  /** Starts a scripted server by its rules, whose peers are in a page of their own. */
  serve: async ({ lab }, use) => {
    const peers = await startPeers(await lab())
    const servers = []
    await use(async (...rules) => {
      const server = await Scripted.start(rules.flat(), peers)
      servers.push(server)
      return server
    })
    for (const server of servers) await server.stop()
    expect(await peers.open()).toBe(0)
  },
})

const play = (page, server, options) =>
  page.evaluate(
    async (given) => {
      window.client = make(sluice.WHEPClient)
      return outcome(client.init(given).then(() => client.subscribe()))
    },
    { endpoint: `${server.origin}/whep`, extensions: true, ...options },
  )

async function expectDone(page, server) {
  await stop(page)
  await expect.poll(() => page.evaluate(() => resources())).toEqual(nothing)
  await expect.poll(() => server.openStreams).toBe(0)
  expect(server.lines().filter((line) => line.endsWith('unexpected'))).toEqual([])
}

test("a server's events reach the app, those that it wants [row 48]", async ({ lab, serve }) => {
  const server = await serve(session(1, eventsLink()), stream('event: active\ndata: {}\n\n'))
  const page = await lab('examples/subscribe/')
  const names = ['active', 'layers', 'viewercount']
  expect(await play(page, server, { extensions: names, token: 'open-sesame' })).toBe('ok')
  await expect.poll(() => server.openStreams).toBe(1)
  server.tell('viewercount', { viewercount: 12 })
  server.tell('reconnect', { url: '/elsewhere' })
  server.tell('layers', { media: { 0: { active: [{ id: '1', bitrate: 1000 }], name: 'Käse' } } })
  await expect
    .poll(() => dataOf(page, TOLD))
    .toEqual([
      { name: 'active', data: {} },
      { name: 'viewercount', data: { viewercount: 12 } },
      {
        name: 'layers',
        data: { media: { 0: { active: [{ id: '1', bitrate: 1000 }], name: 'Käse' } } },
      },
    ])
  await expectPicture(page)
  await expectDone(page, server)
  const token = '[authorization: Bearer open-sesame]'
  const asked = server.lines().filter((line) => line.includes('/events'))
  expect(asked).toEqual([
    `POST /events ${token} ["active","layers","viewercount"] -> 201`,
    `GET /events/1 ${token} -> 200`,
  ])
})

test('a stream of events that breaks off is opened again, from where it was [row 48]', async ({
  lab,
  serve,
}) => {
  const server = await serve(
    session(1, eventsLink('viewercount')),
    stream('retry: 1000\nid: 7\nevent: viewercount\ndata: {"viewercount":1}\n\n'),
  )
  const page = await lab('examples/subscribe/')
  expect(await play(page, server)).toBe('ok')
  await expect.poll(() => dataOf(page, TOLD)).toHaveLength(1)
  server.cutStreams()
  await expect.poll(() => dataOf(page, TOLD)).toHaveLength(2)
  await expectPicture(page)
  await expectDone(page, server)
  expect(server.lines().filter((line) => line.startsWith('GET'))).toEqual([
    'GET /events/1 -> 200',
    'GET /events/1 [last-event-id: 7] -> 200',
  ])
})

for (const [where, url, endpoint] of [
  ['elsewhere', '{origin}/elsewhere', '/elsewhere'],
  ['where it was', undefined, '/whep'],
]) {
  test(`a server that asks to connect anew, ${where}, gets the next session beside the old one [row 48]`, async ({
    lab,
    serve,
  }) => {
    const server = await serve(session(1, eventsLink()), session(2, '', endpoint), stream())
    const page = await lab('examples/subscribe/')
    expect(await play(page, server, { recovery: true })).toBe('ok')
    await expectPicture(page)
    await expect.poll(() => server.openStreams).toBe(1)
    server.tell('reconnect', url && { url: url.replace('{origin}', server.origin) })
    await expect.poll(() => heard(page)).toContain('Reconnect.Success')
    await expectPicture(page)
    const offersAndEnds = () =>
      server.lines().filter((line) => /^(POST .* offer|DELETE)/.test(line))
    // The old one ends once the new one's picture is there.
    await expect
      .poll(offersAndEnds)
      .toEqual([
        'POST /whep offer -> 201',
        `POST ${endpoint} offer -> 201`,
        'DELETE /session/1 -> 200',
      ])
    expect(await heard(page)).not.toContain('Subscribe.Connection.Closed')
    expect(await dataOf(page, TOLD)).toEqual([{ name: 'reconnect', data: expect.anything() }])
    await expectDone(page, server)
    expect(offersAndEnds().at(-1)).toBe('DELETE /session/2 -> 200')
  })
}

test('a stream that turns inactive is waited for by recovery [row 48]', async ({ lab, serve }) => {
  const server = await serve(
    session(1, eventsLink()),
    { request: 'POST /whep', times: 2, answer: { status: 404 } },
    session(2),
    stream('event: active\ndata: {}\n\n'),
  )
  const page = await lab('examples/subscribe/')
  expect(await play(page, server, { recovery: { streamDelay: 300 } })).toBe('ok')
  await expectPicture(page)
  await expect.poll(() => dataOf(page, TOLD)).toHaveLength(1)
  server.tell('inactive')
  await expect.poll(() => heard(page)).toContain('Reconnect.Success')
  await expectPicture(page)
  expect(server.lines().filter((line) => line.includes('offer'))).toEqual([
    'POST /whep offer -> 201',
    'POST /whep offer -> 404',
    'POST /whep offer -> 404',
    'POST /whep offer -> 201',
  ])
  expect(server.lines()).toContain('DELETE /session/1 -> 200')
  await expectDone(page, server)
})

test('inactive ends a session without recovery [row 48]', async ({ lab, serve }) => {
  const server = await serve(session(1, eventsLink()), stream('event: active\ndata: {}\n\n'))
  const page = await lab('examples/subscribe/')
  expect(await play(page, server)).toBe('ok')
  await expect.poll(() => dataOf(page, TOLD)).toHaveLength(1)
  server.tell('inactive')
  await expect.poll(() => heard(page)).toContain('Subscribe.Play.Unpublish')
  await expect.poll(() => server.lines().at(-1)).toBe('DELETE /session/1 -> 200')
  await expectDone(page, server)
})

test('a layer is chosen by POST, and a refusal says why [row 49]', async ({ lab, serve }) => {
  const server = await serve(
    session(1, `</layer>; rel="${LAYER}"`),
    { request: 'POST /layer', answer: { status: 200 } },
    {
      request: 'POST /layer',
      answer: {
        status: 400,
        headers: { 'Content-Type': 'application/problem+json' },
        body: '{"title":"Bad Request","detail":"There is no such layer."}',
      },
    },
  )
  const page = await lab('examples/subscribe/')
  expect(await play(page, server, { extensions: ['layers'] })).toBe('ok')
  const choose = (choice) => page.evaluate((given) => outcome(client.selectLayer(given)), choice)
  expect(await choose({ mediaId: '0', rid: 'hi', maxWidth: 640 })).toBe('ok')
  expect(await choose({ mediaId: '0' })).toMatchObject({
    code: 'http.bad_request',
    detail: 'There is no such layer.',
  })
  expect(await choose({ mediaId: '0', other: 1 })).toMatchObject({ code: 'config.invalid' })
  await expectPicture(page)
  await expectDone(page, server)
  expect(server.lines().filter((line) => line.includes('/layer'))).toEqual([
    'POST /layer {"mediaId":"0","rid":"hi","maxWidth":640} -> 200',
    'POST /layer {"mediaId":"0"} -> 400',
  ])
})

/** The package in its three forms, brought into a page. */
const forms = {
  'index.js': (page) => page.evaluate(async () => (window.sluice = await import('/dist/index.js'))),
  'inline.js': (page) =>
    page.evaluate(async () => (window.sluice = await import('/dist/inline.js'))),
  'sluice.global.js': (page) => page.addScriptTag({ url: '/dist/sluice.global.js' }),
}

for (const [file, bring] of Object.entries(forms)) {
  test(`${file} loads the second build where the option asks for it, and nowhere else`, async ({
    lab,
    serve,
  }) => {
    const server = await serve(session(1), session(2, eventsLink()), stream())
    const page = await lab('examples/subscribe/')
    await page.evaluate(() => delete window.sluice)
    await bring(page)
    const loaded = []
    page.on('request', (request) => loaded.push(new URL(request.url()).pathname))
    expect(await play(page, server, { extensions: false })).toBe('ok')
    await stop(page)
    const extras = () => loaded.filter((path) => /extra/.test(path))
    expect(extras()).toEqual([])
    expect(await play(page, server, {})).toBe('ok')
    await expect.poll(() => server.openStreams).toBe(1)
    server.tell('viewercount', { viewercount: 1 })
    await expect
      .poll(() => dataOf(page, TOLD))
      .toEqual([{ name: 'viewercount', data: { viewercount: 1 } }])
    expect(extras()).toEqual(['/dist/extra.js', '/dist/sluice.extra.wasm'])
    await expectDone(page, server)
  })
}
