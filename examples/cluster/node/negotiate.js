// @ts-check
import { randomInt } from 'node:crypto'
import { Problem } from '../shared/http.js'
import { localMedia } from './peer.js'
import { carriedPayloads, parseSdp, withoutCandidates, withoutUnusableCandidates } from './sdp.js'
import { SinkTrack } from './sink_track.js'
import { KEY_FRAME_GAP_MS, SourceTrack } from './source_track.js'

/** @typedef {import('./session.js').Session} Session */
/** @typedef {import('./sdp.js').Media} Media */
/** @typedef {import('./sdp.js').Payload} Payload */

/** What nodes offer: edges to origins, and both to players. The numbers are free to choose. @type {Media[]} */
const OFFERED_MEDIA = [
  {
    kind: 'video',
    mid: '0',
    direction: 'recvonly',
    ssrc: 0,
    payloads: [
      { type: 96, codec: 'VP8', parameters: '' },
      {
        type: 97,
        codec: 'H264',
        parameters: 'level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f',
      },
    ],
  },
  {
    kind: 'audio',
    mid: '1',
    direction: 'recvonly',
    ssrc: 0,
    payloads: [{ type: 111, codec: 'OPUS', parameters: 'minptime=10;useinbandfec=1' }],
  },
]

/**
 * A publisher's offer. Everything that it wants to send must be understood: there is no partial
 * success (RFC 9725 section 4.4).
 *
 * @param {Session} session
 * @param {string} sdp
 * @returns {Promise<{answer: string, sources: SourceTrack[]}>}
 */
export async function answerPublisher(session, sdp) {
  const offer = parseSdp(sdp)
  /** @type {SourceTrack[]} */
  const sources = []
  for (const media of offer.media) {
    if (media.kind === 'application') continue
    if (!media.direction.startsWith('send')) {
      refuse(session, media)
      continue
    }
    const [payload] = carriedPayloads(media)
    if (!payload) throw new Problem(422, `No ${media.kind} codec of the offer can be carried.`)
    sources.push(addSource(session, media, [payload]))
  }
  if (sources.length === 0) throw new Problem(422, 'The offer has nothing to send.')
  return { answer: await answer(session, offer, sdp), sources }
}

/**
 * A player's offer, answered with what the stream has. What the stream lacks is inactive.
 *
 * @param {Session} session
 * @param {string} sdp
 * @param {SourceTrack[]} sources
 * @returns {Promise<string>}
 */
export async function answerPlayer(session, sdp, sources) {
  const offer = parseSdp(sdp)
  for (const media of offer.media) {
    if (media.kind === 'application') continue
    const source = sources.find(({ kind }) => kind === media.kind)
    const wanted = source && (media.direction === 'recvonly' || media.direction === 'sendrecv')
    if (!wanted) {
      refuse(session, media)
      continue
    }
    const payload = carriedPayloads(media).find(({ codec }) => codec === source.codec)
    if (!payload) throw new Problem(422, `The stream's ${source.codec} is not in the offer.`)
    addSink(session, media, payload, source)
  }
  if (session.tracks.length === 0)
    throw new Problem(422, 'The offer asks for nothing that the stream has.')
  return answer(session, offer, sdp)
}

/**
 * The edge's side of a pull.
 *
 * @param {Session} session
 * @param {(offer: string) => Promise<string>} exchange offer against answer
 * @returns {Promise<SourceTrack[]>}
 */
export async function pullSources(session, exchange) {
  const offered = OFFERED_MEDIA.map((media) => ({
    media,
    source: addSource(session, media, media.payloads),
  }))
  // What a publisher sends to its players, and they to it, goes through here.
  session.peer.createChannel()
  const offer = await makeOffer(session)
  const sdp = await exchange(offer)
  session.peer.acceptAnswer(sdp)
  const answered = parseSdp(sdp).media
  return offered.flatMap(({ media, source }) => {
    const settled = answered.find(({ mid }) => mid === media.mid)
    if (settled?.direction !== 'sendonly') return []
    source.codec = settled.payloads[0].codec
    source.ssrc = settled.ssrc
    return [source]
  })
}

/**
 * An offer to a player: what the stream has, and nothing that the client could turn down.
 *
 * @param {Session} session
 * @param {SourceTrack[]} sources
 * @param {boolean} withChannel
 * @returns {Promise<string>}
 */
export async function offerPlayer(session, sources, withChannel) {
  for (const media of OFFERED_MEDIA) {
    const source = sources.find(({ kind }) => kind === media.kind)
    const payload = source && media.payloads.find(({ codec }) => codec === source.codec)
    if (payload) addSink(session, media, payload, source)
  }
  if (withChannel) session.peer.createChannel()
  session.offers()
  return makeOffer(session)
}

/**
 * @param {Session} session
 * @param {string} sdp the player's answer
 */
export function acceptPlayer(session, sdp) {
  const answered = parseSdp(sdp)
  try {
    session.acceptAnswer(answered, withoutUnusableCandidates(sdp))
  } catch (error) {
    if (error instanceof Problem) throw error
    throw new Problem(
      400,
      `The answer cannot be used: ${lastClause(/** @type {Error} */ (error))}.`,
    )
  }
}

/**
 * The other side must not know where to send checks before this side has its answer: the library
 * cannot verify a peer that connects earlier than that, and gives the connection up.
 *
 * @param {Session} session
 * @returns {Promise<string>} without candidates
 */
async function makeOffer(session) {
  return withoutCandidates(await session.peer.offer())
}

/**
 * @param {Session} session
 * @param {import('./sdp.js').Description} offer
 * @param {string} sdp
 */
function answer(session, offer, sdp) {
  session.accepts(offer)
  return session.peer.answer(withoutUnusableCandidates(sdp)).catch((error) => {
    throw new Problem(400, `The offer cannot be used: ${lastClause(error)}.`)
  })
}

/** The library's message without its own preamble. @param {Error} error */
function lastClause({ message }) {
  return message.split(': ').pop()
}

/**
 * @param {Session} session
 * @param {Media} media
 * @param {Payload[]} payloads
 */
function addSource(session, media, payloads) {
  const kind = /** @type {import('./sdp.js').Kind} */ (media.kind)
  // An edge passes every request on: the origin knows of all of them and keeps the pace.
  const gapMs = session.kind === 'publisher' ? KEY_FRAME_GAP_MS : 0
  const source = new SourceTrack(kind, payloads[0].codec, media.ssrc, gapMs, session)
  const local = localMedia(kind, media.mid, 'RecvOnly', payloads)
  source.send = session.peer.addTrack(local, (packet) => source.receive(packet))
  session.tracks.push(source)
  return source
}

/**
 * @param {Session} session
 * @param {Media} media
 * @param {Payload} payload
 * @param {SourceTrack} source
 */
function addSink(session, media, payload, source) {
  const ssrc = randomInt(1, 2 ** 32 - 1)
  const sink = new SinkTrack(source, payload.type, ssrc, session)
  const local = localMedia(source.kind, media.mid, 'SendOnly', [payload], ssrc)
  const receive = (/** @type {Buffer} */ packet) => sink.receive(packet)
  sink.send = session.peer.addTrack(local, receive, () => session.sinkReady(sink))
  session.tracks.push(sink)
}

/**
 * @param {Session} session
 * @param {Media} media
 */
function refuse(session, { kind, mid, payloads }) {
  if (kind === 'application') return
  const local = localMedia(kind, mid, 'Inactive', payloads.slice(0, 1))
  session.peer.addTrack(local, () => {})
}
