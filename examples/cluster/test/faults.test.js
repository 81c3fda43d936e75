// @ts-check
import assert from 'node:assert/strict'
import { after, afterEach, before, describe, test } from 'node:test'
import { releaseLibrary } from '../node/peer.js'
import { Publisher } from '../test_support/client.js'
import { Cluster, until } from '../test_support/cluster.js'

describe('faults', () => {
  /** @type {Cluster} */
  let cluster
  before(async () => (cluster = await Cluster.start('--edges', '0')))
  after(async () => {
    await cluster.stop()
    releaseLibrary()
  })
  afterEach(async () => {
    await cluster.request('DELETE', '/cluster/faults')
    await until(() => cluster.isIdle(), 'the cluster is idle again')
  })

  test('the next answers are replaced, as many as wanted, and no node sees the request', async () => {
    const answer = { status: 503, headers: { 'Retry-After': '7' }, body: 'busy' }
    await cluster.fault({ method: 'POST', path: '/whip/' }, answer, 2)
    for (let left = 2; left > 0; left--) {
      const { reply } = await Publisher.publish(cluster, 'busy')
      assert.deepEqual([reply.status, reply.headers['retry-after'], reply.body], [503, '7', 'busy'])
      assert.equal(reply.headers['access-control-allow-origin'], '*')
    }
    const publisher = await Publisher.publish(cluster, 'busy')
    assert.equal(publisher.reply.status, 201)
    assert.equal(await publisher.stop(), 200)
  })

  test('a fault can wait for the node that it is meant for', async () => {
    await cluster.fault({ target: 'origin-2' }, { status: 500, bodySize: 3 })
    const one = await Publisher.publish(cluster, 'one')
    assert.equal(one.reply.status, 201)
    const { reply } = await Publisher.publish(cluster, 'two')
    assert.deepEqual([reply.status, reply.body], [500, '...'])
    await one.stop()
  })

  test('the real answer can pass with headers left out or put in', async () => {
    const answer = { omitHeaders: ['location', 'ETag'], headers: { Link: '<stun:x>; rel="ice"' } }
    await cluster.fault({ method: 'POST' }, answer)
    const publisher = await Publisher.publish(cluster, 'bare')
    const { status, headers } = publisher.reply
    assert.deepEqual([status, headers.location, headers.etag], [201, undefined, undefined])
    assert.equal(headers.link, '<stun:x>; rel="ice"')
    // Nobody can delete such a session; it ends with its connection.
    await until(() => publisher.state === 'connected', 'the publisher is connected')
    publisher.leave()
  })

  test('the real answer can come late, and is taken back when nobody waits for it', async () => {
    await cluster.fault({ method: 'POST' }, { delayMs: 60_000 })
    const impatient = new AbortController()
    const sdp = { 'Content-Type': 'application/sdp' }
    const publisher = new Publisher(cluster)
    const offer = await realOffer()
    const reply = cluster.request('POST', '/live/whip/endpoint/late', sdp, offer, impatient.signal)
    await until(async () => !(await cluster.isIdle()), 'the node has the session')
    impatient.abort()
    await assert.rejects(reply)
    await until(() => cluster.isIdle(), 'the session is taken back')
    publisher.leave()
  })

  test('a connection can be cut instead of an answer', async () => {
    await cluster.fault({ path: '/examples/' }, { drop: true })
    await assert.rejects(cluster.request('GET', '/examples/'), { code: 'ECONNRESET' })
  })

  test('what hangs goes on when the faults are cleared', async () => {
    await cluster.fault({ method: 'OPTIONS' }, { hang: true })
    const reply = cluster.request('OPTIONS', '/live/whip/endpoint/s')
    const first = await Promise.race([reply, cluster.request('GET', '/cluster/faults')])
    assert.equal(first.body, '[]', 'the fault is used up, and the request still hangs')
    await cluster.request('DELETE', '/cluster/faults')
    assert.equal((await reply).status, 204)
  })

  test('faults are listed until they are used up or cleared', async () => {
    const added = await cluster.fault({ target: 'manager' }, { status: 404 }, 5)
    assert.equal(added.status, 201)
    await cluster.request('GET', '/')
    const [fault] = JSON.parse((await cluster.request('GET', '/cluster/faults')).body)
    assert.deepEqual([fault.times, fault.answer], [4, { status: 404 }])
    await cluster.request('DELETE', '/cluster/faults')
    assert.equal((await cluster.request('GET', '/')).status, 302)
  })

  test('a fault that makes no sense is refused with a sentence', async () => {
    const wrong = /** @type {[unknown, RegExp][]} */ ([
      [[], /The fault must be an object/],
      [{ match: {} }, /"answer" must be an object/],
      [{ match: {}, answer: {} }, /must say what goes wrong/],
      [{ match: {}, answer: { status: 99 } }, /"answer\.status" is 200 to 599/],
      [{ match: {}, answer: { statsu: 500 } }, /"answer" has no "statsu"/],
      [{ match: { target: 'edge-9' }, answer: { drop: true } }, /"match\.target" is one of/],
      [{ match: {}, times: 0, answer: { drop: true } }, /"times" is 1 to/],
      [{ match: {}, answer: { body: 'x' } }, /need "answer\.status"/],
      [{ match: {}, answer: { status: 200, headers: { a: 'x\r\ny' } } }, /"answer\.headers"/],
      [{ match: {}, answer: { omitHeaders: 'Location' } }, /"answer\.omitHeaders"/],
    ])
    for (const [fault, sentence] of wrong) {
      const reply = await cluster.post('/cluster/faults', fault)
      assert.equal(reply.status, 400, JSON.stringify(fault))
      assert.match(JSON.parse(reply.body).detail, sentence)
    }
    const json = { 'Content-Type': 'application/json' }
    assert.equal((await cluster.request('POST', '/cluster/faults', json, '{')).status, 400)
    assert.equal((await cluster.request('POST', '/cluster/faults', {}, '{}')).status, 415)
  })

  /** @returns {Promise<string>} an offer whose connection nobody will make */
  async function realOffer() {
    let sdp = ''
    const catcher = Object.assign(Object.create(Cluster.prototype), {
      /** @param {string} _method @param {string} _path @param {object} _headers @param {string} body */
      request(_method, _path, _headers, body) {
        sdp = body
        return { status: 0, headers: {}, body: '' }
      },
    })
    await Publisher.publish(catcher, 'unused')
    return sdp
  }
})
