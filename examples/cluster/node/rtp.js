// @ts-check

/** RTP packets (RFC 3550 section 5.1) as plain buffers. */

const HEADER_BYTES = 12

/** RTP and RTCP share one port; RFC 5761 section 4 tells them apart by the second byte. */
export function isRtcp(/** @type {Buffer} */ packet) {
  return packet.length >= 4 && packet[1] >= 192 && packet[1] <= 223
}

export function isRtp(/** @type {Buffer} */ packet) {
  return packet.length >= HEADER_BYTES && packet[0] >> 6 === 2 && !isRtcp(packet)
}

export function ssrcOf(/** @type {Buffer} */ packet) {
  return packet.readUInt32BE(8)
}

export function sequenceNumberOf(/** @type {Buffer} */ packet) {
  return packet.readUInt16BE(2)
}

export function timestampOf(/** @type {Buffer} */ packet) {
  return packet.readUInt32BE(4)
}

/**
 * @param {Buffer} packet
 * @param {{sequence: number, time: number}} shift
 * @returns {Buffer} a copy
 */
export function shifted(packet, { sequence, time }) {
  const copy = Buffer.from(packet)
  copy.writeUInt16BE((sequenceNumberOf(packet) + sequence) & 0xffff, 2)
  copy.writeUInt32BE((timestampOf(packet) + time) >>> 0, 4)
  return copy
}

/**
 * Extensions are numbered by the publisher's SDP, which means nothing to a player.
 *
 * @param {Buffer} packet
 * @returns {Buffer | null} null: truncated
 */
export function withoutExtensions(packet) {
  const hasExtension = (packet[0] & 0x10) !== 0
  if (!hasExtension) return packet
  const start = HEADER_BYTES + 4 * (packet[0] & 0x0f)
  if (packet.length < start + 4) return null
  const end = start + 4 + 4 * packet.readUInt16BE(start + 2)
  if (packet.length < end) return null
  const stripped = Buffer.concat([packet.subarray(0, start), packet.subarray(end)])
  stripped[0] &= ~0x10
  return stripped
}

/**
 * Rewrites in place what differs from player to player; the marker bit stays.
 *
 * @param {Buffer} packet
 * @param {number} payloadType
 * @param {number} ssrc
 */
export function address(packet, payloadType, ssrc) {
  packet[1] = (packet[1] & 0x80) | payloadType
  packet.writeUInt32BE(ssrc, 8)
}
