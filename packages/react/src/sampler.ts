// Looks at a live connection's statistics again and again.
import { read, type Sample } from './stats'
import type { StreamStats } from './types'

export class Sampler {
  readonly #peer: () => RTCPeerConnection | undefined
  readonly #tell: (stats: StreamStats | undefined) => void
  #interval = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  #run = 0 // counts changes; what is under way across one is dropped
  #last: Sample | undefined

  constructor(
    peer: () => RTCPeerConnection | undefined,
    tell: (stats: StreamStats | undefined) => void,
  ) {
    this.#peer = peer
    this.#tell = tell
  }

  /** In ms; 0: not at all, and what was told holds no more. */
  set interval(interval: number) {
    if (interval === this.#interval) return
    this.#interval = interval
    clearTimeout(this.#timer)
    const run = ++this.#run
    if (interval > 0) {
      void this.#look(run)
    } else {
      this.#last = undefined
      this.#tell(undefined)
    }
  }

  async #look(run: number): Promise<void> {
    // A connection that is being closed may refuse.
    const report = await this.#peer()
      ?.getStats()
      .catch(() => undefined)
    if (run !== this.#run) return
    if (report) {
      this.#last = read(report, this.#last)
      this.#tell(this.#last.stats)
    }
    this.#timer = setTimeout(() => void this.#look(run), this.#interval)
  }
}
