// @ts-check
import { isIP } from 'node:net'
import { Problem } from '../shared/http.js'

/**
 * The little of SDP that a node decides on itself; the media library parses the rest.
 *
 * @typedef {'audio' | 'video'} Kind
 * @typedef {'sendrecv' | 'sendonly' | 'recvonly' | 'inactive'} Direction
 *
 * @typedef {object} Payload
 * @property {number} type
 * @property {string} codec upper case
 * @property {string} parameters the fmtp line
 *
 * @typedef {object} Media
 * @property {Kind | 'application'} kind
 * @property {string} mid
 * @property {Direction} direction
 * @property {Payload[]} payloads in the offerer's order of preference
 * @property {number} ssrc of what this side sends; 0: not said
 *
 * @typedef {{ufrag: string, media: Media[]}} Description
 */

const MEDIA_LIMIT = 8
const DIRECTIONS = ['sendrecv', 'sendonly', 'recvonly', 'inactive']

/**
 * @param {string} sdp
 * @returns {Description}
 */
export function parseSdp(sdp) {
  const lines = sdp.split(/\r?\n/)
  if (lines[0] !== 'v=0') throw new Problem(400, 'The body is not SDP.')
  const starts = lines.flatMap((line, index) => (line.startsWith('m=') ? [index] : []))
  if (starts.length === 0 || starts.length > MEDIA_LIMIT)
    throw new Problem(400, `An offer has 1 to ${MEDIA_LIMIT} media sections.`)

  const session = lines.slice(0, starts[0])
  const media = starts.map((start, index) => parseMedia(lines.slice(start, starts[index + 1])))
  const ufrag = attribute(lines, 'ice-ufrag')
  if (!ufrag) throw new Problem(400, 'The SDP has no ICE user name fragment.')
  const bundles = session.some((line) => line.startsWith('a=group:BUNDLE '))
  if (media.length > 1 && !bundles) throw new Problem(422, 'The media sections must be bundled.')
  for (const kind of ['audio', 'video']) {
    if (media.filter((one) => one.kind === kind).length > 1)
      throw new Problem(422, `This server takes one ${kind} track.`)
  }
  return { ufrag, media }
}

/**
 * @param {string[]} lines
 * @returns {Media}
 */
function parseMedia(lines) {
  const [, kind, port, types] = /^m=(\w+) (\d+) \S+ (.+)$/.exec(lines[0]) ?? []
  if (kind !== 'audio' && kind !== 'video' && kind !== 'application')
    throw new Problem(400, 'The SDP has a media section of an unknown kind.')
  const mid = attribute(lines, 'mid')
  if (!mid) throw new Problem(400, 'The SDP has a media section without a mid.')

  const given = /** @type {Direction} */ (DIRECTIONS.find((word) => lines.includes(`a=${word}`)))
  // Port 0 rejects a section, unless it only says "in the bundle".
  const rejected = port === '0' && !lines.includes('a=bundle-only')
  const direction = rejected ? 'inactive' : (given ?? 'sendrecv')
  const payloads =
    kind === 'application' ? [] : types.split(' ').map((type) => payload(lines, type))
  // Of a stream and its retransmissions the stream comes first.
  const ssrc = Number.parseInt(attribute(lines, 'ssrc')) || 0
  return { kind, mid, direction, payloads, ssrc }
}

/**
 * @param {string[]} lines
 * @param {string} type
 * @returns {Payload}
 */
function payload(lines, type) {
  const codec = attribute(lines, `rtpmap:${type} `, '').split('/')[0]
  return {
    type: Number(type),
    codec: codec.toUpperCase(),
    parameters: attribute(lines, `fmtp:${type} `, ''),
  }
}

/**
 * @param {string[]} lines
 * @param {string} name
 * @param {string} [separator]
 */
function attribute(lines, name, separator = ':') {
  const start = `a=${name}${separator}`
  return lines.find((line) => line.startsWith(start))?.slice(start.length) ?? ''
}

/**
 * The payloads that this cluster can carry. H.264 only in packetization mode 1, with the baseline
 * profiles first, because every player decodes those.
 *
 * @param {Media} media
 * @returns {Payload[]} in the offerer's order, except for the H.264 profiles
 */
export function carriedPayloads({ payloads }) {
  const baselineFirst = payloads
    .filter((one) => one.codec === 'H264' && /packetization-mode=1/.test(one.parameters))
    .sort((a, b) => Number(isBaseline(b)) - Number(isBaseline(a)))
  const firstH264 = payloads.findIndex((one) => baselineFirst.includes(one))
  return payloads.flatMap((one, index) => {
    if (index === firstH264) return baselineFirst
    return one.codec === 'VP8' || one.codec === 'OPUS' ? [one] : []
  })
}

/** @param {Payload} payload */
function isBaseline({ parameters }) {
  return /profile-level-id=42/i.test(parameters)
}

/**
 * Only candidates with a literal IP address can be used. A browser's ".local" names would make the
 * library ask the network's name servers; such a browser is found by the checks that it sends.
 *
 * @param {string} line "candidate:..." or "a=candidate:..."
 */
export function isUsableCandidate(line) {
  const [, component, transport, , host] = line.split(' ')
  return component === '1' && transport?.toLowerCase() === 'udp' && isIP(host ?? '') !== 0
}

/** @param {string} sdp */
export function withoutUnusableCandidates(sdp) {
  return sdp
    .split(/\r?\n/)
    .filter((line) => !line.startsWith('a=candidate:') || isUsableCandidate(line))
    .join('\r\n')
}

/** @param {string} sdp */
export function withoutCandidates(sdp) {
  return sdp.replace(/^a=(candidate:|end-of-candidates).*\r?\n/gm, '')
}

/**
 * A fragment of RFC 8840 section 4.4, as trickle ICE sends it.
 *
 * @param {string} text
 * @returns {{ufrag: string, candidates: string[]}}
 */
export function parseFragment(text) {
  const lines = text.split(/\r?\n/)
  const candidates = lines.filter((line) => line.startsWith('a=candidate:'))
  return {
    ufrag: attribute(lines, 'ice-ufrag'),
    candidates: candidates.map((line) => line.slice('a='.length)),
  }
}
