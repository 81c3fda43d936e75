import { Client } from './client'
import type { SubscriberOptions } from './options'

/** Plays over WHEP (draft-ietf-wish-whep). */
export class WHEPClient extends Client<SubscriberOptions> {
  /**
   * With a URL, initializes and subscribes at once; what comes of it is told by events.
   * @param endpoint the URL of a WHEP endpoint
   * @param element where the stream is shown
   */
  constructor(endpoint?: string, element?: HTMLMediaElement) {
    super('subscriber')
    if (element) this.setView(element)
    if (endpoint === undefined) return
    this.init({ endpoint })
      .then(() => this.subscribe())
      .catch(() => {}) // Connect.Failure has told it
  }

  /**
   * Checks the options.
   * @throws SluiceError config.*, state.busy, env.unsupported, wasm.load
   */
  init(options: SubscriberOptions): Promise<this> {
    return this.initialize(options)
  }

  /**
   * Resolves when media may flow.
   * @throws SluiceError http.*, signal.*, peer.*, state.*
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
    if (this.element) this.element.volume = Math.min(1, Math.max(0, volume))
  }
  getVolume(): number {
    return this.element?.volume ?? 1
  }
  getPlayer(): HTMLMediaElement | null {
    return this.element
  }
}
