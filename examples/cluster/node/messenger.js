// @ts-check

/** @typedef {import('./messages.js').Message} Message */
/** @typedef {import('./peer.js').Channel} Channel */
/** @typedef {(message: Message) => boolean} Say false: it could not be sent */

/**
 * The ways to reach the client of one session: its WebSocket, if it came by one, and its data
 * channels, if it has any.
 */
export class Messenger {
  /** @type {Say | null} */
  socket = null
  /** @type {Channel[]} */
  #open = []
  /** @type {Channel | null} what took the place of the socket */
  #chosen = null

  /** @param {Channel} channel */
  opened(channel) {
    this.#open.push(channel)
  }

  /**
   * @param {Channel} channel
   * @returns {boolean} the client has nothing else to be reached by
   */
  closed(channel) {
    this.#open = this.#open.filter((one) => one !== channel)
    return this.#chosen === channel
  }

  /** The client has moved from its socket to a data channel. */
  get moved() {
    return this.#chosen !== null
  }

  /**
   * @param {string} label
   * @returns {boolean} false: no such channel is open
   */
  moveTo(label) {
    const channel = this.#open.find((one) => one.label === label)
    if (!channel) return false
    this.#chosen = channel
    return true
  }

  /** What nobody asked for goes out by one way only. @param {Message} message */
  tell(message) {
    if (!this.#chosen && this.socket) return this.socket(message)
    const channel = this.#chosen ?? this.#open[0]
    return channel ? channel.send(JSON.stringify(message)) : false
  }
}
