// Duties of a WHIP and WHEP client (RFC 9725, draft-ietf-wish-whep-03) that only a real browser and a
// real server can show.
import { expect, expectNothingLeft, received, test } from './lab.mjs'

/** The page's requests to sessions and endpoints, as they went out. */
function watchRequests(page) {
  const requests = []
  page.on('request', (request) => {
    if (/\/wh[ie]p\//.test(request.url())) requests.push(request)
  })
  return requests
}

const publish = (page, options = {}) =>
  page.evaluate(async (given) => {
    window.client = make(sluice.WHIPClient)
    await client.init({ ...server, streamName: 'duty', ...given })
    return outcome(client.publish())
  }, options)

const stop = (page) => page.evaluate(() => client.unpublish(true))

test('the offer, the candidates and the end go out as the standard says [row 5] [row 24] [row 32] [row 33] [row 35] [row 43]', async ({
  cluster,
  lab,
}) => {
  const page = await lab()
  const requests = watchRequests(page)
  expect(await publish(page, { token: 'open-sesame' })).toBe('ok')
  await expect
    .poll(() => requests.filter((request) => request.method() === 'PATCH').length)
    .toBeGreaterThan(0)
  await expect.poll(() => page.evaluate(() => events)).toContain('WebRTC.IceTrickle.Complete')
  await stop(page)

  const [post] = requests
  const patches = requests.filter((request) => request.method() === 'PATCH')
  const remove = requests.at(-1)
  expect(post.method()).toBe('POST')
  expect(remove.method()).toBe('DELETE')
  const headers = await post.allHeaders()
  expect(headers['content-type']).toBe('application/sdp')
  const offer = post.postData()
  expect(offer).toContain('a=sendonly')
  expect(offer).not.toMatch(/a=(recvonly|inactive)/)
  expect(new Set(offer.match(/^a=setup:.*$/gm))).toEqual(new Set(['a=setup:actpass']))
  expect(new Set(offer.match(/^a=msid:\S+/gm)).size).toBe(1)
  // A data channel has no RTCP.
  expect(offer.match(/^m=application/gm)).toHaveLength(1)
  expect(offer.match(/a=rtcp-mux-only/g)).toHaveLength(offer.match(/^m=(audio|video)/gm).length)
  expect(offer).not.toContain('a=candidate') // nobody has waited for them

  const { etag } = await (await post.response()).allHeaders()
  for (const patch of patches) {
    const sent = await patch.allHeaders()
    expect(sent['content-type']).toBe('application/trickle-ice-sdpfrag')
    expect(sent['if-match']).toBe(etag)
    expect((await patch.response()).status()).toBe(204)
    expect(patch.postData()).toMatch(/^(a=ice-options:.*\r\n)?a=group:BUNDLE 0 1 2\r\na=ice-ufrag:/)
  }
  expect(patches.map((patch) => patch.postData()).join('')).toMatch(/a=candidate:.*\r\n/)
  expect(patches.at(-1).postData()).toMatch(/a=end-of-candidates\r\n$/)
  for (const request of [post, ...patches, remove]) {
    expect((await request.allHeaders()).authorization).toBe('Bearer open-sesame')
  }
  expect((await remove.allHeaders())['if-match']).toBeUndefined()
  expect((await remove.response()).status()).toBe(200)
  await expectNothingLeft(cluster, page)
})

test('ICE servers out of the answer are taken, unless the app names its own [row 39] [row 40] [row 42]', async ({
  cluster,
  lab,
}) => {
  const page = await lab()
  const link =
    '<stun:127.0.0.1:3478>; rel="ice-server", <turn:127.0.0.1:3479?transport=udp>; rel="ice-server"; username="u,s"; credential="p;w"'
  const serversWith = async (options) => {
    await cluster.fault({ method: 'POST' }, { headers: { link } })
    expect(await publish(page, options)).toBe('ok')
    const servers = await page.evaluate(
      () => client.getPeerConnection().getConfiguration().iceServers,
    )
    const sent = await page.evaluate(async () => {
      const { promise, resolve } = Promise.withResolvers()
      const look = async () => {
        for (const entry of (await client.getPeerConnection().getStats()).values()) {
          if (entry.type === 'outbound-rtp' && entry.kind === 'video' && entry.packetsSent > 10)
            return resolve(true)
        }
        requestAnimationFrame(look)
      }
      void look()
      return promise
    })
    expect(sent).toBe(true)
    await stop(page)
    return servers
  }
  const offered = await serversWith({})
  expect(offered.map(({ urls }) => [urls].flat())).toEqual([
    ['stun:127.0.0.1:3478'],
    ['turn:127.0.0.1:3479?transport=udp'],
  ])
  expect(offered[1]).toMatchObject({ username: 'u,s', credential: 'p;w' })
  const own = await serversWith({ iceServers: [{ urls: 'stun:127.0.0.2:3478' }] })
  expect(own.map(({ urls }) => [urls].flat())).toEqual([['stun:127.0.0.2:3478']])
  await expectNothingLeft(cluster, page)
})

for (const status of [405, 415, 422, 501]) {
  test(`a server that answers ${status} to candidates keeps its session and gets no more of them [row 15]`, async ({
    cluster,
    lab,
  }) => {
    const page = await lab()
    const requests = watchRequests(page)
    await cluster.fault({ method: 'PATCH' }, { status }, 100)
    expect(await publish(page)).toBe('ok')
    await expect
      .poll(() => requests.filter((request) => request.method() === 'PATCH').length)
      .toBe(1)
    await stop(page)
    expect(requests.filter((request) => request.method() === 'PATCH')).toHaveLength(1)
    await expectNothingLeft(cluster, page)
  })
}

test('without trickling, the one request holds all candidates [row 2] [row 41]', async ({
  cluster,
  lab,
}) => {
  const page = await lab()
  const requests = watchRequests(page)
  expect(await publish(page, { trickleIce: false })).toBe('ok')
  await stop(page)
  expect(requests.map((request) => request.method())).toEqual(['POST', 'DELETE'])
  expect(requests[0].postData()).toContain('a=candidate:')
  await expectNothingLeft(cluster, page)
})

test('a redirect is followed, and the session is found where it led to [row 36]', async ({
  cluster,
  lab,
}) => {
  const page = await lab()
  const requests = watchRequests(page)
  const moved = '/live/whip/endpoint/moved'
  await cluster.fault(
    { method: 'POST', path: 'duty' },
    { status: 307, headers: { location: moved } },
  )
  expect(await publish(page)).toBe('ok')
  expect((await cluster.nodes()).flatMap(({ streams }) => streams)).toEqual(['moved'])
  await stop(page)
  expect(new URL(requests.at(-1).url()).pathname).toMatch(/^\/live\//)
  await expectNothingLeft(cluster, page)
})

test('an endpoint URL is used as it is, with no parameter that nobody asked for', async ({
  cluster,
  lab,
}) => {
  const page = await lab()
  const requests = watchRequests(page)
  const endpoint = `${cluster.url}live/whip/endpoint/direct?signature=a%2Fb`
  expect(await publish(page, { endpoint, streamMode: 'record' })).toBe('ok')
  expect(requests[0].url()).toBe(`${endpoint}&mode=record`)
  await stop(page)
  await expectNothingLeft(cluster, page)
})

test('the constructor with a URL publishes at once', async ({ cluster, lab }) => {
  const page = await lab()
  await page.evaluate((endpoint) => {
    window.client = new sluice.WHIPClient(endpoint, document.querySelector('video'))
    client.on('*', ({ type }) => events.push(type))
  }, `${cluster.url}live/whip/endpoint/at-once`)
  await expect.poll(() => page.evaluate(() => events)).toContain('Publish.Start')
  expect(
    await page.evaluate(
      () => document.querySelector('video').srcObject === client.getMediaStream(),
    ),
  ).toBe(true)
  await stop(page)
  await expectNothingLeft(cluster, page)
})

test("the app's own stream stays the app's, and unpublish() keeps the preview unless told", async ({
  cluster,
  lab,
}) => {
  const page = await lab()
  const states = await page.evaluate(async () => {
    const own = await navigator.mediaDevices.getUserMedia({ video: true })
    const borrowing = make(sluice.WHIPClient)
    await borrowing.initWithStream({ ...server, streamName: 'own' }, own)
    await borrowing.publish()
    await borrowing.unpublish(true)
    const states = [own.getTracks()[0].readyState]
    own.getTracks()[0].stop()

    const keeping = make(sluice.WHIPClient)
    await keeping.init({ ...server, streamName: 'kept' })
    await keeping.publish()
    const stream = keeping.getMediaStream()
    await keeping.unpublish()
    states.push(stream.getTracks()[0].readyState)
    await keeping.publish() // with the camera that is still open
    states.push(String(keeping.getMediaStream() === stream))
    await keeping.unpublish()
    await keeping.publish()
    await keeping.unpublish(true)
    states.push(stream.getTracks()[0].readyState)
    return states
  })
  expect(states).toEqual(['live', 'live', 'true', 'ended'])
  await expectNothingLeft(cluster, page)
})

test('a player may leave the offer to the server [row 6]', async ({ cluster, lab }) => {
  const [source, page] = [await lab(), await lab('examples/subscribe/')]
  // To such a page Chromium shows the machine's addresses, and the cluster needs one: it names none
  // of its own in an offer.
  await page.context().grantPermissions(['camera'])
  expect(await publish(source)).toBe('ok')
  const requests = watchRequests(page)
  const outcome = await page.evaluate(async () => {
    window.client = make(sluice.WHEPClient)
    await client.init({ ...server, streamName: 'duty', postEmptyOffer: true })
    return window.outcome(client.subscribe())
  })
  expect(outcome).toBe('ok')
  await expect.poll(async () => (await received(page)).frames).toBeGreaterThan(5)
  expect(requests[0].postData()).toBeNull()
  expect(requests[1].method()).toBe('PATCH')
  expect(requests[1].postData()).toMatch(/a=setup:(active|passive)/)
  const directions = requests[1].postData().match(/^a=(send|recv|inactive).*$/gm)
  expect(new Set(directions)).toEqual(new Set(['a=recvonly']))
  await page.evaluate(() => client.unsubscribe())
  await stop(source)
  await expectNothingLeft(cluster, source, page)
})
