// Recordings of clients' sessions: what the build of the module with the extras keeps of one, taken
// out of it before it is closed. Only in dist/extra.js.
import type { Page } from './browser/machine'
import type { Core } from './core-glue'

/** What a machine of that build may be asked for. */
export interface RecordingCore extends Core {
  /** What is kept of a machine's session; undefined where none is kept. */
  recording(machine: number): Uint8Array<ArrayBuffer> | undefined
  /** What a recording's bytes tell; `all`: with the looks at media that nothing comes of. */
  replay(bytes: Uint8Array, all: boolean): Replayed | { error: string }
}

export interface Replayed {
  lines: { at: number; input: number; kind: number; text: string }[]
  /** The same as text, with what it is about in front. */
  text: string
  inputs: number
  replayed: number
  /** The core has done the same as when it was recorded. */
  exact: boolean
}

/** Has the module record where the options ask for it; `page.recording` gives it from then on. */
export function withRecordings(core: RecordingCore): Core {
  const kept = new Map<number, (bytes: Uint8Array<ArrayBuffer> | undefined) => void>()
  return {
    ...core,
    open(role, transport, json, page, host) {
      if (!page.wants) return core.open(role, transport, json, page, host)
      const { seconds, bytes } = page.wants as { seconds?: number; bytes?: number }
      const [key0, key1, key2, key3] = crypto.getRandomValues(new Uint32Array(4))
      const ms = seconds === undefined ? undefined : seconds * 1000
      const record = { bytes, ms, key0, key1, key2, key3 }
      const opened = core.open(role, transport, json, { ...page, record } as Page, host)
      if (typeof opened === 'number') {
        let last: Uint8Array<ArrayBuffer> | undefined
        kept.set(opened, (taken) => (last = taken))
        page.recording = () => new Blob([last ?? core.recording(opened) ?? new Uint8Array()])
      }
      return opened
    },
    close(machine) {
      kept.get(machine)?.(core.recording(machine))
      kept.delete(machine)
      core.close(machine)
    },
  }
}
