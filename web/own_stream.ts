// The stream that a client sends or shows, and whose it is: the app's is the app's to stop, and one
// that Sluice has opened is kept for as long as the same is asked for.
import { jsonOf } from './given'

export class OwnStream {
  current: MediaStream | undefined
  #supplied: MediaStream | undefined
  readonly #appStreams = new WeakSet<MediaStream>() // that the app has ever given
  #wish: unknown[] = [] // what ours was opened for

  /** What the app has given to the last init(). */
  get supplied(): MediaStream | undefined {
    return this.#supplied
  }
  set supplied(stream: MediaStream | undefined) {
    this.#supplied = stream
    if (stream) this.#appStreams.add(stream)
  }

  get isOurs(): boolean {
    return this.current !== undefined && !this.#appStreams.has(this.current)
  }

  /** Whether `current` may be used once more, for these options. */
  fits({ mediaConstraints, onGetUserMedia }: Record<string, unknown>): boolean {
    const wish = [jsonOf(mediaConstraints), onGetUserMedia]
    const isSame = wish.every((part, i) => part === this.#wish[i])
    this.#wish = wish
    const isLive =
      this.current?.active &&
      this.current.getTracks().every(({ readyState }) => readyState === 'live')
    return isSame && this.isOurs && isLive === true && !this.#supplied
  }
}
