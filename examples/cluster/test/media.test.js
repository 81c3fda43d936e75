// @ts-check
import assert from 'node:assert/strict'
import { after, afterEach, before, describe, test } from 'node:test'
import { releaseLibrary } from '../node/peer.js'
import { Player, Publisher } from '../test_support/client.js'
import { Cluster, until } from '../test_support/cluster.js'
import { startVanishing } from '../test_support/vanishing.js'

describe('media', () => {
  /** @type {Cluster} */
  let cluster
  before(async () => (cluster = await Cluster.start()))
  after(async () => {
    await cluster.stop()
    releaseLibrary()
  })
  afterEach(() => until(() => cluster.isIdle(), 'the cluster is idle again'))

  for (const codec of /** @type {const} */ (['VP8', 'H264', 'OPUS'])) {
    test(`${codec} flows from a publisher through origin and edge to a player`, async () => {
      const publisher = await Publisher.publish(cluster, 'flow', { codec })
      assert.equal(publisher.reply.status, 201)
      const player = await Player.play(cluster, 'flow', { codecs: [codec] })
      assert.equal(player.reply.status, 201)
      await until(() => player.packets > 20, 'packets arrive')
      assert.equal(player.payloadTypes.size, 1, 'one payload type, the one of the answer')
      await until(() => player.senderReports > 0, 'sender reports arrive')
      assert.equal(await player.stop(), 200)
      assert.equal(await publisher.stop(), 200)
    })
  }

  test('a player gets the codec that the publisher sends, not the one it likes best', async () => {
    const publisher = await Publisher.publish(cluster, 'codec', { codec: 'H264' })
    const player = await Player.play(cluster, 'codec', { codecs: ['VP8', 'H264'] })
    assert.match(player.reply.body, /m=video \d+ UDP\/TLS\/RTP\/SAVPF 102\r\n/)
    const deaf = await Player.play(cluster, 'codec', { codecs: ['VP8'] })
    assert.equal(deaf.reply.status, 422)
    await player.stop()
    await publisher.stop()
  })

  test('players of one edge share one pull, which ends with the last of them', async () => {
    const publisher = await Publisher.publish(cluster, 'shared')
    const options = { query: '?region=region-1' }
    const players = await Promise.all([1, 2, 3].map(() => Player.play(cluster, 'shared', options)))
    await until(() => players.every(({ packets }) => packets > 0), 'packets reach all players')
    const edge = await cluster.node('edge-1')
    assert.deepEqual([edge.sessions, edge.pulls, edge.streams], [3, 1, ['shared']])

    await players[0].stop()
    await players[1].stop()
    assert.equal((await cluster.node('edge-1')).pulls, 1)
    await players[2].stop()
    assert.equal((await cluster.node('edge-1')).pulls, 0)
    await publisher.stop()
  })

  test('the publisher is asked for a key frame when a player joins', async () => {
    const publisher = await Publisher.publish(cluster, 'key')
    const first = await Player.play(cluster, 'key')
    await until(() => publisher.keyFrameRequests > 0, 'a request for the first player')
    const before = publisher.keyFrameRequests
    const second = await Player.play(cluster, 'key')
    await until(() => publisher.keyFrameRequests > before, 'a request for the second player')
    await first.stop()
    await second.stop()
    await publisher.stop()
  })

  test('players end when the publisher stops', async () => {
    const publisher = await Publisher.publish(cluster, 'over')
    const player = await Player.play(cluster, 'over')
    await until(() => player.packets > 0, 'packets arrive')
    await publisher.stop()
    await until(() => cluster.isIdle(), 'the player is dropped')
    assert.equal(await player.stop(), 404)
  })

  test('a publisher that closes its connection without a word frees the name', async () => {
    const publisher = await Publisher.publish(cluster, 'closed')
    await until(() => publisher.state === 'connected', 'the publisher is connected')
    publisher.leave()
    await until(() => cluster.isIdle(), 'the stream is gone')
    const next = await Publisher.publish(cluster, 'closed')
    assert.equal(next.reply.status, 201)
    await next.stop()
  })

  test('a publisher whose process is killed is noticed within three seconds', async () => {
    const child = await startVanishing(cluster, 'publish', 'vanish')
    assert.equal(await cluster.isIdle(), false)
    child.kill('SIGKILL')
    await until(() => cluster.isIdle(), 'the stream is gone')
  })

  test('a player whose process is killed is noticed within three seconds', async () => {
    const publisher = await Publisher.publish(cluster, 'watched')
    const child = await startVanishing(cluster, 'play', 'watched')
    const players = async () => {
      const edges = (await cluster.nodes()).filter((node) => node.role === 'edge')
      return edges.reduce((sum, { sessions }) => sum + sessions, 0)
    }
    assert.equal(await players(), 1)
    child.kill('SIGKILL')
    await until(async () => (await players()) === 0, 'the player is gone')
    await publisher.stop()
  })

  test('a publisher that falls silent is dropped, connected or not', async () => {
    const publisher = await Publisher.publish(cluster, 'silent')
    await until(() => publisher.state === 'connected', 'the publisher is connected')
    clearInterval(publisher.timer)
    await until(() => cluster.isIdle(), 'the stream is gone')
    assert.equal(await publisher.stop(), 404)
  })

  test('twenty rounds of publishing and playing leave nothing behind', async () => {
    for (let round = 0; round < 20; round++) {
      const publisher = await Publisher.publish(cluster, 'round')
      const player = await Player.play(cluster, 'round')
      assert.deepEqual([publisher.reply.status, player.reply.status], [201, 201])
      await Promise.all([publisher.stop(), player.stop()])
    }
  })
})
