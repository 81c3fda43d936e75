// @ts-check
import assert from 'node:assert/strict'
import { after, afterEach, before, describe, test } from 'node:test'
import { releaseLibrary } from '../node/peer.js'
import { Player, Publisher } from '../test_support/client.js'
import { Cluster, until } from '../test_support/cluster.js'

const SDP = { 'Content-Type': 'application/sdp' }

describe('WHIP and WHEP over HTTP', () => {
  /** @type {Cluster} */
  let cluster
  before(async () => (cluster = await Cluster.start()))
  after(async () => {
    await cluster.stop()
    releaseLibrary()
  })
  afterEach(() => until(() => cluster.isIdle(), 'the cluster is idle again'))

  test('a publisher gets an answer with everything that it needs to go on', async () => {
    const publisher = await Publisher.publish(cluster, 'one')
    const { status, headers, body } = publisher.reply
    assert.equal(status, 201)
    assert.equal(headers['content-type'], 'application/sdp')
    assert.match(publisher.location, /^\/live\/whip\/resource\/origin-1\/[\w-]{22}$/)
    assert.match(String(headers.etag), /^"[^"]+"$/)
    assert.equal(headers['session-host'], '127.0.0.11')
    assert.match(body, /a=candidate:\S+ 1 UDP \d+ 127\.0\.0\.11 /)
    assert.match(body, /a=end-of-candidates/)
    assert.equal(await publisher.stop(), 200)
    assert.equal(await publisher.stop(), 404)
  })

  test('a name is taken for as long as it is being published', async () => {
    const first = await Publisher.publish(cluster, 'taken')
    assert.equal((await Publisher.publish(cluster, 'taken')).reply.status, 409)
    await first.stop()
    const second = await Publisher.publish(cluster, 'taken')
    assert.equal(second.reply.status, 201)
    await second.stop()
  })

  test('of many who want a name at the same time one gets it', async () => {
    const all = await Promise.all([1, 2, 3, 4].map(() => Publisher.publish(cluster, 'race')))
    const won = all.filter(({ reply }) => reply.status === 201)
    assert.equal(won.length, 1)
    assert.ok(all.every(({ reply }) => reply.status === 201 || reply.status === 409))
    await won[0].stop()
  })

  test('streams are spread over the origins, and the wanted region comes first', async () => {
    const hosts = []
    const publishers = []
    for (const [name, query] of [['a'], ['b'], ['c', '?region=region-2']]) {
      const publisher = await Publisher.publish(cluster, name, { query })
      publishers.push(publisher)
      hosts.push(publisher.reply.headers['session-host'])
    }
    assert.deepEqual(hosts, ['127.0.0.11', '127.0.0.12', '127.0.0.12'])
    for (const publisher of publishers) await publisher.stop()
  })

  test('the query cannot name the machine that is dialled', async () => {
    const publisher = await Publisher.publish(cluster, 'ssrf', { query: '?host=192.0.2.1' })
    assert.equal(publisher.reply.headers['session-host'], '127.0.0.11')
    await publisher.stop()
  })

  test('a player of a stream that nobody publishes is told to come again', async () => {
    const { reply } = await Player.play(cluster, 'nobody')
    assert.equal(reply.status, 409)
    assert.equal(reply.headers['retry-after'], '1')
    assert.equal(reply.headers['content-type'], 'application/problem+json')
    const { type, title, status, detail } = JSON.parse(reply.body)
    assert.deepEqual([type, title, status], ['about:blank', 'Conflict', 409])
    assert.equal(detail, 'The stream is not being published.')
  })

  test('candidates are taken with the ETag of the session and only with it', async () => {
    const publisher = await Publisher.publish(cluster, 'trickle')
    const etag = String(publisher.reply.headers.etag)
    const fragment = (ufrag = publisher.ufrag) =>
      `a=ice-ufrag:${ufrag}\r\na=ice-pwd:0123456789012345678901\r\nm=video 9 RTP/AVP 0\r\na=mid:0\r\n` +
      'a=candidate:1 1 udp 2122260223 127.0.0.1 50000 typ host\r\n' +
      'a=candidate:2 1 udp 2122260223 0123.local 50000 typ host\r\na=end-of-candidates\r\n'
    const patches = /** @type {[string, string, Record<string, string>, number][]} */ ([
      ['with its ETag', fragment(), { 'If-Match': etag }, 204],
      ['without an ETag', fragment(), {}, 428],
      ['with a stale ETag', fragment(), { 'If-Match': '"stale"' }, 412],
      ['an ICE restart', fragment('other'), { 'If-Match': '"*"' }, 422],
      ['an ICE restart, bare', fragment('other'), { 'If-Match': '*' }, 422],
      ['new credentials', fragment('other'), { 'If-Match': etag }, 422],
      ['no credentials', 'nonsense', { 'If-Match': etag }, 400],
      ['another type', fragment(), { 'If-Match': etag, 'Content-Type': 'text/plain' }, 415],
      ['no description', 'nonsense', { 'Content-Type': 'application/sdp' }, 400],
      ['its own description', publisher.description, { 'Content-Type': 'application/sdp' }, 204],
    ])
    for (const [what, body, headers, status] of patches)
      assert.equal((await publisher.patch(body, headers)).status, status, what)
    await publisher.stop()
    assert.equal((await publisher.patch(fragment(), { 'If-Match': etag })).status, 404)
  })

  test('a player that sends no offer gets one, and what it patches must be an answer', async () => {
    const publisher = await Publisher.publish(cluster, 'asked')
    const { status, headers, body } = await cluster.request(
      'POST',
      '/live/whep/endpoint/asked',
      SDP,
      '',
    )
    assert.equal(status, 201)
    assert.match(body, /m=video [^]*a=sendonly/)
    const location = String(headers.location)
    const nonsense = await cluster.request('PATCH', location, SDP, 'nonsense')
    assert.equal(nonsense.status, 400)
    assert.equal((await cluster.request('DELETE', location)).status, 200)
    assert.equal((await cluster.request('PATCH', location, SDP, 'nonsense')).status, 404)
    await publisher.stop()
  })

  test('what is not an offer is refused, and leaves nothing behind', async () => {
    const offers = /** @type {[string, string, number][]} */ ([
      ['nothing', '', 400],
      ['no SDP', 'hello', 400],
      ['no media', 'v=0\r\n', 400],
      ['no credentials', 'v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:0\r\n', 400],
      [
        'no fingerprint',
        'v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:0\r\na=sendonly\r\n' +
          'a=rtpmap:96 VP8/90000\r\na=ice-ufrag:abcd\r\na=ice-pwd:0123456789012345678901\r\n',
        400,
      ],
      [
        'a foreign codec',
        'v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:0\r\na=sendonly\r\n' +
          'a=rtpmap:96 THEORA/90000\r\na=ice-ufrag:abcd\r\na=ice-pwd:0123456789012345678901\r\n',
        422,
      ],
      ['too much', 'v=0\r\n' + 'a=x\r\n'.repeat(40_000), 413],
    ])
    for (const [what, offer, status] of offers) {
      const reply = await cluster.request('POST', '/live/whip/endpoint/bad', SDP, offer)
      assert.equal(reply.status, status, what)
      assert.equal(JSON.parse(reply.body).status, status, what)
    }
    const text = { 'Content-Type': 'text/plain' }
    const { status } = await cluster.request('POST', '/live/whip/endpoint/bad', text, 'v=0')
    assert.equal(status, 415)
  })

  test('paths and names have rules', async () => {
    const paths = /** @type {[string, number][]} */ ([
      ['/other/whip/endpoint/s', 404],
      ['/live/a/b/c/d/e/whip/endpoint/s', 404],
      ['/live/whip/endpoint/a%2Fb', 400],
      ['/live/whip/endpoint/a/b', 400],
      ['/live/whip/endpoint/a%0Ab', 400],
      ['/live/whip/endpoint/%E0%A4%A', 400],
      [`/live/whip/endpoint/${'x'.repeat(256)}`, 400],
      ['/live/whip/resource/origin-1/none', 405],
      ['/live/nothing', 405],
    ])
    for (const [path, status] of paths)
      assert.equal((await cluster.request('POST', path, SDP, 'v=0')).status, status, path)

    const long = await Publisher.publish(cluster, 'ä b.~-_?&='.padEnd(255, 'ö'))
    assert.equal(long.reply.status, 201)
    await long.stop()
    for (const path of ['none', 'origin-1/none', 'origin-9/x', 'origin-1/x/y'])
      assert.equal((await cluster.request('DELETE', `/live/whip/resource/${path}`)).status, 404)
  })

  test('methods other than POST say what the endpoint is', async () => {
    const endpoint = '/live/whep/endpoint/s'
    const head = await cluster.request('HEAD', endpoint)
    assert.deepEqual([head.status, head.headers['content-type']], [200, 'application/sdp'])
    const get = await cluster.request('GET', endpoint)
    assert.deepEqual([get.status, get.body], [200, ''])
    const put = await cluster.request('PUT', endpoint, SDP, 'v=0')
    assert.deepEqual([put.status, put.headers.allow], [405, 'POST, OPTIONS'])
  })

  test('pages of other origins are let in, and can read what they need', async () => {
    const origin = { Origin: 'https://page.example' }
    const preflight = await cluster.request('OPTIONS', '/live/whip/endpoint/s', origin)
    assert.equal(preflight.status, 204)
    assert.equal(preflight.headers['access-control-allow-origin'], origin.Origin)
    assert.equal(preflight.headers['access-control-allow-methods'], 'POST, PATCH, DELETE, OPTIONS')
    assert.equal(
      preflight.headers['access-control-allow-headers'],
      'Authorization, Content-Type, If-Match',
    )
    assert.equal(preflight.headers['accept-post'], 'application/sdp')
    const problem = await cluster.request('POST', '/live/whip/endpoint/s', origin, '')
    assert.equal(problem.headers['access-control-allow-origin'], origin.Origin)
    assert.equal(
      problem.headers['access-control-expose-headers'],
      'Location, ETag, Link, Retry-After, Session-Host, Accept-Patch',
    )
  })
})
