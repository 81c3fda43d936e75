// What an app has set on a connection lives on in the one that recovery makes in its place: what is
// sent, how it is sent, how it is played.
import {
  cameraColours,
  expect,
  expectNothingLeft,
  heard,
  start,
  stop,
  test,
  viaManager,
} from './lab.mjs'

test.use({ clusterArgs: [['--origins', '2', '--edges', '2'], { scope: 'worker' }] })

const recovering = (cluster, streamName) => ({
  streamName,
  recovery: true,
  ...viaManager(cluster),
})

const nodeOf = async (cluster, role) =>
  (await cluster.nodes()).find((node) => node.role === role && node.up && node.sessions > 0)

/** Sends a picture of magenta in the camera's place, and no sound; sends it in another way, too. */
function replaceAll(page) {
  return page.evaluate(async () => {
    const canvas = document.createElement('canvas')
    const context = canvas.getContext('2d')
    const draw = () => {
      context.fillStyle = '#ff00ff'
      context.fillRect(0, 0, canvas.width, canvas.height)
    }
    draw()
    window.drawing = setInterval(draw, 50)
    const [picture] = canvas.captureStream(20).getVideoTracks()
    window.picture = picture
    for (const { sender, receiver } of client.getPeerConnection().getTransceivers()) {
      const isVideo = receiver.track.kind === 'video'
      await sender.replaceTrack(isVideo ? picture : null)
      if (!isVideo) continue
      const parameters = sender.getParameters()
      parameters.degradationPreference = 'maintain-resolution'
      Object.assign(parameters.encodings[0], {
        maxBitrate: 345_000,
        maxFramerate: 9,
        scaleResolutionDownBy: 2,
      })
      await sender.setParameters(parameters)
    }
  })
}

/** What the client sends now. */
function sending(page) {
  return page.evaluate(() =>
    client
      .getPeerConnection()
      .getTransceivers()
      .map(({ sender, receiver }) => {
        const { encodings, degradationPreference } = sender.getParameters()
        const [{ maxBitrate, maxFramerate, scaleResolutionDownBy }] = encodings
        return receiver.track.kind === 'video'
          ? [
              sender.track === window.picture,
              maxBitrate,
              maxFramerate,
              scaleResolutionDownBy,
              degradationPreference,
            ]
          : sender.track
      }),
  )
}

for (const [publisher, player] of [
  ['WHIPClient', 'WHEPClient'],
  ['RTCPublisher', 'RTCSubscriber'],
]) {
  test(`what an app sends in the camera's place is what the next session sends: ${publisher}`, async ({
    cluster,
    lab,
  }) => {
    const [source, page] = [await lab(), await lab('examples/subscribe/')]
    expect(await start(source, publisher, recovering(cluster, 'settings'))).toBe('ok')
    await replaceAll(source)
    const before = await sending(source)
    await page.evaluate(() => {
      const video = document.createElement('video')
      video.id = 'shown'
      video.muted = true
      video.autoplay = true
      document.body.append(video)
    })
    const options = { ...recovering(cluster, 'settings'), mediaElementId: 'shown' }
    expect(await start(page, player, options)).toBe('ok')
    const magenta = async () => {
      const { ground, disc } = await cameraColours(page, '#shown')
      return [ground, disc]
    }
    await expect.poll(() => isMagenta(page)).toBe(true)
    // Whatever is shown from now on is looked at.
    await page.evaluate(() => {
      window.others = 0
      window.looks = 0
      const video = document.getElementById('shown')
      const canvas = document.createElement('canvas')
      const context = canvas.getContext('2d', { willReadFrequently: true })
      const look = () => {
        context.drawImage(video, 0, 0, 8, 8)
        const [red, green, blue] = context.getImageData(4, 4, 1, 1).data
        window.looks += 1
        if (green > 90 && red + blue < 200) window.others += 1
        video.requestVideoFrameCallback(look)
      }
      video.requestVideoFrameCallback(look)
    })
    for (let time = 1; time <= 2; time += 1) {
      const origin = await nodeOf(cluster, 'origin')
      await cluster.kill(origin.id)
      await expect
        .poll(
          async () => (await heard(source)).filter((type) => type === 'Reconnect.Success').length,
        )
        .toBe(time)
      expect(await sending(source)).toEqual(before)
      await expect
        .poll(async () => (await heard(page)).filter((type) => type === 'Reconnect.Success').length)
        .toBeGreaterThanOrEqual(time)
      const seen = await page.evaluate(() => window.looks)
      await expect.poll(() => page.evaluate(() => window.looks)).toBeGreaterThan(seen + 10)
      await cluster.restart(origin.id)
    }
    expect(await page.evaluate(() => window.others)).toBe(0)
    expect(await magenta()).toEqual([0, 0])
    // The camera was neither opened again nor shown.
    expect(
      (await heard(source)).filter((type) => /MediaStream|Constraints/.test(type)),
    ).toHaveLength(2)
    await stop(page)
    await source.evaluate(() => {
      clearInterval(window.drawing)
      window.picture.stop()
    })
    await stop(source)
    await expectNothingLeft(cluster, page)
  })
}

/** Whether the middle of the picture is. */
function isMagenta(page) {
  return page.locator('#shown').evaluate((video) => {
    const canvas = document.createElement('canvas')
    const context = canvas.getContext('2d')
    context.drawImage(video, 0, 0, 8, 8)
    const [red, green, blue] = context.getImageData(4, 4, 1, 1).data
    return red > 200 && green < 60 && blue > 200
  })
}

for (const player of ['WHEPClient', 'RTCSubscriber']) {
  test(`how a stream is played is how the next session plays it: ${player}`, async ({
    cluster,
    lab,
  }) => {
    const [source, page] = [await lab(), await lab('examples/subscribe/')]
    expect(await start(source, 'WHIPClient', recovering(cluster, 'played'))).toBe('ok')
    expect(await start(page, player, recovering(cluster, 'played'))).toBe('ok')
    await page.evaluate(() => {
      for (const receiver of client.getPeerConnection().getReceivers()) {
        receiver.jitterBufferTarget = receiver.track.kind === 'video' ? 700 : 800
        if (receiver.track.kind === 'audio') receiver.track.enabled = false
      }
    })
    const edge = await nodeOf(cluster, 'edge')
    await cluster.kill(edge.id)
    await expect.poll(() => heard(page)).toContain('Reconnect.Success')
    const played = await page.evaluate(() =>
      Object.fromEntries(
        client
          .getPeerConnection()
          .getReceivers()
          .map(({ track, jitterBufferTarget }) => [
            track.kind,
            [jitterBufferTarget, track.enabled],
          ]),
      ),
    )
    expect(played).toEqual({ video: [700, true], audio: [800, false] })
    await stop(page)
    await stop(source)
    await cluster.restart(edge.id)
    await expectNothingLeft(cluster, source, page)
  })
}
