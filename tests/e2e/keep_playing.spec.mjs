// Pauses of an element that nobody has asked for, and those that somebody has.
import { expect, expectNothingLeft, start, stop, test, viaManager } from './lab.mjs'

const paused = (page) => page.evaluate(() => document.getElementById('shown').paused)

async function player(lab, Client, options) {
  const page = await lab('examples/subscribe/')
  await page.evaluate(() => {
    const video = document.createElement('video')
    video.id = 'shown'
    video.muted = true
    video.autoplay = true
    const one = document.createElement('div')
    const other = document.createElement('div')
    other.id = 'other'
    one.append(video)
    document.body.append(one, other)
    // As the browser tells it; a phone's pauses what plays then.
    window.hide = (hidden) => {
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden })
      document.dispatchEvent(new Event('visibilitychange'))
    }
    window.frames = () =>
      new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
    window.pauseOf = (element) =>
      new Promise((resolve) => element.addEventListener('pause', resolve, { once: true }))
  })
  expect(await start(page, Client, { mediaElementId: 'shown', ...options })).toBe('ok')
  await expect
    .poll(() => page.evaluate(() => document.getElementById('shown').currentTime))
    .toBeGreaterThan(1)
  return page
}

for (const Client of ['WHEPClient', 'RTCSubscriber']) {
  test(`what a browser pauses plays on, what somebody pauses does not: ${Client}`, async ({
    cluster,
    lab,
  }) => {
    const source = await lab()
    const options = { streamName: 'on', ...viaManager(cluster) }
    expect(await start(source, 'WHIPClient', options)).toBe('ok')
    const page = await player(lab, Client, options)

    // Taken out of the page, and put in elsewhere.
    const moved = await page.evaluate(async () => {
      const video = document.getElementById('shown')
      const pause = window.pauseOf(video)
      video.remove()
      await pause
      const whileAway = video.paused
      document.getElementById('other').append(video)
      return whileAway
    })
    expect(moved).toBe(true)
    await expect.poll(() => paused(page)).toBe(false)

    // The same with what it is in.
    await page.evaluate(async () => {
      const other = document.getElementById('other')
      const pause = window.pauseOf(document.getElementById('shown'))
      other.remove()
      await pause
      document.body.prepend(other)
    })
    await expect.poll(() => paused(page)).toBe(false)

    // Hidden, paused by the browser, shown.
    const away = await page.evaluate(async () => {
      const video = document.getElementById('shown')
      window.hide(true)
      const pause = window.pauseOf(video)
      video.pause()
      await pause
      const whileHidden = video.paused
      window.hide(false)
      return whileHidden
    })
    expect(away).toBe(true)
    await expect.poll(() => paused(page)).toBe(false)

    // Paused by the app while it is hidden, and by the viewer before.
    for (const kind of ['app', 'viewer']) {
      const stays = await page.evaluate(async (who) => {
        const video = document.getElementById('shown')
        const pause = window.pauseOf(video)
        if (who === 'viewer') {
          video.pause()
          await pause
        }
        window.hide(true)
        if (who === 'app') client.pause()
        await pause
        window.hide(false)
        await window.frames()
        video.remove()
        await window.frames()
        document.body.append(video)
        await window.frames()
        const { paused: still } = video
        await client.play()
        return still
      }, kind)
      expect(stays, kind).toBe(true)
      await expect.poll(() => paused(page)).toBe(false)
    }

    await stop(page)
    await stop(source)
    await expectNothingLeft(cluster, page, source)
  })
}

test('a preview that is moved plays on, and so does one in another element', async ({
  cluster,
  lab,
}) => {
  const page = await lab()
  await page.evaluate(() => {
    const video = document.createElement('video')
    video.id = 'shown'
    video.autoplay = true
    document.body.prepend(video)
    window.pauseOf = (element) =>
      new Promise((resolve) => element.addEventListener('pause', resolve, { once: true }))
  })
  expect(await start(page, 'WHIPClient', { streamName: 'own', mediaElementId: 'shown' })).toBe('ok')
  await expect.poll(() => paused(page)).toBe(false)
  await page.evaluate(async () => {
    const other = document.createElement('video')
    other.autoplay = true
    document.body.prepend(other)
    client.setView(other)
    document.getElementById('shown').remove()
    other.id = 'shown'
    if (other.paused) await new Promise((resolve) => other.addEventListener('play', resolve))
    const pause = window.pauseOf(other)
    other.remove()
    await pause
    document.body.prepend(other)
  })
  await expect.poll(() => paused(page)).toBe(false)
  await stop(page)
  await expectNothingLeft(cluster, page)
})
