// @ts-check
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { releaseLibrary } from '../node/peer.js'
import { Player, Publisher } from '../test_support/client.js'
import { Cluster, isAlive, until } from '../test_support/cluster.js'
import { SocketPlayer } from '../test_support/socket_client.js'

const VIA_EDGE_1 = '/streammanager/?id=p&host=127.0.0.21&app=live'

describe('a paused node', () => {
  /** @type {Cluster} */
  let cluster
  before(async () => (cluster = await Cluster.start()))
  after(async () => {
    await cluster.stop()
    releaseLibrary()
  })

  /** @param {string} id @param {unknown} ms */
  const pause = (id, ms) => cluster.post(`/cluster/nodes/${id}/pause`, { ms })

  test('is silent without closing anything, and goes on with what it had', async () => {
    const publisher = await Publisher.publish(cluster, 'paused')
    const player = await SocketPlayer.play(cluster, VIA_EDGE_1, 'paused')
    await until(() => player.packets > 0, 'packets arrive')

    // Longer than silence is borne from anybody else.
    const { status, body } = await pause('edge-1', 4_000)
    const { up, paused } = JSON.parse(body)
    assert.deepEqual([status, up, paused], [200, false, true])
    const { packets } = player
    player.say({ isAvailable: 'paused' })
    await sleep(1_000)
    assert.ok(player.packets < packets + 10, 'at most what was under way has arrived')
    assert.deepEqual([player.end, player.heard.filter((one) => 'isAvailable' in one)], [null, []])

    const next = await Player.play(cluster, 'paused', { query: '?region=region-1' })
    assert.equal(next.reply.headers['session-host'], '127.0.0.22', 'newcomers go elsewhere')
    assert.equal((await cluster.node('edge-1')).paused, true, 'nobody has waited for it')
    await next.stop()

    await until(async () => (await cluster.node('edge-1')).up, 'it goes on')
    await player.told((one) => one.isAvailable === true, 'the answer to the question')
    const before = player.packets
    await until(() => player.packets > before + 100, 'packets arrive again')
    assert.equal(player.end, null)
    player.leave()
    await publisher.stop()
    await until(() => cluster.isIdle(), 'the cluster is idle')
  })

  test('can be paused for longer, killed and restarted', async () => {
    await pause('edge-1', 300)
    await pause('edge-1', 20_000)
    await sleep(600)
    const { paused, pid } = await cluster.node('edge-1')
    assert.equal(paused, true)
    await cluster.post('/cluster/nodes/edge-1/kill')
    assert.equal(isAlive(pid), false)
    assert.equal((await pause('edge-1', 300)).status, 409)
    const { body } = await cluster.post('/cluster/nodes/edge-1/restart')
    assert.deepEqual([JSON.parse(body).up, JSON.parse(body).paused], [true, false])
  })

  test('a pause that makes no sense is refused with a sentence', async () => {
    for (const ms of [0, -1, 1.5, 20_001, '3000', null, undefined]) {
      const { status, body } = await pause('edge-1', ms)
      assert.deepEqual(
        [status, JSON.parse(body).detail],
        [400, '"ms" is a whole number from 1 to 20000.'],
      )
    }
    assert.equal((await cluster.node('edge-1')).up, true)
  })
})

for (const signal of /** @type {const} */ (['SIGTERM', 'SIGKILL'])) {
  test(`no node stays behind, paused, when the cluster ends by ${signal}`, async () => {
    const cluster = await Cluster.start()
    const pids = (await cluster.nodes()).map(({ pid }) => pid)
    await cluster.post('/cluster/nodes/edge-1/pause', { ms: 20_000 })
    await cluster.stop(signal)
    await until(() => !pids.some(isAlive), 'no node is left')
  })
}
