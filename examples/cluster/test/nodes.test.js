// @ts-check
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { releaseLibrary } from '../node/peer.js'
import { Player, Publisher } from '../test_support/client.js'
import { Cluster, isAlive, until } from '../test_support/cluster.js'

describe('nodes that die and return', () => {
  /** @type {Cluster} */
  let cluster
  before(async () => (cluster = await Cluster.start()))
  after(async () => {
    await cluster.stop()
    releaseLibrary()
  })

  test('the list shows every node as a process of its own', async () => {
    const nodes = await cluster.nodes()
    assert.deepEqual(
      nodes.map(({ id, role, address, region, up }) => [id, role, address, region, up]),
      [
        ['origin-1', 'origin', '127.0.0.11', 'region-1', true],
        ['origin-2', 'origin', '127.0.0.12', 'region-2', true],
        ['edge-1', 'edge', '127.0.0.21', 'region-1', true],
        ['edge-2', 'edge', '127.0.0.22', 'region-2', true],
      ],
    )
    assert.equal(new Set(nodes.map(({ pid }) => pid)).size, 4)
    assert.ok(nodes.every(({ pid }) => isAlive(pid)))
  })

  test('a killed origin takes its streams along, and the next publisher goes elsewhere', async () => {
    const publisher = await Publisher.publish(cluster, 'moves')
    const player = await Player.play(cluster, 'moves')
    await until(() => player.packets > 0, 'packets arrive')
    const { pid } = await cluster.node('origin-1')

    const killed = await cluster.post('/cluster/nodes/origin-1/kill')
    assert.deepEqual([killed.status, JSON.parse(killed.body).up], [200, false])
    assert.equal(isAlive(pid), false)
    await until(() => cluster.isIdle(), 'the edge drops its players')
    assert.equal(await publisher.stop(), 404)
    player.leave()

    const next = await Publisher.publish(cluster, 'moves')
    assert.equal(next.reply.headers['session-host'], '127.0.0.12')
    const back = await Player.play(cluster, 'moves')
    await until(() => back.packets > 0, 'packets arrive from the other origin')
    await back.stop()
    await next.stop()

    const restarted = await cluster.post('/cluster/nodes/origin-1/restart')
    assert.equal(JSON.parse(restarted.body).up, true)
  })

  test('a killed edge is left out until it is restarted at its old address', async () => {
    const before = await cluster.node('edge-1')
    await cluster.post('/cluster/nodes/edge-1/kill')
    await cluster.post('/cluster/nodes/edge-1/kill')
    const publisher = await Publisher.publish(cluster, 'edges')
    const player = await Player.play(cluster, 'edges', { query: '?region=region-1' })
    assert.equal(player.reply.headers['session-host'], '127.0.0.22')
    await player.stop()

    await cluster.post('/cluster/nodes/edge-1/restart')
    const { address, port, pid, up } = await cluster.node('edge-1')
    assert.deepEqual([address, port, up], [before.address, before.port, true])
    assert.notEqual(pid, before.pid)
    const again = await Player.play(cluster, 'edges', { query: '?region=region-1' })
    assert.equal(again.reply.headers['session-host'], '127.0.0.21')
    await until(() => again.packets > 0, 'packets arrive')
    await again.stop()
    await publisher.stop()
  })

  test('without a node the answer is 503 and when to come again', async () => {
    for (const id of ['edge-1', 'edge-2']) await cluster.post(`/cluster/nodes/${id}/kill`)
    const { reply } = await Player.play(cluster, 'any')
    assert.deepEqual([reply.status, reply.headers['retry-after']], [503, '1'])
    for (const id of ['edge-1', 'edge-2']) await cluster.post(`/cluster/nodes/${id}/restart`)
  })

  test('the control API answers this machine only', async () => {
    const { port } = cluster
    const requests = /** @type {[Record<string, string>, number][]} */ ([
      [{ Host: `localhost:${port}` }, 200],
      [{ Host: `[::1]:${port}` }, 200],
      [{ Host: `127.0.0.1:${port}`, Origin: `http://127.0.0.1:${port}` }, 200],
      [{ Host: `rebound.example:${port}` }, 403],
      [{ Host: '127.0.0.1.example' }, 403],
      [{ Host: `localhost:${port}`, Origin: 'http://page.example' }, 403],
      [{ Host: `localhost:${port}`, Origin: 'null' }, 403],
    ])
    for (const [headers, status] of requests) {
      const reply = await cluster.request('GET', '/cluster/nodes', headers)
      assert.equal(reply.status, status, JSON.stringify(headers))
    }
    assert.equal((await cluster.post('/cluster/nodes/origin-7/kill')).status, 404)
    assert.equal((await cluster.request('GET', '/cluster/nodes/origin-1/kill')).status, 405)
    assert.equal((await cluster.request('GET', '/cluster/other')).status, 404)
    assert.equal((await cluster.request('GET', '/internal/origin?stream=s')).status, 404)
  })
})
