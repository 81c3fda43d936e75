// Which implementation is used where the order names several.
import { expectToPlay, player, playerPage, publish } from './hls_pages.mjs'
import { expect, expectNothingLeft, nothing, stop, test, viaManager } from './lab.mjs'

/**
 * Initializes a client of this class by this order, with `window.server` in the options of each
 * implementation: the class that was chosen, or the error.
 */
function choose(page, Class, order, options) {
  return page.evaluate(
    async ([name, wanted, given]) => {
      const config = Object.fromEntries(
        Object.entries(given).map(([type, own]) => [type, { ...server, ...own }]),
      )
      window.failover = make(sluice[name])
      if (wanted)
        failover[name === 'Red5ProPublisher' ? 'setPublishOrder' : 'setPlaybackOrder'](wanted)
      const result = await outcome(failover.init(config).then((ready) => (window.client = ready)))
      const chosen = Object.keys(sluice).find((key) => sluice[key] === window.client?.constructor)
      return result === 'ok' ? chosen : result
    },
    [Class, order, options],
  )
}

/** The failover's events, as `type implementation code`. */
function verdicts(page) {
  return page.evaluate(() =>
    window.details.map(({ type, data }) => [type, data.type, data.error?.code].join(' ').trim()),
  )
}

test('an order of implementations holds known names once each', async ({ lab }) => {
  const page = await lab('examples/subscribe/')
  const result = await page.evaluate(() => {
    const publisher = new sluice.Red5ProPublisher()
    const subscriber = new sluice.Red5ProSubscriber()
    const orders = [
      ['HLS', 'flash', 'rtc', 'hls', ' Whep ', 7, null, '__proto__'],
      'WHEP, rtc,rtc,',
      'hls',
      'constructor',
      [],
      null,
    ].map((order) => subscriber.setPlaybackOrder(order).getPlaybackOrder())
    const own = new sluice.Red5ProSubscriber().getPlaybackOrder()
    own.push('changed')
    return {
      defaults: [publisher.getPublishOrder(), new sluice.Red5ProSubscriber().getPlaybackOrder()],
      orders,
      published: publisher.setPublishOrder(['WHIP', 'hls', 'rtc']).getPublishOrder(),
      types: [publisher.publishTypes, subscriber.playbackTypes],
    }
  })
  expect(result).toEqual({
    defaults: [
      ['rtc', 'rtmp'],
      ['rtc', 'rtmp', 'hls'],
    ],
    orders: [['hls', 'rtc', 'whep'], ['whep', 'rtc'], ['hls'], [], [], []],
    published: ['whip', 'rtc'],
    types: [
      { RTC: 'rtc', WHIP: 'whip', RTMP: 'rtmp' },
      { RTC: 'rtc', WHEP: 'whep', RTMP: 'rtmp', HLS: 'hls' },
    ],
  })
})

test('where the proxy is off, HLS plays in the place of WebRTC', async ({ cluster, lab }) => {
  const publisher = await publish(lab, 'both')
  const page = await playerPage(lab)
  const rtc = player('both', viaManager(cluster, { retries: 0 }))
  const options = { hls: player('both'), rtmp: {}, rtc }
  expect(await choose(page, 'Red5ProSubscriber', null, options)).toBe('RTCSubscriber')
  expect(await verdicts(page)).toEqual(['Subscriber.Accept rtc'])
  expect(await page.evaluate(() => outcome(client.subscribe()))).toBe('ok')
  await stop(page)
  await cluster.setProxy(false)
  try {
    await page.evaluate(() => (window.details.length = 0))
    expect(await choose(page, 'Red5ProSubscriber', null, options)).toBe('HLSSubscriber')
    expect(await verdicts(page)).toEqual([
      'Subscriber.Reject rtc proxy.disabled',
      'Subscriber.Reject rtmp env.unsupported',
      'Subscriber.Accept hls',
    ])
    // Of what was rejected nothing is open.
    await expect.poll(() => page.evaluate(() => resources())).toEqual(nothing)
    expect(await page.evaluate(() => outcome(client.subscribe()))).toBe('ok')
    await expectToPlay(page)
    expect(await page.evaluate(() => client.getType())).toBe('HLS')
    await stop(page)
  } finally {
    await cluster.setProxy(true)
  }
  await stop(publisher)
  await expectNothingLeft(cluster, page, publisher)
})

test('the order decides, and what has no options is not tried', async ({ cluster, lab }) => {
  const publisher = await publish(lab, 'many')
  const page = await playerPage(lab)
  const all = { rtc: player('many'), whep: player('many'), hls: player('many') }
  for (const [order, options, chosen] of [
    [['hls', 'rtc'], all, 'HLSSubscriber'],
    [['whep', 'hls'], all, 'WHEPClient'],
    [['rtc', 'whep', 'hls'], { hls: all.hls }, 'HLSSubscriber'],
    [['rtc', 'whep'], { rtc: { host: 'a b' }, whep: all.whep }, 'WHEPClient'],
  ]) {
    expect(await choose(page, 'Red5ProSubscriber', order, options)).toBe(chosen)
    expect(await page.evaluate(() => outcome(client.subscribe()))).toBe('ok')
    await stop(page)
  }
  await stop(publisher)
  await expectNothingLeft(cluster, page, publisher)
})

test('a server that turns the WebSocket away is left, with nothing open', async ({
  cluster,
  lab,
}) => {
  const page = await playerPage(lab)
  await cluster.fault({ method: 'WS' }, { reject: true })
  const rtc = player('s', viaManager(cluster, { retries: 0 }))
  const publisher = await publish(lab, 's')
  expect(await choose(page, 'Red5ProSubscriber', ['rtc', 'hls'], { rtc, hls: player('s') })).toBe(
    'HLSSubscriber',
  )
  expect((await verdicts(page))[0]).toBe('Subscriber.Reject rtc signal.rejected')
  await stop(publisher)
  await expectNothingLeft(cluster, page, publisher)
})

test('when none works, one error tells of all', async ({ cluster, lab }) => {
  const page = await playerPage(lab)
  await cluster.fault({ path: '/event/' }, { status: 401 })
  const rtc = player('s', viaManager(cluster, { retries: 0 }))
  const options = { rtmp: {}, rtc, hls: { streamName: 'a/b' } }
  expect(await choose(page, 'Red5ProSubscriber', 'rtmp,rtc,hls', options)).toMatchObject({
    name: 'SluiceError',
    code: 'manager.unauthorized',
    retryable: false,
    detail: expect.stringMatching(
      /^rtmp: env.unsupported, rtc: manager.unauthorized, hls: config.stream_invalid: The stream /,
    ),
  })
  const only = { rtmp: {} }
  expect(await choose(page, 'Red5ProSubscriber', null, only)).toMatchObject({
    code: 'env.unsupported',
    detail: expect.stringContaining('Flash'),
  })
  for (const [order, given] of [
    [[], options],
    [null, {}],
  ])
    expect(await choose(page, 'Red5ProSubscriber', order, given)).toMatchObject({
      code: 'config.invalid',
    })
  expect(
    await page.evaluate(() => outcome(new sluice.Red5ProSubscriber().init(undefined))),
  ).toMatchObject({ code: 'config.invalid' })
  await expectNothingLeft(cluster, page)
})

test('publishers are chosen the same way', async ({ cluster, lab }) => {
  const page = await lab('examples/publish/')
  const all = { rtc: { streamName: 'p' }, whip: { streamName: 'p' } }
  expect(await choose(page, 'Red5ProPublisher', ['whip', 'rtc'], all)).toBe('WHIPClient')
  expect(await page.evaluate(() => outcome(client.publish()))).toBe('ok')
  await stop(page)
  await page.evaluate(() => (window.details.length = 0))
  const broken = { ...all, rtc: { streamName: 'a/b' }, rtmp: {} }
  expect(await choose(page, 'Red5ProPublisher', 'rtmp,rtc,whip', broken)).toBe('WHIPClient')
  expect(await verdicts(page)).toEqual([
    'Publisher.Reject rtmp env.unsupported',
    'Publisher.Reject rtc config.stream_invalid',
    'Publisher.Accept whip',
  ])
  await stop(page)
  const rtc = { rtc: { streamName: 'p', ...viaManager(cluster) } }
  expect(await choose(page, 'Red5ProPublisher', null, rtc)).toBe('RTCPublisher')
  await stop(page)
  await expectNothingLeft(cluster, page)
})
