// @ts-check
import { Problem } from '../shared/http.js'
import { answerPlayer, answerPublisher, pullSources } from './negotiate.js'
import { Session } from './session.js'
import { SourceTrack } from './source_track.js'

/** @typedef {import('./session.js').SessionKind} SessionKind */

/**
 * @typedef {object} Stream
 * @property {string} name
 * @property {Session} upstream where it comes from: a publisher, or a pull from an origin
 * @property {SourceTrack[]} sources
 * @property {Set<Session>} players
 */

const SESSIONS_LIMIT = 200
const STREAMS_LIMIT = 100
const CHECK_EVERY_MS = 100
const REPORT_EVERY_MS = 1_000

/** What an origin and an edge have in common; how a stream gets here is what sets them apart. */
export class MediaNode {
  /** @type {Map<string, Session>} */
  #sessions = new Map()
  /** @type {Map<string, Stream>} */
  #streams = new Map()
  /** @type {Map<string, Promise<Stream>>} pulls that are being negotiated */
  #pulling = new Map()
  #checkedAt = performance.now()
  #reportedAt = 0

  /**
   * @param {{address: string}} config
   * @param {((stream: string) => Promise<(offer: string) => Promise<PullAnswer>>) | null} locate
   *   an edge's way to an origin; an origin has none
   * @param {import('../shared/log.js').Log} log
   *
   * @typedef {{answer: string, origin: string, leave: () => void}} PullAnswer
   */
  constructor({ address }, locate, log) {
    this.address = address
    this.locate = locate
    this.log = log
    this.timer = setInterval(() => this.#tick(performance.now()), CHECK_EVERY_MS)
  }

  state() {
    const sessions = [...this.#sessions.values()]
    const pulls = sessions.filter(({ kind }) => kind === 'pull' || kind === 'upstream').length
    return { sessions: sessions.length - pulls, pulls, streams: [...this.#streams.keys()] }
  }

  /** @param {string} id */
  session(id) {
    const session = this.#sessions.get(id)
    if (!session) throw new Problem(404, 'There is no such session.')
    return session
  }

  /**
   * @param {string} name
   * @param {string} offer
   */
  async publish(name, offer) {
    if (this.locate) throw new Problem(404, 'An edge does not take publishers.')
    if (this.#streams.has(name))
      throw new Problem(409, 'A stream of this name is being published already.')
    const session = this.#open('publisher', name)
    return this.#negotiate(session, async () => {
      // The name is taken before the first wait, so that two publishers cannot both get it.
      const stream = this.#addStream(name, session)
      const { answer, sources } = await answerPublisher(session, offer)
      stream.sources = sources
      return answer
    })
  }

  /**
   * @param {string} name
   * @param {string} offer
   * @param {'player' | 'pull'} kind
   */
  async play(name, offer, kind) {
    this.#checkRoom()
    const stream = await this.#find(name)
    const session = this.#open(kind, name)
    stream.players.add(session)
    return this.#negotiate(session, () => answerPlayer(session, offer, stream.sources))
  }

  /**
   * The manager has seen an origin die. Its streams may be back on another origin at any moment, and
   * newcomers must not be tied to the dead one until silence proves it.
   *
   * @param {string} origin
   */
  originGone(origin) {
    for (const session of [...this.#sessions.values()]) {
      if (session.origin === origin) session.close('origin gone')
    }
  }

  close() {
    clearInterval(this.timer)
    for (const session of [...this.#sessions.values()]) session.close('node stops')
  }

  /**
   * @param {Session} session
   * @param {() => Promise<string>} makeAnswer
   */
  async #negotiate(session, makeAnswer) {
    try {
      const answer = await makeAnswer()
      if (session.closed) throw notPublished()
      return { session, answer }
    } catch (error) {
      session.close('negotiation failed')
      throw error
    }
  }

  /**
   * @param {string} name
   * @returns {Promise<Stream>}
   */
  async #find(name) {
    const stream = this.#streams.get(name)
    // A publisher whose own negotiation is still under way has nothing to play yet.
    if (stream && stream.sources.length > 0) return stream
    if (!this.locate) throw notPublished()
    const pulling = this.#pulling.get(name) ?? this.#pull(name, this.locate)
    this.#pulling.set(name, pulling)
    return pulling.finally(() => this.#pulling.delete(name))
  }

  /**
   * @param {string} name
   * @param {NonNullable<MediaNode['locate']>} locate
   * @returns {Promise<Stream>}
   */
  async #pull(name, locate) {
    const exchange = await locate(name)
    const upstream = this.#open('upstream', name)
    try {
      const stream = this.#addStream(name, upstream)
      stream.sources = await pullSources(upstream, async (offer) => {
        const { answer, origin, leave } = await exchange(offer)
        upstream.origin = origin
        upstream.onLeave = leave
        return answer
      })
      return stream
    } catch (error) {
      upstream.close('negotiation failed')
      throw error
    }
  }

  /**
   * @param {SessionKind} kind
   * @param {string} stream
   */
  #open(kind, stream) {
    this.#checkRoom()
    const { address, log } = this
    const session = new Session(kind, stream, { address, log, onClose: (one) => this.#closed(one) })
    this.#sessions.set(session.id, session)
    return session
  }

  #checkRoom() {
    if (this.#sessions.size >= SESSIONS_LIMIT)
      throw new Problem(503, 'The node is full.', { 'Retry-After': '5' })
  }

  /**
   * @param {string} name
   * @param {Session} upstream
   */
  #addStream(name, upstream) {
    if (this.#streams.size >= STREAMS_LIMIT)
      throw new Problem(503, 'The node has no room for another stream.', { 'Retry-After': '5' })
    /** @type {Stream} */
    const stream = { name, upstream, sources: [], players: new Set() }
    this.#streams.set(name, stream)
    return stream
  }

  /** @param {Session} session */
  #closed(session) {
    this.#sessions.delete(session.id)
    const stream = this.#streams.get(session.stream)
    if (!stream) return
    if (stream.upstream === session) {
      this.#streams.delete(stream.name)
      for (const player of [...stream.players]) player.close('stream ended')
      return
    }
    stream.players.delete(session)
    // An edge carries a stream for as long as somebody watches it.
    if (stream.upstream.kind === 'upstream' && stream.players.size === 0)
      stream.upstream.close('nobody watches')
  }

  /** @param {number} now */
  #tick(now) {
    // After a pause of the whole process (a suspended machine, a debugger) everybody seems silent.
    const paused = now - this.#checkedAt > 10 * CHECK_EVERY_MS
    this.#checkedAt = now
    for (const session of [...this.#sessions.values()]) {
      if (paused) session.heard()
      session.check(now)
    }
    if (now - this.#reportedAt < REPORT_EVERY_MS) return
    this.#reportedAt = now
    for (const session of this.#sessions.values()) {
      for (const track of session.tracks) if (track instanceof SourceTrack) track.report()
    }
  }
}

function notPublished() {
  return new Problem(409, 'The stream is not being published.', { 'Retry-After': '1' })
}
