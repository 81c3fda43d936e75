// @ts-check
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, afterEach, before, describe, test } from 'node:test'
import { parseProperties } from '../manager/properties.js'
import { parseSocketUrl } from '../manager/proxy_paths.js'
import { nodeSocketUrl } from '../manager/socket_proxy.js'
import { releaseLibrary } from '../node/peer.js'
import { Publisher } from '../test_support/client.js'
import { Cluster, until } from '../test_support/cluster.js'
import { SocketClient, SocketPlayer, SocketPublisher } from '../test_support/socket_client.js'

const ORIGIN = '/streammanager/?id=s&host=127.0.0.11&app=live'

test('what is passed on to a node is encoded once', () => {
  const node = { address: '127.0.0.11', port: 5080 }
  const table = [
    [
      '/streammanager/?id=s&host=h&app=live%2Fa%20b&user=u%26x&pass=%2525&plus=a+b&%C3%A4=',
      'ws://127.0.0.11:5080/live/a%20b/?id=s&user=u%26x&pass=%2525&plus=a%20b&%C3%A4=',
    ],
    ['/streammanager?id=s&app=live&context=room', 'ws://127.0.0.11:5080/live/room/?id=s'],
    [
      '/as/v1/proxy/ws/publish/live/room/s?id=s&nodeGroup=default&region=r&strict=true&app=x',
      'ws://127.0.0.11:5080/live/room/?id=s&app=x',
    ],
  ]
  for (const [target, wanted] of table) {
    const route = parseSocketUrl(new URL(target, 'http://cluster.invalid'))
    assert.equal(route && nodeSocketUrl(node, route), wanted)
  }
  for (const other of ['/streammanager/x', '/as/v1/proxy/ws/publish/s', '/live/', '/'])
    assert.equal(parseSocketUrl(new URL(other, 'http://cluster.invalid')), null, other)
})

test('a properties file has keys, values and comments', () => {
  const text = '# proxy.enabled=no\n\n proxy.enabled = true \r\nempty=\nno line\na=b=c\n'
  assert.deepEqual(Object.fromEntries(parseProperties(text)), {
    'proxy.enabled': 'true',
    empty: '',
    a: 'b=c',
  })
})

describe('the WebSocket proxy', () => {
  /** @type {Cluster} */
  let cluster
  before(async () => (cluster = await Cluster.start('--edges', '1')))
  after(async () => {
    await cluster.stop()
    releaseLibrary()
  })
  afterEach(async () => {
    await cluster.request('DELETE', '/cluster/faults')
    await cluster.post('/cluster/proxy', { enabled: true }, 'PUT')
    await until(() => cluster.isIdle(), 'the cluster is idle again')
    const noSockets = async () => (await cluster.read('/cluster/proxy')).sockets === 0
    await until(noSockets, 'no socket is left')
  })

  /** @param {string} target @returns {Promise<number | undefined>} */
  async function closedWith(target) {
    const client = new SocketClient(cluster, target)
    await until(() => client.end, 'the socket is closed')
    client.leave()
    return client.end?.code
  }

  test('dials nodes of the cluster only', async () => {
    const table = /** @type {[string, number][]} */ ([
      ['/streammanager/?id=s&app=live', 1008],
      ['/streammanager/?id=s&app=live&host=192.0.2.1', 1008],
      ['/streammanager/?id=s&app=live&host=127.0.0.11:80', 1008],
      ['/streammanager/?id=s&app=live&host=localhost', 1008],
      ['/streammanager/?id=s&app=vod&host=127.0.0.11', 1008],
      ['/as/v1/proxy/ws/publish/live/s?id=s', 1008],
      ['/as/v1/proxy/ws/publish/live/s?id=s&nodeGroup=mars', 1008],
      ['/as/v1/proxy/ws/publish/live/s?id=s&host=192.0.2.1', 1008],
      ['/as/v1/proxy/ws/publish/live/s?id=s&nodeGroup=default&strict=true&region=mars', 1011],
    ])
    for (const [target, code] of table) assert.equal(await closedWith(target), code, target)
    for (const target of ['/', '/live/?id=s', '/examples/', '/streammanager/api/4.0/'])
      assert.equal(await new SocketClient(cluster, target).refused(), 404, target)
  })

  test('finds a node by itself at the addresses of the second generation', async () => {
    const base = '/as/v1/proxy/ws'
    const wish = `${base}/publish/live/chosen?id=chosen&nodeGroup=default&region=region-2`
    const publisher = await SocketPublisher.publish(cluster, wish, 'chosen')
    assert.deepEqual((await cluster.node('origin-2')).streams, ['chosen'])
    const any = `${base}/subscribe/live/chosen?id=p&nodeGroup=default`
    const player = await SocketPlayer.play(cluster, any, 'chosen')
    await until(() => player.packets > 0, 'packets arrive')
    player.leave()
    publisher.leave()
    const direct = new SocketClient(cluster, `${base}/publish/live/x?id=x&host=127.0.0.12`)
    await direct.greeting()
    direct.leave()
  })

  test('tells a node that is down from one that goes away', async () => {
    const publisher = await SocketPublisher.publish(cluster, ORIGIN, 'doomed')
    await cluster.post('/cluster/nodes/origin-1/kill')
    await until(() => publisher.end, 'the socket is closed')
    assert.deepEqual(publisher.end, { code: 1011, reason: 'the node went away' })
    publisher.leave()
    const next = new SocketClient(cluster, ORIGIN)
    await until(() => next.end, 'the socket is closed')
    assert.deepEqual(next.end, { code: 1011, reason: 'node unreachable' })
    next.leave()
    await cluster.post('/cluster/nodes/origin-1/restart')
  })

  test('can be switched off, and lookups go on', async () => {
    const off = await cluster.post('/cluster/proxy', { enabled: false }, 'PUT')
    assert.equal(JSON.parse(off.body).enabled, false)
    assert.equal(await new SocketClient(cluster, ORIGIN).refused(), 404)
    const v1 = '/as/v1/proxy/ws/publish/live/s?nodeGroup=default'
    assert.equal(await new SocketClient(cluster, v1).refused(), 404)
    for (const at of ['/live/whip/endpoint/s', '/as/v1/proxy/whep/live/s'])
      assert.equal((await cluster.request('POST', at)).status, 404)
    const { reply } = await Publisher.publish(cluster, 's')
    assert.deepEqual([reply.status, reply.headers['content-type']], [404, 'text/plain'])
    const lookup = '/streammanager/api/4.0/event/live/s?action=broadcast'
    assert.equal((await cluster.read(lookup)).name, 's')
    assert.equal((await cluster.post('/cluster/proxy', { enabled: 1 }, 'PUT')).status, 400)
  })

  test('keeps what was asked of it, decoded', async () => {
    await cluster.request('DELETE', '/cluster/requests')
    const client = new SocketClient(cluster, `${ORIGIN}&token=a%26b%2525&token=2`)
    await client.greeting()
    await cluster.request('OPTIONS', '/live/whip/endpoint/a%20b?region=us%20east')
    await cluster.request('GET', '/as/v1/streams/x')
    await cluster.request('GET', '/examples/')
    assert.deepEqual(await cluster.read('/cluster/requests'), [
      {
        method: 'WS',
        path: '/streammanager/',
        query: [
          ['id', 's'],
          ['host', '127.0.0.11'],
          ['app', 'live'],
          ['token', 'a&b%25'],
          ['token', '2'],
        ],
      },
      { method: 'OPTIONS', path: '/live/whip/endpoint/a%20b', query: [['region', 'us east']] },
      { method: 'GET', path: '/as/v1/streams/x', query: [] },
    ])
    client.leave()
  })

  test('can be spoilt when a socket opens', async () => {
    const match = { method: 'WS', path: '/streammanager/' }
    await cluster.fault(match, { status: 503 })
    assert.equal(await new SocketClient(cluster, ORIGIN).refused(), 503)
    await cluster.fault({ ...match, target: 'origin-1' }, { close: 4001 })
    assert.equal(await closedWith(ORIGIN), 4001)
    await cluster.fault(match, { drop: true })
    assert.equal(await closedWith(ORIGIN), 1006)

    await cluster.fault(match, { reject: true })
    const rejected = new SocketClient(cluster, ORIGIN)
    await rejected.status('NetConnection.Connect.Rejected')
    rejected.say({ isAvailable: 's' })
    assert.deepEqual(rejected.heard, [])
    rejected.leave()

    await cluster.fault(match, { hang: true })
    const [hangs, leaves] = [new SocketClient(cluster, ORIGIN), new SocketClient(cluster, ORIGIN)]
    await once(hangs.socket, 'open')
    leaves.leave()
    hangs.say({ isAvailable: 'later' })
    await new Promise((resolve) => setTimeout(resolve, 100))
    assert.deepEqual(hangs.heard, [])
    await cluster.request('DELETE', '/cluster/faults')
    await hangs.greeting()
    await hangs.told((one) => one.isAvailable === false, 'the answer')
    hangs.leave()
  })

  test('can be spoilt in the middle of a conversation', async () => {
    const message = 'isAvailable'
    const client = new SocketClient(cluster, ORIGIN)
    await client.greeting()
    const ask = () => client.say({ isAvailable: 's' })
    const isAnswer = (/** @type {any} */ one) => 'isAvailable' in one

    await cluster.fault({ message }, { messages: [{ isAvailable: true }, '{"data":1}'] })
    ask()
    assert.equal((await client.told(isAnswer, 'the fault')).isAvailable, true)
    await client.told(({ data }) => data === 1, 'the rest of the fault')
    await cluster.fault({ message, target: 'origin-1', method: 'ws' }, { hang: true })
    ask()
    ask()
    await client.told(isAnswer, 'the second answer')
    assert.deepEqual(client.heard, [], 'there is no first one')
    await cluster.fault({ message }, { delayMs: 60_000 })
    ask()
    await new Promise((resolve) => setTimeout(resolve, 50))
    assert.deepEqual(client.heard, [])
    await cluster.request('DELETE', '/cluster/faults')
    await client.told(isAnswer, 'the late answer')
    await cluster.fault({ message }, { close: 1013 })
    ask()
    await until(() => client.end?.code === 1013, 'the socket is closed')

    const other = new SocketClient(cluster, ORIGIN)
    await other.greeting()
    await cluster.fault({ message }, { drop: true })
    other.say({ isAvailable: 's' })
    await until(() => other.end?.code === 1006, 'the socket is cut')
    for (const one of [client, other]) one.leave()
  })

  test('is spoilt by faults that make sense only', async () => {
    const wrong = /** @type {[object, object, RegExp][]} */ ([
      [{ method: 'POST' }, { reject: true }, /"answer" has no "reject"/],
      [{ method: 'WS' }, { close: 1006 }, /"answer\.close"/],
      [{ method: 'WS' }, { messages: [] }, /"answer" has no "messages"/],
      [{ message: 'publish' }, { status: 500 }, /"answer" has no "status"/],
      [{ message: 'publish' }, { messages: [1] }, /"answer\.messages"/],
      [{ message: 'publish', method: 'GET' }, { hang: true }, /"match\.message"/],
    ])
    for (const [match, answer, sentence] of wrong) {
      const reply = await cluster.fault(match, answer)
      assert.equal(reply.status, 400, JSON.stringify([match, answer]))
      assert.match(JSON.parse(reply.body).detail, sentence)
    }
  })
})

test('over TLS all is the same, and a properties file decides on the proxy', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'cluster-'))
  const file = path.join(folder, 'red5-web.properties')
  writeFileSync(file, '# nothing is said about the proxy\n')
  const cluster = await Cluster.start('--tls', '--tls-name', 'sluice.test', '--properties', file)
  try {
    assert.ok(cluster.isSecure)
    assert.equal((await cluster.read('/cluster/proxy')).enabled, false)
    await cluster.post('/cluster/proxy', { enabled: true }, 'PUT')
    const host = `localhost:${cluster.port}`
    for (const [origin, status] of /** @type {[string, number][]} */ ([
      [`https://${host}`, 200],
      [`http://${host}`, 403],
    ])) {
      const headers = { Host: host, Origin: origin }
      assert.equal((await cluster.request('GET', '/cluster/nodes', headers)).status, status)
    }
    const publisher = await SocketPublisher.publish(cluster, ORIGIN, 's')
    const certificate = /** @type {any} */ (publisher.socket)._socket.getPeerCertificate()
    assert.equal(certificate.subjectaltname, 'DNS:sluice.test')
    const edge = ORIGIN.replace('.11', '.21')
    const player = await SocketPlayer.play(cluster, edge, 's')
    await until(() => player.packets > 0, 'packets arrive')
    const whip = await Publisher.publish(cluster, 'other')
    assert.equal(await whip.stop(), 200)
    for (const client of [player, publisher]) client.leave()
  } finally {
    await cluster.stop()
    await rm(folder, { recursive: true })
  }
})
