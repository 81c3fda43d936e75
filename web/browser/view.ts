// The <video> or <audio> element of a client; nothing happens where there is none.
import { KeepPlaying } from '../keep_playing'
import { describe, In, type Feed } from './boundary'

export class View {
  readonly #find: () => HTMLMediaElement | null
  #stream: MediaStream | undefined
  #isPaused = false // by the viewer
  #keeper: KeepPlaying | undefined

  constructor(find: () => HTMLMediaElement | null) {
    this.#find = find
  }

  get element(): HTMLMediaElement | null {
    return this.#find()
  }

  attach(stream: MediaStream, isPreview: boolean): void {
    const before = this.#stream
    const hadStream = before !== undefined && before !== stream
    this.#stream = stream
    const { element } = this
    if (!element) return
    // The app shows something else in it by now.
    if (before && element.srcObject && element.srcObject !== before) return
    if (isPreview) element.muted = true // nobody wants to hear the own microphone
    // What the viewer has paused stays so when another stream comes; one that has ended was not
    // paused.
    this.#isPaused =
      !isPreview && hadStream && element.paused && !element.ended && !this.#keeper?.isWaiting
    element.srcObject = stream
    this.keep()
    if (this.#isPaused) element.pause() // or `autoplay` would start it
  }

  /** The stream is in this element now: a pause that nobody has asked for does not last. */
  keep(): void {
    const { element } = this
    if (!element || element === this.#keeper?.element) return
    this.#keeper?.end()
    this.#keeper = new KeepPlaying(element, () => {
      if (element.srcObject === this.#stream) void element.play().catch(() => {})
    })
  }

  detach(): void {
    this.#keeper?.end()
    this.#keeper = undefined
    const { element } = this
    // The page may show something else in it by now.
    if (element && this.#stream && element.srcObject === this.#stream) element.srcObject = null
    this.#stream = undefined
  }

  /** Only where the element has the autoplay attribute, as pages expect. */
  play(attempt: number, muted: boolean, feed: Feed): void {
    const { element } = this
    if (!element?.autoplay || this.#isPaused) return
    if (muted) element.muted = true
    element.play().catch((error: unknown) => {
      // An AbortError only says that another stream came meanwhile.
      if (describe(error).name === 'NotAllowedError')
        feed(In.PlaybackBlocked, { attempt, flag: muted })
    })
  }
}
