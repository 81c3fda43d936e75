import { bindAll } from './bound'
import { elementOf, findElement } from './element'
import { Emitter, type Listener } from './emitter'
import { stateError, type SluiceError } from './error'
import { SubscriberEventTypes } from './events'
import { ownCopy } from './given'
import { hlsPart, type HlsPart } from './hls_part'
import type { HlsPlayback } from './hls_playback'
import { log } from './log'
import type { HLSOptions } from './options'
import { PlaybackControls } from './playback_controls'
import { PlaybackWatch } from './playback_watch'

const defaults = {
  protocol: 'https',
  app: 'live',
  mediaElementId: 'red5pro-subscriber',
  muteOnAutoplayRestriction: true,
}

interface Start {
  resolve(): void
  reject(error: SluiceError): void
}

/**
 * Plays HLS: by hls.js where the page supplies it, else by the browser itself. Needs neither WebRTC
 * nor WebAssembly.
 */
export class HLSSubscriber {
  readonly #emitter = new Emitter<this>()
  readonly #controls = new PlaybackControls(() => this.getPlayer())
  #watch: PlaybackWatch | undefined
  #part: HlsPart | undefined
  #given: Record<string, unknown> | undefined
  #options: Record<string, unknown> = {}
  #view: HTMLMediaElement | null | undefined
  #playback: HlsPlayback | undefined
  #start: Start | undefined

  constructor() {
    bindAll(this)
  }

  /** Adds a listener; `'*'` hears all events. */
  on(type: string, listener: Listener<this>): void {
    this.#emitter.on(type, listener)
  }

  off(type: string, listener: Listener<this>): void {
    this.#emitter.off(type, listener)
  }

  getType(): string {
    return 'HLS'
  }

  /** The options in use, defaults included. */
  getOptions(): HLSOptions {
    return this.#options as HLSOptions
  }

  /**
   * Plays in this element, or in the one with this id, in the place of `mediaElementId`; what plays
   * moves there.
   * @throws SluiceError config.invalid, env.unsupported
   */
  setView(view: HTMLMediaElement | string): this {
    const before = this.getPlayer()
    this.#view = elementOf(view)
    const element = this.#view
    if (!element || element === before || !this.#playback || !this.#given || !this.#part)
      return this
    const isPlaying = before?.paused === false
    this.#playback.close()
    this.#watch?.end()
    this.#play(this.#part, this.#given, element, (url) => {
      if (this.#start) this.#onReady(element, url)
      else if (isPlaying) this.#autoplay(element)
    })
    return this
  }

  /**
   * Checks the options, and that there is something to play with.
   * @throws SluiceError config.*, state.busy, env.unsupported, hls.load
   */
  async init(options: HLSOptions): Promise<this> {
    if (typeof options !== 'object' || options === null)
      throw stateError('config.invalid', 'The options must be an object.')
    this.#refuseIfBusy()
    const given = ownCopy(options)
    const part = await hlsPart()
    this.#refuseIfBusy()
    part.playlistUrl(given)
    part.deadlineOf(given)
    part.playerFor(given)
    this.#part = part
    this.#given = given
    this.#options = { ...defaults, ...given }
    return this
  }

  /**
   * Resolves when there is something to show.
   * @throws SluiceError http.*, stream.*, signal.timeout, state.*, config.invalid
   */
  async subscribe(): Promise<this> {
    const given = this.#given
    const part = this.#part
    if (!given || !part) throw stateError('state.not_initialized', 'Call init() first.')
    this.#refuseIfBusy()
    const element = this.getPlayer()
    if (!element)
      throw stateError('config.invalid', 'There is no media element with this id to play in.')
    return new Promise((resolve, reject) => {
      this.#start = { resolve: () => resolve(this), reject }
      this.#play(part, given, element, (url) => this.#onReady(element, url))
    })
  }

  #refuseIfBusy(): void {
    if (this.#playback)
      throw stateError('state.busy', 'This client is already starting or running.')
  }

  #play(
    part: HlsPart,
    given: Record<string, unknown>,
    element: HTMLMediaElement,
    onReady: (url: URL) => void,
  ): void {
    const url = part.playlistUrl(given)
    const playback = new part.HlsPlayback({
      element,
      url,
      library: part.playerFor(given),
      libraryConfig: given.hlsConfig as Record<string, unknown> | undefined,
      deadline: part.deadlineOf(given),
      onReady: () => onReady(url),
      onFailure: (error) => this.#onFailure(error),
      onEnd: () => this.#onOver(),
    })
    this.#playback = playback
    try {
      playback.start()
      if (this.#playback === playback)
        this.#watch = new PlaybackWatch(element, (type, data) => this.#emit(type, data))
    } catch (error) {
      playback.close()
      const detail = error instanceof Error ? error.message : ''
      this.#onFailure(stateError('config.invalid', 'hls.js refuses its options.', detail))
    }
  }

  /** Resolves always, and also when nothing is playing. */
  async unsubscribe(): Promise<this> {
    if (!this.#playback) return this
    this.#playback.close()
    this.#over()
    const closed = stateError('state.closed', 'The session was closed before it was live.')
    this.#takeStart()?.reject(closed)
    this.#emit(SubscriberEventTypes.SUBSCRIBE_STOP)
    return this
  }

  play(): Promise<void> {
    return this.#controls.play()
  }
  pause(): void {
    this.#controls.pause()
  }
  resume(): Promise<void> {
    return this.play()
  }
  stop(): Promise<this> {
    return this.unsubscribe()
  }
  mute(): void {
    this.#controls.mute()
  }
  unmute(): void {
    this.#controls.unmute()
  }
  /** @param volume within 0 and 1 */
  setVolume(volume: number): void {
    this.#controls.setVolume(volume)
  }
  getVolume(): number {
    return this.#controls.getVolume()
  }
  /** @param time in seconds */
  seekTo(time: number): void {
    this.#controls.seekTo(time)
  }
  /** Needs a click or a key press before it, as browsers want it. */
  toggleFullScreen(): Promise<void> {
    return this.#controls.toggleFullScreen()
  }
  getControls(): PlaybackControls {
    return this.#controls
  }
  getPlayer(): HTMLMediaElement | null {
    if (this.#view !== undefined) return this.#view
    const { mediaElementId } = this.#options
    return typeof mediaElementId === 'string' ? findElement(mediaElementId) : null
  }

  #onReady(element: HTMLMediaElement, url: URL): void {
    const playback = this.#playback
    // Without its query, which may hold a token.
    this.#emit(SubscriberEventTypes.CONNECT_SUCCESS, url.origin + url.pathname)
    // A listener may have ended it.
    if (playback !== this.#playback) return
    this.#takeStart()?.resolve()
    this.#emit(SubscriberEventTypes.SUBSCRIBE_START)
    if (playback === this.#playback && element.autoplay) this.#autoplay(element)
  }

  #autoplay(element: HTMLMediaElement): void {
    const playback = this.#playback
    void this.#part?.autoplay(element, {
      mayMute: this.#options.muteOnAutoplayRestriction !== false,
      isWanted: () => playback === this.#playback,
      tell: (type, data) => this.#emit(type, data),
    })
  }

  #onFailure(error: SluiceError): void {
    const start = this.#takeStart()
    const notFound = error.code === 'stream.not_found'
    if (!start && notFound) return this.#onOver()
    this.#over()
    if (start) {
      if (notFound) this.#emit(SubscriberEventTypes.SUBSCRIBE_INVALID_NAME, error)
      this.#emit(SubscriberEventTypes.CONNECT_FAILURE, error)
      return start.reject(error)
    }
    this.#emit(SubscriberEventTypes.SUBSCRIBE_FAIL, error)
    this.#emit(SubscriberEventTypes.CONNECTION_CLOSED, error)
  }

  /** The stream has ended, or is no longer there. */
  #onOver(): void {
    this.#over()
    this.#emit(SubscriberEventTypes.PLAY_UNPUBLISH)
    this.#emit(SubscriberEventTypes.SUBSCRIBE_STOP)
  }

  #over(): void {
    this.#playback = undefined
    this.#watch?.end()
    this.#watch = undefined
  }

  /** A call settles once: whoever takes it, settles it. */
  #takeStart(): Start | undefined {
    const start = this.#start
    this.#start = undefined
    return start
  }

  #emit(type: string, data?: unknown): void {
    log(type === SubscriberEventTypes.PLAYBACK_TIME_UPDATE ? 'trace' : 'debug', `hls: ${type}`)
    this.#emitter.trigger(Object.freeze({ type, data, subscriber: this }))
  }
}
