import { Client } from './client'
import type { PublisherOptions } from './options'

/** Publishes over WHIP (RFC 9725). */
export class WHIPClient extends Client<PublisherOptions> {
  /**
   * With a URL, initializes and publishes at once; what comes of it is told by events.
   * @param endpoint the URL of a WHIP endpoint
   * @param element where the preview is shown
   */
  constructor(endpoint?: string, element?: HTMLMediaElement) {
    super('publisher')
    if (element) this.setView(element)
    if (endpoint === undefined) return
    this.init({ endpoint })
      .then(() => this.publish())
      .catch(() => {}) // Connect.Failure has told it
  }

  /**
   * Checks the options and asks for the camera and microphone; resolves without waiting for them.
   * @throws SluiceError config.*, state.busy, env.unsupported, wasm.load
   */
  init(options: PublisherOptions): Promise<this> {
    return this.initialize(options)
  }

  /** The same with a stream of the app's, which stays the app's to end. */
  initWithStream(options: PublisherOptions, stream: MediaStream): Promise<this> {
    return this.initialize(options, stream)
  }

  /**
   * Resolves when media may flow.
   * @param streamName another name than the options'
   * @throws SluiceError media.*, http.*, signal.*, peer.*, state.*
   */
  publish(streamName?: string): Promise<this> {
    return this.startSession(streamName)
  }

  /**
   * Ends the session on the server; resolves always, and also when there is none.
   * @param clear whether the camera is released too; otherwise the preview stays
   */
  unpublish(clear = false): Promise<this> {
    return this.stopSession(clear)
  }

  /** Shows the camera in the view again, after unpreview(false) or in another element. */
  preview(): this {
    const element = this.element
    const stream = this.getMediaStream()
    if (element && stream) element.srcObject = stream
    return this
  }

  /** Releases the camera. */
  unpreview(): void {
    this.stopTracks()
  }

  /** Sends silence; the microphone stays open. */
  muteAudio(): void {
    this.#enable('audio', false)
  }
  unmuteAudio(): void {
    this.#enable('audio', true)
  }
  /** Sends black frames; the camera stays open. */
  muteVideo(): void {
    this.#enable('video', false)
  }
  unmuteVideo(): void {
    this.#enable('video', true)
  }
  mute(): void {
    this.muteAudio()
  }
  unmute(): void {
    this.unmuteAudio()
  }

  #enable(kind: string, enabled: boolean): void {
    for (const track of this.getMediaStream()?.getTracks() ?? []) {
      if (track.kind === kind) track.enabled = enabled
    }
  }
}
