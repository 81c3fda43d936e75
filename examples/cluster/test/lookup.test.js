// @ts-check
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { chooseNodes } from '../manager/node_choice.js'
import { releaseLibrary } from '../node/peer.js'
import { Player, Publisher } from '../test_support/client.js'
import { Cluster, until } from '../test_support/cluster.js'

const EVENT = '/streammanager/api/4.0/event'
const STREAM = '/as/v1/streams/stream/default'

test('nodes are chosen by region, then by load, and strictly if so wished', () => {
  const up = [
    { id: 'a', node: { region: 'x' }, load: 2 },
    { id: 'b', node: { region: 'x' }, load: 1 },
    { id: 'c', node: { region: 'y' }, load: 0 },
  ]
  const table = /** @type {[string | null, boolean, number, string][]} */ ([
    [null, false, 1, 'c'],
    [null, false, 3, 'cba'],
    [null, false, 9, 'cba'],
    ['x', false, 1, 'b'],
    ['x', false, 3, 'bac'],
    ['z', false, 1, 'c'],
    [null, true, 3, 'cba'],
    [null, true, 4, ''],
    ['x', true, 2, 'ba'],
    ['x', true, 3, ''],
    ['z', true, 1, ''],
  ])
  for (const [region, strict, endpoints, chosen] of table) {
    const nodes = chooseNodes(up, { region, strict, endpoints })
    assert.equal(nodes.map(({ id }) => id).join(''), chosen, `${region} ${strict} ${endpoints}`)
  }
})

describe('lookups', () => {
  /** @type {Cluster} */
  let cluster
  /** @type {Publisher} */
  let publisher
  before(async () => {
    cluster = await Cluster.start()
    publisher = await Publisher.publish(cluster, 'on air')
  })
  after(async () => {
    await publisher.stop()
    await cluster.stop()
    releaseLibrary()
  })

  test('name one node, or a list when several are wanted', async () => {
    const least = { name: 's', serverAddress: '127.0.0.12', region: 'region-2' }
    assert.deepEqual(await cluster.read(`${EVENT}/live/s?action=broadcast`), {
      ...least,
      scope: 'live',
    })
    for (const version of ['2.0', '3.1']) {
      const path = `/streammanager/api/${version}/event/live/s?action=broadcast&endpoints=1`
      assert.deepEqual(await cluster.read(path), { ...least, scope: '/live' }, version)
    }
    const both = await cluster.read(`${EVENT}/live/a/room/s?action=broadcast&endpoints=5`)
    assert.deepEqual(
      both.map((/** @type {any} */ one) => [one.serverAddress, one.scope]),
      [
        ['127.0.0.12', 'live/a/room'],
        ['127.0.0.11', 'live/a/room'],
      ],
    )
    const near = await cluster.read(`${EVENT}/live/s?action=broadcast&region=region-1`)
    assert.equal(near.serverAddress, '127.0.0.11')
    const edge = await cluster.read(`${EVENT}/live/on%20air?action=subscribe&region=region-2`)
    assert.deepEqual([edge.name, edge.serverAddress], ['on air', '127.0.0.22'])
  })

  test('name nodes of the second generation always in a list', async () => {
    const player = await Player.play(cluster, 'on air', { query: '?region=region-1' })
    const [edge, ...none] = await cluster.read(
      `${STREAM}/subscribe/live/on%20air?subGroup=region-1`,
    )
    assert.deepEqual(none, [])
    assert.deepEqual(edge, {
      streamGuid: 'live/on air',
      serverAddress: '127.0.0.21',
      nodeRole: 'edge',
      subGroup: 'region-1',
      nodeState: 'INSERVICE',
      subscribers: 1,
    })
    await player.stop()
    const origins = await cluster.read(
      `${STREAM}/publish/live/s?endpoints=2&region=region-1&subgroup=x`,
    )
    assert.deepEqual(
      origins.map((/** @type {any} */ one) => [one.serverAddress, one.nodeRole]),
      [
        ['127.0.0.11', 'origin'],
        ['127.0.0.12', 'origin'],
      ],
    )
  })

  test('say in words what is wrong', async () => {
    const table = /** @type {[string, number][]} */ ([
      [`${EVENT}/live/nobody?action=subscribe`, 404],
      [`${EVENT}/live/s`, 400],
      [`${EVENT}/live/s?action=watch`, 400],
      [`${EVENT}/live/s?action=broadcast&endpoints=0`, 400],
      [`${EVENT}/live/s?action=broadcast&endpoints=two`, 400],
      [`${EVENT}/live/s?action=broadcast&region=a&geozone=b`, 400],
      [`${EVENT}/live/s?action=broadcast&region=mars&strict=true`, 404],
      [`${EVENT}/live/s?action=broadcast&endpoints=3&strict=true`, 404],
      [`${EVENT}/vod/s?action=broadcast`, 404],
      [`${EVENT}/live?action=broadcast`, 404],
      [EVENT.replace('4.0', '5.0') + '/live/s?action=broadcast', 404],
      ['/streammanager/api/4.0/other', 404],
      [`${STREAM}/subscribe/live/nobody`, 404],
      [`${STREAM}/publish/live/s?endpoints=2&transcode=true`, 400],
      [`${STREAM}/publish/live/s?endpoints=-1`, 400],
      ['/as/v1/streams/stream/mars/publish/live/s', 404],
      ['/as/v1/streams/other', 404],
    ])
    for (const [path, status] of table) {
      const reply = await cluster.request('GET', path)
      assert.equal(reply.status, status, path)
      const { error, errorMessage } = JSON.parse(reply.body)
      const sentence = path.startsWith('/as/') ? error : errorMessage
      assert.match(sentence, /\.$/, path)
      assert.equal(reply.headers['content-type'], 'application/json')
      assert.equal(reply.headers['access-control-allow-origin'], '*')
    }
  })

  test('can be made from any page, and spoilt like other requests', async () => {
    const headers = { Origin: 'https://page.example' }
    const path = `${EVENT}/live/s?action=broadcast`
    const preflight = await cluster.request('OPTIONS', path, headers)
    assert.equal(preflight.status, 204)
    assert.equal(preflight.headers['access-control-allow-methods'], 'GET, OPTIONS')
    assert.equal((await cluster.request('POST', path)).status, 405)
    await cluster.fault({ path: '/event/' }, { status: 500, body: '{}' })
    const spoilt = await cluster.request('GET', path, headers)
    assert.equal(spoilt.status, 500)
    assert.equal(spoilt.headers['access-control-allow-origin'], headers.Origin)
  })

  test('find nothing when no node is up', async () => {
    for (const id of ['edge-1', 'edge-2']) await cluster.post(`/cluster/nodes/${id}/kill`)
    const reply = await cluster.request('GET', `${EVENT}/live/on%20air?action=subscribe`)
    assert.equal(reply.status, 404)
    assert.match(JSON.parse(reply.body).errorMessage, /no edge/)
  })
})

describe('WHIP and WHEP at the addresses of the second generation', () => {
  /** @type {Cluster} */
  let cluster
  before(async () => (cluster = await Cluster.start()))
  after(async () => {
    await cluster.stop()
    releaseLibrary()
  })
  const whip = { path: '/as/v1/proxy/whip/live/s', query: '?nodeGroup=default' }

  test('work as at the others', async () => {
    const publisher = await Publisher.publish(cluster, 's', whip)
    assert.equal(publisher.reply.status, 201)
    assert.match(publisher.location, /^\/as\/v1\/proxy\/whip\/resource\/origin-1\/[\w-]{22}$/)
    const etag = { 'If-Match': String(publisher.reply.headers.etag) }
    assert.equal((await publisher.patch(`a=ice-ufrag:${publisher.ufrag}\r\n`, etag)).status, 204)
    assert.equal((await Publisher.publish(cluster, 's', whip)).reply.status, 409)

    const path = '/as/v1/proxy/whep/live/s'
    const player = await Player.play(cluster, 's', { path, query: '?host=127.0.0.22' })
    assert.equal(player.reply.headers['session-host'], '127.0.0.22')
    await until(() => player.packets > 0, 'packets arrive')
    assert.equal(await player.stop(), 200)
    assert.equal(await publisher.stop(), 200)
    const options = await cluster.request('OPTIONS', `${whip.path}${whip.query}`)
    assert.equal(options.status, 204)
  })

  test('want a node group, or a node that there is', async () => {
    const table = /** @type {[string, number][]} */ ([
      ['', 400],
      ['?nodeGroup=mars', 404],
      ['?host=192.0.2.1', 400],
      ['?nodeGroup=default&region=mars&strict=true', 503],
      ['?nodeGroup=default&endpoints=x', 400],
    ])
    for (const [query, status] of table) {
      const { reply } = await Publisher.publish(cluster, 's', { ...whip, query })
      assert.equal(reply.status, status, query)
    }
    const { reply } = await Publisher.publish(cluster, 's', { path: '/as/v1/proxy/whip/vod/s' })
    assert.equal(reply.status, 404)
  })

  test('several nodes are tried, one after the other, when so wished', async () => {
    for (const fault of [{ status: 500 }, { drop: true }]) {
      await cluster.fault({ target: 'origin-1' }, fault)
      const query = '?endpoints=2'
      const publisher = await Publisher.publish(cluster, 's', { query })
      assert.equal(publisher.reply.headers['session-host'], '127.0.0.12')
      assert.equal(await publisher.stop(), 200)
    }
    await cluster.fault({ target: 'origin-1' }, { status: 503, body: 'one' })
    await cluster.fault({ target: 'origin-2' }, { status: 502, body: 'two' })
    const { reply } = await Publisher.publish(cluster, 's', { query: '?endpoints=2' })
    assert.deepEqual([reply.status, reply.body], [502, 'two'])
  })
})
