// The C++ module: loaded when the first client needs it, never by the import of the package alone.
import { openThings } from './browser/machine'
import createModule, { type Core } from './core-glue'
import { SluiceError } from './error'
import { importExtra } from './extra_import'
import { ownModule } from './own_module'
import { fetchModule } from './fetch_module'
import { instantiate } from './instantiate'

declare const SLUICE_VERSION: string // the bundler's

/** What `load()` understands. */
export interface LoadOptions {
  /** Where sluice.wasm is. Default: beside this file. */
  wasmUrl?: string | URL
  /**
   * The compiled module itself, for pages that fetch or cache it their own way. Default: none; it is
   * fetched.
   */
  wasmModule?: WebAssembly.Module
}

const loading: (Promise<Core> | undefined)[] = [] // the module, and the one with the extras

/**
 * Loads the module ahead of the first use. Later calls, and clients, share the first one's result;
 * after a failure, or 30 s without the module, the next call tries again.
 * @throws SluiceError env.unsupported, wasm.load
 */
export async function load(options: LoadOptions = {}): Promise<void> {
  await loadCore(options)
}

export function loadCore(options: LoadOptions, isExtra = false): Promise<Core> {
  const which = Number(isExtra)
  return (loading[which] ??= start(options, isExtra).catch((error: unknown) => {
    loading[which] = undefined
    throw error
  }))
}

/** This package's version. */
export function getVersion(): string {
  return SLUICE_VERSION
}

/**
 * What is open at the moment: sessions (searches for nodes too), and peers, sockets, requests and
 * timers that may call back. Zeros when nothing goes on. For tests and diagnosis.
 */
export function diagnostics(): { sessions: number; callbacks: number } {
  return openThings()
}

async function start(options: LoadOptions, isExtra: boolean): Promise<Core> {
  if (typeof WebAssembly === 'undefined' || typeof RTCPeerConnection === 'undefined') {
    throw new SluiceError({
      code: 'env.unsupported',
      blame: 'caller',
      retryable: false,
      message: 'Sluice runs in browsers with WebRTC and WebAssembly.',
    })
  }
  try {
    const { wasmUrl } = options
    if (isExtra) return await (await importExtra()).extraCore(wasmUrl)
    const module = options.wasmModule ?? (await (wasmUrl ? fetchModule(wasmUrl) : ownModule()))
    return await instantiate(createModule, module)
  } catch (error) {
    throw loadError(error, String(options.wasmUrl ?? ''))
  }
}

function loadError(error: unknown, url: string): SluiceError {
  const isOther = error instanceof WebAssembly.LinkError
  const isUnusable = isOther || error instanceof WebAssembly.CompileError
  const detail = error instanceof Error ? `${error.name}: ${error.message}` : ''
  return new SluiceError({
    code: 'wasm.load',
    blame: isUnusable ? 'caller' : 'network',
    retryable: !isUnusable,
    message: isOther
      ? 'sluice.wasm is of another version than the script: out of a stale cache, or at a wasmUrl that was not updated.'
      : isUnusable
        ? "The WebAssembly module cannot be used: its bytes are wrong, or the page's policy lacks 'wasm-unsafe-eval'."
        : 'The WebAssembly module could not be loaded.',
    // The URL may hold credentials.
    detail: url ? detail.replaceAll(url, '(wasmUrl)') : detail,
  })
}
