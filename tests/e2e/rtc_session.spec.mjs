// A session over the WebSocket, from the greeting to the end: what is told, in which order, and what
// goes over the socket and then over the data channel.
import {
  dataOf,
  expect,
  expectNothingLeft,
  heard,
  nothing,
  received,
  start,
  stop,
  test,
  viaManager,
} from './lab.mjs'

const publish = (page, cluster, streamName, more) =>
  start(page, 'RTCPublisher', { ...viaManager(cluster), streamName, ...more })

const subscribe = (page, cluster, streamName, more) =>
  start(page, 'RTCSubscriber', { ...viaManager(cluster), streamName, ...more })

/** Waits until this many more frames have been decoded. */
async function expectFrames(page, count = 20) {
  const { frames } = await received(page)
  await expect
    .poll(async () => (await received(page)).frames)
    .toBeGreaterThanOrEqual(frames + count)
}

/** Waits until `client` in the page has moved to its data channel. */
async function expectSwitched(...pages) {
  for (const page of pages) {
    await expect.poll(() => heard(page)).toContain('MessageTransport.Change')
    expect(
      await page.evaluate(() => {
        const transport = client.getMessageTransport()
        return [transport instanceof RTCDataChannel, transport === client.getDataChannel()]
      }),
    ).toEqual([true, true])
  }
}

test('a good publish and a good subscribe tell their story in this order', async ({
  cluster,
  lab,
}) => {
  const publisher = await lab('examples/publish/')
  await publisher.evaluate(
    async (options) => {
      window.client = make(sluice.RTCPublisher)
      const camera = new Promise((resolve) => client.on('WebRTC.MediaStream.Available', resolve))
      const same = await client.init({ ...server, ...options })
      if (same !== client) throw new Error('init() gives the client')
      await camera
      if ((await client.publish()) !== client) throw new Error('publish() gives the client')
    },
    { streamName: 'order', ...viaManager(cluster) },
  )
  const subscriber = await lab('examples/subscribe/')
  const afterInit = await subscriber.evaluate(
    async (options) => {
      window.client = make(sluice.RTCSubscriber)
      const same = await client.init({ ...server, ...options })
      if (same !== client) throw new Error('init() gives the client')
      const sofar = [...events]
      if ((await client.subscribe()) !== client) throw new Error('subscribe() gives the client')
      return sofar
    },
    { streamName: 'order', ...viaManager(cluster) },
  )
  expect(afterInit).toEqual(['WebRTC.Endpoint.Changed', 'Connect.Success'])
  await expectSwitched(publisher, subscriber)
  await stop(subscriber)
  await stop(publisher)

  // When candidates and channels are through depends on the network, not on the order of things.
  const story = async (page) =>
    (await heard(page)).filter(
      (type) => !/Candidate|Trickle|DataChannel|Connection.Open|Metadata|Mode/.test(type),
    )
  expect(await story(publisher)).toEqual([
    'WebRTC.MediaConstraints.Accepted',
    'Publisher.Video.DimensionChange',
    'WebRTC.MediaStream.Available',
    'WebRTC.PeerConnection.Available',
    'WebRTC.Endpoint.Changed',
    'Connect.Success',
    'WebRTC.Offer.Start',
    'WebRTC.Offer.End',
    'Publish.Start',
    'MessageTransport.Change',
    'Unpublish.Success',
  ])
  expect(await story(subscriber)).toEqual([
    'WebRTC.Endpoint.Changed',
    'Connect.Success',
    'WebRTC.PeerConnection.Available',
    'WebRTC.Offer.Start',
    'WebRTC.Offer.End',
    'WebRTC.PeerConnection.OnTrack',
    'WebRTC.Add.Stream',
    'WebRTC.PeerConnection.OnTrack',
    'WebRTC.Answer.Start',
    'WebRTC.Answer.End',
    'Subscribe.Start',
    'MessageTransport.Change',
    'Subscribe.Stop',
  ])
  for (const [page, once] of [
    [publisher, ['Trickle.Complete', 'DataChannel.Open', 'DataChannel.Available']],
    [subscriber, ['Candidate.Start', 'Candidate.End', 'DataChannel.Open']],
  ]) {
    for (const type of [...once, 'PeerConnection.Open', 'PeerConnection.CandidateEnd'])
      expect(await heard(page)).toContainEqual(expect.stringContaining(type))
  }
  await expectNothingLeft(cluster, publisher, subscriber)
  expect([...publisher.problems, ...subscriber.problems]).toEqual([])
})

test("a subscriber's init() waits for the server's greeting", async ({ cluster, lab }) => {
  const publisher = await lab()
  expect(await publish(publisher, cluster, 'greeting')).toBe('ok')
  const page = await lab('examples/subscribe/')
  await cluster.fault({ method: 'WS' }, { hang: true })
  await page.evaluate(
    (options) => {
      window.client = make(sluice.RTCSubscriber)
      window.settled = undefined
      outcome(client.init({ ...server, ...options })).then((result) => (window.settled = result))
    },
    { streamName: 'greeting', ...viaManager(cluster) },
  )
  // The socket is open then, and the server silent.
  await expect.poll(() => page.evaluate(() => client.getConnection()?.readyState)).toBe(1)
  expect(await cluster.faults()).toEqual([])
  expect(await page.evaluate(() => window.settled ?? 'waiting')).toBe('waiting')
  expect(await heard(page)).toEqual(['WebRTC.Endpoint.Changed'])
  await cluster.clearFaults()
  await expect.poll(() => page.evaluate(() => window.settled)).toBe('ok')
  expect(await heard(page)).toEqual(['WebRTC.Endpoint.Changed', 'Connect.Success'])
  await stop(page)
  await stop(publisher)
  await expectNothingLeft(cluster, page, publisher)
})

for (const [transport, options] of [
  ['the data channel, which has taken over from the socket', { socketSwitchDelay: 0 }],
  ['the socket, with signalingSocketOnly: false', { signalingSocketOnly: false }],
]) {
  const moves = options.socketSwitchDelay === 0
  test(`messages, calls and the end go over ${transport}`, async ({ cluster, lab }) => {
    const publisher = await lab('examples/publish/')
    const subscriber = await lab('examples/subscribe/')
    expect(await publish(publisher, cluster, 'talk', options)).toBe('ok')
    expect(await subscribe(subscriber, cluster, 'talk', options)).toBe('ok')
    if (moves) {
      await expectSwitched(publisher, subscriber)
      await expect.poll(() => cluster.load()).toMatchObject({ sessions: 2, sockets: 0 })
    }
    await expectFrames(subscriber)

    // From the publisher to its players, as an object and as the text of one.
    await publisher.evaluate(() => client.send('hello', { text: 'a "b" ü', list: [1, null] }))
    await publisher.evaluate(() => client.send('again', '{"text":"json"}'))
    await expect
      .poll(() => dataOf(subscriber, 'Subscribe.Send.Invoke'))
      .toEqual([
        { methodName: 'hello', data: { text: 'a "b" ü', list: [1, null] } },
        { methodName: 'again', data: { text: 'json' } },
      ])
    // And from a player to the publisher.
    await subscriber.evaluate(() => client.send('back', { here: true }))
    await expect
      .poll(() => dataOf(publisher, 'Publish.Send.Invoke'))
      .toMatchObject([{ methodName: 'back', data: { here: true } }])

    for (const page of [publisher, subscriber]) {
      const called = await page.evaluate(async () => {
        // A log line is not answered, and must not disturb what is.
        client.sendLog('warn', 'from a test')
        const [echoes, unknown] = await Promise.all([
          Promise.all([client.callServer('echo', [1, 'two']), client.callServer('echo')]),
          outcome(client.callServer('noSuchMethod', [])),
        ])
        return { echoes, unknown }
      })
      expect(called.echoes).toEqual([[1, 'two'], []])
      expect(called.unknown).toMatchObject({ code: 'call.failed', blame: 'remote' })
    }
    expect((await heard(publisher)).includes('MessageTransport.Change')).toBe(moves)

    await stop(publisher)
    expect((await heard(publisher)).at(-1)).toBe('Unpublish.Success')
    await expect.poll(() => heard(subscriber)).toContain('Subscribe.Stop')
    await expectNothingLeft(cluster, publisher, subscriber)
    expect(await subscriber.evaluate(() => outcome(client.callServer('echo', [])))).toMatchObject({
      code: 'state.not_live',
    })
    expect([...publisher.problems, ...subscriber.problems]).toEqual([])
  })
}

test('switchStreams takes a player to another stream', async ({ cluster, lab }) => {
  const first = await lab('examples/publish/')
  const second = await lab('examples/publish/')
  const subscriber = await lab('examples/subscribe/')
  expect(await publish(first, cluster, 'one')).toBe('ok')
  // The other one is all magenta.
  expect(
    await second.evaluate(
      async (options) => {
        const canvas = document.createElement('canvas')
        Object.assign(canvas, { width: 640, height: 480 })
        const context = canvas.getContext('2d')
        const paint = () => {
          context.fillStyle = '#f0f'
          context.fillRect(0, 0, canvas.width, canvas.height)
          requestAnimationFrame(paint)
        }
        paint()
        const stream = canvas.captureStream(20)
        const sound = await navigator.mediaDevices.getUserMedia({ audio: true })
        stream.addTrack(sound.getAudioTracks()[0])
        window.client = make(sluice.RTCPublisher)
        const ready = client.initWithStream({ ...server, ...options }, stream)
        const result = await outcome(ready.then(() => client.publish()))
        window.endStream = () => stream.getTracks().forEach((track) => track.stop())
        return result
      },
      { ...viaManager(cluster), streamName: 'two' },
    ),
  ).toBe('ok')
  expect(await subscribe(subscriber, cluster, 'one')).toBe('ok')
  await expectFrames(subscriber)

  const nowhere = await subscriber.evaluate(() =>
    outcome(client.callServer('switchStreams', [{ path: 'live/nowhere' }])),
  )
  expect(nowhere).toMatchObject({ code: 'call.failed' })
  await expectFrames(subscriber)
  const switched = await subscriber.evaluate(() =>
    outcome(client.callServer('switchStreams', [{ path: 'live/two' }])),
  )
  expect(switched).toBe('ok')
  expect(await dataOf(subscriber, 'WebRTC.Subscribe.StreamSwitch')).toEqual([{ path: 'live/two' }])
  await expectFrames(subscriber)
  const colour = () =>
    subscriber.locator('#red5pro-subscriber').evaluate((video) => {
      const canvas = document.createElement('canvas')
      canvas.width = canvas.height = 1
      const context = canvas.getContext('2d')
      context.drawImage(video, 0, 0, 1, 1)
      const [red, green, blue] = context.getImageData(0, 0, 1, 1).data
      return red > 200 && green < 60 && blue > 200 ? 'magenta' : `${red} ${green} ${blue}`
    })
  await expect.poll(colour).toBe('magenta')

  await stop(subscriber)
  await stop(first)
  await stop(second)
  await second.evaluate(() => window.endStream())
  await expectNothingLeft(cluster, first, second, subscriber)
})

for (const who of ['publisher', 'subscriber']) {
  test(`what the ${who} mutes does not reach the subscriber until it is unmuted`, async ({
    cluster,
    lab,
  }) => {
    const publisher = await lab('examples/publish/')
    const subscriber = await lab('examples/subscribe/')
    expect(await publish(publisher, cluster, 'hush')).toBe('ok')
    expect(await subscribe(subscriber, cluster, 'hush')).toBe('ok')
    await expectFrames(subscriber)
    const muting = who === 'publisher' ? publisher : subscriber
    const call = (method) => muting.evaluate((name) => client[name](), method)

    /** What comes of the one kind while this much comes of the other, which measures the time. */
    const growth = async (kind, clock, amount) => {
      const before = await received(subscriber)
      await expect
        .poll(async () => (await received(subscriber))[clock])
        .toBeGreaterThan(before[clock] + amount)
      return (await received(subscriber))[kind] - before[kind]
    }
    await call('muteVideo')
    await expect.poll(() => growth('videoBytes', 'audioBytes', 1000)).toBe(0)
    await call('unmuteVideo')
    await expectFrames(subscriber)

    await call('muteAudio')
    await expect.poll(() => growth('audioBytes', 'frames', 10)).toBe(0)
    await call('unmuteAudio')
    await expect.poll(() => growth('audioBytes', 'frames', 10)).toBeGreaterThan(500)

    await stop(subscriber)
    await stop(publisher)
    await expectNothingLeft(cluster, publisher, subscriber)
  })
}

test('the end of a stream is told to its player once, as an end and not as a loss', async ({
  cluster,
  lab,
}) => {
  const publisher = await lab('examples/publish/')
  const subscriber = await lab('examples/subscribe/')
  expect(await publish(publisher, cluster, 'ends')).toBe('ok')
  expect(await subscribe(subscriber, cluster, 'ends')).toBe('ok')
  await subscriber.evaluate(() => {
    // The name in the field's documentation is another one.
    client.on('Subscribe.Unpublish', () => events.push('by its documented name'))
  })
  await stop(publisher)
  await expect.poll(() => heard(subscriber)).toContain('Subscribe.Stop')
  await expectNothingLeft(cluster, publisher, subscriber)
  const told = (await heard(subscriber)).filter((type) => /^Subscribe\.|by its/.test(type))
  expect(told.filter((type) => !/Status|Metadata|StreamingMode/.test(type))).toEqual([
    'Subscribe.Start',
    'by its documented name',
    'Subscribe.Play.Unpublish',
    'Subscribe.Stop',
  ])
})

for (const bypassAvailable of [false, true]) {
  const seen = bypassAvailable ? 'when it publishes' : 'when it asks'
  test(`a name that is taken is told to the second publisher ${seen}`, async ({ cluster, lab }) => {
    const first = await lab('examples/publish/')
    const second = await lab('examples/publish/')
    const subscriber = await lab('examples/subscribe/')
    expect(await publish(first, cluster, 'taken')).toBe('ok')
    expect(await subscribe(subscriber, cluster, 'taken')).toBe('ok')
    const error = await publish(second, cluster, 'taken', { bypassAvailable })
    expect(error).toMatchObject({ code: 'stream.name_taken', blame: 'remote', retryable: true })
    const told = await heard(second)
    expect(told.slice(-2)).toEqual([
      'Publish.InvalidName stream.name_taken',
      'Connect.Failure stream.name_taken',
    ])
    await expect.poll(() => second.evaluate(() => resources())).toEqual(nothing)

    await expectFrames(subscriber, 40)
    expect(await heard(subscriber)).not.toContain('Subscribe.Play.Unpublish')
    await stop(first)
    // Free now, for the same client.
    expect(await second.evaluate(() => outcome(client.publish()))).toBe('ok')
    await stop(second)
    await expectNothingLeft(cluster, first, second, subscriber)
  })
}

test('a stream that is not there is told by the lookup, and by a node', async ({
  cluster,
  lab,
}) => {
  const page = await lab('examples/subscribe/')
  const byLookup = await start(page, 'RTCSubscriber', {
    streamName: 'nobody',
    streamManager: { port: cluster.port, retries: 0 },
  })
  expect(byLookup).toMatchObject({ code: 'manager.no_edge', blame: 'remote', retryable: true })
  expect(await heard(page)).toEqual(['Connect.Failure manager.no_edge'])

  await page.evaluate(() => (events.length = 0))
  const edge = (await cluster.nodes()).find(({ role }) => role === 'edge')
  const direct = { protocol: 'ws', host: edge.address, port: edge.port, streamName: 'nobody' }
  expect(await start(page, 'RTCSubscriber', direct)).toMatchObject({ code: 'stream.not_found' })
  expect(await heard(page)).toEqual([
    'Connect.Success',
    'WebRTC.PeerConnection.Available',
    'WebRTC.Offer.Start', // said at once with the question
    'Subscribe.InvalidName stream.not_found',
    'Connect.Failure stream.not_found',
  ])
  await expectNothingLeft(cluster, page)
})

test('maintainConnectionOnSubscribeErrors keeps the socket for a second subscribe()', async ({
  cluster,
  lab,
}) => {
  const subscriber = await lab('examples/subscribe/')
  const edge = (await cluster.nodes()).find(({ role }) => role === 'edge')
  const options = {
    app: 'streammanager',
    streamName: 'later',
    connectionParams: { host: edge.address, app: 'live' },
    maintainConnectionOnSubscribeErrors: true,
  }
  const refused = await start(subscriber, 'RTCSubscriber', options)
  expect(refused).toMatchObject({ code: 'stream.not_found' })
  expect(await heard(subscriber)).toContain('Subscribe.InvalidName stream.not_found')
  expect(await heard(subscriber)).not.toContainEqual(expect.stringContaining('Connect.Failure'))
  expect(await cluster.load()).toMatchObject({ sockets: 1 })

  const publisher = await lab('examples/publish/')
  expect(await publish(publisher, cluster, 'later')).toBe('ok')
  const again = await subscriber.evaluate(async () => {
    const socket = client.getConnection()
    const result = await outcome(client.subscribe())
    return [result, socket === client.getConnection()]
  })
  expect(again).toEqual(['ok', true])
  await expectFrames(subscriber)
  await stop(subscriber)
  await stop(publisher)
  await expectNothingLeft(cluster, publisher, subscriber)
})

for (const Client of ['RTCPublisher', 'RTCSubscriber']) {
  test(`a page that is left, before or after the switch, leaves no session: ${Client}`, async ({
    cluster,
    lab,
  }) => {
    const onAir = await lab('examples/publish/')
    expect(await publish(onAir, cluster, 'stays', { signalingSocketOnly: false })).toBe('ok')
    for (const switches of [false, true]) {
      const page = await lab('examples/publish/')
      const options = {
        ...viaManager(cluster),
        streamName: Client === 'RTCPublisher' ? 'leaves' : 'stays',
        signalingSocketOnly: switches,
        socketSwitchDelay: 0,
      }
      expect(await start(page, Client, options)).toBe('ok')
      if (switches) await expectSwitched(page)
      expect(await cluster.load()).toMatchObject({ sessions: 2 })
      await page.goto('about:blank')
      await expect.poll(() => cluster.load()).toMatchObject({ sessions: 1, sockets: 1 })
      await page.close()
    }
    await stop(onAir)
    await expectNothingLeft(cluster, onAir)
  })
}

test('each of several deadlines in a row is kept, in one page', async ({ cluster, lab }) => {
  const page = await lab('examples/subscribe/')
  const timeouts = { answer: 300, remove: 300 }
  await cluster.fault({ method: 'POST' }, { hang: true }, 2)
  for (let turn = 0; turn < 2; turn++) {
    expect(await start(page, 'WHEPClient', { streamName: 'never', timeouts })).toMatchObject({
      code: 'signal.timeout',
    })
  }
  await cluster.fault({ method: 'WS' }, { hang: true }, 2)
  for (let turn = 0; turn < 2; turn++) {
    const socket = { app: 'streammanager', connectionParams: { host: '127.0.0.21', app: 'live' } }
    expect(
      await start(page, 'RTCSubscriber', { streamName: 'never', timeouts, ...socket }),
    ).toMatchObject({ code: 'signal.timeout' })
  }
  expect(await cluster.faults()).toEqual([])
  await cluster.clearFaults()
  await expectNothingLeft(cluster, page)
})

test('twenty cycles of publishing and playing leave nothing behind', async ({ cluster, lab }) => {
  test.setTimeout(180_000)
  const publisher = await lab('examples/publish/')
  const subscriber = await lab('examples/subscribe/')
  for (let cycle = 0; cycle < 20; cycle++) {
    // The switch to the channel comes before the end, in the middle of it, or not at all.
    const options = { socketSwitchDelay: [0, 30, 60_000][cycle % 3] }
    expect(await publish(publisher, cluster, 'cycle', options), `cycle ${cycle}`).toBe('ok')
    expect(await subscribe(subscriber, cluster, 'cycle', options), `cycle ${cycle}`).toBe('ok')
    await stop(subscriber)
    await stop(publisher)
  }
  await expectNothingLeft(cluster, publisher, subscriber)
  expect([...publisher.problems, ...subscriber.problems]).toEqual([])
})
