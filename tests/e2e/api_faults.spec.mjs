// Calls and options that were not taken as a page means them: faults that were met once, by the
// number of their report.
import { expect, expectNothingLeft, heard, start, stop, test, viaManager } from './lab.mjs'

/** What a call in the page comes to, whether it throws at once or rejects. */
const codesOf = (page, calls) =>
  page.evaluate(async (text) => {
    const codes = []
    for (const call of new Function(`return ${text}`)()) {
      try {
        await call()
        codes.push('ok')
      } catch (error) {
        codes.push(error instanceof sluice.SluiceError ? error.code : `not ours: ${error}`)
      }
    }
    return codes
  }, calls)

test('58: a browser without a camera is told as that, and nothing is left', async ({
  cluster,
  lab,
}) => {
  const page = await lab()
  await page.evaluate(() =>
    Object.defineProperty(navigator, 'mediaDevices', { value: {}, configurable: true }),
  )
  expect((await start(page, 'WHIPClient', { streamName: 'blind' })).code).toBe('media.unsupported')
  await page.evaluate(() =>
    Object.defineProperty(navigator, 'mediaDevices', {
      value: {
        getUserMedia() {
          throw new RangeError('at once')
        },
      },
    }),
  )
  const thrown = await start(page, 'RTCPublisher', { streamName: 'blind' })
  expect(thrown.code).toBe('media.failed')
  expect(thrown.detail).toContain('at once')
  await expectNothingLeft(cluster, page)
})

test('58: whatever a browser throws in a turn, each call settles and nothing is left', async ({
  cluster,
  lab,
}) => {
  const page = await lab()
  // Each of these throws at the first call and does its work from then on.
  const methods = [
    'RTCPeerConnection.prototype.addTransceiver',
    'RTCPeerConnection.prototype.createOffer',
    'RTCPeerConnection.prototype.setLocalDescription',
    'RTCPeerConnection.prototype.setRemoteDescription',
    'RTCPeerConnection.prototype.addEventListener',
    'RTCPeerConnection.prototype.getStats',
    'RTCPeerConnection.prototype.close',
    'MediaStream.prototype.getTracks',
    'MediaStream.prototype.getVideoTracks',
    'HTMLMediaElement.prototype.play',
    'window.fetch',
    'window.WebSocket',
  ]
  for (const method of methods) {
    const told = await page.evaluate(
      async ([path, more]) => {
        const names = path.split('.')
        const last = names.pop()
        const owner = names.reduce(
          (object, name) => (name === 'window' ? window : object[name]),
          window,
        )
        const real = owner[last]
        const mend = () =>
          Object.defineProperty(owner, last, { value: real, writable: true, configurable: true })
        owner[last] = function () {
          mend()
          throw new RangeError('thrown by the test')
        }
        const codes = []
        for (const [Client, call] of [
          ['WHIPClient', 'publish'],
          ['RTCPublisher', 'publish'],
        ]) {
          const client = new sluice[Client]()
          const options = { ...server, ...more, streamName: `door-${Client}`, recovery: true }
          const error = await outcome(client.init(options).then(() => client[call]()))
          codes.push(error.code ?? error)
          await client.unpublish(true)
        }
        mend()
        return codes
      },
      [method, viaManager(cluster)],
    )
    for (const code of told) expect(code, method).toMatch(/^(ok|[a-z]+\.[a-z_]+)$/)
  }
  await page.evaluate(() => openPeers().forEach((peer) => peer.close()))
  await expectNothingLeft(cluster, page)
})

test('62, 63: options that nobody knows are left alone, and what cannot be read is told', async ({
  lab,
}) => {
  const page = await lab()
  const told = await page.evaluate(async () => {
    const throws = (name) => ({
      ...server,
      streamName: 's',
      get [name]() {
        throw new RangeError('from the getter')
      },
    })
    const deep = {}
    let at = deep
    for (let i = 0; i < 1000; ++i) at = at.next = {}
    const unknown = {
      ...server,
      streamName: 's',
      element: document.body,
      big: 1n,
      page: window,
      deep,
      long: 'x'.repeat(200_000),
    }
    const trapped = new Proxy(server, {
      ownKeys() {
        throw new RangeError('from the proxy')
      },
    })
    const init = (options) => outcome(new sluice.WHEPClient().init(options))
    const client = new sluice.WHEPClient()
    await client.init(unknown)
    return [
      client.getOptions().element === document.body,
      await init(throws('somethingElse')),
      await init(throws('connectionParams')),
      await init({ ...server, streamName: 's', timeouts: throws('answer') }),
      await init(trapped),
    ]
  })
  expect(told.slice(0, 2)).toEqual([true, 'ok'])
  for (const error of told.slice(2)) {
    expect(error.code).toBe('config.invalid')
    expect(error.detail).toMatch(/^from the (getter|proxy)$/)
  }
})

test('64: parameters may be URLSearchParams or a Map', async ({ cluster, lab }) => {
  const page = await lab()
  await cluster.clearRequests()
  for (const params of [
    "new URLSearchParams('who=me&n=1')",
    "new Map([['who', 'me'], ['n', 1]])",
  ]) {
    await page.evaluate(async (text) => {
      window.client = new sluice.WHEPClient()
      const connectionParams = new Function(`return ${text}`)()
      await client.init({ ...server, streamName: 'nobody', connectionParams })
      await outcome(client.subscribe())
    }, params)
  }
  const posts = (await cluster.requests()).filter(({ method }) => method === 'POST')
  expect(posts).toHaveLength(2)
  for (const { query } of posts)
    expect(Object.fromEntries(query)).toMatchObject({ who: 'me', n: '1' })
})

for (const [Client, begin] of [
  ['WHIPClient', 'publish'],
  ['RTCPublisher', 'publish'],
  ['WHEPClient', 'subscribe'],
  ['RTCSubscriber', 'subscribe'],
]) {
  test(`71: whoever tries again after a rejection begins anew: ${Client}`, async ({
    cluster,
    lab,
  }) => {
    const page = await lab()
    const told = await page.evaluate(
      async ([name, call, more]) => {
        // The answer cannot be used, so there is a session on the server that must be ended.
        const { setRemoteDescription } = RTCPeerConnection.prototype
        RTCPeerConnection.prototype.setRemoteDescription = () => Promise.reject(new Error('no'))
        const options = { ...server, ...more, streamName: name }
        const source = new sluice.WHIPClient()
        window.client = make(sluice[name])
        const first = await outcome(client.init(options).then(() => client[call]()))
        RTCPeerConnection.prototype.setRemoteDescription = setRemoteDescription
        if (call === 'subscribe') await source.init(options).then(() => source.publish())
        const again = await outcome(client.init(options).then(() => client[call]()))
        await (client.publish ? client.unpublish(true) : client.unsubscribe())
        await source.unpublish(true)
        return [first.code, again]
      },
      [Client, begin, viaManager(cluster)],
    )
    expect(told[1], Client).toBe('ok')
    expect(told[0], Client).toMatch(/^(peer|http|stream|manager)\./)
    await expectNothingLeft(cluster, page)
  })
}

test('57: views that cannot be one', async ({ lab }) => {
  const page = await lab()
  expect(
    await codesOf(
      page,
      `[
        () => new sluice.PlaybackView({ current: null }),
        () => new sluice.HLSSubscriber().setView(7),
        () => new sluice.WHEPClient().setView('no-such-id'),
      ]`,
    ),
  ).toEqual(['config.invalid', 'config.invalid', 'ok'])
})

test("76: what a hook throws is the caller's, with its text", async ({ cluster, lab }) => {
  const page = await lab()
  const told = await page.evaluate(async () => {
    const fail = () => {
      throw new RangeError('from the hook')
    }
    const run = async (options) => {
      const client = new sluice.WHIPClient()
      const error = await outcome(
        client.init({ ...server, streamName: 'hooked', ...options }).then(() => client.publish()),
      )
      await client.unpublish(true)
      return error
    }
    return [
      await run({ mungeOffer: fail }),
      await run({ mungeAnswer: fail }),
      await run({ token: fail }),
      await run({ host: '127.0.0.1', port: 1, recovery: { policy: fail } }),
      await run({ mungeOffer: () => 7 }),
    ]
  })
  for (const error of told) expect(error).toMatchObject({ code: 'config.invalid', blame: 'caller' })
  for (const { detail } of told.slice(0, 4)) expect(detail).toContain('from the hook')
  expect(told[4].detail).toBe('mungeOffer: it gave no SDP')
  await expectNothingLeft(cluster, page)
})

test('77: an option of the wrong type is told', async ({ lab }) => {
  const page = await lab()
  const told = await page.evaluate(async () => {
    const wrong = [
      { keepAlive: NaN },
      { timeouts: { answer: Infinity } },
      { recovery: { delay: NaN } },
      { recovery: { policy: 'soon' } },
      { streamName: () => 'name' },
      { port: 1n },
      { mungeOffer: 'v=0' },
      { mediaElementId: 7 },
      { buffer: NaN },
      { connectionParams: [1] },
      { connectionParams: 'a=b' },
      { connectionParams: new Set([1]) },
      { rtcConfiguration: 'max-bundle' },
    ]
    const codes = []
    for (const options of wrong) {
      const given = { ...server, streamName: 's', ...options }
      codes.push((await outcome(new sluice.WHEPClient().init(given))).code)
    }
    return codes
  })
  expect(told).toEqual(Array(13).fill('config.invalid'))
})

test('78: a view that is not there is told, and the stream goes on', async ({ cluster, lab }) => {
  const page = await lab()
  expect(await start(page, 'WHIPClient', { streamName: 'seen', mediaElementId: 'nowhere' })).toBe(
    'ok',
  )
  expect(await heard(page)).toContain('Publish.Status config.invalid')
  const player = await lab('examples/subscribe/')
  expect(await start(player, 'WHEPClient', { streamName: 'seen', mediaElementId: 'nowhere' })).toBe(
    'ok',
  )
  expect(await heard(player)).toContain('Subscribe.Status config.invalid')
  await stop(player)
  // One that shows its stream by itself hears nothing of it.
  expect(await start(player, 'WHEPClient', { streamName: 'seen' })).toBe('ok')
  const all = await heard(player)
  expect(all.filter((type) => type === 'Subscribe.Status config.invalid')).toHaveLength(1)
  await stop(player)
  await stop(page)
  await expectNothingLeft(cluster, page, player)
})

test("80: listeners are called as the DOM's EventTarget does", async ({ lab }) => {
  const page = await lab()
  const told = await page.evaluate(async () => {
    const calls = []
    const client = new sluice.WHEPClient('nonsense')
    const second = () => calls.push('second')
    const third = () => calls.push('third')
    await new Promise((resolve) => {
      client.on('Connect.Failure', () => {
        calls.push('first')
        client.off('Connect.Failure', second)
        client.on('Connect.Failure', third)
        setTimeout(resolve)
      })
      client.on('Connect.Failure', second)
    })
    return calls
  })
  expect(told).toEqual(['first'])
})

test('80: a subscribe() while unsubscribe() pends waits its turn', async ({ cluster, lab }) => {
  const page = await lab()
  expect(await start(page, 'WHIPClient', { streamName: 'turns' })).toBe('ok')
  const player = await lab('examples/subscribe/')
  for (const Client of ['WHEPClient', 'RTCSubscriber']) {
    const options = { streamName: 'turns', ...viaManager(cluster) }
    expect(await start(player, Client, options)).toBe('ok')
    const told = await player.evaluate(async () => {
      const ended = client.unsubscribe()
      const again = outcome(client.subscribe())
      await ended
      return again
    })
    expect(told, Client).toBe('ok')
    await stop(player)
  }
  await stop(page)
  await expectNothingLeft(cluster, page, player)
})

test('80: clients that were only initialized go with their page’s interest in them', async ({
  lab,
}) => {
  const page = await lab()
  await page.evaluate(async () => {
    for (let i = 0; i < 20; ++i)
      await new sluice.WHEPClient().init({ ...server, streamName: 's', recovery: true })
  })
  expect((await page.evaluate(() => sluice.diagnostics())).sessions).toBeGreaterThan(0)
  const session = await page.context().newCDPSession(page)
  await expect
    .poll(async () => {
      await session.send('HeapProfiler.collectGarbage')
      return page.evaluate(() => sluice.diagnostics())
    })
    .toEqual({ sessions: 0, callbacks: 0 })
})

test('36: rtcConfiguration is laid over the defaults [row 31]', async ({ lab }) => {
  const page = await lab()
  const options = await page.evaluate(async () => {
    const client = new sluice.WHEPClient()
    const rtcConfiguration = { iceTransportPolicy: 'relay' }
    await client.init({ ...server, streamName: 's', rtcConfiguration })
    return client.getOptions().rtcConfiguration
  })
  expect(options).toEqual({
    iceTransportPolicy: 'relay',
    bundlePolicy: 'max-bundle',
    iceCandidatePoolSize: 2,
  })
})
