// What goes on at a player's element, and what an app may change on the way there.
import {
  dataOf,
  expect,
  expectNothingLeft,
  received,
  start,
  stop,
  test,
  viaManager,
} from './lab.mjs'

const frames = (page, least) =>
  expect.poll(async () => (await received(page)).frames).toBeGreaterThan(least)

for (const kind of ['RTCSubscriber', 'WHEPClient']) {
  test(`playing, a pause and another volume are told: ${kind}`, async ({ cluster, lab }) => {
    const [source, page] = [await lab('examples/publish/'), await lab('examples/subscribe/')]
    const options = { streamName: 'shown', ...viaManager(cluster) }
    expect(await start(source, 'WHIPClient', options)).toBe('ok')
    expect(await start(page, kind, options)).toBe('ok')
    const states = async () =>
      (await dataOf(page, 'Subscribe.Playback.Change')).map(({ state }) => state)
    await expect.poll(async () => (await states()).at(-1)).toBe('Playback.PLAYING')
    expect(await states()).toContain('Playback.AVAILABLE')
    await expect
      .poll(async () => (await dataOf(page, 'Subscribe.VideoDimensions.Change')).at(-1))
      .toEqual({ width: 640, height: 480 })
    await expect
      .poll(async () => (await dataOf(page, 'Subscribe.Time.Update')).at(-1)?.time)
      .toBeGreaterThan(0)

    await page.evaluate(() => {
      client.setVolume(0.25)
      client.pause()
    })
    await expect.poll(async () => (await states()).at(-1)).toBe('Playback.PAUSED')
    expect(await dataOf(page, 'Subscribe.Volume.Change')).toContainEqual({ volume: 0.25 })
    await page.evaluate(() => client.play())
    await expect.poll(async () => (await states()).at(-1)).toBe('Playback.PLAYING')

    // From another element on, that one's; and none from either after the end.
    const volumes = await page.evaluate(async () => {
      const [before, other] = [client.getPlayer(), document.createElement('video')]
      document.body.append(other)
      client.setView(other)
      const change = async (element, volume) => {
        element.volume = volume
        await new Promise((resolve) => element.addEventListener('volumechange', resolve))
      }
      if (before.srcObject) throw new Error('the first element still shows the stream')
      await change(before, 0.5)
      await change(other, 0.75)
      await client.unsubscribe()
      await change(other, 0.9)
      return window.details.filter(({ type }) => /Volume/.test(type)).map(({ data }) => data.volume)
    })
    expect(volumes.slice(-2)).toEqual([0.25, 0.75])
    await stop(source)
    await expectNothingLeft(cluster, source, page)
  })
}

test('the element turns with the camera, and another one takes the turn over', async ({
  cluster,
  lab,
}) => {
  const [source, page] = [await lab('examples/publish/'), await lab('examples/subscribe/')]
  const options = { streamName: 'turned', ...viaManager(cluster) }
  expect(await start(source, 'RTCPublisher', options)).toBe('ok')
  expect(await start(page, 'RTCSubscriber', options)).toBe('ok')
  await frames(page, 5)
  const turn = (which) =>
    page.evaluate((which) => {
      const all = [document.querySelector('#red5pro-subscriber'), document.querySelector('#other')]
      return all[which].style.transform
    }, which)
  await page.evaluate(() => {
    const other = document.createElement('video')
    other.id = 'other'
    document.body.append(other)
  })
  // Between the nodes goes a data channel that may still be opening.
  const send = () =>
    source.evaluate(() =>
      client.send('onMetaData', { orientation: 90, streamingMode: 'Video/Audio' }),
    )
  await expect
    .poll(async () => {
      await send()
      return turn(0)
    })
    .toBe('rotate(90deg)')
  expect(await dataOf(page, 'Subscribe.Orientation.Change')).toHaveLength(1)
  expect((await dataOf(page, 'Subscribe.StreamingMode.Change'))[0].streamingMode).toBe(
    'Video/Audio',
  )
  await page.evaluate(() => client.setView('other'))
  expect([await turn(0), await turn(1)]).toEqual(['', 'rotate(90deg)'])
  await stop(page)
  expect(await turn(1)).toBe('')
  await stop(source)
  await expectNothingLeft(cluster, source, page)
})

test('over HTTP a kind of media is muted by its tracks', async ({ cluster, lab }) => {
  const [source, page] = [await lab('examples/publish/'), await lab('examples/subscribe/')]
  expect(await start(source, 'WHIPClient', { streamName: 'muted' })).toBe('ok')
  expect(await start(page, 'WHEPClient', { streamName: 'muted' })).toBe('ok')
  await frames(page, 5)
  for (const one of [source, page]) {
    const enabled = await one.evaluate(() => {
      const states = () =>
        Object.fromEntries(
          client
            .getMediaStream()
            .getTracks()
            .map((t) => [t.kind, t.enabled]),
        )
      client.muteVideo()
      const video = states()
      client.unmuteVideo()
      client.muteAudio()
      const audio = states()
      client.unmuteAudio()
      return [video, audio, states()]
    })
    expect(enabled).toEqual([
      { audio: true, video: false },
      { audio: false, video: true },
      { audio: true, video: true },
    ])
  }
  await stop(page)
  await stop(source)
  await expectNothingLeft(cluster, source, page)
})

test('a player keeps as much as it is told to, and no more than the browser takes', async ({
  cluster,
  lab,
}) => {
  const [source, page] = [await lab('examples/publish/'), await lab('examples/subscribe/')]
  expect(await start(source, 'WHIPClient', { streamName: 'kept' })).toBe('ok')
  for (const [buffer, target] of [
    [0.5, 500],
    [Infinity, 4000],
  ]) {
    await page.evaluate((buffer) => Object.assign(server, { buffer }), buffer)
    expect(await start(page, 'WHEPClient', { streamName: 'kept' })).toBe('ok')
    const targets = await page.evaluate(() =>
      client
        .getPeerConnection()
        .getReceivers()
        .map((receiver) => receiver.jitterBufferTarget),
    )
    expect(targets).toEqual([target, target])
    await stop(page)
  }
  await stop(source)
  await expectNothingLeft(cluster, source, page)
})

test('options that are laid over apply to what has not begun', async ({ cluster, lab }) => {
  const [source, page] = [await lab('examples/publish/'), await lab('examples/subscribe/')]
  const width = await source.evaluate(async () => {
    window.client = make(sluice.WHIPClient)
    await client.init({ ...server, streamName: 'first' })
    client.overlayOptions({ streamName: 'second', mediaConstraints: { video: { width: 320 } } })
    await client.publish()
    return client.getMediaStream().getVideoTracks()[0].getSettings().width
  })
  expect(width).toBe(320)
  expect((await cluster.nodes()).flatMap(({ streams }) => streams)).toEqual(['second'])
  const path = await page.evaluate(async () => {
    window.client = make(sluice.WHEPClient)
    await client.init({ ...server, streamName: 'first' })
    const late = await outcome(client.subscribe())
    await client.overlayOptions({ streamName: 'second' }).subscribe()
    return [late.code, client.getOptions().streamName]
  })
  expect(path).toEqual(['stream.not_found', 'second'])
  await frames(page, 5)
  await stop(page)
  await stop(source)
  await expectNothingLeft(cluster, source, page)
})

const worker = `
  onrtctransform = ({ transformer }) => {
    postMessage(transformer.options.name)
    const invert = new TransformStream({
      transform(frame, controller) {
        // What a codec's header says to the servers on the way stays as it is.
        const bytes = new Uint8Array(frame.data.slice())
        for (let i = 10; i < bytes.length; ++i) bytes[i] ^= 255
        frame.data = bytes.buffer
        controller.enqueue(frame)
      },
    })
    transformer.readable.pipeThrough(invert).pipeTo(transformer.writable)
  }`

test('frames go through the app’s worker, also on the connection that takes over', async ({
  cluster,
  context,
  lab,
}) => {
  await context.route('**/invert.js', (route) =>
    route.fulfill({ contentType: 'text/javascript', body: worker }),
  )
  const [source, page] = [await lab('examples/publish/'), await lab('examples/subscribe/')]
  const begin = (one, kind) =>
    one.evaluate(async (kind) => {
      const invert = new Worker('/invert.js')
      window.inverted = []
      invert.onmessage = ({ data }) => window.inverted.push(data)
      window.client = make(sluice[kind])
      client.transform({ video: { worker: invert, options: { name: 'video' } } })
      await client.init({ ...server, streamName: 'inverted', recovery: true })
      await (client.publish ? client.publish() : client.subscribe())
    }, kind)
  await begin(source, 'WHIPClient')
  await begin(page, 'WHEPClient')
  await frames(page, 10)
  // Who does not know how sees nothing.
  const stranger = await lab('examples/subscribe/')
  expect(await start(stranger, 'WHEPClient', { streamName: 'inverted' })).toBe('ok')
  const edge = (await cluster.nodes()).find(({ role, sessions }) => role === 'edge' && sessions > 0)
  await expect.poll(async () => (await received(stranger)).videoBytes).toBeGreaterThan(50_000)
  // By luck a decoder may take one for a frame.
  expect((await received(stranger)).frames).toBeLessThan(5)
  await stop(stranger)

  await cluster.kill(edge.id)
  await expect.poll(async () => (await dataOf(page, 'Reconnect.Success')).length).toBe(1)
  await frames(page, 10)
  expect(await page.evaluate(() => window.inverted.length)).toBeGreaterThan(1)
  expect(await source.evaluate(() => window.inverted)).toEqual(['video'])
  expect(await dataOf(page, 'WebRTC.Transform.Error')).toEqual([])
  await cluster.restart(edge.id)
  await stop(page)
  await stop(source)
  await expectNothingLeft(cluster, source, page, stranger)
})

for (const kind of ['RTCSubscriber', 'WHEPClient']) {
  test(`who hears of a transform that fails may end there and then: ${kind}`, async ({
    cluster,
    lab,
  }) => {
    const [source, page] = [await lab('examples/publish/'), await lab('examples/subscribe/')]
    await page.route('**/quiet.js', (route) =>
      route.fulfill({ contentType: 'text/javascript', body: '' }),
    )
    expect(await start(source, 'WHIPClient', { streamName: 'ended' })).toBe('ok')
    const result = await page.evaluate(
      async ([kind, options]) => {
        window.client = make(sluice[kind])
        // A function cannot be handed to a worker.
        const worker = new Worker('/quiet.js')
        client.transform({ video: { worker, options: { name() {} } } })
        window.ended = new Promise((resolve) =>
          client.on('WebRTC.Transform.Error', () => resolve(client.unsubscribe())),
        )
        await client.init({ ...server, ...options, streamName: 'ended' })
        const result = await outcome(client.subscribe())
        await window.ended
        return result
      },
      [kind, kind === 'RTCSubscriber' ? viaManager(cluster) : {}],
    )
    expect(result).toMatchObject({ code: 'state.closed' })
    expect(await dataOf(page, 'WebRTC.Transform.Error')).toHaveLength(1)
    await stop(source)
    await expectNothingLeft(cluster, source, page)
  })
}

test('who hears that a stream is not there may name another one there and then', async ({
  cluster,
  lab,
}) => {
  const [source, page] = [await lab('examples/publish/'), await lab('examples/subscribe/')]
  expect(await start(source, 'WHIPClient', { streamName: 'there' })).toBe('ok')
  const edge = (await cluster.nodes()).find(({ role }) => role === 'edge')
  const results = await page.evaluate(
    async (connectionParams) => {
      window.client = make(sluice.RTCSubscriber)
      const second = new Promise((resolve) =>
        client.on('Subscribe.InvalidName', () => {
          resolve(outcome(client.overlayOptions({ streamName: 'there' }).subscribe()))
        }),
      )
      await client.init({
        ...server,
        app: 'streammanager',
        streamName: 'missing',
        connectionParams,
        maintainConnectionOnSubscribeErrors: true,
      })
      return [(await outcome(client.subscribe())).code, await second]
    },
    { host: edge.address, app: 'live' },
  )
  expect(results).toEqual(['stream.not_found', 'ok'])
  await frames(page, 5)
  await stop(page)
  await stop(source)
  await expectNothingLeft(cluster, source, page)
})
