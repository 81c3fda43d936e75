// What src/browser/bindings.cpp exports. The build puts the glue itself in this file's place.
import type { Host } from './host'
import type { SluiceError } from './error'

export type Role = 'publisher' | 'subscriber'

export interface Core {
  /** The default options, as JSON. */
  defaults(role: Role): string
  /**
   * The new session's id, or why there is none. `options` is JSON, `stream` one that is there
   * already, `owned` whether it is Sluice's to stop.
   */
  open(
    role: Role,
    options: string,
    host: Host,
    stream: MediaStream | undefined,
    owned: boolean,
  ): number | SluiceError
  /** False where the session is over. */
  start(session: number, call: number, streamName: string | undefined): boolean
  stop(session: number, call: number, releaseMedia: boolean): boolean
  sessionCount(): number
  slotCount(): number
}

export default function createModule(options: {
  instantiateWasm(
    imports: WebAssembly.Imports,
    receive: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
  ): object
}): Promise<Core>
