// @ts-check
import { address, isRtcp } from './rtp.js'
import { goodbye, isKeyFrameRequest, missingPackets, partsOf, senderReport } from './rtcp.js'

/** One audio or video track as it goes out, to a player or to an edge. */
export class SinkTrack {
  /** @type {(packet: Buffer) => boolean} */
  send = () => false

  /**
   * @param {import('./source_track.js').SourceTrack} source
   * @param {number} payloadType as the player's offer numbers the codec
   * @param {number} ssrc
   * @param {import('./session.js').Session} session
   */
  constructor(source, payloadType, ssrc, session) {
    this.source = source
    this.payloadType = payloadType
    this.ssrc = ssrc
    this.session = session
  }

  /**
   * The connection stands: packets from here on.
   *
   * @param {boolean} needsKeyFrame a player at once; an edge asks when its first player stands
   */
  open(needsKeyFrame) {
    this.source.sinks.add(this)
    if (needsKeyFrame) this.source.requestKeyFrame()
  }

  /** @param {Buffer} packet shared by all sinks; rewriting is safe because sending copies it */
  forward(packet) {
    address(packet, this.payloadType, this.ssrc)
    if (this.send(packet)) this.session.sent(this.source.kind)
  }

  /** Sequence numbers and timestamps are the publisher's, so its clock readings hold here too. */
  forwardSenderInfo(/** @type {Buffer} */ info) {
    this.send(senderReport(this.ssrc, info))
  }

  /** @param {Buffer} packet */
  receive(packet) {
    if (!isRtcp(packet)) return
    this.session.heard()
    for (const part of partsOf(packet)) {
      if (isKeyFrameRequest(part)) this.source.requestKeyFrame()
      for (const sequenceNumber of missingPackets(part)) {
        const kept = this.source.recall(sequenceNumber)
        if (kept) this.forward(kept)
      }
    }
  }

  close() {
    this.send(goodbye(this.ssrc))
    this.source.sinks.delete(this)
  }
}
