import { Client } from './client'
import { stateError } from './error'
import type { PublisherOptions } from './options'
import type { Transforms } from './transforms'

/** What both publishers do with their camera and their stream. */
export abstract class Publisher extends Client<PublisherOptions> {
  /**
   * Checks the options and asks for the camera and microphone; resolves without waiting for them.
   * @throws SluiceError config.*, state.busy, env.unsupported, wasm.load
   */
  init(options: PublisherOptions, transforms?: Transforms): Promise<this> {
    return this.initialize(options, { transforms })
  }

  /** The same with a stream of the app's, which stays the app's to end. */
  async initWithStream(
    options: PublisherOptions,
    stream: MediaStream,
    transforms?: Transforms,
  ): Promise<this> {
    if (typeof (stream as Partial<MediaStream> | null)?.getTracks !== 'function')
      throw stateError('config.invalid', 'There is no stream.')
    return this.initialize(options, { stream, transforms })
  }

  /**
   * Resolves when media may flow.
   * @param streamName another name than the options'
   * @throws SluiceError media.*, manager.*, proxy.*, http.*, stream.*, signal.*, peer.*, state.*
   */
  async publish(streamName?: string): Promise<this> {
    if (this.getMediaStream()?.getTracks().length === 0)
      throw stateError('config.invalid', 'The stream has no tracks.')
    return this.startSession(streamName)
  }

  /**
   * Ends the session on the server; resolves always, and also when there is none.
   * @param clear whether the camera is released too; otherwise the preview stays
   */
  unpublish(clear = false): Promise<this> {
    return this.stopSession(clear)
  }

  /** Shows the camera in the view again, for instance in another element, without its sound. */
  preview(): this {
    const element = this.element
    const stream = this.getMediaStream()
    if (element && stream) {
      element.muted = true // one's own voice
      element.srcObject = stream
    }
    return this
  }

  /** Ends the tracks of the camera and microphone that Sluice opened; publish() asks for them again. */
  unpreview(): void {
    this.stopTracks()
  }

  /** As `muteAudio()`. */
  mute(): void {
    this.muteAudio()
  }
  /** As `unmuteAudio()`. */
  unmute(): void {
    this.unmuteAudio()
  }
}
