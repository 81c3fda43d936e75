// Chance that is the same for the same seed. Runs in the page.

export class Random {
  #state

  constructor(seed) {
    this.#state = seed >>> 0
    // Seeds that differ little begin alike.
    for (let i = 0; i < 8; ++i) this.next()
  }

  /** From 0 up to 1, by mulberry32. */
  next() {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = this.#state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  below(limit) {
    return Math.floor(this.next() * limit)
  }

  chance(share) {
    return this.next() < share
  }

  of(list) {
    return list[this.below(list.length)]
  }

  /** A key of `weights`, `{ key: weight }`. */
  weighted(weights) {
    const entries = Object.entries(weights)
    let left = this.next() * entries.reduce((sum, [, weight]) => sum + weight, 0)
    return (entries.find(([, weight]) => (left -= weight) < 0) ?? entries.at(-1))[0]
  }
}
