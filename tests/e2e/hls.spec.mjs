// HLS: by hls.js, and by the browser itself.
import { expectToPlay, player, playerPage, playlistsFrom, publish } from './hls_pages.mjs'
import { dataOf, expect, expectNothingLeft, heard, start, stop, test } from './lab.mjs'

for (const withLibrary of [true, false]) {
  const by = withLibrary ? 'hls.js' : 'the browser itself'

  test(`a stream is played by ${by}, and nothing is left of it afterwards`, async ({
    cluster,
    lab,
  }) => {
    const publisher = await publish(lab, 'on air')
    const page = await playerPage(lab, { withLibrary })
    await cluster.clearRequests()
    const options = player('on air', {
      connectionParams: { token: 'secret' },
      timeouts: { connect: null }, // as good as none
    })
    expect(await start(page, 'HLSSubscriber', options)).toBe('ok')
    expect(await heard(page)).toEqual(['Connect.Success', 'Subscribe.Start'])
    const path = '/live/on%20air.m3u8'
    expect((await cluster.requests())[0]).toMatchObject({ path, query: [['token', 'secret']] })
    expect(await dataOf(page, 'Connect.Success')).toEqual([new URL(path, cluster.url).href])
    await expectToPlay(page)
    expect(await page.evaluate(() => client.getPlayer().src.startsWith('blob:'))).toBe(withLibrary)
    expect(await page.evaluate(() => outcome(client.subscribe()))).toMatchObject({
      code: 'state.busy',
    })
    await stop(page)
    expect(await page.evaluate(() => [client.getPlayer().src, client.getType()])).toEqual([
      '',
      'HLS',
    ])
    expect((await heard(page)).at(-1)).toBe('Subscribe.Stop')
    expect(await playlistsFrom(cluster, 3000)).toBe(0)
    // The same client plays again, and a second stop says nothing.
    expect(await page.evaluate(() => outcome(client.subscribe()))).toBe('ok')
    await stop(page)
    await stop(page)
    expect((await heard(page)).filter((type) => type === 'Subscribe.Stop')).toHaveLength(2)
    expect(page.problems).toEqual([])
    await stop(publisher)
    await expectNothingLeft(cluster, page, publisher)
  })

  test(`80: what ${by} plays moves with its view`, async ({ cluster, lab }) => {
    const publisher = await publish(lab, 'moves')
    const page = await playerPage(lab, { withLibrary })
    expect(await start(page, 'HLSSubscriber', player('moves'))).toBe('ok')
    await expectToPlay(page)
    await page.evaluate(() => {
      const video = document.createElement('video')
      video.id = 'other'
      video.muted = true // and without autoplay: it plays as the first one did
      document.body.append(video)
      client.setView('other')
    })
    await expectToPlay(page, '#other')
    expect(await page.evaluate(() => document.getElementById('player').src)).toBe('')
    expect(await heard(page)).toEqual(['Connect.Success', 'Subscribe.Start'])
    await stop(page)
    expect(await page.evaluate(() => client.getPlayer().src)).toBe('')
    expect(await playlistsFrom(cluster, 3000)).toBe(0)
    await stop(publisher)
    await expectNothingLeft(cluster, page, publisher)
  })

  test(`what keeps ${by} from starting is told by a code of its own`, async ({ cluster, lab }) => {
    const page = await playerPage(lab, { withLibrary })
    const refused = { blame: 'caller', retryable: false }
    const cases = [
      [undefined, { code: 'stream.not_found', httpStatus: 404, retryable: true }],
      [{ status: 401 }, { code: 'http.unauthorized', httpStatus: 401, ...refused }],
      [{ status: 403 }, { code: 'http.forbidden', httpStatus: 403, ...refused }],
      [{ status: 418 }, { code: 'http.client_error', httpStatus: 418, retryable: false }],
      [{ status: 500 }, { code: 'http.server_error', httpStatus: 500, retryable: true }],
      [
        { status: 200, body: '<!doctype html>' },
        { code: 'stream.unplayable', retryable: false },
      ],
      [{ drop: true }, { code: 'http.network', retryable: true }],
      [{ hang: true }, { code: 'signal.timeout', retryable: true }],
    ]
    for (const [answer, error] of cases) {
      await page.evaluate(() => (events.length = 0))
      if (answer) await cluster.fault({ path: '.m3u8' }, answer, 20)
      const timeouts = { connect: answer?.hang ? 500 : 10_000 }
      const outcome = await start(page, 'HLSSubscriber', player('nobody', { timeouts }))
      expect(outcome, error.code).toMatchObject({ name: 'SluiceError', ...error })
      expect(JSON.stringify(outcome)).not.toContain('localhost')
      const names = error.httpStatus === 404 ? [`Subscribe.InvalidName ${error.code}`] : []
      expect(await heard(page)).toEqual([...names, `Connect.Failure ${error.code}`])
      expect(await page.evaluate(() => document.getElementById('player').src)).toBe('')
      await cluster.clearFaults()
      await expectNothingLeft(cluster, page)
    }
  })
}

for (const withLibrary of [true, false]) {
  const by = withLibrary ? 'hls.js' : 'the browser itself'

  test(`a stream played by ${by} ends like that of other players`, async ({ cluster, lab }) => {
    const publisher = await publish(lab, 'short')
    const page = await playerPage(lab, { withLibrary })
    expect(await start(page, 'HLSSubscriber', player('short'))).toBe('ok')
    await expectToPlay(page)
    await stop(publisher)
    await expect
      .poll(() => heard(page), { timeout: 30_000 })
      .toEqual(['Connect.Success', 'Subscribe.Start', 'Subscribe.Play.Unpublish', 'Subscribe.Stop'])
    expect(await page.evaluate(() => client.getPlayer().src)).toBe('')
    await expectNothingLeft(cluster, page, publisher)
  })
}

test('a server that fails for good while playing is told as a loss', async ({ cluster, lab }) => {
  const publisher = await publish(lab, 'fading')
  const page = await playerPage(lab)
  const hlsConfig = { fragLoadPolicy: undefined, playlistLoadPolicy: undefined }
  for (const key of Object.keys(hlsConfig))
    hlsConfig[key] = {
      default: {
        maxTimeToFirstByteMs: 1000,
        maxLoadTimeMs: 1000,
        timeoutRetry: null,
        errorRetry: null,
      },
    }
  expect(await start(page, 'HLSSubscriber', player('fading', { hlsConfig }))).toBe('ok')
  await cluster.fault({ path: '.m3u8' }, { status: 502 }, 50)
  await expect
    .poll(async () => (await heard(page)).slice(2))
    .toEqual(['Subscribe.Fail http.server_error', 'Subscribe.Connection.Closed http.server_error'])
  await cluster.clearFaults()
  await stop(publisher)
  await expectNothingLeft(cluster, page, publisher)
})

test('unsubscribe() while it starts ends the start', async ({ cluster, lab }) => {
  const page = await playerPage(lab)
  await cluster.fault({ path: '.m3u8' }, { hang: true })
  const started = start(page, 'HLSSubscriber', player('slow'))
  await expect.poll(() => cluster.faults()).toEqual([])
  await stop(page)
  expect(await started).toMatchObject({ code: 'state.closed' })
  expect(await heard(page)).toEqual(['Subscribe.Stop'])
  await cluster.clearFaults()
  await expectNothingLeft(cluster, page)
})

test('each name of a playlist is encoded once, whichever way it is found', async ({
  cluster,
  lab,
}) => {
  const page = await playerPage(lab)
  const streamManager = { port: cluster.port, api: '3.1' }
  const table = [
    [{}, '/live/a%25%3Fb%20%23.m3u8', []],
    [{ app: 'live/my room' }, '/live/my%20room/a%25%3Fb%20%23.m3u8', []],
    [{ streamManager }, '/streammanager/api/3.1/file/live/a%25%3Fb%20%23.m3u8', []],
    [
      { streamManager: { url: `${cluster.url}?x=1`, port: 1 } },
      '/streammanager/api/4.0/file/live/a%25%3Fb%20%23.m3u8',
      [],
    ],
    [
      { connectionParams: { token: 'a&b=c d%', n: 5, none: null } },
      '/live/a%25%3Fb%20%23.m3u8',
      [
        ['token', 'a&b=c d%'],
        ['n', '5'],
      ],
    ],
    [
      { endpoint: `${cluster.url}live/x.m3u8?a=%20b#c`, connectionParams: { d: 'e' } },
      '/live/x.m3u8',
      [
        ['a', ' b'],
        ['d', 'e'],
      ],
    ],
  ]
  for (const [more, path, query] of table) {
    await cluster.clearRequests()
    const error = await start(page, 'HLSSubscriber', player('a%?b #', more))
    expect(error, JSON.stringify(more)).toMatchObject({ code: 'stream.not_found' })
    expect(await cluster.requests()).toEqual([{ method: 'GET', path, query }])
  }
})

test('options that cannot be used are refused by init(), and nothing is asked', async ({
  cluster,
  lab,
}) => {
  const page = await playerPage(lab, { withLibrary: false })
  const good = { host: 'localhost', streamName: 's' }
  const table = [
    [null, 'config.invalid'],
    [{ streamName: 's' }, 'config.host_missing'],
    [{ host: 'localhost' }, 'config.stream_missing'],
    ...['a/b', 'a\\b', '.', '..', '%2e%2E', 'a%2fb', 'a\nb', '%00', '\ud800', 'x'.repeat(256)].map(
      (streamName) => [{ ...good, streamName }, 'config.stream_invalid'],
    ),
    ...['/live', 'live//a', '../live', 'live/%2e%2e'].map((app) => [
      { ...good, app },
      'config.app_invalid',
    ]),
    ...['a b', 'a/b', 'user@a', 'a:1', 'a#', '[zz]', 'a?'].map((host) => [
      { ...good, host },
      'config.host_invalid',
    ]),
    ...['x', 'ftp://a/b', '//a/b', 'http://u:p@a/b', 'http://a b/', 'http://', 7].map(
      (endpoint) => [{ endpoint }, 'config.endpoint_invalid'],
    ),
    ...[
      { port: 0 },
      { port: '1e3' },
      { port: 70_000 },
      { protocol: 5 },
      { streamName: 5 },
      { connectionParams: { a: {} } },
      { streamManager: 'yes' },
      { streamManager: { api: 'v1' } },
      { timeouts: { connect: 0 } },
      { timeouts: { connect: NaN } },
      { hls: {} },
    ].map((more) => [{ ...good, ...more }, 'config.invalid']),
  ]
  await cluster.clearRequests()
  for (const [options, code] of table) {
    const error = await page.evaluate(
      (given) => outcome(new sluice.HLSSubscriber().init(given)),
      options,
    )
    expect(error, JSON.stringify(options)).toMatchObject({ code, blame: 'caller' })
  }
  expect(await page.evaluate(() => outcome(new sluice.HLSSubscriber().subscribe()))).toMatchObject({
    code: 'state.not_initialized',
  })
  expect(await start(page, 'HLSSubscriber', player('s', { mediaElementId: 'none' }))).toMatchObject(
    { code: 'config.invalid' },
  )
  // Neither the library nor a browser that plays it.
  expect(
    await page.evaluate(() => {
      HTMLMediaElement.prototype.canPlayType = () => ''
      return outcome(new sluice.HLSSubscriber().init({ ...server, streamName: 's' }))
    }),
  ).toMatchObject({ code: 'env.unsupported' })
  expect(await cluster.requests()).toEqual([])
})

test('a browser that forbids sound is started without it', async ({ cluster, lab }) => {
  const publisher = await publish(lab, 'loud')
  const page = await playerPage(lab)
  await page.evaluate(() => {
    document.getElementById('player').muted = false
    // As a browser does that nobody has touched yet.
    const { play } = HTMLMediaElement.prototype
    HTMLMediaElement.prototype.play = function () {
      if (this.muted) return play.call(this)
      return Promise.reject(new DOMException('no gesture', 'NotAllowedError'))
    }
  })
  expect(await start(page, 'HLSSubscriber', player('loud'))).toBe('ok')
  await expect
    .poll(() => heard(page))
    .toEqual(['Connect.Success', 'Subscribe.Start', 'Subscribe.Autoplay.Muted'])
  expect(await page.evaluate(() => client.getPlayer().muted)).toBe(true)
  await expectToPlay(page)
  await stop(page)
  await page.evaluate(() => ((client.getPlayer().muted = false), (events.length = 0)))
  const strict = player('loud', { muteOnAutoplayRestriction: false })
  expect(await start(page, 'HLSSubscriber', strict)).toBe('ok')
  await expect.poll(() => heard(page)).toContain('Subscribe.Autoplay.Failure')
  expect(await page.evaluate(() => client.getPlayer().muted)).toBe(false)
  await stop(page)
  await stop(publisher)
  await expectNothingLeft(cluster, page, publisher)
})

test('the part that plays HLS is loaded when it is first used, and missed by name', async ({
  cluster,
  lab,
}) => {
  const publisher = await publish(lab, 'a part')
  const page = await playerPage(lab)
  const hits = []
  await page.route('**/dist/hls.js', (route) => {
    hits.push(route.request().url())
    return hits.length === 1 ? route.abort() : route.continue()
  })
  await page.addScriptTag({ url: '/dist/sluice.global.js' })
  expect(hits).toEqual([])
  const init = () =>
    page.evaluate(
      (options) => outcome((window.client = new sluice.HLSSubscriber()).init(options)),
      { protocol: 'http', host: 'localhost', port: cluster.port, ...player('a part') },
    )
  const missed = { code: 'hls.load', blame: 'network', retryable: true }
  expect(await init()).toMatchObject(missed)
  expect(await init()).toBe('ok')
  expect(hits.every((url) => url === new URL('/dist/hls.js', cluster.url).href)).toBe(true)
  expect(await page.evaluate(() => outcome(client.subscribe()))).toBe('ok')
  await expectToPlay(page)
  // Its errors are the page's class.
  await page.evaluate(() => client.unsubscribe())
  expect(
    await page.evaluate(() =>
      client.init({ host: '' }).catch((error) => error instanceof sluice.SluiceError),
    ),
  ).toBe(true)
  await stop(publisher)
})
