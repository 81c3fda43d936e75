import { PlaybackState, PlaybackStateReadable, type PlaybackStateName } from './enums'
import { SubscriberEventTypes } from './events'

/** Tells what happens at the element that shows a stream. */
export class PlaybackWatch {
  readonly #element: HTMLMediaElement
  readonly #tell: (type: string, data: unknown) => void
  readonly #listening = new AbortController()
  #state: PlaybackStateName | undefined

  constructor(element: HTMLMediaElement, tell: (type: string, data: unknown) => void) {
    this.#element = element
    this.#tell = tell
    const types = SubscriberEventTypes
    this.#on('volumechange', () => tell(types.VOLUME_CHANGE, { volume: element.volume }))
    this.#on('timeupdate', () => tell(types.PLAYBACK_TIME_UPDATE, this.#time()))
    this.#on('seeked', () => tell(types.SEEK_CHANGE, { seek: element.currentTime }))
    this.#on('fullscreenchange', () => {
      tell(types.FULL_SCREEN_STATE_CHANGE, { fullscreen: document.fullscreenElement === element })
    })
    this.#on('loadedmetadata', () => {
      tell(types.LOADED_METADATA, this.#time())
      this.#change('AVAILABLE')
    })
    this.#on('playing', () => this.#change('PLAYING'))
    this.#on('pause', () => this.#change('PAUSED'))
    this.#on('emptied', () => this.#change('IDLE'))
    this.#on('error', () => this.#change('UNAVAILABLE'))
    this.#on('resize', () => this.#resized())
  }

  get element(): HTMLMediaElement {
    return this.#element
  }

  end(): void {
    this.#listening.abort()
  }

  #on(type: string, listener: () => void): void {
    this.#element.addEventListener(type, listener, { signal: this.#listening.signal })
  }

  #change(state: PlaybackStateName): void {
    if (state === this.#state) return
    this.#state = state
    this.#tell(SubscriberEventTypes.PLAYBACK_STATE_CHANGE, {
      code: PlaybackState[state],
      state: PlaybackStateReadable[state],
    })
  }

  #time(): { time: number; duration?: number } {
    const { currentTime, duration } = this.#element
    return Number.isFinite(duration) ? { time: currentTime, duration } : { time: currentTime }
  }

  #resized(): void {
    if (!(this.#element instanceof HTMLVideoElement)) return
    const { videoWidth: width, videoHeight: height } = this.#element
    if (width > 0) this.#tell(SubscriberEventTypes.VIDEO_DIMENSIONS_CHANGE, { width, height })
  }
}
