import { SluiceError, type SluiceErrorFields } from './error'
import { log, type LogLevel } from './log'

/** What the C++ module calls of a client. The names are known to src/browser. */
export interface Host {
  /** The client's options; objects in them may hold what JSON cannot. */
  readonly options: Readonly<Record<string, unknown>>
  /** Runs `fn` so that C++, which has no exceptions, is told what was thrown. */
  attempt(fn: (...args: unknown[]) => unknown, self: unknown, args: unknown[]): Attempt
  error(fields: SluiceErrorFields): SluiceError
  emit(type: string, data: unknown): void
  settle(call: number, error: SluiceError | undefined): void
  log(level: LogLevel, text: string): void
  /** The session is over and its id means nothing any more. */
  ended(): void
  /** The element that shows the stream. */
  view(): HTMLMediaElement | null
}

export interface Attempt {
  value?: unknown
  error?: unknown
  threw: boolean
}

/** The members that are the same for all clients. */
export const hostBase: Pick<Host, 'attempt' | 'error' | 'log'> = {
  attempt(fn, self, args) {
    try {
      return { value: Reflect.apply(fn, self, args), threw: false }
    } catch (error) {
      return { error, threw: true }
    }
  },
  error: (fields) => new SluiceError(fields),
  log,
}
