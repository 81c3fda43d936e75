// What src/browser/bindings.cpp exports. The build puts the glue itself in this file's place.
import type { In, Out } from './browser/boundary'
import type { Page } from './browser/machine'
import type { Request } from './browser/request'
import type { SluiceErrorFields } from './error'

export type Role = 'publisher' | 'subscriber'

/** WHIP and WHEP, or the stream manager's WebSocket. */
export type Transport = 'http' | 'socket'

/** Carries out a machine's effects, in their order and in its turn. Never throws. */
export interface Host {
  act(kind: Out, fields: object): void
}

export interface Core {
  /** The default options, as JSON. */
  defaults(role: Role, transport: Transport): string
  /** The new session's number, or why there is none. `options` is JSON. */
  open(
    role: Role,
    transport: Transport,
    options: string,
    page: Page,
    host: Host,
  ): number | SluiceErrorFields
  /**
   * The same for a search for nodes; `options` is JSON: host, app, streamName and streamManager. Its
   * one Settle has the nodes, or what was wrong.
   */
  search(role: Role, options: string, page: Page, host: Host): number | SluiceErrorFields
  /**
   * Runs one turn of the machine: an input and all its effects. `now` is in ms, of any clock.
   * @returns ms until it wants In.Timeout; Infinity: it waits for none; -1: it is over
   */
  feed(machine: number, kind: In, now: number, fields: object): number
  /** Not in a turn of its own. */
  close(machine: number): void
  /** In the build with the extras: a request whose answer's body is fed as it comes. */
  Stream?: new (
    ...wanted: ConstructorParameters<typeof Request>
  ) => Pick<Request, 'abort' | 'leave'>
  /** What changes in `options` when `node` is to be connected to; both are JSON. */
  rewrite(
    kind: 'rtc' | 'rtmp',
    options: string,
    node: string,
  ):
    | {
        host?: string
        app?: string
        streamName?: string
        connectionParams?: Record<string, unknown>
      }
    | undefined
}

export default function createModule(options: {
  /** What the glue calls in place of WebAssembly's own; see src/browser/glue_pre.js. */
  wasm: {
    instantiate(
      wasm: unknown,
      imports: WebAssembly.Imports,
    ): { then(receive: (instance: WebAssembly.Instance) => void): void }
  }
}): Promise<Core>
