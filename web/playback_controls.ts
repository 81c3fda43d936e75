import { bindAll } from './bound'
import { describe } from './browser/boundary'
import { setVolume } from './element'
import { stateError, type SluiceError } from './error'
import { pause } from './keep_playing'

interface WebKitMedia extends HTMLMediaElement {
  webkitEnterFullscreen?(): void
}

/** A player's controls, for pages that draw their own. The element's are its `controls` attribute. */
export class PlaybackControls {
  readonly #player: () => HTMLMediaElement | null

  constructor(player: HTMLMediaElement | (() => HTMLMediaElement | null)) {
    bindAll(this)
    this.#player = typeof player === 'function' ? player : () => player
  }

  /**
   * Plays the element.
   * @throws SluiceError media.denied (not without a click or a key press), state.closed
   */
  async play(): Promise<void> {
    await this.#player()?.play().catch(refuse)
  }
  /** Pauses the element. */
  pause(): void {
    const player = this.#player()
    if (player) pause(player)
  }
  /** Makes the element silent. */
  mute(): void {
    const player = this.#player()
    if (player) player.muted = true
  }
  /** Ends what `mute()` has begun. */
  unmute(): void {
    const player = this.#player()
    if (player) player.muted = false
  }
  /** Whether the element is silent. */
  isMuted(): boolean {
    return this.#player()?.muted ?? false
  }
  /**
   * Sets the element's volume.
   * @param volume within 0 and 1
   */
  setVolume(volume: number): void {
    setVolume(this.#player(), volume)
  }
  /** The element's volume, from 0 to 1. */
  getVolume(): number {
    return this.#player()?.volume ?? 1
  }
  /**
   * Goes to another time.
   * @param time in seconds; a live stream's element keeps its own time
   */
  seekTo(time: number): void {
    const player = this.#player()
    if (player && Number.isFinite(time)) player.currentTime = time
  }
  /** The element's time, in seconds. */
  getSeekTime(): number {
    return this.#player()?.currentTime ?? 0
  }
  /** In seconds; Infinity for a live stream. */
  getDuration(): number {
    return this.#player()?.duration ?? 0
  }
  /**
   * Needs a click or a key press before it, as browsers want it.
   * @throws SluiceError media.denied
   */
  async toggleFullScreen(): Promise<void> {
    const player: WebKitMedia | null = this.#player()
    if (!player) return
    if (document.fullscreenElement === player) return document.exitFullscreen()
    // An iPhone shows nothing but videos so, by a method of its own.
    if (!player.requestFullscreen && player.webkitEnterFullscreen)
      return player.webkitEnterFullscreen()
    await player.requestFullscreen().catch(refuse)
  }
}

/** AbortError: another stream came, or it was paused, before it had begun. */
function refuse(error: unknown): never {
  const { name, message } = describe(error)
  const text = `${name}: ${message}`
  const refusal: SluiceError =
    name === 'AbortError'
      ? stateError('state.closed', 'Something else came before it had begun.', text)
      : stateError('media.denied', 'The browser does not do that now.', text)
  throw refusal
}
