// How a self-test runs: one check after the other, each with a deadline, and nothing that one of them
// has opened stays open behind it.
import type { Check, CheckId, CheckProgress, CheckState } from './diagnose'
import type { SluiceErrorCode } from './index'
import { findingOf } from './diagnose_words'

/** What a check has come to. */
export interface Finding {
  state: CheckState
  meaning: string
  remedy?: string
  code?: SluiceErrorCode
  details?: Record<string, unknown>
  /** Where what was waited for began before the check, or in another one. */
  ms?: number
}

/** How long what is open may take to close. */
const CLOSING_MS = 5000

export class TimedOut extends Error {
  override readonly name = 'TimedOut'
}

/** The promise, unless `signal` is aborted or `ms` are over before. */
export function within<T>(promise: Promise<T>, ms: number, signal?: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
    }
    const abort = () => {
      end()
      reject(signal?.reason as Error)
    }
    const timer = setTimeout(() => {
      end()
      reject(new TimedOut(`nothing within ${ms} ms`))
    }, ms)
    if (signal?.aborted) abort()
    signal?.addEventListener('abort', abort)
    promise.then(resolve, reject).finally(end)
  })
}

/** Resolves after `ms`; rejects where `signal` is aborted before. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await within(new Promise<never>(() => {}), ms, signal).catch((error: unknown) => {
    if (!(error instanceof TimedOut)) throw error
  })
}

/** Asks every so often until there is an answer. */
export async function until<T>(
  look: () => T | undefined | Promise<T | undefined>,
  every: number,
  signal: AbortSignal,
): Promise<T> {
  for (;;) {
    const found = await look()
    if (found !== undefined) return found
    await pause(every, signal)
  }
}

/** What is open, and how each of it is closed. */
export class Scope {
  readonly #controller = new AbortController()
  readonly #ends: (() => unknown)[] = []
  /** Aborted when all of it is being closed. */
  readonly signal: AbortSignal = this.#controller.signal

  /** What comes too late is closed at once. */
  defer(end: () => unknown): void {
    if (this.signal.aborted) void closed(end)
    else this.#ends.push(end)
  }

  /** The last that was opened goes first; what does not close in time is left. */
  async close(): Promise<void> {
    this.#controller.abort()
    for (const end of this.#ends.splice(0).reverse()) await closed(end)
  }
}

async function closed(end: () => unknown): Promise<void> {
  // Whatever it says, there is nothing more to do about it.
  await within(Promise.resolve().then(end), CLOSING_MS).catch(() => {})
}

/** The checks of one self-test, as they are made. */
export class Run {
  readonly checks: Check[] = []
  readonly signal: AbortSignal
  readonly #tell: (check: CheckProgress) => void

  constructor(signal: AbortSignal, onCheck?: (check: CheckProgress) => void) {
    this.signal = signal
    this.#tell = (check) => {
      try {
        onCheck?.(check)
      } catch (error) {
        // The page's fault is told where the page looks for its faults.
        queueMicrotask(() => {
          throw error
        })
      }
    }
  }

  /** Whether this check has been made, and nothing is wrong. */
  has(id: CheckId): boolean {
    return this.of(id)?.state === 'passed' || this.of(id)?.state === 'warning'
  }

  of(id: CheckId): Check | undefined {
    return this.checks.find((check) => check.id === id)
  }

  /** What `make` throws is a failure, told in the SDK's own words where it is one of its errors. */
  async check(
    id: CheckId,
    title: string,
    ms: number,
    make: (scope: Scope) => Finding | Promise<Finding>,
  ): Promise<Check> {
    this.signal.throwIfAborted()
    const base = { id, title, remedy: '', details: {} }
    this.#tell({ ...base, state: 'running', ms: 0, meaning: '' })
    const began = performance.now()
    const scope = new Scope()
    let finding: Finding
    let took: number
    try {
      const made = Promise.resolve().then(() => make(scope))
      finding = await within(made, ms, this.signal)
    } catch (error) {
      this.signal.throwIfAborted()
      finding = error instanceof TimedOut ? late(ms) : findingOf(error)
    } finally {
      took = Math.round(performance.now() - began)
      await scope.close()
    }
    return this.#end({ ...base, ms: took, ...finding })
  }

  skip(id: CheckId, title: string, meaning: string): Check {
    return this.#end({ id, title, state: 'skipped', ms: 0, meaning, remedy: '', details: {} })
  }

  #end(check: Check): Check {
    this.checks.push(check)
    this.#tell({ ...check })
    return check
  }
}

const late = (ms: number): Finding => ({
  state: 'failed',
  meaning: `Nothing came of it within ${Math.round(ms / 1000)} seconds.`,
  remedy:
    'Try again; if it stays like this, something between this browser and the server is slow.',
})
