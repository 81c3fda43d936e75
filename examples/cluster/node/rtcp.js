// @ts-check

/** RTCP packets: the few that a forwarding node reads and writes. */

const SENDER_REPORT = 200
const RECEIVER_REPORT = 201
const GOODBYE = 203
const TRANSPORT_FEEDBACK = 205
const PAYLOAD_FEEDBACK = 206

// Reports must name a sender; a receive-only node has no stream of its own to name.
const OWN_SSRC = 1

/** @typedef {{type: number, format: number, body: Buffer}} Part body starts behind the 4-byte header */

/**
 * @param {Buffer} packet compound, as it arrives
 * @returns {Generator<Part>}
 */
export function* partsOf(packet) {
  for (let at = 0; at + 8 <= packet.length;) {
    const end = at + 4 + 4 * packet.readUInt16BE(at + 2)
    if (end > packet.length) return
    yield { format: packet[at] & 0x1f, type: packet[at + 1], body: packet.subarray(at + 4, end) }
    at = end
  }
}

/** Picture loss indication (RFC 4585 section 6.3.1) or full intra request (RFC 5104). */
export function isKeyFrameRequest(/** @type {Part} */ { type, format }) {
  return type === PAYLOAD_FEEDBACK && (format === 1 || format === 4)
}

/**
 * Generic NACK (RFC 4585 section 6.2.1).
 *
 * @param {Part} part
 * @returns {number[]} sequence numbers that a player misses
 */
export function missingPackets({ type, format, body }) {
  /** @type {number[]} */
  const missing = []
  if (type !== TRANSPORT_FEEDBACK || format !== 1) return missing
  for (let at = 8; at + 4 <= body.length; at += 4) {
    const first = body.readUInt16BE(at)
    missing.push(first)
    const more = body.readUInt16BE(at + 2)
    for (let bit = 0; bit < 16; bit++) {
      if (more & (1 << bit)) missing.push((first + bit + 1) & 0xffff)
    }
  }
  return missing
}

/**
 * @param {Part} part
 * @returns {{ssrc: number, info: Buffer} | null} info: times and counts, 20 bytes
 */
export function senderInfo({ type, body }) {
  if (type !== SENDER_REPORT || body.length < 24) return null
  return { ssrc: body.readUInt32BE(0), info: body.subarray(4, 24) }
}

/**
 * @param {Buffer} info
 * @param {number} shift of the RTP timestamp, which stands behind the eight bytes of the clock's
 * @returns {Buffer}
 */
export function shiftedSenderInfo(info, shift) {
  if (shift === 0) return info
  const copy = Buffer.from(info)
  copy.writeUInt32BE((info.readUInt32BE(8) + shift) >>> 0, 8)
  return copy
}

/**
 * @param {number} ssrc of the stream as the player knows it
 * @param {Buffer} info
 */
export function senderReport(ssrc, info) {
  return packet(SENDER_REPORT, 0, [word(ssrc), info])
}

/**
 * @param {Part} part
 * @returns {number | null} the stream that ended
 */
export function endedStream({ type, body }) {
  return type === GOODBYE && body.length >= 4 ? body.readUInt32BE(0) : null
}

/** The stream ends (RFC 3550 section 6.6). */
export function goodbye(/** @type {number} */ ssrc) {
  return packet(GOODBYE, 1, [word(ssrc)])
}

/**
 * @param {number} ssrc
 * @param {{fractionLost: number, lost: number, highest: number, lastReport: number,
 *   sinceLastReport: number}} seen see RFC 3550 section 6.4.1; jitter is not measured
 */
export function receiverReport(ssrc, { fractionLost, lost, highest, lastReport, sinceLastReport }) {
  const loss = ((fractionLost << 24) | (lost & 0xffffff)) >>> 0
  const words = [OWN_SSRC, ssrc, loss, highest, 0, lastReport, sinceLastReport]
  return packet(RECEIVER_REPORT, 1, words.map(word))
}

/**
 * Receiver estimated maximum bitrate (draft-alvestrand-rmcat-remb).
 *
 * @param {number} ssrc
 * @param {number} bitsPerSecond
 */
export function bitrateLimit(ssrc, bitsPerSecond) {
  const exponent = Math.max(0, Math.ceil(Math.log2(bitsPerSecond / 0x3ffff)))
  const mantissa = Math.floor(bitsPerSecond / 2 ** exponent)
  const one = ((1 << 24) | (exponent << 18) | mantissa) >>> 0
  const words = [word(OWN_SSRC), word(0), Buffer.from('REMB'), word(one), word(ssrc)]
  return packet(PAYLOAD_FEEDBACK, 15, words)
}

export function keyFrameRequest(/** @type {number} */ ssrc) {
  return packet(PAYLOAD_FEEDBACK, 1, [word(OWN_SSRC), word(ssrc)])
}

/**
 * Rapid resynchronisation request (RFC 6051 section 3.2). A browser that publishes answers it at once
 * with a report, which makes it a way to ask "are you still there?". Players do not.
 *
 * @param {number} ssrc
 */
export function reportRequest(ssrc) {
  return packet(TRANSPORT_FEEDBACK, 5, [word(OWN_SSRC), word(ssrc)])
}

/**
 * @param {number} type
 * @param {number} format
 * @param {Buffer[]} body
 */
function packet(type, format, body) {
  const bytes = Buffer.concat([Buffer.from([0x80 | format, type, 0, 0]), ...body])
  bytes.writeUInt16BE(bytes.length / 4 - 1, 2)
  return bytes
}

/** @param {number} value */
function word(value) {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value >>> 0)
  return bytes
}
