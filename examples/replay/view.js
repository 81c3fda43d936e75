// Which part of a session is in view, in ms since its beginning. It never leaves the session, and never
// becomes too short to tell one millisecond from the next.

const shortest = 20

export class View {
  #end
  from = 0
  to

  constructor(end) {
    this.#end = Math.max(end, shortest)
    this.to = this.#end
  }

  get end() {
    return this.#end
  }

  get length() {
    return this.to - this.from
  }

  get isWhole() {
    return this.length >= this.#end
  }

  fit() {
    this.#set(0, this.#end)
  }

  /** @param {number} factor below 1: closer  @param {number} at what stays where it is */
  zoom(factor, at) {
    const length = Math.min(this.#end, Math.max(shortest, this.length * factor))
    this.#set(at - ((at - this.from) / this.length) * length, length)
  }

  pan(ms) {
    this.#set(this.from + ms, this.length)
  }

  centre(at) {
    this.#set(at - this.length / 2, this.length)
  }

  /** Moves no more than it has to. */
  reveal(at) {
    const margin = this.length / 10
    if (at < this.from + margin) this.#set(at - margin, this.length)
    else if (at > this.to - margin) this.#set(at + margin - this.length, this.length)
  }

  #set(from, length) {
    this.from = Math.max(0, Math.min(from, this.#end - length))
    this.to = this.from + length
  }
}

/** The first place in a list, ordered by time, that is not before `at`. */
export function placeOf(list, at, timeOf = (one) => one.at) {
  let [low, high] = [0, list.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (timeOf(list[middle]) < at) low = middle + 1
    else high = middle
  }
  return low
}
