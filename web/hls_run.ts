// One subscribe() of an HLS player: what plays, where, and what the app hears of it.
import type { SluiceError } from './error'
import { playlistUrl } from './hls_address'
import { HlsPlayback } from './hls_playback'
import { autoplay, deadlineOf, playerFor } from './hls_player'
import { shared } from './hls_shared'
import type { PlaybackWatch } from './playback_watch'

/** What it needs of the player that it is for. */
export interface HlsOwner {
  /** The options that the app gave, checked. */
  readonly given: Record<string, unknown>
  emit(type: string, data?: unknown): void
  /** It is over, and makes room for another. */
  over(): unknown
}

export class HlsRun {
  readonly #owner: HlsOwner
  #playback: HlsPlayback | undefined
  #watch: PlaybackWatch | undefined
  #settle: ((error?: SluiceError) => void) | undefined

  constructor(owner: HlsOwner) {
    this.#owner = owner
  }

  /** Resolves when there is something to show. */
  start(element: HTMLMediaElement): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#settle = (error) => (error ? reject(error) : resolve())
      try {
        this.#play(element, (url) => this.#onReady(element, url))
      } catch (error) {
        // What there was to play with at init() is there no more.
        this.#over()
        throw error
      }
    })
  }

  /** Goes on in another element. */
  move(before: HTMLMediaElement | null, element: HTMLMediaElement): void {
    const isPlaying = before?.paused === false
    this.#playback?.close()
    this.#watch?.end()
    this.#play(element, (url) => {
      if (this.#settle) this.#onReady(element, url)
      else if (isPlaying) this.#autoplay(element)
    })
  }

  /** The app wants no more of it. */
  stop(): void {
    this.#playback?.close()
    this.#over()
    const text = 'The session was closed before it was live.'
    this.#takeStart()?.(shared.stateError('state.closed', text))
    this.#owner.emit('Subscribe.Stop')
  }

  #play(element: HTMLMediaElement, onReady: (url: URL) => void): void {
    const { given, emit } = this.#owner
    const url = playlistUrl(given)
    const playback = new HlsPlayback({
      element,
      url,
      library: playerFor(given),
      libraryConfig: given.hlsConfig as Record<string, unknown> | undefined,
      deadline: deadlineOf(given),
      onReady: () => onReady(url),
      onFailure: (error) => this.#onFailure(error),
      onEnd: () => this.#onOver(),
    })
    this.#playback = playback
    try {
      playback.start()
      if (this.#playback === playback) this.#watch = new shared.PlaybackWatch(element, emit)
    } catch (error) {
      playback.close()
      const detail = error instanceof Error ? error.message : ''
      this.#onFailure(shared.stateError('config.invalid', 'hls.js refuses its options.', detail))
    }
  }

  #onReady(element: HTMLMediaElement, url: URL): void {
    const playback = this.#playback
    // Without its query, which may hold a token.
    this.#owner.emit('Connect.Success', url.origin + url.pathname)
    // A listener may have ended it.
    if (playback !== this.#playback) return
    this.#takeStart()?.()
    this.#owner.emit('Subscribe.Start')
    if (playback === this.#playback && element.autoplay) this.#autoplay(element)
  }

  #autoplay(element: HTMLMediaElement): void {
    const playback = this.#playback
    void autoplay(element, {
      mayMute: this.#owner.given.muteOnAutoplayRestriction !== false,
      isWanted: () => playback === this.#playback,
      tell: this.#owner.emit,
    })
  }

  #onFailure(error: SluiceError): void {
    const { emit } = this.#owner
    const settle = this.#takeStart()
    const notFound = error.code === 'stream.not_found'
    if (!settle && notFound) return this.#onOver()
    this.#over()
    if (settle) {
      if (notFound) emit('Subscribe.InvalidName', error)
      emit('Connect.Failure', error)
      return settle(error)
    }
    emit('Subscribe.Fail', error)
    emit('Subscribe.Connection.Closed', error)
  }

  /** The stream has ended, or is no longer there. */
  #onOver(): void {
    this.#over()
    this.#owner.emit('Subscribe.Play.Unpublish')
    this.#owner.emit('Subscribe.Stop')
  }

  #over(): void {
    this.#playback = undefined
    this.#watch?.end()
    this.#watch = undefined
    this.#owner.over()
  }

  /** A call settles once: whoever takes it, settles it. */
  #takeStart(): ((error?: SluiceError) => void) | undefined {
    const settle = this.#settle
    this.#settle = undefined
    return settle
  }
}
