// What src/browser/bindings.cpp exports. The build puts the glue itself in this file's place.
import type { Host, SearchHost } from './host'
import type { SluiceError } from './error'

export type Role = 'publisher' | 'subscriber'

/** WHIP and WHEP, or the stream manager's WebSocket. */
export type Transport = 'http' | 'socket'

export interface Core {
  /** The default options, as JSON. */
  defaults(role: Role, transport: Transport): string
  /**
   * The new session's id, or why there is none. `options` is JSON, `stream` one that is there
   * already, `owned` whether it is Sluice's to stop.
   */
  open(
    role: Role,
    transport: Transport,
    options: string,
    host: Host,
    stream: MediaStream | undefined,
    owned: boolean,
  ): number | SluiceError
  /** These three: false where the session is over. */
  connect(session: number, call: number): boolean
  start(session: number, call: number, streamName: string | undefined): boolean
  stop(session: number, call: number, releaseMedia: boolean): boolean
  /** `args` is JSON. False where the session is over. */
  callServer(session: number, call: number, method: string, args: string): boolean
  /** `data` is JSON. */
  send(session: number, method: string, data: string): void
  sendLog(session: number, level: string, text: string): void
  retryNow(session: number): void
  stopRecovery(session: number): void
  mute(session: number, kind: 'audio' | 'video', muted: boolean): void
  /** `options` is JSON: host, app, streamName and streamManager. */
  search(role: Role, options: string, host: SearchHost): void
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
  sessionCount(): number
  slotCount(): number
}

export default function createModule(options: {
  instantiateWasm(
    imports: WebAssembly.Imports,
    receive: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
  ): object
}): Promise<Core>
