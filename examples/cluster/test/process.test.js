// @ts-check
import assert from 'node:assert/strict'
import { once } from 'node:events'
import http from 'node:http'
import { test } from 'node:test'
import { Cluster, isAlive, until } from '../test_support/cluster.js'

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
  test(`${signal} ends the cluster and every node of it`, async () => {
    const cluster = await Cluster.start()
    const pids = (await cluster.nodes()).map(({ pid }) => pid)
    assert.equal(await cluster.stop(signal), 0)
    assert.deepEqual(pids.filter(isAlive), [])
  })
}

test('nodes end by themselves when the cluster is killed', async () => {
  const cluster = await Cluster.start()
  const pids = (await cluster.nodes()).map(({ pid }) => pid)
  await cluster.stop('SIGKILL')
  await until(() => !pids.some(isAlive), 'no node is left')
})

test('a port in use is one clear sentence', async () => {
  const squatter = http.createServer().listen(0, '127.0.0.1')
  await once(squatter, 'listening')
  const { port } = /** @type {import('node:net').AddressInfo} */ (squatter.address())
  const cluster = new Cluster(['--port', String(port)])
  const [code] = await once(cluster.process, 'close')
  squatter.close()
  assert.equal(code, 1)
  assert.equal(
    cluster.stderr,
    `Port ${port} on 127.0.0.1 is in use: stop what uses it, or choose another with --port.\n`,
  )
})

test('a port of a node in use is one clear sentence, and no node stays', async () => {
  const squatter = http.createServer().listen(0, '127.0.0.21')
  await once(squatter, 'listening')
  const { port } = /** @type {import('node:net').AddressInfo} */ (squatter.address())
  const cluster = new Cluster(['--node-port', String(port)])
  const [code] = await once(cluster.process, 'close')
  squatter.close()
  assert.equal(code, 1)
  assert.match(
    cluster.stderr,
    /^Port \d+ on 127\.0\.0\.21 is in use: stop what uses it, or choose another with --node-port\.$/m,
  )
  const pids = [...cluster.stderr.matchAll(/pid=(\d+)/g)].map(([, pid]) => Number(pid))
  assert.deepEqual(pids.filter(isAlive), [])
})

test('a wrong option is one clear sentence', async () => {
  const cluster = new Cluster(['--edges', 'many'])
  const [code] = await once(cluster.process, 'close')
  assert.equal(code, 1)
  assert.equal(cluster.stderr, '--edges must be a whole number from 0 to 9, not "many".\n')
})
