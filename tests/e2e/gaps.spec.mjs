// What pages of the field expect of the options, and of what they hear, besides the calls.
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

/** The offers that a page posts from now on. */
function offersOf(page) {
  const offers = []
  page.on('request', (request) => {
    if (request.method() === 'POST') offers.push(request.postData() ?? '')
  })
  return offers
}

test('bandwidth is in the offer as b=AS, and the size where it is asked for', async ({
  cluster,
  lab,
}) => {
  const publisher = await lab('examples/publish/')
  const offers = offersOf(publisher)
  const options = { streamName: 'limits', bandwidth: { audio: 40, video: 300 } }
  expect(
    await start(publisher, 'WHIPClient', {
      ...server(cluster),
      ...options,
      offerSDPResolution: true,
    }),
  ).toBe('ok')
  expect(offers[0]).toMatch(/m=audio [^\n]*\n(?:[ic]=[^\n]*\n)*b=AS:40\r\n/)
  expect(offers[0]).toMatch(/m=video [^\n]*\n(?:[ic]=[^\n]*\n)*b=AS:300\r\na=framesize:640-480\r\n/)
  const player = await lab('examples/subscribe/')
  expect(await start(player, 'WHEPClient', { ...server(cluster), streamName: 'limits' })).toBe('ok')
  await expectPicture(player)
  await stop(publisher)
  // Over the WebSocket, too, and only what was asked for.
  const rtc = { streamName: 'limits-2', bandwidth: { video: 200 }, ...viaManager(cluster) }
  expect(await start(publisher, 'RTCPublisher', rtc)).toBe('ok')
  const local = await publisher.evaluate(() => client.getPeerConnection().localDescription.sdp)
  expect(local).not.toContain('framesize')
  const [offer] = (await dataOf(publisher, 'WebRTC.Offer.Start')).slice(-1)
  expect(offer).toContain('b=AS:200\r\n')
  expect(offer.match(/b=AS/g)).toHaveLength(1)
  await stop(publisher)
  await stop(player)
  await expectNothingLeft(cluster, publisher, player)
})

test('where no camera has the size that is wanted, a smaller one is taken', async ({
  cluster,
  lab,
}) => {
  const page = await lab('examples/publish/')
  const wanted = { audio: true, video: { width: { exact: 8000 }, height: { exact: 6000 } } }
  const big = { ...server(cluster), streamName: 'big', mediaConstraints: wanted }
  expect(await start(page, 'WHIPClient', big)).toBe('ok')
  const [{ requested, accepted }] = await dataOf(page, 'WebRTC.MediaConstraints.Accepted')
  expect(requested).toEqual(wanted)
  expect(accepted.video.width.exact).toBeLessThanOrEqual(1920)
  const [{ width }] = await dataOf(page, 'Publisher.Video.DimensionChange')
  expect(width).toBe(accepted.video.width.exact)
  await stop(page)
  // What no size helps is refused as ever.
  const nobodys = { video: { deviceId: { exact: 'nobody' }, width: { exact: 640 } } }
  const refused = { ...server(cluster), streamName: 'big', mediaConstraints: nobodys }
  expect(await start(page, 'WHIPClient', refused)).toMatchObject({ code: 'media.overconstrained' })
  await expectNothingLeft(cluster, page)
})

test('a player without a channel hears by its tracks which kinds of media come', async ({
  cluster,
  lab,
}) => {
  const publisher = await lab('examples/publish/')
  const player = await lab('examples/subscribe/')
  for (const [audio, streamingMode] of [
    [true, 'Video/Audio'],
    [false, 'Video'],
  ]) {
    const options = { ...server(cluster), streamName: streamingMode.replace('/', '-') }
    const mediaConstraints = { video: true, audio }
    expect(await start(publisher, 'WHIPClient', { ...options, mediaConstraints })).toBe('ok')
    const off = { ...options, enableChannelSignaling: false }
    expect(await start(player, 'WHEPClient', off)).toBe('ok')
    await expectPicture(player)
    const last = async (type) => (await dataOf(player, type)).at(-1)
    await expect.poll(() => last('Subscribe.Metadata')).toEqual({ streamingMode })
    expect(await last('Subscribe.StreamingMode.Change')).toMatchObject({ streamingMode })
    for (const page of [player, publisher]) await stop(page)
  }
  await expectNothingLeft(cluster, player, publisher)
})

const server = ({ port }) => ({ protocol: 'http', host: 'localhost', port })
