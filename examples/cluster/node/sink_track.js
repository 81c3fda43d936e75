// @ts-check
import { address, isRtcp, sequenceNumberOf, shifted, timestampOf } from './rtp.js'
import {
  goodbye,
  isKeyFrameRequest,
  missingPackets,
  partsOf,
  senderReport,
  shiftedSenderInfo,
} from './rtcp.js'

// A packet that is older than this is not kept anywhere: see HISTORY_PACKETS of the source.
const MEMORY_PACKETS = 512

/** @typedef {import('./source_track.js').SourceTrack} SourceTrack */

/** One audio or video track as it goes out, to a player or to an edge. */
export class SinkTrack {
  /** @type {(packet: Buffer) => boolean} */
  send = () => false
  /** The connection is there. */
  ready = false
  #muted = false
  /** How far numbers and times of what goes out are ahead of the source's. */
  #shift = { sequence: 0, time: 0 }
  /** The first packet of the source that the shift holds for; null: for all that are kept. */
  #since = /** @type {number | null} */ (null)
  /** @type {'' | 'gap' | 'source'} what lies between the last packet and the next one */
  #break = ''
  /** @type {{sequence: number, time: number, at: number} | null} what went out */
  #last = null

  /**
   * @param {SourceTrack} source
   * @param {number} payloadType as the player's offer numbers the codec
   * @param {number} ssrc
   * @param {import('./session.js').Session} session
   */
  constructor(source, payloadType, ssrc, session) {
    /** @type {SourceTrack | null} null: nothing to play, after a switch */
    this.source = source
    this.kind = source.kind
    this.codec = source.codec
    this.payloadType = payloadType
    this.ssrc = ssrc
    this.session = session
  }

  /**
   * Packets from here on.
   *
   * @param {boolean} needsKeyFrame a player at once; an edge asks when its first player stands
   */
  open(needsKeyFrame) {
    this.source?.sinks.add(this)
    if (needsKeyFrame) this.source?.requestKeyFrame()
  }

  /** @param {boolean} muted for this player */
  setMuted(muted) {
    if (muted === this.#muted) return
    this.#muted = muted
    this.interrupt()
    if (!muted) this.source?.requestKeyFrame()
  }

  /** Packets are left out. The next one follows the last without a gap that a player would report. */
  interrupt() {
    if (this.#break === '') this.#break = 'gap'
  }

  /**
   * Goes on with another stream's track, whose packets are numbered on from here.
   *
   * @param {SourceTrack | null} source of the same kind and codec
   */
  switchTo(source) {
    this.source?.sinks.delete(this)
    this.source = source
    this.#break = 'source'
    if (this.ready) this.open(true)
  }

  /** @param {Buffer} packet shared by all sinks; rewriting is safe because sending copies it */
  forward(packet) {
    if (this.#muted) return
    const sequence = sequenceNumberOf(packet)
    if (this.#break) this.#mend(sequence, timestampOf(packet))
    if (this.#isFromBefore(sequence)) return
    const own = this.#isShifted ? shifted(packet, this.#shift) : packet
    address(own, this.payloadType, this.ssrc)
    if (!this.send(own)) return
    this.session.sent(this.kind)
    const sent = sequenceNumberOf(own)
    const isNews = !this.#last || ((sent - this.#last.sequence) & 0xffff) < 0x8000
    if (isNews) this.#last = { sequence: sent, time: timestampOf(own), at: performance.now() }
  }

  get #isShifted() {
    return this.#shift.sequence !== 0 || this.#shift.time !== 0
  }

  /**
   * @param {number} sequence
   * @param {number} time
   */
  #mend(sequence, time) {
    if (this.#last) {
      this.#shift.sequence = this.#last.sequence + 1 - sequence
      if (this.#break === 'source') {
        const clockRate = this.kind === 'video' ? 90_000 : 48_000
        const elapsed = ((performance.now() - this.#last.at) * clockRate) / 1_000
        this.#shift.time = this.#last.time + Math.max(1, Math.round(elapsed)) - time
      }
      this.#since = sequence
    }
    this.#break = ''
  }

  /** Stragglers would get numbers that have been given out already. @param {number} sequence */
  #isFromBefore(sequence) {
    if (this.#since === null) return false
    const distance = (sequence - this.#since) & 0xffff
    if (distance >= 0x8000) return true
    if (distance > MEMORY_PACKETS) this.#since = null
    return false
  }

  /** The publisher's clock readings hold here too. @param {Buffer} info */
  forwardSenderInfo(info) {
    this.send(senderReport(this.ssrc, shiftedSenderInfo(info, this.#shift.time)))
  }

  /** @param {Buffer} packet */
  receive(packet) {
    if (!isRtcp(packet)) return
    this.session.heard()
    for (const part of partsOf(packet)) {
      if (isKeyFrameRequest(part)) this.source?.requestKeyFrame()
      // The numbers of what comes next are not known yet.
      if (this.#break) continue
      for (const missing of missingPackets(part)) {
        const kept = this.source?.recall((missing - this.#shift.sequence) & 0xffff)
        if (kept) this.forward(kept)
      }
    }
  }

  close() {
    this.send(goodbye(this.ssrc))
    this.source?.sinks.delete(this)
  }
}
