// @ts-check
import WebSocket from 'ws'

/** @typedef {import('./fault_rules.js').Fault} Fault */

export const MESSAGE_LIMIT_BYTES = 128 * 1024
const WAITING_LIMIT = 200
const BACKLOG_BYTES = 4 * 1024 * 1024
const DIAL_TIMEOUT_MS = 5_000

/**
 * One client's socket and the socket to its node: what the one says the other hears, in order, and
 * when one closes so does the other.
 */
export class Pipe {
  /** @type {WebSocket | null} */
  #node = null
  /** What the client says before the node listens, or while a fault delays it. */
  #waiting = 0
  #turn = Promise.resolve()
  /** @type {() => void} */
  #startTurns
  #gone = new AbortController()

  /**
   * @param {WebSocket} client
   * @param {(keys: string[]) => Fault | undefined} takeFault
   * @param {import('./faults.js').Faults} faults
   */
  constructor(client, takeFault, faults) {
    this.client = client
    this.takeFault = takeFault
    this.faults = faults
    this.#startTurns = () => {}
    /** @type {Promise<void>} */
    this.#turn = new Promise((resolve) => (this.#startTurns = resolve))
    client.on('message', (data, isBinary) => this.#hear(isBinary ? data : String(data)))
    client.on('close', (code, reason) => {
      this.#gone.abort()
      shut(this.#node, code, String(reason))
    })
  }

  /** @param {string} url */
  dial(url) {
    if (this.#gone.signal.aborted) return
    const options = { perMessageDeflate: false, maxPayload: MESSAGE_LIMIT_BYTES }
    const node = new WebSocket(url, { ...options, handshakeTimeout: DIAL_TIMEOUT_MS })
    this.#node = node
    let opened = false
    node.on('error', () => {})
    node.on('open', () => {
      opened = true
      this.#startTurns()
    })
    node.on('message', (data, isBinary) => this.#say(this.client, isBinary ? data : String(data)))
    node.on('close', (code, reason) => {
      if (!opened) shut(this.client, 1011, 'node unreachable')
      else if (code === 1006) shut(this.client, 1011, 'the node went away')
      else shut(this.client, code, String(reason))
    })
  }

  /** @param {import('ws').RawData | string} data */
  #hear(data) {
    if (++this.#waiting > WAITING_LIMIT) return this.client.close(1008, 'too many messages at once')
    this.#turn = this.#turn.then(async () => {
      this.#waiting--
      if (!this.#gone.signal.aborted) await this.#pass(data)
    })
  }

  /** @param {import('ws').RawData | string} data */
  async #pass(data) {
    const fault = typeof data === 'string' ? this.takeFault(keysOf(data)) : undefined
    const { delayMs = 0, hang, drop, close, messages } = fault?.answer ?? {}
    if (delayMs > 0) await this.faults.released(AbortSignal.timeout(delayMs), this.#gone.signal)
    if (drop) return this.client.terminate()
    for (const message of messages ?? [])
      this.#say(this.client, typeof message === 'string' ? message : JSON.stringify(message))
    if (close !== undefined) return this.client.close(close, 'a fault')
    // The node never hears of it.
    if (messages || hang) return
    if (this.#node) this.#say(this.#node, data)
  }

  /**
   * @param {WebSocket} to
   * @param {import('ws').RawData | string} data
   */
  #say(to, data) {
    if (to.readyState !== WebSocket.OPEN) return
    // A side that does not read is no side any more; the other one is closed with it.
    if (to.bufferedAmount > BACKLOG_BYTES) return to.terminate()
    to.send(data)
  }
}

/** @param {string} text */
function keysOf(text) {
  try {
    const message = JSON.parse(text)
    return typeof message === 'object' && message !== null ? Object.keys(message) : []
  } catch {
    return []
  }
}

/**
 * @param {WebSocket | null} socket
 * @param {number} code as the other side closed; some codes only say that there was none
 * @param {string} reason
 */
function shut(socket, code, reason) {
  if (!socket) return
  if (code === 1005) socket.close()
  else if (code === 1006 || code === 1004 || code === 1015) socket.terminate()
  else socket.close(code, reason)
}
