// @ts-check
import { isRtcp, isRtp, sequenceNumberOf, ssrcOf, withoutExtensions } from './rtp.js'
import {
  bitrateLimit,
  endedStream,
  keyFrameRequest,
  partsOf,
  receiverReport,
  reportRequest,
  senderInfo,
} from './rtcp.js'

// What a publisher may send. Browsers start low and climb to this within seconds.
const BITRATE_LIMIT_BPS = 2_500_000
// A crowd of newcomers shares one key frame, which costs many times an ordinary frame. Chromium
// ignores a request within 300 ms of the one before, so asking sooner would mean not being heard.
export const KEY_FRAME_GAP_MS = 320
// About a second of video at the bitrate limit: enough for any NACK that still helps a player.
const HISTORY_PACKETS = 512

/** @typedef {import('./sink_track.js').SinkTrack} SinkTrack */

/** One audio or video track as it comes in, from a publisher or from an origin. */
export class SourceTrack {
  /** @type {Set<SinkTrack>} */
  sinks = new Set()
  /** @type {(packet: Buffer) => boolean} */
  send = () => false
  #hasMedia = false
  #muted = false
  /** @type {(Buffer | undefined)[]} by sequence number, modulo its length */
  #history = new Array(HISTORY_PACKETS)
  #reception = new Reception()
  #keyFrameAskedAt = -Infinity
  /** @type {NodeJS.Timeout | null} */
  #keyFrameTimer = null

  /**
   * @param {import('./sdp.js').Kind} kind
   * @param {string} codec
   * @param {number} ssrc 0: not known before the first packet
   * @param {number} keyFrameGapMs
   * @param {import('./session.js').Session} session
   */
  constructor(kind, codec, ssrc, keyFrameGapMs, session) {
    this.kind = kind
    this.codec = codec
    this.ssrc = ssrc
    this.keyFrameGapMs = keyFrameGapMs
    this.session = session
  }

  /** @param {Buffer} packet */
  receive(packet) {
    if (isRtcp(packet)) this.#receiveRtcp(packet)
    else if (isRtp(packet)) this.#receiveRtp(packet)
  }

  /** @param {Buffer} received */
  #receiveRtp(received) {
    const packet = withoutExtensions(received)
    if (!packet) return
    this.session.heard()
    this.ssrc = ssrcOf(packet)
    const sequenceNumber = sequenceNumberOf(packet)
    this.#reception.count(sequenceNumber)
    if (!this.#muted) {
      this.#history[sequenceNumber % HISTORY_PACKETS] = packet
      for (const sink of this.sinks) sink.forward(packet)
    }
    if (this.#hasMedia) return
    this.#hasMedia = true
    // A browser that hears early how much it may send does not start with a blurred picture.
    this.report()
    // Whoever waits at an edge for the pull to begin could not ask before this.
    if (this.sinks.size > 0) this.requestKeyFrame()
  }

  /** @param {Buffer} packet */
  #receiveRtcp(packet) {
    this.session.heard()
    for (const part of partsOf(packet)) {
      if (endedStream(part) === this.ssrc) return this.session.streamEnded()
      const sender = senderInfo(part)
      // The library hands a compound packet to every track that it mentions.
      if (!sender || sender.ssrc !== this.ssrc) continue
      this.#reception.reported(sender.info)
      for (const sink of this.sinks) sink.forwardSenderInfo(sender.info)
    }
  }

  /**
   * @param {number} sequenceNumber
   * @returns {Buffer | undefined}
   */
  recall(sequenceNumber) {
    const packet = this.#history[sequenceNumber % HISTORY_PACKETS]
    return packet && sequenceNumberOf(packet) === sequenceNumber ? packet : undefined
  }

  /** Asked by every player that joins or has lost the picture; passed on at a bearable rate. */
  requestKeyFrame() {
    if (this.kind !== 'video' || this.#keyFrameTimer) return
    const wait = this.#keyFrameAskedAt + this.keyFrameGapMs - performance.now()
    const ask = () => {
      this.#keyFrameTimer = null
      this.#keyFrameAskedAt = performance.now()
      this.send(keyFrameRequest(this.ssrc))
    }
    if (wait <= 0) ask()
    // Refusing would leave a newcomer without a picture: the frame on its way may be before its time.
    else this.#keyFrameTimer = setTimeout(ask, wait)
  }

  get muted() {
    return this.#muted
  }

  /** @param {boolean} muted nobody gets it; the publisher is listened to all the same */
  setMuted(muted) {
    if (muted === this.#muted) return
    this.#muted = muted
    for (const sink of this.sinks) sink.interrupt()
    if (!muted) this.requestKeyFrame()
  }

  /** Each second: how it arrives, how much may come, and a prompt for a sign of life. */
  report() {
    const parts = [reportRequest(this.ssrc)]
    if (this.#hasMedia) parts.unshift(receiverReport(this.ssrc, this.#reception.report()))
    if (this.kind === 'video') parts.push(bitrateLimit(this.ssrc, BITRATE_LIMIT_BPS))
    this.send(Buffer.concat(parts))
  }

  close() {
    if (this.#keyFrameTimer) clearTimeout(this.#keyFrameTimer)
    this.sinks.clear()
    this.#history = []
  }
}

/** The books behind receiver reports (RFC 3550 appendix A.3). */
class Reception {
  #first = -1
  #highest = 0
  #received = 0
  #expectedBefore = 0
  #receivedBefore = 0
  #lastReport = 0
  #lastReportAt = 0

  /** @param {number} sequenceNumber 16 bits */
  count(sequenceNumber) {
    if (this.#first < 0) this.#first = this.#highest = sequenceNumber
    // The nearest number to the highest so far that ends in these 16 bits.
    const step = ((sequenceNumber - this.#highest) << 16) >> 16
    if (step > 0) this.#highest += step
    this.#received++
  }

  /** @param {Buffer} info of a sender report */
  reported(info) {
    this.#lastReport = info.readUInt32BE(2)
    this.#lastReportAt = performance.now()
  }

  report() {
    const expected = this.#highest - this.#first + 1
    const expectedNow = expected - this.#expectedBefore
    const lostNow = expectedNow - (this.#received - this.#receivedBefore)
    this.#expectedBefore = expected
    this.#receivedBefore = this.#received
    const since = this.#lastReport ? (performance.now() - this.#lastReportAt) * 65.536 : 0
    return {
      fractionLost: lostNow > 0 ? Math.min(255, Math.floor((lostNow * 256) / expectedNow)) : 0,
      lost: Math.max(0, expected - this.#received),
      highest: this.#highest,
      lastReport: this.#lastReport,
      sinceLastReport: Math.floor(since),
    }
  }
}
