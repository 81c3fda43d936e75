import type { LogLevel } from './log'
import type { SubscriberOptions } from './options'
import { jsonOf } from './rtc_publisher'
import { Subscriber } from './subscriber'

/** Plays over the WebSocket of a node, or of a stream manager's proxy. */
export class RTCSubscriber extends Subscriber {
  constructor() {
    super('subscriber', 'socket')
  }

  /**
   * Checks the options, opens the WebSocket, and resolves when the server has let us in.
   * @throws SluiceError config.*, manager.*, proxy.*, signal.*, state.*, env.unsupported, wasm.load
   */
  init(options: SubscriberOptions): Promise<this> {
    return this.initialize(options, { connect: true })
  }

  // The server stops sending what is muted.
  muteAudio(): void {
    this.tell((core, session) => core.mute(session, 'audio', true))
  }
  unmuteAudio(): void {
    this.tell((core, session) => core.mute(session, 'audio', false))
  }
  muteVideo(): void {
    this.tell((core, session) => core.mute(session, 'video', true))
  }
  unmuteVideo(): void {
    this.tell((core, session) => core.mute(session, 'video', false))
  }
  /** Nothing is sent, but the session stays. */
  enableStandby(): void {
    this.muteAudio()
    this.muteVideo()
  }
  disableStandby(): void {
    this.unmuteAudio()
    this.unmuteVideo()
  }

  /**
   * Calls `method` at the publisher; nothing happens while it is not live.
   * @param data a JSON value, or the text of one
   */
  send(method: string, data: unknown): void {
    const json = jsonOf(data)
    this.tell((core, session) => core.send(session, String(method), json))
  }

  /**
   * Calls `method` at the server, e.g. `switchStreams` with `[{ path: 'live/other' }]`.
   * @returns what the server answers
   * @throws SluiceError call.failed, signal.timeout, state.not_live, config.invalid
   */
  async callServer(method: string, args: unknown[] = []): Promise<unknown> {
    return this.askServer(String(method), args)
  }

  /** Writes a line to the server's log. */
  sendLog(level: LogLevel, message: string): void {
    this.tell((core, session) => core.sendLog(session, String(level ?? 'debug'), String(message)))
  }
}
