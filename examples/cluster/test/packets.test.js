// @ts-check
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bitrateLimit, missingPackets, partsOf, senderInfo, senderReport } from '../node/rtcp.js'
import { isRtcp, isRtp, withoutExtensions } from '../node/rtp.js'
import { carriedPayloads, isUsableCandidate, parseSdp } from '../node/sdp.js'
import { SinkTrack } from '../node/sink_track.js'
import { SourceTrack } from '../node/source_track.js'
import { until } from '../test_support/cluster.js'

const session = /** @type {any} */ ({ heard() {}, sent() {}, streamEnded() {} })

/** @param {number} sequenceNumber */
function rtp(sequenceNumber) {
  const packet = Buffer.from('80e0000000000000000000ff', 'hex')
  packet.writeUInt16BE(sequenceNumber, 2)
  return packet
}

/** @param {SourceTrack} source */
function sinkOf(source) {
  /** @type {Buffer[]} */
  const sent = []
  const sink = new SinkTrack(source, 101, 0xabcd, session)
  sink.send = (packet) => sent.push(Buffer.from(packet)) > 0
  sink.open(false)
  return { sink, sent }
}

test('RTP and RTCP are told apart', () => {
  assert.ok(isRtp(rtp(1)) && !isRtcp(rtp(1)))
  const report = senderReport(1, Buffer.alloc(20))
  assert.ok(isRtcp(report) && !isRtp(report))
  assert.ok(!isRtp(Buffer.alloc(4)) && !isRtcp(Buffer.alloc(0)))
})

test('header extensions are cut out, and a truncated packet is dropped', () => {
  const extended = Buffer.from('90600001000000000000000abede000111223344cafe', 'hex')
  assert.equal(withoutExtensions(extended)?.toString('hex'), '80600001000000000000000acafe')
  assert.equal(withoutExtensions(extended.subarray(0, 17)), null)
  assert.equal(withoutExtensions(rtp(1))?.length, 12)
})

test('a compound RTCP packet is read part by part, and a broken one up to the break', () => {
  const compound = Buffer.concat([senderReport(7, Buffer.alloc(20, 3)), bitrateLimit(7, 2_500_000)])
  assert.deepEqual(
    [...partsOf(compound)].map(({ type }) => type),
    [200, 206],
  )
  assert.equal(senderInfo([...partsOf(compound)][0])?.ssrc, 7)
  assert.equal([...partsOf(compound.subarray(0, 40))].length, 1)
  assert.equal([...partsOf(Buffer.from('80c8ffff00000000', 'hex'))].length, 0)
})

test('a bitrate limit survives its own encoding', () => {
  const bytes = bitrateLimit(7, 2_500_000).readUInt32BE(16)
  const bitsPerSecond = (bytes & 0x3ffff) * 2 ** ((bytes >> 18) & 0x3f)
  assert.ok(Math.abs(bitsPerSecond - 2_500_000) < 100, String(bitsPerSecond))
})

test('what is left out leaves no gap, and a late packet does not fill it twice', () => {
  const source = new SourceTrack('audio', 'OPUS', 1, 0, session)
  const { sink, sent } = sinkOf(source)
  const receive = (/** @type {number[]} */ ...numbers) => {
    for (const number of numbers) source.receive(rtp(number & 0xffff))
  }
  receive(65_533, 65_534)
  sink.setMuted(true)
  receive(65_535, 0, 1)
  sink.setMuted(false)
  receive(3, 2, 4)
  source.setMuted(true)
  receive(5)
  source.setMuted(false)
  receive(6)
  const numbers = sent.map((packet) => packet.readUInt16BE(2))
  assert.deepEqual(numbers, [65_533, 65_534, 65_535, 0, 1])
  const nack = Buffer.from('81cd0003000000010000abcd00010000', 'hex')
  sent.length = 0
  sink.receive(nack)
  assert.deepEqual([sent.length, sent[0].readUInt16BE(2)], [1, 1], 'it is sent by its new number')
})

test('another source goes on in numbers and in time where the first one stopped', () => {
  const [first, second] = [1, 2].map((ssrc) => new SourceTrack('video', 'VP8', ssrc, 0, session))
  const { sink, sent } = sinkOf(first)
  sink.ready = true
  first.receive(rtp(10))
  sink.switchTo(second)
  first.receive(rtp(11))
  second.receive(rtp(500))
  second.receive(rtp(501))
  assert.deepEqual(
    sent.map((packet) => packet.readUInt16BE(2)),
    [10, 11, 12],
  )
  assert.ok(sent[1].readUInt32BE(4) > sent[0].readUInt32BE(4))
  sink.switchTo(null)
  second.receive(rtp(502))
  assert.equal(sent.length, 3)
})

test('lost packets are named by a NACK and sent again', () => {
  const source = new SourceTrack('video', 'VP8', 0, 0, session)
  const { sink, sent } = sinkOf(source)
  for (const sequenceNumber of [65535, 0, 1, 2]) source.receive(rtp(sequenceNumber))
  sent.length = 0
  // 65535, and by the bit mask 0 and 2.
  const nack = Buffer.from('81cd0003000000010000abcdffff0005', 'hex')
  assert.deepEqual(missingPackets([...partsOf(nack)][0]), [65535, 0, 2])
  sink.receive(nack)
  assert.deepEqual(
    sent.map((packet) => packet.readUInt16BE(2)),
    [65535, 0, 2],
  )
  assert.deepEqual([...new Set(sent.map((packet) => packet.readUInt32BE(8)))], [0xabcd])
})

test('every player gets its own payload type and stream number, and keeps the marker bit', () => {
  const source = new SourceTrack('video', 'VP8', 0, 0, session)
  const { sent } = sinkOf(source)
  source.receive(rtp(9))
  assert.deepEqual([sent[0][1], sent[0].readUInt32BE(8)], [0x80 | 101, 0xabcd])
})

test('a crowd of players shares one key frame', async () => {
  const source = new SourceTrack('video', 'VP8', 1, 30, session)
  let asked = 0
  source.send = (packet) => packet[1] === 206 && ++asked > 0
  for (let player = 0; player < 10; player++) source.requestKeyFrame()
  assert.equal(asked, 1)
  await until(() => asked === 2, 'those who came too late for the first get another')
  source.close()
})

test('H.264 is carried in mode 1, with a baseline profile first', () => {
  const payloads = [
    { type: 96, codec: 'VP9', parameters: '' },
    { type: 97, codec: 'H264', parameters: 'packetization-mode=0;profile-level-id=42e01f' },
    { type: 98, codec: 'H264', parameters: 'packetization-mode=1;profile-level-id=64001f' },
    { type: 99, codec: 'VP8', parameters: '' },
    { type: 100, codec: 'H264', parameters: 'packetization-mode=1;profile-level-id=42e01f' },
  ]
  const media = /** @type {any} */ ({ payloads })
  assert.deepEqual(
    carriedPayloads(media).map(({ type }) => type),
    [100, 98, 99],
  )
})

test('what an offer says about its media is understood', () => {
  const offer = [
    'v=0',
    'a=group:BUNDLE a v d',
    'a=ice-ufrag:abcd',
    'm=audio 9 UDP/TLS/RTP/SAVPF 111',
    'a=mid:a',
    'a=sendonly',
    'a=rtpmap:111 opus/48000/2',
    'a=fmtp:111 useinbandfec=1',
    'a=ssrc:5 cname:x',
    'm=video 0 UDP/TLS/RTP/SAVPF 96',
    'a=mid:v',
    'a=bundle-only',
    'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
    'a=mid:d',
  ]
  const { ufrag, media } = parseSdp(offer.join('\r\n'))
  assert.equal(ufrag, 'abcd')
  assert.deepEqual(
    media.map(({ kind, mid, direction, ssrc }) => [kind, mid, direction, ssrc]),
    [
      ['audio', 'a', 'sendonly', 5],
      ['video', 'v', 'sendrecv', 0],
      ['application', 'd', 'sendrecv', 0],
    ],
  )
  assert.deepEqual(media[0].payloads, [{ type: 111, codec: 'OPUS', parameters: 'useinbandfec=1' }])
  const rejected = parseSdp(offer.filter((line) => line !== 'a=bundle-only').join('\n'))
  assert.equal(rejected.media[1].direction, 'inactive')
})

test('only candidates with an address are used', () => {
  assert.ok(isUsableCandidate('a=candidate:1 1 udp 1 127.0.0.1 9 typ host'))
  assert.ok(isUsableCandidate('candidate:1 1 UDP 1 ::1 9 typ host'))
  assert.ok(!isUsableCandidate('candidate:1 1 udp 1 0123.local 9 typ host'))
  assert.ok(!isUsableCandidate('candidate:1 2 udp 1 127.0.0.1 9 typ host'))
  assert.ok(!isUsableCandidate('candidate:1 1 tcp 1 127.0.0.1 9 typ host'))
  assert.ok(!isUsableCandidate('candidate'))
})
