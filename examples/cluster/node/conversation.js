// @ts-check
import { Problem } from '../shared/http.js'
import { placeOf, streamIn } from '../shared/scope.js'
import { obey } from './commands.js'
import { failure, parseMessage, status } from './messages.js'
import { acceptPlayer } from './negotiate.js'

/** @typedef {import('./messages.js').Message} Message */
/** @typedef {import('./session.js').Session} Session */

// A client that forgets to say that it has no more candidates can go on all the same.
const TRICKLE_LIMIT_MS = 400
const WAITING_LIMIT = 200
const ID_LIMIT = 255
const ECHOED = ['bundle', 'requestId']

/**
 * What a client says over its WebSocket, one message after the other. There is at most one session at
 * a time, and unless the client has moved to a data channel it ends with the socket.
 */
export class Conversation {
  /** @type {Session | null} */
  #session = null
  #left = false
  #waiting = 0
  #turn = Promise.resolve()
  /** The client has named all of its candidates. */
  #clientIsDone = false
  #trickling = false
  /** @type {NodeJS.Timeout | undefined} */
  #trickleTimer

  /**
   * @param {{scope: string, id: string}} client
   * @param {{say: import('./messenger.js').Say, hangUp: (code: number, reason: string) => void}} socket
   * @param {import('./media_node.js').MediaNode} node
   */
  constructor(client, socket, node) {
    this.client = client
    this.node = node
    this.hangUp = socket.hangUp
    this.say = (/** @type {Message} */ message) => !this.#left && socket.say(message)
    /** @type {Record<string, (message: Message) => void | Promise<void>>} */
    this.steps = {
      isAvailable: (message) => this.#isAvailable(message),
      handleOffer: (message) => this.#handleOffer(message),
      requestOffer: (message) => this.#requestOffer(message),
      handleAnswer: (message) => this.#handleAnswer(message),
      handleCandidate: (message) => this.#handleCandidate(message),
      publish: (message) => this.#publish(message),
      subscribe: (message) => this.#subscribe(message),
      unpublish: (message) => this.#unpublish(message),
    }
  }

  greet() {
    this.say(status('NetConnection.Connect.Success'))
  }

  /** @param {string} text */
  receive(text) {
    if (++this.#waiting > WAITING_LIMIT) return this.hangUp(1008, 'too many messages at once')
    this.#inTurn(async () => {
      this.#waiting--
      if (!this.#left) await this.#handle(parseMessage(text))
    })
  }

  /** The socket is closed. What it said last still counts: it may have moved to a data channel. */
  gone() {
    this.#inTurn(async () => {
      this.#left = true
      clearTimeout(this.#trickleTimer)
      const session = this.#session
      if (!session) return
      session.messenger.socket = null
      if (!session.messenger.moved) session.close('socket closed')
    })
  }

  /** @param {() => Promise<void>} step */
  #inTurn(step) {
    this.#turn = this.#turn
      .then(step)
      .catch((error) => void this.say(failure(error, this.node.log)))
  }

  /** @param {Message} message */
  async #handle(message) {
    const name = Object.keys(this.steps).find((key) => Object.hasOwn(message, key))
    if (name) await this.steps[name](message)
    else await obey(this.node, this.#current(), message, this.say)
  }

  /** @param {unknown} name */
  #stream(name) {
    return streamIn(this.client.scope, String(name))
  }

  #current() {
    if (!this.#session || this.#session.closed) throw new Problem(409, 'There is no session yet.')
    return this.#session
  }

  /** @param {Message} message */
  async #isAvailable(message) {
    const isAvailable = await this.node.isPublished(this.#stream(message.isAvailable))
    const echo = ECHOED.filter((key) => Object.hasOwn(message, key))
    this.say({ isAvailable, ...Object.fromEntries(echo.map((key) => [key, message[key]])) })
  }

  /** @param {Message} message */
  async #handleOffer(message) {
    this.#checkFree()
    const offer = sdpOf(message)
    const { session, answer } = await this.node.prepare(this.#stream(message.handleOffer), offer)
    this.#adopt(session)
    this.say({ data: { sdp: { type: 'answer', sdp: answer } } })
    this.#sendCandidates(session)
  }

  /** @param {Message} message */
  async #requestOffer(message) {
    this.#checkFree()
    const stream = this.#stream(message.requestOffer)
    const { session, answer } = await this.node.offer(stream, message.datachannel === true)
    this.#adopt(session)
    this.say({ data: { sdp: { type: 'offer', sdp: answer } } })
  }

  /** @param {Message} message */
  #handleAnswer(message) {
    const session = this.#current()
    acceptPlayer(session, sdpOf(message))
    this.#sendCandidates(session)
  }

  /** @param {Message} message */
  #handleCandidate(message) {
    const candidate = message.data?.candidate?.candidate
    if (typeof candidate !== 'string') throw new Problem(400, 'The message has no candidate.')
    if (candidate !== '') return this.#current().addCandidate(candidate)
    this.#clientIsDone = true
    if (this.#trickling) this.#endTrickle()
  }

  /** @param {Message} message */
  async #publish(message) {
    const session = this.#current()
    const stream = this.#stream(message.publish)
    if (session.kind !== 'publisher' || this.node.stream(session.stream)?.upstream === session)
      throw new Problem(409, 'There is nothing to be published yet, or it is on air already.')
    const { name } = placeOf(stream)
    if (await this.node.announce(session, stream))
      this.say(status('NetStream.Publish.Start', { message: `${name} starting` }))
    else this.say(status('NetStream.Publish.BadName', { message: `${name} is taken` }))
  }

  /** @param {Message} message */
  #subscribe(message) {
    const session = this.#current()
    if (session.kind !== 'player') throw new Problem(409, 'This session does not play.')
    const { name } = placeOf(this.#stream(message.subscribe))
    this.say(status('NetStream.Play.Start', { message: `${name} starting` }))
    this.node.describeTo(session)
    session.flow()
  }

  /** @param {Message} message */
  async #unpublish(message) {
    if (this.#session && !this.#session.closed)
      return obey(this.node, this.#session, message, this.say)
    // Clients answer an error by this very message: it must not be met by another one.
    const { name } = placeOf(this.#stream(message.unpublish))
    this.say(status('NetStream.Unpublish.Success', { message: `${name} stopping` }))
  }

  #checkFree() {
    const session = this.#session
    if (session?.departing) {
      this.#session = null
      session.close('the client goes on with another')
    } else if (session && !session.closed)
      throw new Problem(409, 'This connection has a session already.')
  }

  /** @param {Session} session */
  #adopt(session) {
    this.#session = session
    this.#clientIsDone = false
    session.clientId = this.client.id.slice(0, ID_LIMIT)
    session.messenger.socket = this.say
    session.onChannel = (label) =>
      void this.say(status('NetConnection.DataChannel.Available', { description: label }))
    session.onEnd = (why) => this.#ended(session, why)
  }

  /** Both sides have their descriptions: checks may begin. @param {Session} session */
  #sendCandidates(session) {
    for (const { candidate, mid, index } of session.peer.candidates())
      this.say({ data: { candidate: { candidate, sdpMid: mid, sdpMLineIndex: index } } })
    this.say({ data: { candidate: { candidate: '', sdpMid: '0', sdpMLineIndex: 0 } } })
    this.#trickling = true
    if (this.#clientIsDone) this.#endTrickle()
    else this.#trickleTimer = setTimeout(() => this.#endTrickle(), TRICKLE_LIMIT_MS)
  }

  #endTrickle() {
    clearTimeout(this.#trickleTimer)
    this.#trickling = false
    this.say(status('NetConnection.ICE.TricleCompleted'))
  }

  /**
   * @param {Session} session
   * @param {string} why
   */
  #ended(session, why) {
    clearTimeout(this.#trickleTimer)
    // After an orderly end the client may go on with another session.
    if (session !== this.#session || why === 'unpublished') return
    if (why !== 'stream ended') this.say(status('NetConnection.Connect.Closed'))
    this.hangUp(1000, why)
  }
}

/** @param {Message} message */
function sdpOf(message) {
  const sdp = message.data?.sdp?.sdp
  if (typeof sdp !== 'string') throw new Problem(400, 'The message has no SDP.')
  return sdp
}
