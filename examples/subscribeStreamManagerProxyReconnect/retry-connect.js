// Reconnecting by hand, the way that is documented for pages: setConnected() notes what has become of
// the connection, and retryConnect() makes a new client a second later, for as long as it takes. This
// is what `recovery: true` saves a page; it is here to be compared with it.

import { RTCSubscriberEventTypes, SubscriberEventTypes } from '../../dist/index.js'

const retryMs = 1000
const dryMs = 5000 // without a packet: nobody says when a server has lost its source

// One loss is often told by several of these. The first one counts: the others find nobody listening.
const losses = [
  SubscriberEventTypes.PLAY_UNPUBLISH,
  SubscriberEventTypes.CONNECTION_CLOSED,
  SubscriberEventTypes.CONNECT_FAILURE,
  RTCSubscriberEventTypes.DATA_CHANNEL_ERROR,
]

/** Looks like a client to the page. It adds events of its own, `Page.*`. */
export class RetryingSubscriber {
  #create
  #config
  #subscriber // the current one; what an earlier one still has to say is about the past
  #last // the same, and it stays when that one has been taken down
  #listener = () => {}
  #whenFirstConnected = () => {}
  #attempt = 0
  #retryTimer
  #dryTimer

  recovery = { retryNow: () => this.#retryNow(), stop: () => this.#giveUp() }

  /** @param {() => object} create makes a client  @param {object} config what its init() takes */
  constructor(create, config) {
    this.#create = create
    this.#config = config
  }

  on(_, listener) {
    this.#listener = listener
  }

  off() {
    this.#listener = () => {}
  }

  getPeerConnection() {
    return this.#subscriber?.getPeerConnection()
  }

  /** Of the last connection: each is a client of its own. */
  recording() {
    return this.#last?.recording()
  }

  /** Resolves when it plays for the first time. */
  subscribe() {
    return new Promise((resolve) => {
      this.#whenFirstConnected = resolve
      this.#connect()
    })
  }

  unsubscribe() {
    return this.#tearDown()
  }

  async #connect() {
    this.#retryTimer = undefined
    const subscriber = this.#create()
    this.#subscriber = subscriber
    this.#last = subscriber
    subscriber.on('*', this.#hear)
    try {
      await subscriber.init(this.#config)
      await subscriber.subscribe()
      if (subscriber === this.#subscriber) this.#setConnected(true)
    } catch (error) {
      if (subscriber === this.#subscriber) this.#setConnected(false, 'init() or subscribe()', error)
    }
  }

  #hear = (event) => {
    const { type, data } = event
    // The server has begun to restart a stream that this client believes it plays.
    const restarts =
      type === SubscriberEventTypes.SUBSCRIBE_STATUS && /already start/.test(data?.message)
    if (losses.includes(type) || restarts) {
      this.#setConnected(false, type, data instanceof Error ? data : undefined)
    } else this.#listener(event)
  }

  #setConnected(isConnected, cause, error) {
    if (isConnected) {
      this.#say('Page.Connected', { attempt: this.#attempt })
      this.#attempt = 0
      this.#watchForDryStream()
      this.#whenFirstConnected()
    } else {
      this.#tearDown()
      if (this.#attempt === 0) this.#say('Page.Disconnected', { cause, error })
      this.#retryConnect(cause, error)
    }
  }

  #retryConnect(cause, error) {
    this.#attempt++
    this.#say('Page.Retry', { attempt: this.#attempt, delay: retryMs, cause, error })
    this.#retryTimer = setTimeout(() => this.#connect(), retryMs)
  }

  #watchForDryStream() {
    let packets = -1
    let grewAt = performance.now()
    this.#dryTimer = setInterval(async () => {
      const subscriber = this.#subscriber
      const count = await packetsOf(subscriber?.getPeerConnection())
      if (subscriber !== this.#subscriber) return
      if (count > packets) grewAt = performance.now()
      packets = count
      if (performance.now() - grewAt > dryMs) this.#setConnected(false, 'the stream is dry')
    }, 1000)
  }

  #retryNow() {
    if (this.#retryTimer === undefined) return
    clearTimeout(this.#retryTimer)
    this.#connect()
  }

  #giveUp() {
    this.#tearDown()
    this.#say('Page.Failure', { attempt: this.#attempt })
    this.#listener({ type: SubscriberEventTypes.CONNECTION_CLOSED })
  }

  #tearDown() {
    clearTimeout(this.#retryTimer)
    clearInterval(this.#dryTimer)
    const subscriber = this.#subscriber
    this.#subscriber = undefined
    subscriber?.off('*', this.#hear)
    return subscriber?.unsubscribe()
  }

  #say(type, data) {
    this.#listener({ type, data, subscriber: this.#subscriber })
  }
}

async function packetsOf(connection) {
  let packets = 0
  const report = await connection?.getStats().catch(() => undefined)
  report?.forEach((part) => {
    if (part.type === 'inbound-rtp') packets += part.packetsReceived
  })
  return packets
}
