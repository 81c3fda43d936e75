import { Client } from './client'
import { SubscriberEventTypes } from './events'
import type { SubscriberOptions } from './options'
import { PlaybackControls } from './playback_controls'
import { PlaybackWatch } from './playback_watch'

/** What the standard allows. */
const LONGEST_BUFFER_S = 4

interface Metadata {
  orientation?: unknown
  streamingMode?: unknown
}

/** What both players do with their element. */
export abstract class Subscriber extends Client<SubscriberOptions> {
  readonly #controls = new PlaybackControls(() => this.element)
  #watch: PlaybackWatch | undefined
  #isLive = false
  #orientation = 0
  /** Which kinds of media come, as it was told last. */
  protected streamingMode = ''

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
  /** Nothing is sent, or shown, but the session stays. */
  enableStandby(): void {
    this.muteAudio()
    this.muteVideo()
  }
  /** Ends what `enableStandby()` has begun. */
  disableStandby(): void {
    this.unmuteAudio()
    this.unmuteVideo()
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
    return this.element
  }

  override setView(view: HTMLMediaElement | string): this {
    const orientation = this.#orientation
    this.#turn(0)
    super.setView(view)
    this.#turn(orientation)
    if (this.#isLive) this.#watchElement()
    return this
  }

  protected override onEvent(type: string, data: unknown): void {
    const types = SubscriberEventTypes
    if (type === types.SUBSCRIBE_START) {
      this.#isLive = true
      this.#watchElement()
    }
    if (type === types.SUBSCRIBE_METADATA && typeof data === 'object' && data !== null)
      this.#onMetadata(data)
  }

  protected override prepare(end: RTCRtpSender | RTCRtpReceiver): void {
    super.prepare(end)
    this.#delay(end)
  }

  protected override onEnded(): void {
    this.#isLive = false
    this.#watch?.end()
    this.#watch = undefined
    this.#turn(0)
    this.streamingMode = ''
  }

  #watchElement(): void {
    const element = this.element
    if (this.#watch?.element === element) return
    this.#watch?.end()
    this.#watch =
      element === null
        ? undefined
        : new PlaybackWatch(element, (type, data) => this.announce(type, data))
  }

  /** By the standard's name, or by Chromium's older one. */
  #delay(receiver: RTCRtpSender | RTCRtpReceiver): void {
    const { buffer } = this.getOptions()
    if (typeof buffer !== 'number' || !(buffer > 0)) return
    const seconds = Math.min(buffer, LONGEST_BUFFER_S)
    const isStandard = 'jitterBufferTarget' in RTCRtpReceiver.prototype
    Object.assign(
      receiver,
      isStandard ? { jitterBufferTarget: seconds * 1000 } : { playoutDelayHint: seconds },
    )
  }

  /** The publisher's camera was turned, or it sends only one kind of media. */
  #onMetadata({ orientation, streamingMode }: Metadata): void {
    const viewElement = this.element
    if (typeof orientation === 'number' && orientation !== this.#orientation) {
      this.#turn(orientation)
      this.announce(SubscriberEventTypes.ORIENTATION_CHANGE, { orientation, viewElement })
    }
    if (typeof streamingMode === 'string' && streamingMode !== this.streamingMode) {
      const previousStreamingMode = this.streamingMode
      this.streamingMode = streamingMode
      this.announce(SubscriberEventTypes.STREAMING_MODE_CHANGE, {
        streamingMode,
        previousStreamingMode,
        viewElement,
      })
    }
  }

  /** Only where the page has not asked to do it itself. */
  #turn(orientation: number): void {
    const before = this.#orientation
    this.#orientation = orientation
    const element = this.element
    if (!element || before === orientation || this.getOptions().autoLayoutOrientation === false)
      return
    element.style.transform = orientation % 360 === 0 ? '' : `rotate(${orientation % 360}deg)`
  }
}
