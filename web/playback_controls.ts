import { setVolume } from './element'

/** A player's controls, for pages that draw their own. The element's are its `controls` attribute. */
export class PlaybackControls {
  readonly #player: () => HTMLMediaElement | null

  constructor(player: HTMLMediaElement | (() => HTMLMediaElement | null)) {
    this.#player = typeof player === 'function' ? player : () => player
  }

  play(): Promise<void> {
    return this.#player()?.play() ?? Promise.resolve()
  }
  pause(): void {
    this.#player()?.pause()
  }
  mute(): void {
    const player = this.#player()
    if (player) player.muted = true
  }
  unmute(): void {
    const player = this.#player()
    if (player) player.muted = false
  }
  isMuted(): boolean {
    return this.#player()?.muted ?? false
  }
  /** @param volume within 0 and 1 */
  setVolume(volume: number): void {
    setVolume(this.#player(), volume)
  }
  getVolume(): number {
    return this.#player()?.volume ?? 1
  }
  /** @param time in seconds; a live stream's element keeps its own time */
  seekTo(time: number): void {
    const player = this.#player()
    if (player && Number.isFinite(time)) player.currentTime = time
  }
  getSeekTime(): number {
    return this.#player()?.currentTime ?? 0
  }
  /** In seconds; Infinity for a live stream. */
  getDuration(): number {
    return this.#player()?.duration ?? 0
  }
  /** Needs a click or a key press before it, as browsers want it. */
  toggleFullScreen(): Promise<void> {
    const player = this.#player()
    if (!player) return Promise.resolve()
    return document.fullscreenElement === player
      ? document.exitFullscreen()
      : player.requestFullscreen()
  }
}
