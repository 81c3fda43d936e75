// A newcomer's way: two pages, two buttons, a picture.
import { cameraColours, expect, expectNothingLeft, heard, received, test } from './lab.mjs'

test('a camera is published and played through manager, origin and edge', async ({
  cluster,
  lab,
}) => {
  const publisher = await lab('examples/publish/')
  await publisher.getByRole('button', { name: 'Start publishing' }).click()
  await expect(publisher.getByRole('status')).toHaveAttribute('data-state', 'live')

  const subscriber = await lab('examples/subscribe/')
  await subscriber.getByRole('button', { name: 'Start playing' }).click()
  await expect(subscriber.getByRole('status')).toHaveAttribute('data-state', 'live')

  await expect
    .poll(async () => (await received(subscriber)).frames, { timeout: 30_000 })
    .toBeGreaterThanOrEqual(100)
  expect((await received(subscriber)).audioBytes).toBeGreaterThan(1000)
  const colours = await cameraColours(subscriber, '#red5pro-subscriber')
  expect(colours.ground).toBeGreaterThan(0.7)
  expect(colours.disc).toBeGreaterThan(0.02)

  // The way that the media took: in at an origin process, out of an edge process.
  const nodes = await cluster.nodes()
  const busy = nodes.filter(({ sessions }) => sessions > 0)
  expect(busy.map(({ role }) => role).sort()).toEqual(['edge', 'origin'])
  expect(new Set(nodes.map(({ pid }) => pid)).size).toBe(nodes.length)

  await subscriber.getByRole('button', { name: 'Stop' }).click()
  await publisher.getByRole('button', { name: 'Stop' }).click()
  await expect(subscriber.getByRole('status')).toHaveAttribute('data-state', 'closed')
  await expect(publisher.getByRole('status')).toHaveAttribute('data-state', 'closed')
  await expectNothingLeft(cluster, publisher, subscriber)
  expect([...publisher.problems, ...subscriber.problems]).toEqual([])
})

test('the good publish and the good subscribe tell their story in this order', async ({
  cluster,
  lab,
}) => {
  const publisher = await lab()
  await publisher.evaluate(async () => {
    window.client = make(sluice.WHIPClient)
    const same = await client.init({ ...server, streamName: 'order' })
    if (same !== client) throw new Error('init() gives the client')
    if ((await client.publish()) !== client) throw new Error('publish() gives the client')
  })
  const subscriber = await lab()
  await subscriber.evaluate(async () => {
    window.client = make(sluice.WHEPClient)
    await client.init({ ...server, streamName: 'order' })
    await client.subscribe()
  })
  await expect.poll(() => heard(subscriber)).toContain('Subscribe.StreamingMode.Change')
  await subscriber.evaluate(() => client.unsubscribe())
  await publisher.evaluate(() => client.unpublish(true))

  // When candidates are through depends on the network, not on the order of things; and a browser
  // may tell of the channel or of the connection first.
  const story = async (page) =>
    (await heard(page)).filter((type) => !/Candidate|Trickle|PeerConnection.Open/.test(type))
  expect(await story(publisher)).toEqual([
    'WebRTC.MediaConstraints.Accepted',
    'Publisher.Video.DimensionChange',
    'WebRTC.MediaStream.Available',
    'WebRTC.PeerConnection.Available',
    'WebRTC.Offer.Start',
    'WebRTC.Endpoint.Changed',
    'Connect.Success',
    'WebRTC.Offer.End',
    'WebRTC.DataChannel.Open',
    'WebRTC.DataChannel.Available',
    'MessageTransport.Change',
    'Publish.Start',
    'Unpublish.Success',
  ])
  expect(await story(subscriber)).toEqual([
    'WebRTC.PeerConnection.Available',
    'WebRTC.Offer.Start',
    'WebRTC.Endpoint.Changed',
    'Connect.Success',
    'WebRTC.Offer.End',
    'WebRTC.PeerConnection.OnTrack',
    'WebRTC.Add.Stream',
    'WebRTC.PeerConnection.OnTrack',
    'WebRTC.DataChannel.Open',
    'WebRTC.DataChannel.Available',
    'MessageTransport.Change',
    'Subscribe.Start',
    'Subscribe.Metadata',
    'Subscribe.StreamingMode.Change',
    'Subscribe.Stop',
  ])
  for (const page of [publisher, subscriber])
    expect(await heard(page)).toContain('WebRTC.PeerConnection.Open')
  await expectNothingLeft(cluster, publisher, subscriber)
})

test('fifty cycles of publishing and playing leave nothing behind', async ({ cluster, lab }) => {
  test.setTimeout(240_000)
  const publisher = await lab()
  const subscriber = await lab()
  for (let cycle = 0; cycle < 50; cycle++) {
    await publisher.evaluate(async () => {
      window.client = make(sluice.WHIPClient)
      await client.init({ ...server, streamName: 'cycle' })
      await client.publish()
    })
    await subscriber.evaluate(async () => {
      const client = make(sluice.WHEPClient)
      await client.init({ ...server, streamName: 'cycle' })
      await client.subscribe()
      await client.unsubscribe()
    })
    await publisher.evaluate(() => client.unpublish(true))
  }
  await expectNothingLeft(cluster, publisher, subscriber)
  expect([...publisher.problems, ...subscriber.problems]).toEqual([])
})
