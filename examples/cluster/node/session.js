// @ts-check
import { randomBytes } from 'node:crypto'
import { Problem } from '../shared/http.js'
import { Peer } from './peer.js'
import { isUsableCandidate, parseFragment } from './sdp.js'

// Loopback connects within a tenth of this; a client that takes longer has given up.
const CONNECT_LIMIT_MS = 5_000

// How long a client may owe a sign of life before it counts as gone. Measured with Chromium: a
// publisher is never silent for more than 1.4 s when it is asked for a report each second, even
// with all its tracks muted or removed; a player of video reports every 1.5 s at the latest, but a
// player that gets sound only every 7.5 s (RFC 3550: five seconds and a half of that at random).
const SILENCE_LIMIT_MS = 2_400
const SOUND_SILENCE_LIMIT_MS = 10_000

/** @typedef {'publisher' | 'player' | 'pull' | 'upstream'} SessionKind */

/**
 * One connection of one client: its WHIP or WHEP resource, its peer connection, and the watch over
 * it. "pull" is an edge as a client of an origin, "upstream" is the same connection at the edge.
 */
export class Session {
  id = randomBytes(16).toString('base64url')
  etag = `"${randomBytes(8).toString('hex')}"`
  connected = false
  closed = false
  /** @type {(import('./source_track.js').SourceTrack | import('./sink_track.js').SinkTrack)[]} */
  tracks = []
  /** Of an upstream: which origin it comes from, and how to sign off there. */
  origin = ''
  onLeave = () => {}
  #startedAt = performance.now()
  /** When a sign of life is due. */
  #dueAt = Infinity
  #offer = { ufrag: '', mid: '' }

  /**
   * @param {SessionKind} kind
   * @param {string} stream
   * @param {{address: string, log: import('../shared/log.js').Log,
   *   onClose: (session: Session) => void}} place
   */
  constructor(kind, stream, { address, log, onClose }) {
    this.kind = kind
    this.stream = stream
    this.onClose = onClose
    this.log = log
    this.peer = new Peer(address, (state) => this.#peerState(state), log)
    this.log(`${kind} joins`, { stream })
  }

  /** Anything that the client sends on the media path is a sign of life. */
  heard() {
    // A player to which nothing is sent has nothing to report; ICE alone watches over it.
    this.#dueAt = this.kind === 'player' ? Infinity : performance.now() + SILENCE_LIMIT_MS
  }

  /** Media that a player gets is something to report. */
  sent(/** @type {import('./sdp.js').Kind} */ kind) {
    const limitMs = kind === 'video' ? SILENCE_LIMIT_MS : SOUND_SILENCE_LIMIT_MS
    this.#dueAt = Math.min(this.#dueAt, performance.now() + limitMs)
  }

  /** The other side said goodbye to a track. A publisher that drops one track goes on with the rest. */
  streamEnded() {
    if (this.kind === 'upstream') this.close('stream ended')
  }

  /** @param {import('./sdp.js').Description} offer whose ICE credentials fragments must carry */
  accepts(offer) {
    this.#offer = { ufrag: offer.ufrag, mid: offer.media[0].mid }
  }

  /**
   * Trickle ICE (RFC 9725 section 4.3).
   *
   * @param {string} text
   * @param {string | undefined} ifMatch
   */
  patch(text, ifMatch) {
    if (ifMatch === undefined)
      throw new Problem(428, "If-Match with the session's ETag is missing.")
    // What follows asks for an ICE restart, which the media library does not have.
    const restart = new Problem(422, 'ICE restarts are not supported; candidates are.')
    if (ifMatch === '"*"' || ifMatch === '*') throw restart
    if (ifMatch !== this.etag) throw new Problem(412, "The ETag in If-Match is not the session's.")
    const { ufrag, candidates } = parseFragment(text)
    if (!ufrag) throw new Problem(400, 'The fragment has no ICE user name fragment.')
    if (ufrag !== this.#offer.ufrag) throw restart
    for (const candidate of candidates.filter(isUsableCandidate)) {
      try {
        this.peer.addCandidate(candidate, this.#offer.mid)
      } catch {
        // RFC 9725 section 4.3.2: a candidate that a server cannot use is ignored.
      }
    }
  }

  /** @param {number} now as performance.now() */
  check(now) {
    if (!this.connected) {
      if (now - this.#startedAt > CONNECT_LIMIT_MS) this.close('never connected')
    } else if (now > this.#dueAt) this.close('fell silent')
  }

  /** @param {string} why */
  close(why) {
    if (this.closed) return
    this.closed = true
    for (const track of this.tracks) track.close()
    this.peer.close()
    this.onLeave()
    this.log(`${this.kind} leaves`, { stream: this.stream, why })
    this.onClose(this)
  }

  /** @param {string} state */
  #peerState(state) {
    if (state === 'connected') {
      this.connected = true
      this.heard()
    } else if (state === 'failed') this.close('connection failed')
    else if (state === 'closed') this.close('closed by the other side')
  }
}
