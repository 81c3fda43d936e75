import type { SluiceError } from './error'
import {
  late,
  libraryError,
  statusError,
  unplayable,
  unreachable,
  type HlsErrorData,
} from './hls_error'

/** One player of hls.js. */
export interface HlsPlayer {
  /** Takes the playlist at this address. */
  loadSource(url: string): void
  /** Plays in this element. */
  attachMedia(media: HTMLMediaElement): void
  /** Adds a listener. */
  on(event: string, listener: (event: string, data: HlsErrorData) => void): void
  /** Ends it, for good. */
  destroy(): void
}

/** The class `Hls` of hls.js, which the page supplies. */
export interface HlsLibrary {
  new (config?: Record<string, unknown>): HlsPlayer
  /** Whether the browser can do what it needs. */
  isSupported(): boolean
  /** The names of its events. */
  readonly Events: { readonly ERROR: string }
}

/** What a playback needs, and whom it tells. */
export interface HlsPlan {
  element: HTMLMediaElement
  url: URL
  /** Without it the browser plays by itself. */
  library: HlsLibrary | undefined
  libraryConfig: Record<string, unknown> | undefined
  /** How long the start may take, in ms. */
  deadline: number
  onReady: () => void
  /** At most once; the playback is closed then. */
  onFailure: (error: SluiceError) => void
  /** The end of a stream that has one; the playback is closed then. */
  onEnd: () => void
}

/** One life of a stream in an element, from its address until nothing of it is left there. */
export class HlsPlayback {
  readonly #plan: HlsPlan
  readonly #life = new AbortController() // ends all listeners and requests
  #player: HlsPlayer | undefined
  #deadline: ReturnType<typeof setTimeout> | undefined

  constructor(plan: HlsPlan) {
    this.#plan = plan
  }

  /** @throws what hls.js throws at its configuration */
  start(): void {
    const { element, url, library, libraryConfig, onEnd } = this.#plan
    const { signal } = this.#life
    if (library) this.#player = new library(libraryConfig)
    element.addEventListener('loadedmetadata', () => this.#ready(), { signal, once: true })
    element.addEventListener('ended', () => this.#leave(onEnd), { signal })
    this.#limit()
    if (element.srcObject) element.srcObject = null // would go before the playlist
    if (library && this.#player) {
      this.#player.on(library.Events.ERROR, (_, data) => {
        if (data.fatal) this.#fail(libraryError(data))
      })
      this.#player.loadSource(url.href)
      this.#player.attachMedia(element)
    } else {
      element.addEventListener('error', () => void this.#explain(), { signal, once: true })
      element.src = url.href
    }
  }

  /** Leaves nothing in the element, and tells nobody. */
  close(): void {
    if (this.#life.signal.aborted) return
    this.#life.abort()
    clearTimeout(this.#deadline)
    if (this.#player) return this.#player.destroy()
    const { element, url } = this.#plan
    // The page may show something else in it by now.
    if (element.src !== url.href) return
    element.removeAttribute('src')
    element.load() // without this the browser goes on loading
  }

  #ready(): void {
    clearTimeout(this.#deadline)
    const { element, onReady } = this.#plan
    // A live stream that is gone is no error to the browser: it waits for more, for ever.
    if (!this.#player)
      element.addEventListener('waiting', () => void this.#check(), { signal: this.#life.signal })
    onReady()
  }

  async #check(): Promise<void> {
    const status = await this.#status()
    if (status >= 400) this.#fail(statusError(status))
  }

  /** Why the browser's own player gave up: it does not tell a missing stream from a broken one. */
  async #explain(): Promise<void> {
    const { element } = this.#plan
    const failure = unplayable(`MediaError ${element.error?.code ?? 0}`)
    if (element.error?.code === MediaError.MEDIA_ERR_DECODE) return this.#fail(failure)
    this.#limit()
    const status = await this.#status()
    if (status === 0) return this.#fail(unreachable())
    this.#fail(status >= 400 ? statusError(status) : failure)
  }

  /** What the server says of the playlist now; 0 where that cannot be known. */
  async #status(): Promise<number> {
    try {
      const answer = await fetch(this.#plan.url, { signal: this.#life.signal })
      void answer.body?.cancel().catch(() => {})
      return answer.status
    } catch {
      return 0
    }
  }

  #limit(): void {
    clearTimeout(this.#deadline)
    this.#deadline = setTimeout(() => this.#fail(late()), this.#plan.deadline)
  }

  #fail(error: SluiceError): void {
    this.#leave(() => this.#plan.onFailure(error))
  }

  #leave(tell: () => void): void {
    if (this.#life.signal.aborted) return
    this.close()
    tell()
  }
}
