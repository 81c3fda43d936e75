// What few apps use: a file of its own, dist/extra.js, with the module's second build beside it
// (src/base/extras.hpp), loaded where an option asks for it.
import type { Core } from './core-glue'
import createModule from './core-glue-extra'
import { fetchModule } from './fetch_module'
import { instantiate } from './instantiate'
import { withRecordings, type RecordingCore } from './recorded'
import { Stream } from './stream'

/** The core of this build in `module`: what replays recordings needs no client (bin/sluice-replay.mjs). */
export async function openCore(module: WebAssembly.Module): Promise<RecordingCore> {
  return (await instantiate(createModule, module)) as RecordingCore
}

/** @param url of the first build, where the page says where that is: the second is beside it */
export async function extraCore(url: string | URL | undefined): Promise<Core> {
  const named = String(url ?? '')
  const beside = named.replace(/(sluice)(\.wasm)$/, '$1.extra$2')
  const own = new URL('./sluice.extra.wasm', import.meta.url)
  const core = await openCore(await fetchModule(beside === named ? own : beside))
  return Object.assign(withRecordings(core), { Stream })
}
