// @ts-check
import assert from 'node:assert/strict'
import { after, afterEach, before, describe, test } from 'node:test'
import { MediaNode } from '../node/media_node.js'
import { releaseLibrary } from '../node/peer.js'
import { Session } from '../node/session.js'
import { watchSessions } from '../node/watch.js'
import { Player, Publisher } from '../test_support/client.js'
import { Cluster, until } from '../test_support/cluster.js'
import { SocketPlayer, SocketPublisher } from '../test_support/socket_client.js'
import { startVanishing } from '../test_support/vanishing.js'

const VIA_EDGE_1 = '/streammanager/?id=p&host=127.0.0.21&app=live'
const VIA_ORIGIN_1 = '/streammanager/?id=p&host=127.0.0.11&app=live'
const IN_REGION_1 = { query: '?region=region-1' }

after(() => releaseLibrary())

describe('what is lost', () => {
  /** @type {Cluster} */
  let cluster
  before(async () => (cluster = await Cluster.start()))
  after(() => cluster.stop())
  afterEach(() => until(() => cluster.isIdle(), 'the cluster is idle again'))

  test('a crashed edge is named no more, and its sockets are closed at once', async (t) => {
    t.after(() => cluster.post('/cluster/nodes/edge-1/restart'))
    const publisher = await Publisher.publish(cluster, 'crash')
    const player = await SocketPlayer.play(cluster, VIA_EDGE_1, 'crash')
    await until(() => player.packets > 0, 'packets arrive')

    process.kill((await cluster.node('edge-1')).pid, 'SIGKILL')
    const [lookup, next] = await Promise.all([
      cluster.read(
        '/streammanager/api/4.0/event/live/crash?action=subscribe&endpoints=2&region=region-1',
      ),
      Player.play(cluster, 'crash', IN_REGION_1),
    ])
    assert.deepEqual(
      [lookup].flat().map(({ serverAddress }) => serverAddress),
      ['127.0.0.22'],
    )
    assert.deepEqual([next.reply.status, next.reply.headers['session-host']], [201, '127.0.0.22'])
    await until(() => player.end, 'the socket is closed')
    assert.deepEqual(player.end, { code: 1011, reason: 'the node went away' })
    player.leave()

    const late = new SocketPlayer(cluster, VIA_EDGE_1)
    await until(() => late.end, 'a new socket to the dead edge is closed')
    assert.deepEqual(late.end, { code: 1011, reason: 'node unreachable' })
    late.leave()

    await Promise.all([next.stop(), publisher.stop()])
  })

  test('the pull of a crashed edge ends at its origin at once', async (t) => {
    t.after(() => cluster.post('/cluster/nodes/edge-1/restart'))
    const publisher = await Publisher.publish(cluster, 'pulled')
    const player = await Player.play(cluster, 'pulled', IN_REGION_1)
    await until(() => player.packets > 0, 'packets arrive')
    const pulls = async () => {
      const nodes = await cluster.nodes()
      return nodes.filter(({ role }) => role === 'origin').reduce((sum, one) => sum + one.pulls, 0)
    }
    assert.equal(await pulls(), 1)
    await cluster.post('/cluster/nodes/edge-1/kill')
    await until(async () => (await pulls()) === 0, 'the origin has no pull')
    player.leave()
    await publisher.stop()
  })

  test('a crashed origin ends its streams at the edges, where they can return at once', async (t) => {
    t.after(() => cluster.post('/cluster/nodes/origin-1/restart'))
    const publisher = await Publisher.publish(cluster, 'returns')
    assert.equal(publisher.reply.headers['session-host'], '127.0.0.11')
    const bySocket = await SocketPlayer.play(cluster, VIA_EDGE_1, 'returns')
    const byWhep = await Player.play(cluster, 'returns', IN_REGION_1)
    await until(() => bySocket.packets > 0 && byWhep.packets > 0, 'packets arrive')

    process.kill((await cluster.node('origin-1')).pid, 'SIGKILL')
    await until(() => bySocket.end, 'the socket is closed')
    await bySocket.status('NetStream.Play.UnpublishNotify')
    assert.equal(bySocket.end?.code, 1000)
    assert.equal(await byWhep.stop(), 404)
    bySocket.leave()
    publisher.leave()

    const back = await Publisher.publish(cluster, 'returns')
    assert.equal(back.reply.headers['session-host'], '127.0.0.12')
    const again = await Promise.all([
      SocketPlayer.play(cluster, VIA_EDGE_1, 'returns'),
      Player.play(cluster, 'returns', IN_REGION_1),
    ])
    assert.equal(again[1].reply.headers['session-host'], '127.0.0.21')
    await until(() => again.every(({ packets }) => packets > 0), 'packets arrive again')
    again[0].leave()
    await again[1].stop()
    await back.stop()
  })

  for (const role of /** @type {const} */ (['publish', 'publishBySocket'])) {
    test(`${role}: a publisher that is cut off frees its name by its silence`, async () => {
      const child = await startVanishing(cluster, role, 'cut')
      const player = await SocketPlayer.play(cluster, VIA_EDGE_1, 'cut')
      await until(() => player.packets > 0, 'packets arrive')
      // Its socket stays open, so that silence is all that the origin gets.
      child.kill('SIGSTOP')
      await until(() => player.end, 'the player is told')
      await player.status('NetStream.Play.UnpublishNotify')
      player.leave()

      const next = await SocketPublisher.publish(cluster, VIA_ORIGIN_1, 'cut')
      next.leave()
      child.kill('SIGKILL')
    })
  }

  test('sessions that never connect are closed, with an answer and without', async () => {
    const publisher = await Publisher.publish(cluster, 'idle')
    const [whip, whep] = [new Publisher(cluster), new Player(cluster)]
    const offers = [
      [whip, 'sendonly', '/live/whip/endpoint/never'],
      [whep, 'recvonly', '/live/whep/endpoint/idle'],
    ]
    for (const [client, direction, path] of /** @type {[Player, string, string][]} */ (offers)) {
      const headers = { 'Content-Type': 'application/sdp' }
      const reply = await cluster.request('POST', path, headers, offerOfNobody(direction))
      assert.equal(reply.status, 201, reply.body)
      client.reply = reply
    }
    // One that got its offer and says nothing more.
    const mute = new SocketPlayer(cluster, VIA_EDGE_1)
    await mute.greeting()
    mute.say({ requestOffer: 'idle', requestId: 'test' })
    await mute.description('offer')

    await until(() => mute.end, 'the one without a word is gone')
    assert.deepEqual(mute.end, { code: 1000, reason: 'never connected' })
    // The others live in other nodes, which count by their own clocks.
    for (const client of [whip, whep]) {
      await until(async () => (await client.patch('')).status === 404, 'the resource is gone')
      client.leave()
    }
    mute.leave()
    await publisher.stop()
  })
})

/** An offer without a peer connection behind it. @param {string} direction */
function offerOfNobody(direction) {
  const fingerprint = Array.from({ length: 32 }, () => 'AB').join(':')
  return [
    'v=0',
    'o=- 1 1 IN IP4 0.0.0.0',
    's=-',
    't=0 0',
    'a=group:BUNDLE 0',
    'm=video 9 UDP/TLS/RTP/SAVPF 100',
    'c=IN IP4 0.0.0.0',
    'a=mid:0',
    `a=${direction}`,
    'a=ice-ufrag:abcd',
    'a=ice-pwd:abcdefghijklmnopqrstuvwx',
    `a=fingerprint:sha-256 ${fingerprint}`,
    'a=setup:actpass',
    'a=rtcp-mux',
    'a=rtpmap:100 VP8/90000',
    'a=ssrc:4711 cname:x',
    '',
  ].join('\r\n')
}

test('a pull that is being negotiated ends with its origin', async () => {
  /** @type {(answer: object) => void} */
  let answer = () => {}
  const exchange = () => new Promise((resolve) => (answer = resolve))
  const directory = /** @type {any} */ ({
    exchangeFor: async () => ({ origin: 'origin-1', exchange }),
  })
  const edge = new MediaNode({ address: '127.0.0.1', role: 'edge' }, directory, () => {})
  const playing = assert.rejects(edge.play('any', ''))
  await until(() => edge.state().pulls === 1, 'the pull has begun')
  edge.nodeGone('origin-1')
  assert.equal(edge.state().pulls, 0)
  answer({ answer: 'v=0', leave() {} })
  await playing
  edge.close()
})

test('silence counts only while the node could listen', () => {
  let why = ''
  const place = { address: '127.0.0.1', onDepart() {}, onClose() {} }
  const log = (/** @type {string} */ _, /** @type {any} */ data) => (why = data.why ?? why)
  const session = new Session('publisher', 'any', { ...place, log })
  session.connected = true
  session.heard()
  session.pass(2_000)
  session.heard()
  session.pass(2_000)
  assert.equal(why, '')
  session.pass(500)
  assert.equal(why, 'fell silent')

  let ended = ''
  const late = new Session('player', 'any', {
    ...place,
    log: (/** @type {string} */ _, /** @type {any} */ data) => (ended = data.why ?? ended),
  })
  late.pass(14_900)
  assert.equal(ended, '')
  late.pass(200)
  assert.equal(ended, 'never connected')
})

test('a node that stood still has not heard a silence', async () => {
  const BLOCKED_MS = 1_500
  let passedMs = 0
  const session = /** @type {any} */ ({
    pass: (/** @type {number} */ ms) => (passedMs += ms),
    tracks: [],
  })
  const began = performance.now()
  const timer = watchSessions(() => [session])
  await until(() => passedMs > 0, 'it counts')
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, BLOCKED_MS)
  const before = passedMs
  await until(() => passedMs > before, 'it counts on')
  clearInterval(timer)
  assert.ok(passedMs <= performance.now() - began - BLOCKED_MS + 200, `${passedMs} ms`)
})
