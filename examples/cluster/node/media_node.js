// @ts-check
import { Problem } from '../shared/http.js'
import { obey } from './commands.js'
import { notPublished } from './directory.js'
import { failure, parseMessage, status } from './messages.js'
import { answerPlayer, answerPublisher, offerPlayer, pullSources } from './negotiate.js'
import { Session } from './session.js'
import { SinkTrack } from './sink_track.js'
import { SourceTrack } from './source_track.js'
import { Stream } from './stream.js'
import { watchSessions } from './watch.js'

/** @typedef {import('./session.js').SessionKind} SessionKind */

const SESSIONS_LIMIT = 200
const STREAMS_LIMIT = 100

/** What an origin and an edge have in common; how a stream gets here is what sets them apart. */
export class MediaNode {
  /** @type {Map<string, Session>} */
  #sessions = new Map()
  /** @type {Map<string, Stream>} */
  #streams = new Map()
  /** @type {Map<string, Promise<Stream>>} pulls that are being negotiated */
  #pulling = new Map()

  /**
   * @param {{address: string, role: 'origin' | 'edge'}} config
   * @param {import('./directory.js').Directory} directory
   * @param {import('../shared/log.js').Log} log
   */
  constructor({ address, role }, directory, log) {
    this.address = address
    this.isEdge = role === 'edge'
    this.directory = directory
    this.log = log
    this.timer = watchSessions(() => this.#sessions.values())
  }

  state() {
    const sessions = [...this.#sessions.values()]
    const count = (/** @type {SessionKind[]} */ ...kinds) =>
      sessions.filter(({ kind }) => kinds.includes(kind)).length
    return {
      sessions: count('publisher', 'player'),
      pulls: count('pull', 'upstream'),
      players: count('player'),
      streams: [...this.#streams.keys()],
    }
  }

  /** @param {string} id */
  session(id) {
    const session = this.#sessions.get(id)
    if (!session) throw new Problem(404, 'There is no such session.')
    return session
  }

  /** @param {string} name */
  stream(name) {
    return this.#streams.get(name) ?? null
  }

  /** Somewhere in the cluster. @param {string} name */
  async isPublished(name) {
    const here = this.#streams.get(name)
    return (here && here.sources.length > 0) || (await this.directory.originOf(name)) !== null
  }

  /**
   * @param {string} name
   * @param {string} offer
   */
  async publish(name, offer) {
    this.#checkOrigin()
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
   * The WebSocket's way: the connection first, the name when the client says "publish".
   *
   * @param {string} name
   * @param {string} offer
   */
  async prepare(name, offer) {
    this.#checkOrigin()
    const session = this.#open('publisher', name)
    return this.#negotiate(session, async () => (await answerPublisher(session, offer)).answer)
  }

  /**
   * @param {Session} session that has been prepared
   * @param {string} name
   * @returns {Promise<boolean>} false: the name is taken
   */
  async announce(session, name) {
    if (this.#streams.has(name)) return false
    const settled = await this.directory.claim(name)
    if (!settled) return false
    try {
      if (session.closed) throw new Problem(409, 'The session has ended.')
      if (this.#streams.has(name)) return false
      session.stream = name
      const stream = this.#addStream(name, session)
      stream.sources = session.tracks.filter((track) => track instanceof SourceTrack)
      return true
    } finally {
      await settled()
    }
  }

  /**
   * @param {string} name
   * @param {string} offer
   * @param {string} [edge] the id of the edge that pulls; without it, a player
   */
  async play(name, offer, edge) {
    const { session, stream } = await this.#join(name, edge === undefined ? 'player' : 'pull')
    session.otherNode = edge ?? ''
    session.onChannel = () => {
      // What comes an edge sees by itself; its players would hear that twice.
      if (!edge || Object.keys(stream.metadata).length) this.describeTo(session)
    }
    return this.#negotiate(session, () => answerPlayer(session, offer, stream.sources))
  }

  /**
   * The WebSocket's way: this side makes the offer.
   *
   * @param {string} name
   * @param {boolean} withChannel
   * @returns {Promise<{session: Session, answer: string}>} answer: to the request, an offer
   */
  async offer(name, withChannel) {
    const { session, stream } = await this.#join(name, 'player')
    return this.#negotiate(session, () => offerPlayer(session, stream.sources, withChannel))
  }

  /** Tells a player what it sees. @param {Session} session */
  describeTo(session) {
    const stream = this.#streams.get(session.stream)
    if (stream?.players.has(session)) session.messenger.tell(stream.describe())
  }

  /**
   * @param {Session} session a player, that goes on with another stream
   * @param {string} name
   */
  async switchPlayer(session, name) {
    const stream = await this.#find(name)
    try {
      const left = this.#streams.get(session.stream)
      if (session.closed || !left?.players.has(session))
        throw new Problem(409, 'The player is gone.')
      if (left === stream) return
      const sinks = session.tracks.filter((track) => track instanceof SinkTrack)
      const matches = sinks.map((sink) => stream.sources.find(({ kind }) => kind === sink.kind))
      if (sinks.some((sink, index) => (matches[index]?.codec ?? sink.codec) !== sink.codec))
        throw new Problem(409, 'The other stream has another codec.')
      stream.players.add(session)
      session.stream = name
      for (const [index, sink] of sinks.entries()) sink.switchTo(matches[index] ?? null)
      left.players.delete(session)
      this.#dropUnwatched(left)
    } finally {
      this.#dropUnwatched(stream)
    }
  }

  /**
   * The manager has seen a node die. The streams of an origin may be back on another one at any
   * moment, and newcomers must not be tied to the dead one until silence proves it.
   *
   * @param {string} id
   */
  nodeGone(id) {
    for (const session of [...this.#sessions.values()]) {
      if (session.otherNode === id) session.close('node gone')
    }
  }

  close() {
    clearInterval(this.timer)
    for (const session of [...this.#sessions.values()]) session.close('node stops')
  }

  #checkOrigin() {
    if (this.isEdge) throw new Problem(404, 'An edge does not take publishers.')
  }

  /**
   * @param {string} name
   * @param {'player' | 'pull'} kind
   */
  async #join(name, kind) {
    this.#checkRoom()
    const stream = await this.#find(name)
    try {
      const session = this.#open(kind, name)
      stream.players.add(session)
      return { session, stream }
    } finally {
      this.#dropUnwatched(stream)
    }
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
    const stream = await this.#findOrPull(name)
    // Between its arrival and this line somebody else may have had it dropped.
    if (this.#streams.get(name) !== stream) throw notPublished()
    return stream
  }

  /**
   * @param {string} name
   * @returns {Promise<Stream>}
   */
  async #findOrPull(name) {
    const stream = this.#streams.get(name)
    // A publisher whose own negotiation is still under way has nothing to play yet.
    if (stream && stream.sources.length > 0) return stream
    if (!this.isEdge) throw notPublished()
    const pulling = this.#pulling.get(name) ?? this.#pull(name)
    this.#pulling.set(name, pulling)
    return pulling.finally(() => this.#pulling.delete(name))
  }

  /**
   * @param {string} name
   * @returns {Promise<Stream>}
   */
  async #pull(name) {
    const { origin, exchange } = await this.directory.exchangeFor(name)
    const upstream = this.#open('upstream', name)
    // Before the exchange: the origin may die in the middle of it.
    upstream.otherNode = origin
    try {
      const stream = this.#addStream(name, upstream)
      stream.sources = await pullSources(upstream, async (offer) => {
        const { answer, leave } = await exchange(offer)
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
    const session = new Session(kind, stream, {
      address: this.address,
      log: this.log,
      onDepart: (one) => this.#unlink(one),
      onClose: (one) => {
        this.#sessions.delete(one.id)
        this.#unlink(one)
      },
    })
    session.onMessage = (text, answer, label) => this.#receive(session, text, answer, label)
    this.#sessions.set(session.id, session)
    return session
  }

  /**
   * What comes over a data channel. Between nodes there are no commands, only what is to be passed on.
   *
   * @param {Session} session
   * @param {string} text
   * @param {import('./messenger.js').Say} answer
   * @param {string} label
   */
  #receive(session, text, answer, label) {
    const stream = this.#streams.get(session.stream)
    if (session.kind === 'upstream') return stream?.tellPlayers(JSON.parse(text))
    if (session.kind === 'pull') return stream?.tellPublisher(JSON.parse(text))
    const obeyed = async () => obey(this, session, parseMessage(text), answer, label)
    obeyed().catch((error) => answer(failure(error, this.log)))
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
    const stream = new Stream(name, upstream)
    this.#streams.set(name, stream)
    return stream
  }

  /** @param {Session} session has no part in its stream any more */
  #unlink(session) {
    const stream = this.#streams.get(session.stream)
    if (stream?.upstream === session) {
      this.#streams.delete(stream.name)
      for (const player of [...stream.players]) {
        if (player.kind === 'pull') player.close('stream ended')
        else player.depart('stream ended', status('NetStream.Play.UnpublishNotify'))
      }
    } else if (stream?.players.delete(session)) this.#dropUnwatched(stream)
  }

  /** An edge carries a stream for as long as somebody watches it. @param {Stream} stream */
  #dropUnwatched({ upstream, players }) {
    if (upstream.kind === 'upstream' && players.size === 0) upstream.close('nobody watches')
  }
}
