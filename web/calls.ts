// The app's calls that a session settles, by the numbers that the session knows them by.
import type { SluiceError } from './error'

interface Call {
  resolve(value: unknown): void
  reject(error: SluiceError): void
}

export class Calls {
  readonly #open = new Map<number, Call>()
  #last = 0

  /** The number of a new one. */
  next(): number {
    return ++this.#last
  }

  /** Settled when the session that `begin` tells of it does. */
  wait(call: number, begin: () => void): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#open.set(call, { resolve, reject })
      begin()
    })
  }

  settle(call: number, error: SluiceError | undefined, value: unknown): void {
    const waiting = this.#open.get(call)
    this.#open.delete(call)
    if (error) waiting?.reject(error)
    else waiting?.resolve(value)
  }

  rejectAll(error: SluiceError): void {
    for (const { reject } of this.#open.values()) reject(error)
    this.#open.clear()
  }
}
