import type { LogLevel } from './log'
import { Publisher } from './publisher'

/** Publishes over the WebSocket of a node, or of a stream manager's proxy. */
export class RTCPublisher extends Publisher {
  constructor() {
    super('publisher', 'socket')
  }

  // The server stops passing on what is muted; the camera and microphone go on.
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

  /**
   * Calls `method` at everyone who plays the stream; nothing happens while it is not live.
   * @param data a JSON value, or the text of one
   */
  send(method: string, data: unknown): void {
    const json = jsonOf(data)
    this.tell((core, session) => core.send(session, String(method), json))
  }

  /**
   * Calls `method` at the server.
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

/** Text that is JSON stands for what it says, as pages send either. */
export function jsonOf(data: unknown): string {
  if (typeof data === 'string') {
    try {
      JSON.parse(data)
      return data
    } catch {
      return JSON.stringify(data)
    }
  }
  return JSON.stringify(data) ?? 'null'
}
