import { bindAll } from './bound'
import { elementOf, findElement } from './element'
import { Emitter, type Listener } from './emitter'
import { stateError } from './error'
import { SubscriberEventTypes } from './events'
import { ownCopy } from './given'
import { hlsPart, type HlsPart } from './hls_part'
import type { HlsRun } from './hls_run'
import { log } from './log'
import type { HLSOptions } from './options'
import { PlaybackControls } from './playback_controls'

const defaults = {
  protocol: 'https',
  app: 'live',
  mediaElementId: 'red5pro-subscriber',
  muteOnAutoplayRestriction: true,
}

/**
 * Plays HLS: by hls.js where the page supplies it, else by the browser itself. Needs neither WebRTC
 * nor WebAssembly.
 */
export class HLSSubscriber {
  readonly #emitter = new Emitter<this>()
  readonly #controls = new PlaybackControls(() => this.getPlayer())
  #part: HlsPart | undefined
  #given: Record<string, unknown> | undefined
  #options: Record<string, unknown> = {}
  #view: HTMLMediaElement | null | undefined
  #run: HlsRun | undefined

  constructor() {
    bindAll(this)
  }

  /** Adds a listener; `'*'` hears all events. */
  on(type: string, listener: Listener<this>): void {
    this.#emitter.on(type, listener)
  }

  /** Removes a listener; unknown ones are no fault. */
  off(type: string, listener: Listener<this>): void {
    this.#emitter.off(type, listener)
  }

  /** `HLS`. */
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
    if (this.#view && this.#view !== before) this.#run?.move(before, this.#view)
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
    const run = (this.#run = new part.HlsRun({
      given,
      emit: (type, data) => this.#emit(type, data),
      over: () => (this.#run = undefined),
    }))
    await run.start(element)
    return this
  }

  #refuseIfBusy(): void {
    if (this.#run) throw stateError('state.busy', 'This client is already starting or running.')
  }

  /** Resolves always, and also when nothing is playing. */
  async unsubscribe(): Promise<this> {
    this.#run?.stop()
    return this
  }

  /** Plays the element. */
  play(): Promise<void> {
    return this.#controls.play()
  }
  /** Pauses the element; the session goes on. */
  pause(): void {
    this.#controls.pause()
  }
  /** As `play()`. */
  resume(): Promise<void> {
    return this.play()
  }
  /** As `unsubscribe()`. */
  stop(): Promise<this> {
    return this.unsubscribe()
  }
  /** Makes the element silent; the sound still comes. */
  mute(): void {
    this.#controls.mute()
  }
  /** Ends what `mute()` has begun. */
  unmute(): void {
    this.#controls.unmute()
  }
  /**
   * Sets the element's volume.
   * @param volume within 0 and 1
   */
  setVolume(volume: number): void {
    this.#controls.setVolume(volume)
  }
  /** The element's volume, from 0 to 1. */
  getVolume(): number {
    return this.#controls.getVolume()
  }
  /**
   * Goes to another time.
   * @param time in seconds
   */
  seekTo(time: number): void {
    this.#controls.seekTo(time)
  }
  /** Needs a click or a key press before it, as browsers want it. */
  toggleFullScreen(): Promise<void> {
    return this.#controls.toggleFullScreen()
  }
  /** The controls of the element, for pages that draw their own. */
  getControls(): PlaybackControls {
    return this.#controls
  }
  /** The element that plays. */
  getPlayer(): HTMLMediaElement | null {
    if (this.#view !== undefined) return this.#view
    const { mediaElementId } = this.#options
    return typeof mediaElementId === 'string' ? findElement(mediaElementId) : null
  }

  #emit(type: string, data?: unknown): void {
    log(type === SubscriberEventTypes.PLAYBACK_TIME_UPDATE ? 'trace' : 'debug', `hls: ${type}`)
    this.#emitter.trigger(Object.freeze({ type, data, subscriber: this }))
  }
}
