// @ts-check
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { playlist } from '../manager/hls.js'
import { releaseLibrary } from '../node/peer.js'
import { Publisher } from '../test_support/client.js'
import { Cluster } from '../test_support/cluster.js'

test('a playlist moves on by a segment each two seconds, and tells where the clip begins anew', () => {
  const at = (/** @type {number} */ ms) => playlist(ms).trim().split('\n').slice(3)
  const first = [
    '#EXT-X-MEDIA-SEQUENCE:3',
    '#EXT-X-DISCONTINUITY-SEQUENCE:1',
    '#EXT-X-DISCONTINUITY',
    '#EXTINF:2.0,',
    '/hls/0.ts',
    '#EXTINF:2.0,',
    '/hls/1.ts',
    '#EXTINF:2.0,',
    '/hls/2.ts',
  ]
  assert.deepEqual(at(6_000), first)
  assert.deepEqual(at(7_999), first)
  assert.deepEqual(at(8_000), [
    '#EXT-X-MEDIA-SEQUENCE:4',
    '#EXT-X-DISCONTINUITY-SEQUENCE:2',
    '#EXTINF:2.0,',
    '/hls/1.ts',
    '#EXTINF:2.0,',
    '/hls/2.ts',
    '#EXT-X-DISCONTINUITY',
    '#EXTINF:2.0,',
    '/hls/0.ts',
  ])
})

describe('HLS', () => {
  /** @type {Cluster} */
  let cluster
  before(async () => (cluster = await Cluster.start()))
  after(async () => {
    await cluster.stop()
    releaseLibrary()
  })

  test('is there for what is being published, at both addresses', async () => {
    const path = '/live/room/whip/endpoint/on%20air'
    const publisher = await Publisher.publish(cluster, 'on air', { path })
    const headers = { Origin: 'https://page.example' }
    for (const start of ['', '/streammanager/api/4.0/file', '/streammanager/api/2.0/file']) {
      const list = await cluster.request('GET', `${start}/live/room/on%20air.m3u8`, headers)
      assert.equal(list.status, 200, start)
      assert.equal(list.headers['content-type'], 'application/vnd.apple.mpegurl')
      assert.equal(list.headers['access-control-allow-origin'], headers.Origin)
      const [url] = /^\/.+/m.exec(list.body) ?? []
      const segment = await cluster.request('GET', String(url), headers)
      assert.equal(segment.status, 200)
      assert.equal(segment.headers['content-type'], 'video/mp2t')
      assert.equal(segment.headers['access-control-allow-origin'], headers.Origin)
      assert.equal(segment.body[0], 'G') // the sync byte of MPEG-TS
      assert.ok(Number(segment.headers['content-length']) > 20_000)
    }
    const seen = await cluster.read('/cluster/requests')
    assert.equal(seen.at(-1).path, '/streammanager/api/2.0/file/live/room/on%20air.m3u8')
    assert.equal(await publisher.stop(), 200)
    const gone = await cluster.request('GET', '/live/room/on%20air.m3u8', headers)
    assert.equal(gone.status, 404)
    assert.equal(gone.headers['access-control-allow-origin'], headers.Origin)
  })

  test('says what is wrong, and can be spoilt', async () => {
    const table = /** @type {[string, string, number][]} */ ([
      ['GET', '/live/nobody.m3u8', 404],
      ['GET', '/streammanager/api/4.0/file/live/nobody.m3u8', 404],
      ['GET', '/streammanager/api/5.0/file/live/nobody.m3u8', 404],
      ['GET', '/vod/nobody.m3u8', 404],
      ['GET', '/live/a%2fb.m3u8', 400],
      ['GET', '/live/%ff.m3u8', 400],
      ['GET', '/hls/3.ts', 404],
      ['POST', '/live/nobody.m3u8', 405],
      ['OPTIONS', '/live/nobody.m3u8', 204],
    ])
    for (const [method, path, status] of table) {
      const reply = await cluster.request(method, path)
      assert.equal(reply.status, status, `${method} ${path}`)
      assert.equal(reply.headers['access-control-allow-origin'], '*')
    }
    await cluster.fault({ path: '.m3u8' }, { status: 503 })
    assert.equal((await cluster.request('GET', '/live/nobody.m3u8')).status, 503)
  })
})
