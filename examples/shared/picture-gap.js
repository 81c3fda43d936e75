// How long the picture stood still around a loss: the longest time between two pictures, from the last
// one before the loss to the first one after it. It is counted in pictures shown and not in events, so
// that it says what a viewer saw.

const standstillMs = 1000

export class PictureGap {
  #video
  #request
  #shownAt
  #longest = null // of the loss at hand; null: there is none
  #report = null
  #isBlind = false // a tab behind gets no word of its pictures
  #onStandstill

  /** @param {(ms: number) => void} onStandstill the picture stood still, and nothing was lost */
  constructor(video, onStandstill) {
    this.#video = video
    this.#onStandstill = onStandstill
    document.addEventListener('visibilitychange', () => {
      if (document.hidden) this.#isBlind = true
    })
  }

  watch() {
    this.stop()
    this.#request = this.#video.requestVideoFrameCallback?.((now) => this.#shown(now))
  }

  stop() {
    if (this.#request !== undefined) this.#video.cancelVideoFrameCallback(this.#request)
    this.#request = this.#shownAt = undefined
    this.#longest = this.#report = null
  }

  lost() {
    this.#longest = this.#shownAt === undefined ? null : 0
    this.#report = null
    this.#isBlind = document.hidden
  }

  /** @param {(ms: number | null) => void} report is called with the next picture; null: unknown */
  regained(report) {
    if (this.#longest !== null) this.#report = report
  }

  #shown(now) {
    const gap = now - (this.#shownAt ?? now)
    this.#shownAt = now
    this.#request = this.#video.requestVideoFrameCallback((next) => this.#shown(next))
    if (this.#longest === null) {
      if (gap > standstillMs && !this.#isBlind) this.#onStandstill(gap)
      this.#isBlind = document.hidden
      return
    }
    this.#longest = Math.max(this.#longest, gap)
    if (!this.#report) return
    const report = this.#report
    report(this.#isBlind ? null : this.#longest)
    this.#longest = this.#report = null
  }
}
