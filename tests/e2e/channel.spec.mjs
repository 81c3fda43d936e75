// The data channel over WHIP and WHEP, through the proxy: messages, calls, mutes and the stream's
// end, as over a WebSocket; and what a player hears where there is none.
import {
  dataOf,
  expect,
  expectNothingLeft,
  expectPicture,
  heard,
  start,
  stop,
  test,
  viaManager,
} from './lab.mjs'

test.use({ clusterArgs: [['--origins', '1', '--edges', '2'], { scope: 'worker' }] })

const modes = (page) => dataOf(page, 'Subscribe.StreamingMode.Change')
const echo = (page, text) =>
  page.evaluate((text) => outcome(client.callServer('echo', [text])), text)

async function air(lab, cluster, streamName, options = {}) {
  const all = { streamName, ...viaManager(cluster), ...options }
  const publisher = await lab('examples/publish/')
  expect(await start(publisher, 'WHIPClient', all)).toBe('ok')
  const player = await lab('examples/subscribe/')
  expect(await start(player, 'WHEPClient', all)).toBe('ok')
  await expectPicture(player)
  return { publisher, player }
}

test('messages, calls, mutes and the end go by the channel', async ({ cluster, lab }) => {
  const { publisher, player } = await air(lab, cluster, 'talk')
  await publisher.evaluate(() => client.send('hello', { text: 'a "b" ü', list: [1, null] }))
  await expect
    .poll(() => dataOf(player, 'Subscribe.Send.Invoke'))
    .toEqual([{ methodName: 'hello', data: { text: 'a "b" ü', list: [1, null] } }])
  await player.evaluate(() => client.send('back', { here: true }))
  await expect
    .poll(() => dataOf(publisher, 'Publish.Send.Invoke'))
    .toMatchObject([{ methodName: 'back', data: { here: true, dcLabel: 'red5pro' } }])

  for (const page of [publisher, player]) {
    const called = await page.evaluate(async () => {
      client.sendLog('warn', 'from a test')
      return {
        echo: await client.callServer('echo', [1, 'two']),
        unknown: await outcome(client.callServer('noSuchMethod', [])),
        channel: client.getDataChannel() instanceof RTCDataChannel,
        transport: client.getMessageTransport() === client.getDataChannel(),
      }
    })
    expect(called).toMatchObject({
      echo: [1, 'two'],
      unknown: { code: 'call.failed' },
      channel: true,
      transport: true,
    })
  }

  await expect.poll(() => modes(player)).toMatchObject([{ streamingMode: 'Video/Audio' }])
  await publisher.evaluate(() => client.muteVideo())
  await expect
    .poll(async () => (await modes(player)).at(-1))
    .toMatchObject({
      streamingMode: 'Audio',
      previousStreamingMode: 'Video/Audio',
    })
  await publisher.evaluate(() => client.unmuteVideo())
  await expect.poll(async () => (await modes(player)).at(-1).streamingMode).toBe('Video/Audio')
  await expectPicture(player)

  await stop(publisher)
  await expect.poll(() => heard(player)).toContain('Subscribe.Stop')
  const events = await heard(player)
  expect(events).toContain('Subscribe.Play.Unpublish')
  expect(events.filter((type) => /Closed|Fail/.test(type))).toEqual([])
  await expectNothingLeft(cluster, publisher, player)
  expect([...publisher.problems, ...player.problems]).toEqual([])
})

test('a player is taken to another stream', async ({ cluster, lab }) => {
  const { publisher, player } = await air(lab, cluster, 'one', { recovery: true })
  const other = await lab('examples/publish/')
  expect(await start(other, 'WHIPClient', { streamName: 'two', ...viaManager(cluster) })).toBe('ok')
  const switched = await player.evaluate(() =>
    outcome(client.callServer('switchStreams', [{ path: 'live/two' }])),
  )
  expect(switched).toBe('ok')
  expect(await dataOf(player, 'WebRTC.Subscribe.StreamSwitch')).toEqual([{ path: 'live/two' }])
  // Between the nodes goes a channel of its own, which may still be opening.
  await expect
    .poll(async () => {
      await other.evaluate(() => client.send('of the other', 1))
      return dataOf(player, 'Subscribe.Send.Invoke')
    })
    .toContainEqual({ methodName: 'of the other', data: 1 })
  for (const page of [player, publisher, other]) await stop(page)
  await expectNothingLeft(cluster, player, publisher, other)
})

test('it survives the end of its edge', async ({ cluster, lab }) => {
  const { publisher, player } = await air(lab, cluster, 'survives', { recovery: true })
  await player.evaluate(() => client.muteAudio())
  expect(await echo(player, 'before')).toBe('ok')
  const before = await player.evaluate(() => (window.before = client.getDataChannel()).label)
  expect(before).toBe('red5pro')
  const edge = (await cluster.nodes()).find(({ id, sessions }) => id.startsWith('edge') && sessions)
  await cluster.kill(edge.id)
  await expect.poll(() => heard(player), { timeout: 20_000 }).toContain('Reconnect.Success')
  await expectPicture(player)
  await expect.poll(() => echo(player, 'after')).toBe('ok')
  expect(await player.evaluate(() => client.getDataChannel() !== before)).toBe(true)
  for (const page of [player, publisher]) await stop(page)
  await cluster.restart(edge.id)
  await expectNothingLeft(cluster, player, publisher)
})

test('without a channel nothing is called, and the end is heard all the same', async ({
  cluster,
  lab,
}) => {
  const off = { enableChannelSignaling: false }
  const { publisher, player } = await air(lab, cluster, 'mute', off)
  expect(await echo(player, 'x')).toMatchObject({ code: 'call.no_channel', blame: 'remote' })
  expect((await heard(player)).filter((type) => /Channel|Transport/.test(type))).toEqual([])
  await stop(publisher)
  // By the server's word: the browser's own would be that the peer is silent, many seconds later.
  await expect
    .poll(() =>
      player.evaluate(() =>
        window.details
          .filter(({ type }) => type === 'Subscribe.Connection.Closed')
          .map(({ data }) => data.detail),
      ),
    )
    .toEqual(["the server's session is gone"])
  await expectNothingLeft(cluster, publisher, player)
})
