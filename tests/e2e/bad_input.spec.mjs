// Whatever is wrong with the options, the server or the camera: a SluiceError with its own code,
// and nothing left open.
import { chromium } from '@playwright/test'
import { bareArgs, chromiumPath } from './browser.mjs'
import { expect, expectNothingLeft, heard, nothing, test } from './lab.mjs'

test('options that cannot be used are told apart', async ({ lab }) => {
  const page = await lab()
  const rows = [
    [{ host: undefined }, 'config.host_missing'],
    [{ host: 'a/b' }, 'config.host_invalid'],
    [{ host: 'user@host' }, 'config.host_invalid'],
    [{ streamName: undefined }, 'config.stream_missing'],
    [{ streamName: '' }, 'config.stream_missing'],
    [{ streamName: '../x' }, 'config.stream_invalid'],
    [{ streamName: 'a%2fb' }, 'config.stream_invalid'],
    [{ streamName: 'a\r\nHost: b' }, 'config.stream_invalid'],
    [{ streamName: 'x'.repeat(10_000) }, 'config.stream_invalid'],
    [{ app: '../live' }, 'config.app_invalid'],
    [{ endpoint: 'javascript:alert(1)' }, 'config.endpoint_invalid'],
    [{ port: 'eighty' }, 'config.invalid'],
    [{ connectionParams: { nested: { a: 1 } } }, 'config.invalid'],
  ]
  for (const Client of ['WHIPClient', 'WHEPClient']) {
    for (const [options, code] of rows) {
      const error = await page.evaluate(
        ([name, given]) =>
          outcome(make(sluice[name]).init({ ...server, streamName: 's', ...given })),
        [Client, options],
      )
      expect(error, JSON.stringify(options).slice(0, 80)).toMatchObject({
        name: 'SluiceError',
        code,
        blame: 'caller',
        retryable: false,
      })
    }
    expect(
      await page.evaluate((name) => outcome(new sluice[name]().init(null)), Client),
    ).toMatchObject({
      code: 'config.invalid',
    })
  }
  const cycle = await page.evaluate(() => {
    const options = { ...server, streamName: 's' }
    options.timeouts = options
    return outcome(new sluice.WHEPClient().init(options))
  })
  expect(cycle).toMatchObject({ code: 'config.invalid' })
  expect(await page.evaluate(() => resources())).toEqual(nothing)
})

test('what a server answers becomes a code of its own', async ({ cluster, lab }) => {
  const publisher = await lab()
  const subscriber = await lab()
  const sdp = { 'content-type': 'application/sdp' }
  const rows = [
    [{ status: 400 }, 'http.bad_request', 'remote', false],
    [{ status: 401 }, 'http.unauthorized', 'caller', false],
    [{ status: 403 }, 'http.forbidden', 'caller', false],
    [
      { status: 404 },
      { WHIPClient: 'http.not_found', WHEPClient: 'stream.not_found' },
      'remote',
      true,
    ],
    [
      { status: 409 },
      { WHIPClient: 'stream.name_taken', WHEPClient: 'stream.not_found' },
      'remote',
      true,
    ],
    [{ status: 418 }, 'http.client_error', 'remote', false],
    [{ status: 500 }, 'http.server_error', 'remote', true],
    [{ status: 503, headers: { 'retry-after': '7' } }, 'http.unavailable', 'remote', true],
    [{ status: 200, body: '<html>hello</html>' }, 'signal.not_sdp', 'remote', false],
    [{ status: 201, body: 'v=0\r\nnot sdp', headers: sdp }, 'signal.not_sdp', 'remote', false],
    [
      {
        status: 201,
        // Of both kinds: with one of them less the server would be asked for that.
        body: [
          'v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n',
          'm=video 9 UDP/TLS/RTP/SAVPF 96\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n',
          'm=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n',
        ].join(''),
        headers: sdp,
      },
      'peer.refused_sdp',
      'remote',
      false,
    ],
    [{ status: 201, bodySize: 10_000_000, headers: sdp }, 'signal.too_large', 'remote', false],
    [{ drop: true }, 'http.network', 'network', true],
  ]
  for (const [answer, codes, blame, retryable] of rows) {
    for (const [page, Client, begin] of [
      [publisher, 'WHIPClient', 'publish'],
      [subscriber, 'WHEPClient', 'subscribe'],
    ]) {
      // A connection that is cut is tried again by the browser itself.
      await cluster.fault({ method: 'POST' }, answer, answer.drop ? 10 : 1)
      const [error, told] = await page.evaluate(
        async ([name, method]) => {
          events.length = 0
          const client = make(sluice[name])
          await client.init({ ...server, streamName: 'bad' })
          return [await outcome(client[method]()), events]
        },
        [Client, begin],
      )
      const code = codes[Client] ?? codes
      const what = `${Client} ${JSON.stringify(answer).slice(0, 60)}`
      expect(error, what).toMatchObject({ code, blame, retryable })
      if (answer.status) expect(error.httpStatus ?? answer.status, what).toBe(answer.status)
      if (answer.headers?.['retry-after']) expect(error.retryAfterMs).toBe(7000)
      expect(told, what).toContain(`Connect.Failure ${code}`)
      expect(
        told.some((type) => type.includes('InvalidName')),
        what,
      ).toBe(/404|409/.test(answer.status))
      await cluster.clearFaults()
      await expectNothingLeft(cluster, page)
    }
  }
})

test('an unknown host, a closed port and a silent server are network errors', async ({
  cluster,
  lab,
}) => {
  const page = await lab()
  const tryWith = (options) =>
    page.evaluate(async (given) => {
      const client = make(sluice.WHEPClient)
      await client.init({ ...server, streamName: 's', ...given })
      return outcome(client.subscribe())
    }, options)
  expect(await tryWith({ host: 'no-such-host.invalid' })).toMatchObject({
    code: 'http.network',
    blame: 'network',
  })
  expect(await tryWith({ port: 1 })).toMatchObject({ code: 'http.network' })

  await cluster.fault({ method: 'POST' }, { hang: true })
  expect(await tryWith({ timeouts: { answer: 300, remove: 300 } })).toMatchObject({
    code: 'signal.timeout',
    blame: 'network',
    retryable: true,
  })
  await cluster.clearFaults()
  await expectNothingLeft(cluster, page)
})

test('a 201 without a Location lives, warns, and can only be ended by the peer [row 8]', async ({
  cluster,
  lab,
}) => {
  const page = await lab()
  await cluster.fault({ method: 'POST' }, { omitHeaders: ['Location'] })
  const told = await page.evaluate(async () => {
    window.client = make(sluice.WHIPClient)
    await client.init({ ...server, streamName: 'lost' })
    await client.publish()
    return events
  })
  expect(told).toContain('Publish.Status signal.no_location')
  await expect.poll(() => heard(page)).toContain('Publish.Start')
  await page.evaluate(() => client.unpublish(true))
  await expectNothingLeft(cluster, page)
})

test('a session that answers come too late for is deleted all the same', async ({
  cluster,
  lab,
}) => {
  const page = await lab()
  await cluster.fault({ method: 'POST' }, { delayMs: 1500 })
  const error = await page.evaluate(async () => {
    const client = make(sluice.WHIPClient)
    await client.init({ ...server, streamName: 'late', timeouts: { answer: 500 } })
    return outcome(client.publish())
  })
  expect(error).toMatchObject({ code: 'signal.timeout' })
  await expectNothingLeft(cluster, page)
  expect(cluster.log.join('\n')).toMatch(/publisher leaves stream="late" why="asked to"/)
  expect(page.problems).toEqual([])
})

test('a second publish() is busy, a second unpublish() resolves, and neither harms the first', async ({
  cluster,
  lab,
}) => {
  const page = await lab()
  const result = await page.evaluate(async () => {
    const client = make(sluice.WHIPClient)
    const early = await outcome(client.publish())
    await client.init({ ...server, streamName: 'twice' })
    const first = client.publish()
    const second = await outcome(client.publish())
    const initAgain = await outcome(client.init({ ...server, streamName: 'twice' }))
    await first
    const third = await outcome(client.publish())
    const stops = await Promise.all([
      outcome(client.unpublish(true)),
      outcome(client.unpublish(true)),
    ])
    const late = await outcome(client.unpublish())
    // And the same client may start once more.
    const again = await outcome(client.publish())
    await client.unpublish(true)
    return { early, second, initAgain, third, stops, late, again }
  })
  expect(result).toMatchObject({
    early: { code: 'state.not_initialized' },
    second: { code: 'state.busy' },
    initAgain: { code: 'state.busy' },
    third: { code: 'state.busy' },
    stops: ['ok', 'ok'],
    late: 'ok',
    again: 'ok',
  })
  await expectNothingLeft(cluster, page)
  expect(page.problems).toEqual([])
})

test('a listener that throws, or calls back into the client, harms nobody', async ({
  cluster,
  lab,
}) => {
  const page = await lab()
  const told = await page.evaluate(async () => {
    const client = make(sluice.WHEPClient)
    client.on('WebRTC.Offer.Start', () => {
      throw new Error('from a listener')
    })
    client.on('WebRTC.Offer.Start', () => client.unsubscribe())
    await client.init({ ...server, streamName: 'nobody' })
    const result = await outcome(client.subscribe())
    return { result, events }
  })
  expect(told.result).toMatchObject({ code: 'state.closed' })
  expect(told.events).toContain('WebRTC.Offer.Start')
  await expectNothingLeft(cluster, page)
  expect(page.problems.filter((problem) => problem.includes('from a listener'))).toHaveLength(1)
})

for (const [name, args, code] of [
  ['refused', ['--use-fake-device-for-media-stream', '--deny-permission-prompts'], 'media.denied'],
  ['missing', ['--use-fake-ui-for-media-stream'], 'media.not_found'],
]) {
  test(`a camera that is ${name} is told by an event and rejects publish()`, async ({
    cluster,
  }) => {
    const browser = await chromium.launch({
      executablePath: chromiumPath,
      args: [...bareArgs, ...args],
    })
    const page = await browser.newPage()
    await page.goto(`${cluster.url}examples/publish/`)
    const result = await page.evaluate(async (port) => {
      const { WHIPClient, diagnostics } = await import('/dist/index.js')
      const client = new WHIPClient()
      const events = []
      client.on('*', ({ type }) => events.push(type))
      await client.init({ protocol: 'http', host: 'localhost', port, streamName: 'dark' })
      const error = await client.publish().catch((reason) => reason.toJSON())
      return { error, events, left: diagnostics() }
    }, cluster.port)
    await browser.close()
    expect(result.error).toMatchObject({ code, blame: 'caller', retryable: false })
    expect(result.events).toEqual(['WebRTC.MediaConstraints.Rejected', 'Connect.Failure'])
    expect(result.left).toEqual({ sessions: 0, callbacks: 0 })
  })
}

test('constraints that no device meets are overconstrained', async ({ cluster, lab }) => {
  const page = await lab()
  const error = await page.evaluate(async () => {
    const client = make(sluice.WHIPClient)
    await client.init({
      ...server,
      streamName: 's',
      // Of a size alone a smaller one would be taken.
      mediaConstraints: { video: { width: { exact: 99_999 }, deviceId: { exact: 'nobody' } } },
    })
    return outcome(client.publish())
  })
  expect(error).toMatchObject({ code: 'media.overconstrained' })
  await expectNothingLeft(cluster, page)
})
