// One WebSocket and what the machines ask of it.
import { In, messageText, type Feed } from './boundary'
import { isKeptOut } from './local_network'

const neverOpened = 1006 // RFC 6455 section 7.4.1: no close frame was received

export class Socket {
  #isClosed = false
  readonly handle: WebSocket | undefined

  constructor(attempt: number, url: string, feed: Feed) {
    const tell: Feed = (kind, fields) => {
      if (!this.#isClosed) feed(kind, fields)
    }
    try {
      this.handle = new WebSocket(url)
    } catch {
      return feed(In.SocketClosed, { attempt, code: neverOpened }) as never
    }
    let mayBeKeptOut = true
    this.handle.addEventListener('open', () => {
      mayBeKeptOut = false
      tell(In.SocketOpened, { attempt })
    })
    this.handle.addEventListener('close', async ({ code }) => {
      const isKept = mayBeKeptOut && (await isKeptOut(url))
      tell(In.SocketClosed, { attempt, code: isKept ? 0 : code })
      this.#isClosed = true
    })
    this.handle.addEventListener('message', (event) => {
      const text = messageText(event)
      if (text !== undefined) tell(In.SocketMessage, { attempt, text })
    })
  }

  send(text: string): void {
    this.handle?.send(text)
  }

  /** What was sent before still goes out. */
  close(): void {
    this.#isClosed = true
    this.handle?.close()
  }
}
