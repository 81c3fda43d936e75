// What becomes of a publisher's devices while it runs: the camera's process dies, its permission is
// withdrawn and given again, what the app has put in its place lives on. With recovery the picture
// comes back in the same session; without it all of that is told.
import { readFileSync } from 'node:fs'
import { bareArgs, chromiumPath } from './browser.mjs'
import {
  dataOf,
  expect,
  expectNothingLeft,
  expectPicture,
  start,
  stop,
  test,
  viaManager,
} from './lab.mjs'

test.use({
  clusterArgs: [['--origins', '1', '--edges', '1'], { scope: 'worker' }],
  // Without the switch that allows everything: permissions are asked for, and may be withdrawn.
  launchOptions: {
    executablePath: chromiumPath,
    args: [...bareArgs, '--use-fake-device-for-media-stream', '--deny-permission-prompts'],
  },
  permissions: ['camera', 'microphone'],
})

/** Kills the process that gives the browser its pictures, as a driver that crashes would. */
async function killCamera(browser) {
  const session = await browser.newBrowserCDPSession()
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  await session.detach()
  const isCamera = ({ id }) =>
    readFileSync(`/proc/${id}/cmdline`, 'utf8').includes('video_capture.mojom.VideoCaptureService')
  process.kill(processInfo.find(isCamera).id, 'SIGKILL')
}

/** Gives a function that sets a permission of the page's origin, as its user does. */
async function permissions(browser, page) {
  const target = await page.context().newCDPSession(page)
  const { browserContextId } = (await target.send('Target.getTargetInfo')).targetInfo
  const session = await browser.newBrowserCDPSession()
  const { origin } = new URL(page.url())
  return (name, setting) =>
    session.send('Browser.setPermission', {
      origin,
      browserContextId,
      permission: { name },
      setting,
    })
}

/** A publisher and a player that sees it. */
async function air({ lab, cluster }, Publisher, options) {
  const given = { streamName: `${Publisher}-${Math.random()}`, ...viaManager(cluster), ...options }
  const publisher = await lab()
  expect(await start(publisher, Publisher, given)).toBe('ok')
  await publisher.evaluate(() => (window.peer = client.getPeerConnection()))
  const player = await lab()
  const Player = Publisher === 'WHIPClient' ? 'WHEPClient' : 'RTCSubscriber'
  expect(await start(player, Player, given)).toBe('ok')
  await expectPicture(player)
  await cluster.clearRequests()
  return [publisher, player]
}

const told = async (page) =>
  (await dataOf(page, 'Publish.Status')).map((data) => data?.code).filter(Boolean)

const tracks = (page) =>
  page.evaluate(() =>
    client
      .getMediaStream()
      .getTracks()
      .map(({ kind, readyState, enabled }) => `${kind} ${readyState}${enabled ? '' : ' muted'}`),
  )

/** Nothing was negotiated anew, here or at the server. */
async function expectSameSession(cluster, publisher) {
  expect(await publisher.evaluate(() => client.getPeerConnection() === window.peer)).toBe(true)
  const begun = (await cluster.requests()).filter(({ method }) => ['POST', 'WS'].includes(method))
  expect(begun).toEqual([])
}

async function leave(cluster, ...pages) {
  for (const page of pages) await stop(page)
  await expectNothingLeft(cluster, ...pages)
}

for (const Publisher of ['WHIPClient', 'RTCPublisher']) {
  test(`${Publisher}: a camera that dies is opened again, and muted kinds stay muted`, async ({
    lab,
    cluster,
    browser,
  }) => {
    const [publisher, player] = await air({ lab, cluster }, Publisher, { recovery: true })
    await publisher.evaluate(() => client.muteAudio())
    await killCamera(browser)
    await expect.poll(() => tracks(publisher)).toEqual(['audio live muted', 'video live'])
    await expect.poll(() => told(publisher)).toEqual(['media.ended'])
    await expectPicture(player)
    await expectSameSession(cluster, publisher)
    const heard = await publisher.evaluate(() => events)
    expect(heard.filter((type) => type === 'WebRTC.MediaStream.Available')).toHaveLength(2)
    expect(heard.filter((type) => type.startsWith('Reconnect.'))).toEqual([])
    await leave(cluster, publisher, player)
  })

  test(`${Publisher}: a permission that is withdrawn and given again`, async ({
    lab,
    cluster,
    browser,
  }) => {
    const [publisher, player] = await air({ lab, cluster }, Publisher, { recovery: true })
    const allow = await permissions(browser, publisher)
    await publisher.evaluate(() => {
      const { mediaDevices } = navigator
      const real = mediaDevices.getUserMedia.bind(mediaDevices)
      window.asked = 0
      mediaDevices.getUserMedia = (...args) => (++window.asked, real(...args))
    })
    await allow('camera', 'denied')
    // Chromium ends what was opened together.
    await expect.poll(() => told(publisher)).toContain('media.denied')
    expect((await told(publisher)).filter((code) => code === 'media.denied')).toHaveLength(1)
    // It is not asked for again and again.
    const asked = await publisher.evaluate(() => window.asked)
    await publisher.waitForTimeout(3000)
    expect(await publisher.evaluate(() => window.asked)).toBe(asked)
    await allow('camera', 'granted')
    await expect.poll(() => tracks(publisher)).toEqual(['audio live', 'video live'])
    await expectPicture(player)
    await expectSameSession(cluster, publisher)
    await leave(cluster, publisher, player)
  })
}

test('what the app sends in the place of the camera is not replaced, and a stop ends it', async ({
  lab,
  cluster,
  browser,
}) => {
  const [publisher, player] = await air({ lab, cluster }, 'WHIPClient', { recovery: true })
  await publisher.evaluate(async () => {
    const canvas = document.createElement('canvas')
    const context = canvas.getContext('2d')
    window.drawing = setInterval(() => context.fillRect(0, 0, 9, 9), 50)
    const [picture] = canvas.captureStream(20).getVideoTracks()
    window.picture = picture
    const sender = window.peer.getSenders().find(({ track }) => track.kind === 'video')
    await sender.replaceTrack(picture)
  })
  await killCamera(browser)
  await expect.poll(() => told(publisher)).toEqual(['media.ended'])
  await expect.poll(() => tracks(publisher)).toEqual(['audio live', 'video live'])
  expect(
    await publisher.evaluate(() =>
      window.peer.getSenders().some(({ track }) => track === window.picture),
    ),
  ).toBe(true)
  await publisher.evaluate(() => {
    clearInterval(window.drawing)
    window.picture.stop()
  })
  // In the midst of being opened again.
  await killCamera(browser)
  await expect.poll(async () => (await told(publisher)).length).toBe(2)
  await leave(cluster, publisher, player)
})

test('without recovery, and of a stream of the app’s, it is told and nothing is opened', async ({
  lab,
  cluster,
  browser,
}) => {
  for (const isGiven of [false, true]) {
    const page = await lab()
    await page.evaluate(
      async ([isGiven, options]) => {
        window.client = make(sluice.WHIPClient)
        const all = { ...server, ...options, recovery: isGiven }
        const media = { audio: true, video: true }
        if (isGiven)
          await client.initWithStream(all, await navigator.mediaDevices.getUserMedia(media))
        else await client.init(all)
        await client.publish()
      },
      [isGiven, { streamName: `plain-${isGiven}`, ...viaManager(cluster) }],
    )
    await killCamera(browser)
    await expect.poll(() => told(page)).toEqual(['media.ended'])
    await page.waitForTimeout(1500)
    expect(await tracks(page)).toEqual(['audio live', 'video ended'])
    await stop(page)
    await page.evaluate(() => {
      for (const track of client.getMediaStream()?.getTracks() ?? []) track.stop()
    })
    await expectNothingLeft(cluster, page)
  }
})

test('an app whose function gives the same stream again is asked once, and loses nothing', async ({
  lab,
  cluster,
  browser,
}) => {
  const page = await lab()
  await page.evaluate(
    async (options) => {
      window.asked = 0
      const media = navigator.mediaDevices.getUserMedia({ audio: true, video: true })
      const onGetUserMedia = () => (++window.asked, media)
      window.client = make(sluice.WHIPClient)
      await client.init({ ...server, ...options, recovery: true, onGetUserMedia })
      await client.publish()
    },
    { streamName: 'the-same-again', ...viaManager(cluster) },
  )
  await killCamera(browser)
  await expect.poll(() => told(page)).toEqual(['media.ended', 'media.failed'])
  await page.waitForTimeout(1500)
  expect(await page.evaluate(() => window.asked)).toBe(2)
  expect(await tracks(page)).toEqual(['audio live', 'video ended'])
  await stop(page)
  await expectNothingLeft(cluster, page)
})

test('a page says that its camera is gone, and what to do, until it is stopped', async ({
  lab,
  browser,
}) => {
  const page = await lab('examples/publish/')
  await page.getByRole('button', { name: 'Start publishing' }).click()
  await expect(page.getByRole('status')).toHaveAttribute('data-state', 'live')
  const note = page.locator('#device')
  await expect(note).toBeEmpty()
  await killCamera(browser)
  await expect(note).toContainText('The camera or microphone is gone')
  await expect(note).toContainText('Plug the device in again')
  await page.getByRole('button', { name: 'Stop' }).click()
  await expect(note).toBeEmpty()
})
