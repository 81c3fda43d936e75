// @ts-check
import { randomBytes } from 'node:crypto'
import { Problem } from '../shared/http.js'
import { Messenger } from './messenger.js'
import { Peer } from './peer.js'
import { isUsableCandidate, parseFragment, parseSdp } from './sdp.js'
import { SinkTrack } from './sink_track.js'

// From an offer to its answer, and from there to the connection. Browsers on loopback need a
// fiftieth of this, but on a busy machine they may stand still for seconds.
const CONNECT_LIMIT_MS = 15_000

// How long a client may owe a sign of life before it counts as gone. Measured with Chromium: a
// publisher is never silent for more than 1.4 s when it is asked for a report each second, even
// with all its tracks muted or removed; a player of video reports every 1.5 s at the latest, but a
// player that gets sound only every 7.5 s (RFC 3550: five seconds and a half of that at random).
const SILENCE_LIMIT_MS = 2_400
const SOUND_SILENCE_LIMIT_MS = 10_000

// Closing a connection throws away what its data channels have not sent yet, and nobody says when
// that has arrived: a client that has heard the last words leaves by itself.
const LAST_WORDS_MS = 5_000
const EARLY_CANDIDATES_LIMIT = 100

/** @typedef {'publisher' | 'player' | 'pull' | 'upstream'} SessionKind */

/**
 * One connection of one client: its WHIP or WHEP resource or its WebSocket session, its peer
 * connection, and the watch over it. "pull" is an edge as a client of an origin, "upstream" is the
 * same connection at the edge.
 */
export class Session {
  id = randomBytes(16).toString('base64url')
  etag = `"${randomBytes(8).toString('hex')}"`
  connected = false
  closed = false
  /** It has no part in its stream any more, and is there for its last words alone. */
  departing = false
  /** @type {(import('./source_track.js').SourceTrack | SinkTrack)[]} */
  tracks = []
  messenger = new Messenger()
  /** What the client calls itself. */
  clientId = ''
  /** Lines that the client wanted in the server's log. Their text is none of its business. */
  logLines = 0
  /** Of a connection between nodes: the id of the other one. */
  otherNode = ''
  /** How an upstream signs off at its origin. */
  onLeave = () => {}
  /** For the conversation that it belongs to. @type {(why: string) => void} */
  onEnd = () => {}
  /** @type {(text: string, answer: import('./messenger.js').Say, label: string) => void} */
  onMessage = () => {}
  /** @type {(label: string) => void} */
  onChannel = () => {}
  /** What is left of the time to connect in, and until a sign of life is due. */
  #connectMs = CONNECT_LIMIT_MS
  #silenceMs = Infinity
  /** False for a WebSocket's player that has not asked for its packets yet. */
  #flowing = true
  #remote = { ufrag: '', mid: '' }
  /** Candidates that came before the answer. @type {string[] | null} */
  #early = null

  /**
   * @param {SessionKind} kind
   * @param {string} stream
   * @param {{address: string, log: import('../shared/log.js').Log,
   *   onDepart: (session: Session) => void, onClose: (session: Session) => void}} place
   *   onDepart: it has no part in any stream from here on
   */
  constructor(kind, stream, { address, log, onDepart, onClose }) {
    this.kind = kind
    this.stream = stream
    this.onDepart = onDepart
    this.onClose = onClose
    this.log = log
    this.peer = new Peer(address, (state) => this.#peerState(state), log)
    this.peer.onChannelOpen = (channel) => {
      this.messenger.opened(channel)
      this.onChannel(channel.label)
    }
    this.peer.onChannelMessage = (channel, text) => {
      const answer = (/** @type {object} */ message) => channel.send(JSON.stringify(message))
      if (!this.closed) this.onMessage(text, answer, channel.label)
    }
    this.peer.onChannelClosed = (channel) => {
      if (this.messenger.closed(channel)) this.close('closed by the other side')
    }
    this.log(`${kind} joins`, { stream })
  }

  /** Anything that the client sends on the media path is a sign of life. */
  heard() {
    // A player to which nothing is sent has nothing to report; ICE alone watches over it.
    const sends = this.kind === 'publisher' || this.kind === 'upstream'
    this.#silenceMs = sends ? SILENCE_LIMIT_MS : Infinity
  }

  /** Media that a player gets is something to report. */
  sent(/** @type {import('./sdp.js').Kind} */ kind) {
    // The manager tells when an edge has died; one that is paused is to find its pulls again.
    if (this.kind === 'pull') return
    const limitMs = kind === 'video' ? SILENCE_LIMIT_MS : SOUND_SILENCE_LIMIT_MS
    this.#silenceMs = Math.min(this.#silenceMs, limitMs)
  }

  /** The other side said goodbye to a track. A publisher that drops one track goes on with the rest. */
  streamEnded() {
    if (this.kind === 'upstream') this.close('stream ended')
  }

  /** @param {import('./sdp.js').Description} offer whose ICE credentials fragments must carry */
  accepts(offer) {
    this.#remote = { ufrag: offer.ufrag, mid: offer.media[0].mid }
  }

  /** An offer goes out; its packets wait until they are asked for. */
  offers() {
    this.#flowing = false
    this.#early = []
  }

  get awaitsAnswer() {
    return this.#early !== null
  }

  /**
   * @param {import('./sdp.js').Description} answer
   * @param {string} sdp
   */
  acceptAnswer(answer, sdp) {
    if (!this.#early) throw new Problem(409, 'No answer is expected.')
    this.accepts(answer)
    this.peer.acceptAnswer(sdp)
    const early = this.#early
    this.#early = null
    this.#connectMs = CONNECT_LIMIT_MS
    for (const candidate of early) this.addCandidate(candidate)
  }

  /** @param {string} candidate "candidate:..." */
  addCandidate(candidate) {
    if (this.closed || !isUsableCandidate(candidate)) return
    if (this.#early) {
      if (this.#early.length < EARLY_CANDIDATES_LIMIT) this.#early.push(candidate)
      return
    }
    try {
      this.peer.addCandidate(candidate, this.#remote.mid)
    } catch {
      // RFC 9725 section 4.3.2: a candidate that a server cannot use is ignored.
    }
  }

  /** @param {string} sdp the client's whole description of this session */
  addCandidatesOf(sdp) {
    if (parseSdp(sdp).ufrag !== this.#remote.ufrag)
      throw new Problem(422, 'The description is of another session; restarts are not supported.')
    for (const [, candidate] of sdp.matchAll(/^a=(candidate:.+?)\r?$/gm))
      this.addCandidate(candidate)
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
    if (ufrag !== this.#remote.ufrag) throw restart
    for (const candidate of candidates) this.addCandidate(candidate)
  }

  /** The connection can carry this track's packets. @param {SinkTrack} sink */
  sinkReady(sink) {
    sink.ready = true
    if (this.#flowing && !this.closed) sink.open(this.kind === 'player')
  }

  /** The client wants its packets now. */
  flow() {
    if (this.#flowing) return
    this.#flowing = true
    for (const track of this.tracks) {
      if (track instanceof SinkTrack && track.ready) track.open(this.kind === 'player')
    }
  }

  /** @param {number} ms in which the node has listened */
  pass(ms) {
    if (this.departing) return
    if (this.connected) this.#silenceMs -= ms
    else this.#connectMs -= ms
    if (this.#connectMs < 0) this.close('never connected')
    else if (this.#silenceMs < 0) this.close('fell silent')
  }

  /**
   * The end, with something to be said first: media stops at once, the connection a little later.
   *
   * @param {string} why
   * @param {import('./messages.js').Message} lastWords
   */
  depart(why, lastWords) {
    if (this.closed || this.departing) return
    this.departing = true
    const told = this.messenger.tell(lastWords)
    this.#closeTracks()
    this.onDepart(this)
    if (told) setTimeout(() => this.close(why), LAST_WORDS_MS).unref()
    else this.close(why)
  }

  /** @param {string} why */
  close(why) {
    if (this.closed) return
    this.closed = true
    this.#closeTracks()
    this.peer.close()
    this.onLeave()
    const { stream, logLines } = this
    this.log(`${this.kind} leaves`, { stream, why, logLines: logLines || undefined })
    this.onClose(this)
    this.onEnd(why)
  }

  #closeTracks() {
    for (const track of this.tracks) track.close()
    this.tracks = []
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
