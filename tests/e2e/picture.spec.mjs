// A picture that stands still while its packets arrive: told, and with recovery mended; and all that
// only looks like it.
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

test.use({ clusterArgs: [['--origins', '1', '--edges', '2'], { scope: 'worker' }] })

// A decoder that gets nothing any more: from the word "drop" on, on the connections of that time.
const worker = `
  const dropping = []
  let count = 0
  onmessage = () => { for (let i = 0; i < count; ++i) dropping[i] = true }
  onrtctransform = ({ transformer }) => {
    const number = count++
    const drop = new TransformStream({
      transform(frame, controller) {
        if (!dropping[number]) controller.enqueue(frame)
      },
    })
    transformer.readable.pipeThrough(drop).pipeTo(transformer.writable)
  }`

const frozen = async (page) =>
  (await dataOf(page, 'Subscribe.Status')).filter((data) => data?.code === 'peer.frozen')

const grows = async (page) => {
  const { frames } = await received(page)
  await expect.poll(async () => (await received(page)).frames).toBeGreaterThan(frames + 5)
}

/** A player in the page whose decoder `window.drop()` starves. */
async function play(page, Client, options) {
  await page
    .context()
    .route('**/drop.js', (route) => route.fulfill({ contentType: 'text/javascript', body: worker }))
  await page.evaluate(
    async ([Client, options]) => {
      const drop = new Worker('/drop.js')
      window.drop = () => {
        window.droppedAt = performance.now()
        drop.postMessage('drop')
      }
      window.client = make(sluice[Client])
      client.on('*', ({ type, data }) => {
        if (data?.code === 'peer.frozen') window.toldAt ??= performance.now()
        if (type === 'Reconnect.Success') window.backAt ??= performance.now()
      })
      client.transform({ video: { worker: drop } })
      await client.init({ ...server, ...options })
      await client.subscribe()
    },
    [Client, options],
  )
  await grows(page)
  // A stream that is young has no rhythm yet.
  await page.waitForTimeout(4000)
}

for (const Client of ['WHEPClient', 'RTCSubscriber']) {
  test(`a decoder that stands still is told, and replaced: ${Client}`, async ({
    cluster,
    lab,
  }, testInfo) => {
    const [source, page] = [await lab('examples/publish/'), await lab('examples/subscribe/')]
    expect(await start(source, 'WHIPClient', { streamName: 'still' })).toBe('ok')
    const options = { streamName: 'still', recovery: true, ...viaManager(cluster) }
    await play(page, Client, options)
    await page.evaluate(() => window.drop())
    await expect.poll(async () => (await dataOf(page, 'Reconnect.Success')).length).toBe(1)
    expect(await frozen(page)).toHaveLength(1)
    expect(await dataOf(page, 'Reconnect.Start')).toMatchObject([{ cause: 'frozen' }])
    await grows(page)
    const times = await page.evaluate(() => [
      window.toldAt - window.droppedAt,
      window.backAt - window.droppedAt,
    ])
    const seconds = times.map((ms) => (ms / 1000).toFixed(2))
    testInfo.annotations.push({ type: 'told, back (s)', description: seconds.join(', ') })
    await stop(page)
    await stop(source)
    await expectNothingLeft(cluster, source, page)
  })
}

test('without recovery it is told, and nothing else is done', async ({ cluster, lab }) => {
  const [source, page] = [await lab('examples/publish/'), await lab('examples/subscribe/')]
  expect(await start(source, 'WHIPClient', { streamName: 'still' })).toBe('ok')
  await play(page, 'WHEPClient', { streamName: 'still' })
  await page.evaluate(() => window.drop())
  await expect.poll(async () => (await frozen(page)).length).toBe(1)
  await page.waitForTimeout(5000)
  expect(await frozen(page)).toHaveLength(1)
  expect(await dataOf(page, 'Reconnect.Start')).toEqual([])
  expect((await cluster.load()).sessions).toBe(2)
  await stop(page)
  await stop(source)
  await expectNothingLeft(cluster, source, page)
})

test('a camera that is off, a frame a second, a pause and sound alone are no still picture', async ({
  cluster,
  lab,
}) => {
  const [source, page] = [await lab('examples/publish/'), await lab('examples/subscribe/')]
  expect(await start(source, 'WHIPClient', { streamName: 'calm' })).toBe('ok')
  await play(page, 'WHEPClient', { streamName: 'calm', recovery: true })
  const atSource = (act) =>
    source.evaluate(async (act) => {
      const sender = client
        .getPeerConnection()
        .getSenders()
        .find(({ track }) => !track || track.kind === 'video')
      window.camera ??= sender.track
      const parameters = sender.getParameters()
      if (act === 'slow') parameters.encodings[0].maxFramerate = 1
      if (act === 'fast') delete parameters.encodings[0].maxFramerate
      await sender.setParameters(parameters)
      await sender.replaceTrack(act === 'off' ? null : window.camera)
    }, act)
  for (const act of ['off', 'on', 'slow', 'fast', 'off', 'on']) {
    await atSource(act)
    await page.waitForTimeout(6000)
  }
  await grows(page)
  await page.locator('video').evaluate((video) => video.pause())
  await page.waitForTimeout(4000)
  await page.locator('video').evaluate((video) => video.play())
  await grows(page)
  expect(await frozen(page)).toEqual([])
  expect(await dataOf(page, 'Reconnect.Start')).toEqual([])
  await stop(page)
  await stop(source)
  await expectNothingLeft(cluster, source, page)
})

test('a camera that is on and gives nothing is told; a canvas that stands still is not', async ({
  cluster,
  lab,
}) => {
  const page = await lab('examples/publish/')
  const told = async () =>
    (await dataOf(page, 'Publish.Status')).filter((data) => data?.code === 'media.no_frames')
  const publish = (kind) =>
    page.evaluate(async (kind) => {
      const camera = await navigator.mediaDevices.getUserMedia({ video: true })
      const [track] = camera.getVideoTracks()
      const canvas = document.createElement('canvas')
      canvas.getContext('2d').fillRect(0, 0, 9, 9)
      let [sent] = canvas.captureStream().getVideoTracks()
      if (kind === 'camera') {
        // Its frames go through here, until they do not.
        sent = new MediaStreamTrackGenerator({ kind: 'video' })
        const { readable } = new MediaStreamTrackProcessor({ track })
        let isDry = false
        const tap = new TransformStream({
          transform: (frame, controller) => (isDry ? frame.close() : controller.enqueue(frame)),
        })
        readable.pipeThrough(tap).pipeTo(sent.writable)
        window.dry = () => {
          isDry = true
        }
      }
      window.client = make(sluice.WHIPClient)
      await client.initWithStream({ ...server, streamName: kind }, new MediaStream([sent]))
      await client.publish()
      window.end = () => camera.getTracks().forEach((each) => each.stop())
    }, kind)
  await publish('canvas')
  await page.waitForTimeout(6000)
  expect(await told()).toEqual([])
  await page.evaluate(() => window.end())
  await stop(page)
  await publish('camera')
  await page.waitForTimeout(5000)
  expect(await told()).toEqual([])
  await page.evaluate(() => window.dry())
  await expect.poll(async () => (await told()).length).toBe(1)
  await page.evaluate(() => window.end())
  await stop(page)
  await expect.poll(() => cluster.load()).toEqual({ sessions: 0, streams: 0, sockets: 0 })
})
