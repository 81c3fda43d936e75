// @ts-check
import assert from 'node:assert/strict'
import { after, afterEach, before, describe, test } from 'node:test'
import { releaseLibrary } from '../node/peer.js'
import { Player, Publisher } from '../test_support/client.js'
import { Cluster, until } from '../test_support/cluster.js'
import { SocketClient, SocketPlayer, SocketPublisher } from '../test_support/socket_client.js'

const ORIGIN = '/streammanager/?id=s&host=127.0.0.11&app=live'
const EDGE = '/streammanager/?id=player-1&host=127.0.0.21&app=live'

describe('the WebSocket', () => {
  /** @type {Cluster} */
  let cluster
  before(async () => (cluster = await Cluster.start()))
  after(async () => {
    await cluster.stop()
    releaseLibrary()
  })
  afterEach(async () => {
    await cluster.request('DELETE', '/cluster/faults')
    await until(() => cluster.isIdle(), 'the cluster is idle again')
    const noSockets = async () => (await cluster.read('/cluster/proxy')).sockets === 0
    await until(noSockets, 'no socket is left')
  })

  test('carries a publisher and a player, step by step', async () => {
    const publisher = new SocketPublisher(cluster, ORIGIN)
    await publisher.greeting()
    publisher.say({ isAvailable: 'steps', bundle: true })
    const free = await publisher.told((one) => 'isAvailable' in one, 'the answer')
    assert.deepEqual(free, { isAvailable: false, bundle: true })
    await publisher.negotiate('steps')
    assert.deepEqual((await cluster.node('origin-1')).streams, [], 'the name is not taken yet')
    publisher.say({ publish: 'steps', mode: 'live' })
    const started = await publisher.status('NetStream.Publish.Start')
    assert.equal(started.data.message, 'steps starting')
    assert.equal((await cluster.node('origin-1')).sessions, 1)

    const player = new SocketPlayer(cluster, EDGE)
    await player.greeting()
    player.say({ isAvailable: 'steps' })
    const there = await player.told((one) => 'isAvailable' in one, 'the answer')
    assert.deepEqual(there, { isAvailable: true })
    await player.negotiate('steps')
    await until(() => player.state === 'connected', 'the player is connected')
    assert.equal(player.packets, 0, 'nothing flows before it is asked for')
    player.say({ subscribe: 'steps', requestId: 'test' })
    const playing = await player.status('NetStream.Play.Start')
    assert.equal(playing.data.message, 'steps starting')
    await until(() => player.packets > 10, 'packets arrive')

    publisher.say({ unpublish: 'steps' })
    const stopped = await publisher.status('NetStream.Unpublish.Success')
    assert.equal(stopped.data.message, 'steps stopping')
    await player.status('NetStream.Play.UnpublishNotify')
    await until(() => player.end, 'the player is dropped')
    assert.equal(publisher.end, null, 'the socket of the publisher stays')
    publisher.leave()
    player.leave()
  })

  test('goes together with WHIP and WHEP', async () => {
    const whip = await Publisher.publish(cluster, 'mixed', { codec: 'OPUS' })
    const player = await SocketPlayer.play(cluster, EDGE, 'mixed')
    await until(() => player.packets > 0, 'sound arrives')
    player.leave()
    await whip.stop()

    const publisher = await SocketPublisher.publish(cluster, ORIGIN, 'mixed', { codec: 'H264' })
    const whep = await Player.play(cluster, 'mixed')
    await until(() => whep.packets > 0, 'packets arrive')
    await whep.stop()
    publisher.leave()
  })

  test('ends its session when it is closed, at whatever point', async () => {
    const publisher = await SocketPublisher.publish(cluster, ORIGIN, 'leaving')
    const steps = [
      () => {},
      (/** @type {SocketPlayer} */ player) => player.say({ requestOffer: 'leaving' }),
      (/** @type {SocketPlayer} */ player) => {
        player.say({ requestOffer: 'leaving' })
        return player.description('offer')
      },
      (/** @type {SocketPlayer} */ player) => player.negotiate('leaving'),
    ]
    for (const step of steps) {
      const player = new SocketPlayer(cluster, EDGE)
      await player.greeting()
      await step(player)
      player.leave()
      await until(
        async () => (await cluster.node('edge-1')).sessions === 0,
        'nothing is left',
        1_000,
      )
    }
    publisher.leave()
  })

  test('goes on with another session as soon as the last one is over', async () => {
    const publisher = await SocketPublisher.publish(cluster, ORIGIN, 'first')
    publisher.say({ unpublish: 'first' })
    // Before the node has given up waiting for the client to leave.
    publisher.say({
      handleOffer: 'second',
      data: { sdp: { type: 'offer', sdp: 'no description' } },
    })
    await publisher.status('NetStream.Unpublish.Success')
    const refused = await publisher.failure()
    assert.doesNotMatch(JSON.stringify(refused), /has a session already/)
    assert.equal((await cluster.node('origin-1')).sessions, 0)
    publisher.leave()
  })

  test('may be given up for a data channel, which takes over', async () => {
    const publisher = await SocketPublisher.publish(cluster, ORIGIN, 'moved', { withChannel: true })
    await publisher.move()
    const player = await SocketPlayer.play(cluster, EDGE, 'moved', true)
    await player.move()
    await until(() => player.packets > 10, 'packets arrive after both sockets are gone')

    publisher.sayByChannel({ unpublish: 'moved' })
    await publisher.status('NetStream.Unpublish.Success', publisher.heardByChannel)
    await player.status('NetStream.Play.UnpublishNotify', player.heardByChannel)
    await until(() => cluster.isIdle(), 'both are gone')
    publisher.leave()
    player.leave()
  })

  test('cannot be given up for a data channel that there is not', async () => {
    const publisher = await SocketPublisher.publish(cluster, ORIGIN, 'stays')
    publisher.say({ switchChannel: 'red5pro' })
    assert.equal(await publisher.failure(), 'There is no open data channel of this name.')
    publisher.leave()
  })

  test('tells a publisher that the name is taken, by whomever', async () => {
    const first = await Publisher.publish(cluster, 'taken', { query: '?region=region-2' })
    const second = new SocketPublisher(cluster, ORIGIN)
    await second.greeting()
    second.say({ isAvailable: 'taken' })
    const { isAvailable } = await second.told((one) => 'isAvailable' in one, 'the answer')
    assert.equal(isAvailable, true)
    await second.negotiate('taken')
    second.say({ publish: 'taken', mode: 'live' })
    await second.status('NetStream.Publish.BadName')
    assert.equal((await cluster.node('origin-1')).streams.length, 0)
    second.leave()
    await first.stop()
  })

  test('gives a name to one of many who want it at the same time', async () => {
    const all = [1, 2, 3, 4].map((number) => {
      return new SocketPublisher(cluster, ORIGIN.replace('.11', number % 2 ? '.11' : '.12'))
    })
    for (const one of all) await one.greeting().then(() => one.negotiate('race'))
    for (const one of all) one.say({ publish: 'race' })
    const answers = await Promise.all(
      all.map((one) => one.told(({ data }) => /Publish/.test(data?.code), 'an answer')),
    )
    const codes = answers.map(({ data }) => data.code).sort()
    const taken = 'NetStream.Publish.BadName'
    assert.deepEqual(codes, [taken, taken, taken, 'NetStream.Publish.Start'])
    for (const one of all) one.leave()
  })

  test('passes on what publisher and players send each other', async () => {
    const publisher = await SocketPublisher.publish(cluster, ORIGIN, 'talk', { withChannel: true })
    const players = [
      await SocketPlayer.play(cluster, EDGE, 'talk'),
      await SocketPlayer.play(cluster, EDGE, 'talk', true),
    ]
    await players[1].move()
    await until(() => players[1].packets > 0, 'the stream is there')
    const metadata = { type: 'metadata', method: 'onMetaData', data: { title: 'ä' } }
    const isMetadata = (/** @type {any} */ { type, data }) => type === 'metadata' && data.title
    const send = { method: 'onMetaData', data: { title: 'ä' } }
    // Between the nodes goes a data channel that may still be opening.
    await until(async () => {
      publisher.say({ send })
      await new Promise((resolve) => setTimeout(resolve, 50))
      return players[0].heard.some(isMetadata)
    }, 'the metadata arrives')
    assert.deepEqual(await players[0].told(isMetadata, 'by socket'), metadata)
    assert.deepEqual(
      await players[1].told(isMetadata, 'by channel', players[1].heardByChannel),
      metadata,
    )

    players[1].sayByChannel({ send: { method: 'whisper', data: [1] } })
    const whisper = await publisher.told((one) => one.send, 'what the player sends')
    assert.deepEqual(whisper, {
      send: { method: 'whisper', data: [1] },
      senderName: 'player-1',
      dcLabel: 'red5pro',
    })
    for (const one of [...players, publisher]) one.leave()
  })

  test('mutes a stream for all, or for one player, and leaves no gap behind', async () => {
    const publisher = await SocketPublisher.publish(cluster, ORIGIN, 'mute')
    const [one, other] = [
      await SocketPlayer.play(cluster, EDGE, 'mute'),
      await SocketPlayer.play(cluster, EDGE, 'mute'),
    ]
    const flows = (/** @type {SocketPlayer} */ player) => {
      const { packets } = player
      return until(() => player.packets > packets + 5, 'packets arrive')
    }
    const stands = async (/** @type {SocketPlayer} */ player) => {
      await new Promise((resolve) => setTimeout(resolve, 100))
      const { packets } = player
      await new Promise((resolve) => setTimeout(resolve, 200))
      assert.equal(player.packets, packets, 'no packet arrives')
    }
    await flows(one)
    one.say({ mute: { muteVideo: true } })
    await stands(one)
    await flows(other)
    one.say({ mute: { muteVideo: false } })
    await flows(one)
    publisher.say({ mute: { muteAudio: true } })
    await flows(one)
    publisher.say({ mute: { muteVideo: true } })
    await stands(one)
    const isEmpty = (/** @type {any} */ { data }) => data?.streamingMode === 'Empty'
    await other.told(isEmpty, 'that nothing comes')
    publisher.say({ mute: { muteVideo: false } })
    await flows(one)
    await flows(other)
    for (const { sequenceNumbers } of [one, other]) {
      const steps = sequenceNumbers.slice(1).map((number, index) => number - sequenceNumbers[index])
      assert.deepEqual([...new Set(steps)], [1])
    }
    for (const client of [one, other, publisher]) client.leave()
  })

  test('takes a player to another stream, without a gap either', async () => {
    const first = await SocketPublisher.publish(cluster, ORIGIN, 'first')
    const second = await SocketPublisher.publish(cluster, ORIGIN, 'second')
    const sound = await SocketPublisher.publish(cluster, ORIGIN, 'h264', { codec: 'H264' })
    const player = await SocketPlayer.play(cluster, EDGE, 'first')
    await until(() => player.packets > 5, 'packets of the first arrive')
    const call = (/** @type {string} */ path, /** @type {string} */ id) =>
      player.say({
        callAdapter: { method: 'switchStreams', arguments: [{ path }] },
        id,
        async: true,
      })
    call('live/second', 'a')
    await player.told(({ data }) => data?.message === 'Stream switch: Success', 'success')
    const { data } = await player.told(({ id }) => id === 'a', 'the result')
    assert.equal(data, 'Stream switch: Success')
    first.leave()
    const { packets } = player
    await until(() => player.packets > packets + 20, 'packets of the second arrive')
    const { sequenceNumbers } = player
    const steps = sequenceNumbers.slice(1).map((number, index) => number - sequenceNumbers[index])
    assert.deepEqual([...new Set(steps)], [1])

    call('live/nobody', 'b')
    assert.match((await player.told(({ id }) => id === 'b', 'b')).error, /not being published/)
    call('live/h264', 'c')
    assert.match((await player.told(({ id }) => id === 'c', 'c')).error, /another codec/)
    for (const one of [second, sound, player]) one.leave()
  })

  test('answers calls, and takes log lines without repeating them', async () => {
    const publisher = await SocketPublisher.publish(cluster, ORIGIN, 'calls')
    publisher.say({ callAdapter: { method: 'echo', arguments: [1, 'x'] }, id: '1', async: true })
    const echo = await publisher.told((one) => one.async, 'the echo')
    assert.deepEqual(echo, { async: true, id: '1', data: [1, 'x'] })
    publisher.say({ callAdapter: { method: 'rm', arguments: [], id: 2 }, async: true })
    const unknown = await publisher.told((one) => one.async, 'the error')
    assert.deepEqual([unknown.id, typeof unknown.error], [2, 'string'])
    publisher.say({ log: 'WARN', message: 'a secret' })
    publisher.leave()
    await until(
      () => /publisher leaves stream="calls".*logLines=1/.test(cluster.stderr),
      'the count',
    )
    assert.doesNotMatch(cluster.stderr, /a secret/)
  })

  test('meets nonsense with an error and goes on', async () => {
    const client = new SocketClient(cluster, EDGE)
    await client.greeting()
    const nonsense = /** @type {[unknown, RegExp][]} */ ([
      ['{', /not valid JSON/],
      ['[]', /JSON object/],
      ['null', /JSON object/],
      [{ constructor: 1 }, /no session/],
      [{ publish: 's' }, /no session/],
      [{ subscribe: 's' }, /no session/],
      [{ requestOffer: 'nobody' }, /not being published/],
      [{ requestOffer: 'a/b' }, /stream name/],
      [{ handleOffer: 's', data: { sdp: { sdp: 'v=0' } } }, /does not take publishers/],
      [{ handleOffer: 's' }, /no SDP/],
      [{ handleAnswer: 's', data: null }, /no session/],
      [{ handleCandidate: 's' }, /no candidate/],
    ])
    for (const [message, sentence] of nonsense) {
      client.say(/** @type {any} */ (message))
      assert.match(await client.failure(), sentence)
    }
    client.say({ unpublish: 's' })
    await client.status('NetStream.Unpublish.Success')
    client.say('x'.repeat(200_000))
    await until(() => client.end?.code === 1009, 'too much is too much')
    client.leave()
  })

  test('knows the rooms of "live", and no other application', async () => {
    const room = ORIGIN.replace('app=live', 'app=live%2Froom')
    const publisher = await SocketPublisher.publish(cluster, room, 'roomy')
    assert.deepEqual((await cluster.node('origin-1')).streams, ['room/roomy'])
    const inRoom = EDGE.replace('app=live', 'app=live&context=room')
    const player = await SocketPlayer.play(cluster, inRoom, 'roomy')
    await until(() => player.packets > 0, 'packets arrive')
    const whep = await Player.play(cluster, 'roomy', { path: '/live/room/whep/endpoint/roomy' })
    await until(() => whep.packets > 0, 'packets arrive by WHEP')
    await whep.stop()
    assert.equal((await Player.play(cluster, 'roomy')).reply.status, 409, 'not outside of the room')
    player.leave()
    publisher.leave()

    const stranger = new SocketClient(cluster, ORIGIN.replace('app=live', 'app=vod'))
    const failed = await stranger.status('NetConnection.Connect.Failed')
    assert.equal(failed.data.type, 'error')
    await until(() => stranger.end?.code === 1008, 'the socket is closed')
    stranger.leave()
  })

  test('a player by WHEP hears of the end over its data channel, if it has one', async () => {
    const whip = await Publisher.publish(cluster, 'notify', { withChannel: true })
    const whep = await Player.play(cluster, 'notify', { withChannel: true })
    await until(() => whip.channel && whep.channel, 'the channels are open')
    whip.channel?.send(JSON.stringify({ unpublish: 'notify' }))
    const codes = (/** @type {Publisher | Player} */ { heardByChannel }) =>
      heardByChannel.map(({ data }) => data?.code)
    await until(() => codes(whep).includes('NetStream.Play.UnpublishNotify'), 'the player hears')
    await until(() => codes(whip).includes('NetStream.Unpublish.Success'), 'the publisher too')
    whip.leave()
    whep.leave()
  })

  test('leaves nothing behind in ten rounds of coming and going', async () => {
    for (let round = 0; round < 10; round++) {
      const publisher = await SocketPublisher.publish(cluster, ORIGIN, 'round')
      const player = await SocketPlayer.play(cluster, EDGE, 'round')
      const [first, second] = round % 2 ? [publisher, player] : [player, publisher]
      first.leave()
      second.leave()
      await until(() => cluster.isIdle(), 'nothing is left')
    }
  })

  test('is served by the nodes themselves too', async () => {
    const { address, port } = await cluster.node('origin-2')
    const url = `ws://${address}:${port}/live/?id=direct`
    const publisher = await SocketPublisher.publish(cluster, url, 'direct')
    assert.deepEqual((await cluster.node('origin-2')).streams, ['direct'])
    publisher.leave()
  })
})
