import { SubscriberEventTypes } from './events'
import { stateError } from './error'
import type { SubscriberOptions } from './options'
import type { LayerChoice } from './server_events'
import { Subscriber } from './subscriber'
import type { Transforms } from './transforms'

/** How long a track's state must stand. */
const settlesMs = 1000

/** Plays over WHEP (draft-ietf-wish-whep). */
export class WHEPClient extends Subscriber {
  #look: ReturnType<typeof setTimeout> | undefined
  /** Whether the server itself says which kinds of media come. */
  #isTold = false

  /**
   * With a URL, initializes and subscribes at once; what comes of it is told by events.
   * @param endpoint the URL of a WHEP endpoint
   * @param element where the stream is shown
   */
  constructor(endpoint?: string, element?: HTMLMediaElement) {
    super('subscriber', 'http')
    if (element) this.setView(element)
    if (endpoint === undefined) return
    this.init({ endpoint })
      .then(() => this.subscribe())
      .catch((error: unknown) => this.failEarly(error))
  }

  protected override onEvent(type: string, data: unknown): void {
    super.onEvent(type, data)
    // Of servers that send it at all, none is known to leave the mode out.
    if (type === SubscriberEventTypes.SUBSCRIBE_METADATA) this.#isTold = true
    if (type !== 'WebRTC.PeerConnection.OnTrack') return
    const { track } = data as RTCTrackEvent
    const look = () => {
      clearTimeout(this.#look)
      this.#look = setTimeout(() => this.#tellMode(), settlesMs)
    }
    for (const change of ['mute', 'unmute']) track.addEventListener(change, look)
  }

  protected override onEnded(): void {
    super.onEnded()
    clearTimeout(this.#look)
    this.#isTold = false
  }

  /** Which kinds of media come, for servers that do not say it themselves. */
  #tellMode(): void {
    const tracks = this.getMediaStream()?.getTracks() ?? []
    const comes = (kind: string) => tracks.some((track) => track.kind === kind && !track.muted)
    const kinds = [comes('video') && 'Video', comes('audio') && 'Audio']
    const streamingMode = kinds.filter(Boolean).join('/') || 'Empty'
    if (this.#isTold || streamingMode === this.streamingMode) return
    this.announce(SubscriberEventTypes.SUBSCRIBE_METADATA, { streamingMode })
    super.onEvent(SubscriberEventTypes.SUBSCRIBE_METADATA, { streamingMode })
  }

  /**
   * Checks the options.
   * @throws SluiceError config.*, state.busy, env.unsupported, wasm.load
   */
  init(options: SubscriberOptions, transforms?: Transforms): Promise<this> {
    return this.initialize(options, { transforms })
  }

  /**
   * Has the server send this layer of a medium; with `mediaId` alone, whichever it finds best.
   * Needs the option `extensions`, and a server that offers it.
   * @throws SluiceError call.failed, config.invalid, http.*, signal.timeout, state.*
   */
  async selectLayer(choice: LayerChoice): Promise<void> {
    if (!this.getOptions().extensions)
      throw stateError('config.invalid', 'The option extensions is off.')
    await this.callServer('selectLayer', [choice])
  }
}
