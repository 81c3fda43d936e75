import { Client } from './client'
import { setVolume } from './element'
import type { SubscriberOptions } from './options'

/** What both players do with their element. */
export abstract class Subscriber extends Client<SubscriberOptions> {
  /**
   * Resolves when media may flow.
   * @throws SluiceError manager.*, proxy.*, http.*, stream.*, signal.*, peer.*, state.*
   */
  subscribe(): Promise<this> {
    return this.startSession()
  }

  /** Ends the session on the server; resolves always, and also when there is none. */
  unsubscribe(): Promise<this> {
    return this.stopSession(false)
  }

  play(): Promise<void> {
    return this.element?.play() ?? Promise.resolve()
  }
  pause(): void {
    this.element?.pause()
  }
  resume(): Promise<void> {
    return this.play()
  }
  stop(): Promise<this> {
    return this.unsubscribe()
  }
  mute(): void {
    if (this.element) this.element.muted = true
  }
  unmute(): void {
    if (this.element) this.element.muted = false
  }
  /** @param volume within 0 and 1 */
  setVolume(volume: number): void {
    setVolume(this.element, volume)
  }
  getVolume(): number {
    return this.element?.volume ?? 1
  }
  getPlayer(): HTMLMediaElement | null {
    return this.element
  }
}
