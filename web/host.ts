import { SluiceError, type SluiceErrorFields } from './error'
import { log, type LogLevel } from './log'
import type { StreamManagerNode } from './options'

/** What the C++ module needs whatever it does. */
export interface HostBase {
  /** Whether the page is secure: what browsers then refuse is refused with a reason before. */
  readonly secure: boolean
  /** Runs `fn` so that C++, which has no exceptions, is told what was thrown. */
  attempt(fn: (...args: unknown[]) => unknown, self: unknown, args: unknown[]): Attempt
  error(fields: SluiceErrorFields): SluiceError
  log(level: LogLevel, text: string): void
}

/** What the C++ module calls of a client. The names are known to src/browser. */
export interface Host extends HostBase {
  /** The client's options; objects in them may hold what JSON cannot. */
  readonly options: Readonly<Record<string, unknown>>
  emit(type: string, data: unknown): void
  /** `value`: what the promise is for, where that is not the client itself. */
  settle(call: number, error: SluiceError | undefined, value: unknown): void
  /** The WebSocket that has just been made; nothing where it could not be. */
  connection(socket: WebSocket | undefined): void
  /** The options that were rewritten for the connection. */
  configured(changes: { connectionParams?: Record<string, unknown> }): void
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
export const hostBase: HostBase = {
  secure: globalThis.location?.protocol === 'https:',
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

/** What a search for nodes calls. */
export interface SearchHost extends HostBase {
  found(nodes: StreamManagerNode[] | SluiceError): void
}
