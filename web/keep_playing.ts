// Pauses that nobody has asked for: browsers pause an element when its page is hidden (phones do),
// and when it is taken out of the page, as frameworks do to move it. It plays on when it is shown, or
// attached, again. What the viewer or the app has paused stays paused.

const asked = new WeakSet<HTMLMediaElement>()

/** A pause that the app wants, whether its page is hidden or not. */
export function pause(element: HTMLMediaElement): void {
  asked.add(element)
  element.pause()
}

export class KeepPlaying {
  readonly element: HTMLMediaElement
  readonly #play: () => void
  readonly #life = new AbortController()
  readonly #attached = new MutationObserver(() => this.#goOn())
  #parent: ParentNode | null
  #waits = false

  /** `play`: called where it is to play on. */
  constructor(element: HTMLMediaElement, play: () => void) {
    this.element = element
    this.#play = play
    this.#parent = element.parentNode
    const { signal } = this.#life
    const { ownerDocument: page } = element
    element.addEventListener('play', () => this.#onPlay(), { signal })
    element.addEventListener('pause', () => this.#onPause(), { signal })
    page.addEventListener('visibilitychange', () => this.#goOn(), { signal })
  }

  /** It is paused, and nobody has asked for that. */
  get isWaiting(): boolean {
    return this.#waits
  }

  end(): void {
    this.#life.abort()
    this.#attached.disconnect()
    this.#waits = false
  }

  #onPlay(): void {
    this.#waits = false
    this.#parent = this.element.parentNode
    this.#attached.disconnect()
    asked.delete(this.element)
  }

  #onPause(): void {
    const { element } = this
    const isMoved = !element.isConnected || element.parentNode !== this.#parent
    if (asked.has(element) || element.ended) return
    if (!isMoved && !element.ownerDocument.hidden) return
    this.#waits = true
    if (isMoved) this.#attached.observe(element.ownerDocument, { childList: true, subtree: true })
    this.#goOn()
  }

  #goOn(): void {
    const { element } = this
    if (!this.#waits || element.ownerDocument.hidden || !element.isConnected) return
    this.#waits = false
    this.#attached.disconnect()
    this.#play()
  }
}
