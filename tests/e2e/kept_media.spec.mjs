// Whose the camera is, for how long, and what of it is on air: faults that were met once, by the
// number of their report.
import { expect, expectNothingLeft, received, stop, test, viaManager } from './lab.mjs'

/** The kinds that the page's open connections send. */
const sent = (page) =>
  page.evaluate(() =>
    openPeers()
      .flatMap((peer) => peer.getSenders())
      .map(({ track }) => track?.kind)
      .filter(Boolean)
      .sort(),
  )

/** Runs `body(client, options)` in a page, with a publisher and streams of the app's at hand. */
const publishing = (page, name, Client, body, cluster) =>
  page.evaluate(
    async ([streamName, kind, text, manager]) => {
      window.client = make(sluice[kind])
      window.appStream = () => {
        const canvas = document.createElement('canvas')
        canvas.getContext('2d').fillRect(0, 0, 10, 10)
        return canvas.captureStream(5)
      }
      window.liveOf = (stream) =>
        stream.getTracks().filter(({ readyState }) => readyState === 'live').length
      const mediaConstraints = { audio: true, video: true }
      const options = { ...server, streamName, mediaConstraints, ...manager }
      return await window[text](window.client, options)
    },
    [name, Client, body, cluster && Client === 'RTCPublisher' ? viaManager(cluster) : {}],
  )

/** Puts functions into the page by name, as its policy forbids to make them of text. */
const withSteps = (page) =>
  page.evaluate(() => {
    Object.assign(window, {
      async newConstraints(client, options) {
        await client.init(options)
        await client.publish()
        await client.unpublish()
        await client.init({ ...options, mediaConstraints: { audio: true, video: false } })
        await client.publish()
      },
      async newHook(client, options) {
        await client.init(options)
        await client.publish()
        await client.unpublish()
        let called = 0
        const onGetUserMedia = () => {
          ++called
          return Promise.resolve(window.appStream())
        }
        await client.init({ ...options, onGetUserMedia })
        await client.publish()
        return called
      },
      async sameAgain(client, options) {
        await client.init(options)
        await client.publish()
        const [track] = client.getMediaStream().getTracks()
        await client.unpublish()
        await client.init({ ...options })
        await client.publish()
        return client.getMediaStream().getTracks()[0] === track
      },
      async noStream(client, options) {
        const told = []
        for (const stream of [null, undefined])
          told.push((await outcome(client.initWithStream(options, stream))).code)
        return { told, cameras: resources().tracks }
      },
      async appThenOwn(client, options) {
        window.given = window.appStream()
        await client.initWithStream(options, window.given)
        await client.publish()
        await client.unpublish()
        await client.init(options)
        await client.publish()
        const sends = openPeers()
          .flatMap((peer) => peer.getSenders())
          .some(({ track }) => window.given.getTracks().includes(track))
        await client.unpublish(true)
        return { sends, live: window.liveOf(window.given) }
      },
      async appThenApp(client, options) {
        window.given = window.appStream()
        await client.initWithStream(options, window.given)
        await client.publish()
        await client.unpublish()
        await client.initWithStream(options, window.appStream())
        await client.publish()
        await client.unpublish(true)
        client.overlayOptions({ mediaConstraints: { audio: true } })
        client.unpreview()
        return window.liveOf(window.given)
      },
      async ownThenApp(client, options) {
        await client.init(options)
        await client.publish()
        const own = client.getMediaStream()
        await client.unpublish()
        await client.initWithStream(options, window.appStream())
        await client.publish()
        return window.liveOf(own)
      },
      async unpreviewed(client, options) {
        await client.init(options)
        while (!client.getMediaStream()) await new Promise((resolve) => setTimeout(resolve, 10))
        client.unpreview()
        await client.publish()
        return window.liveOf(client.getMediaStream())
      },
      async previewed(client, options) {
        await client.init(options)
        while (!client.getMediaStream()) await new Promise((resolve) => setTimeout(resolve, 10))
        const other = document.createElement('video')
        document.body.append(other)
        client.setView(other)
        other.muted = false
        client.preview()
        const { muted } = other
        await client.unpublish(true)
        return muted
      },
      async mutedBefore(client, options) {
        client.muteAudio()
        await client.init(options)
        client.muteVideo()
        await client.publish()
      },
      async mutedAcross(client, options) {
        await client.init(options)
        await client.publish()
        client.muteAudio()
        client.muteVideo()
        await client.unpublish()
        await client.publish()
      },
    })
  })

for (const Client of ['WHIPClient', 'RTCPublisher']) {
  test.describe(Client, () => {
    const opened = async (lab) => {
      const page = await lab()
      await withSteps(page)
      return page
    }

    test('50: new constraints make the kept camera outdated', async ({ cluster, lab }) => {
      const page = await opened(lab)
      await publishing(page, 'k50', Client, 'newConstraints', cluster)
      expect(await sent(page)).toEqual(['audio'])
      await stop(page)
      await expectNothingLeft(cluster, page)
    })

    test('50: so does another hook; the same ones keep it', async ({ cluster, lab }) => {
      const page = await opened(lab)
      expect(await publishing(page, 'k50h', Client, 'newHook', cluster)).toBe(1)
      expect(await sent(page)).toEqual(['video'])
      await stop(page)
      expect(await publishing(page, 'k50s', Client, 'sameAgain', cluster)).toBe(true)
      await stop(page)
      await expectNothingLeft(cluster, page)
    })

    test('51: a stream that is not there opens no camera', async ({ cluster, lab }) => {
      const page = await opened(lab)
      expect(await publishing(page, 'k51', Client, 'noStream', cluster)).toEqual({
        told: ['config.invalid', 'config.invalid'],
        cameras: 0,
      })
    })

    test("52: the app's stream is never inherited and never stopped", async ({ cluster, lab }) => {
      const page = await opened(lab)
      expect(await publishing(page, 'k52', Client, 'appThenOwn', cluster)).toEqual({
        sends: false,
        live: 1,
      })
      expect(await publishing(page, 'k52b', Client, 'appThenApp', cluster)).toBe(1)
      await expectNothingLeft(cluster, page)
    })

    test("53: our camera is released when the app's stream replaces it", async ({
      cluster,
      lab,
    }) => {
      const page = await opened(lab)
      expect(await publishing(page, 'k53', Client, 'ownThenApp', cluster)).toBe(0)
      await stop(page)
    })

    test('54: after unpreview() publish() asks for the camera again', async ({ cluster, lab }) => {
      const page = await opened(lab)
      expect(await publishing(page, 'k54', Client, 'unpreviewed', cluster)).toBe(2)
      await stop(page)
      await expectNothingLeft(cluster, page)
    })

    test('55: a preview in another element is muted', async ({ cluster, lab }) => {
      expect(await publishing(await opened(lab), 'k55', Client, 'previewed', cluster)).toBe(true)
    })

    for (const when of ['mutedBefore', 'mutedAcross']) {
      test(`68: a mute is the client's, whenever it was said: ${when}`, async ({
        cluster,
        lab,
      }) => {
        const page = await opened(lab)
        await publishing(page, `k68${when}`, Client, when, cluster)
        // Nothing but silence and black leaves the page: that is seen at the sender's source.
        const enabled = () =>
          page.evaluate(() =>
            client
              .getMediaStream()
              .getTracks()
              .map((track) => track.enabled),
          )
        expect(await enabled()).toEqual([false, false])
        if (Client === 'RTCPublisher') {
          const player = await lab('examples/subscribe/')
          await player.evaluate(
            async ([streamName]) => {
              window.client = make(sluice.WHEPClient)
              await client.init({ ...server, streamName })
              await client.subscribe()
            },
            [`k68${when}`],
          )
          const { frames } = await received(player)
          expect(frames).toBeLessThan(2)
          await page.evaluate(() => {
            client.unmuteVideo()
            client.unmuteAudio()
          })
          await expect.poll(async () => (await received(player)).frames).toBeGreaterThan(10)
          await stop(player)
        } else {
          await page.evaluate(() => {
            client.unmuteVideo()
            client.unmuteAudio()
          })
        }
        expect(await enabled()).toEqual([true, true])
        await stop(page)
        await expectNothingLeft(cluster, page)
      })
    }
  })
}

for (const kind of ['WHEPClient', 'RTCSubscriber']) {
  test(`68: a player's mute is the client's, too: ${kind}`, async ({ cluster, lab }) => {
    const [source, page] = [await lab(), await lab('examples/subscribe/')]
    await publishing(source, 'k68p', 'WHIPClient', await withSteps(source).then(() => 'sameAgain'))
    await page.evaluate(
      async ([Client, manager]) => {
        window.client = make(sluice[Client])
        window.options = { ...server, streamName: 'k68p', ...manager }
        client.muteVideo()
        await client.init(window.options)
        client.muteAudio()
        await client.subscribe()
      },
      [kind, viaManager(cluster)],
    )
    const enabled = () =>
      page.evaluate(() =>
        client
          .getMediaStream()
          .getTracks()
          .map((track) => track.enabled),
      )
    const expectMuted = async () => {
      expect(await enabled()).toEqual([false, false])
      if (kind !== 'RTCSubscriber') return
      // A frame or two may have come before the node had heard of it.
      const frames = async () => (await received(page)).frames
      const newFrames = async () => {
        const before = await frames()
        await page.waitForTimeout(1000)
        return (await frames()) - before
      }
      await expect.poll(newFrames).toBe(0)
    }
    await expectMuted()
    await page.evaluate(async () => {
      await client.unsubscribe()
      await client.init(window.options)
      await client.subscribe()
    })
    await expectMuted()
    await page.evaluate(() => {
      client.unmuteVideo()
      client.unmuteAudio()
    })
    await expect.poll(async () => (await received(page)).frames).toBeGreaterThan(10)
    expect(await enabled()).toEqual([true, true])
    await stop(page)
    await stop(source)
    await expectNothingLeft(cluster, page)
  })
}

test('69: a stream of another realm is known by what it can do', async ({ cluster, lab }) => {
  const page = await lab()
  const got = await page.evaluate(async () => {
    const frame = document.createElement('iframe')
    document.body.append(frame)
    const theirs = await navigator.mediaDevices.getUserMedia({ audio: true, video: true })
    const stream = new frame.contentWindow.MediaStream(theirs.getTracks())
    window.client = make(sluice.WHIPClient)
    await client.initWithStream({ ...server, streamName: 'k69' }, stream)
    const same = client.getMediaStream() === stream
    client.muteVideo()
    const muted = stream.getVideoTracks()[0].enabled
    await client.publish()
    await client.unpublish(true)
    const left = stream.getTracks().filter(({ readyState }) => readyState === 'live').length
    for (const track of stream.getTracks()) track.stop()
    return { same, muted, left }
  })
  expect(got).toEqual({ same: true, muted: false, left: 2 })
  await expectNothingLeft(cluster, page)
})

for (const kind of ['WHEPClient', 'RTCSubscriber']) {
  test(`70: a player that the viewer has paused stays paused: ${kind}`, async ({
    cluster,
    lab,
  }) => {
    const [source, page] = [await lab(), await lab('examples/subscribe/')]
    await publishing(source, 'k70', 'WHIPClient', await withSteps(source).then(() => 'sameAgain'))
    await page.evaluate(
      async ([Client, manager]) => {
        window.client = make(sluice[Client])
        await client.init({ ...server, streamName: 'k70', ...manager, recovery: true })
        await client.subscribe()
      },
      [kind, viaManager(cluster)],
    )
    await expect.poll(async () => (await received(page)).frames).toBeGreaterThan(10)
    await page.evaluate(() => client.pause())
    const edge = (await cluster.nodes()).find(
      ({ role, sessions, pulls }) => role === 'edge' && sessions > 0 && pulls !== undefined,
    )
    await cluster.kill(edge.id)
    await expect.poll(() => page.evaluate(() => events)).toContain('Reconnect.Success')
    await expect.poll(async () => (await received(page)).frames).toBeGreaterThan(10)
    expect(await page.evaluate(() => client.getPlayer().paused)).toBe(true)
    await page.evaluate(() => client.play())
    await expect.poll(() => page.evaluate(() => client.getPlayer().paused)).toBe(false)
    await stop(page)
    await stop(source)
    await cluster.restart(edge.id)
  })
}

test('73: null is absent', async ({ cluster, lab }) => {
  const page = await lab()
  const got = await page.evaluate(async () => {
    window.client = make(sluice.WHIPClient)
    const options = { streamName: 'k73', mediaConstraints: null, rtcConfiguration: null }
    await client.init({ ...server, ...options })
    await client.publish()
    return client.getMediaStream().getTracks().length
  })
  expect(got).toBe(2)
  await stop(page)
  await expectNothingLeft(cluster, page)
})
