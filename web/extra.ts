// What few apps use: a file of its own, dist/extra.js, with the module's second build beside it
// (src/base/extras.hpp), loaded where an option asks for it.
import type { Instantiate } from './core'
import type { Core } from './core-glue'
import createModule from './core-glue-extra'
import { fetchModule } from './fetch_module'
import { withRecordings, type RecordingCore } from './recorded'
import { Stream } from './stream'

/** For who replays recordings without a page (bin/sluice-replay.mjs). */
export { createModule }

/** @param url of the first build, where the page says where that is: the second is beside it */
export async function extraCore(
  url: string | URL | undefined,
  instantiate: Instantiate,
): Promise<Core> {
  const named = String(url ?? '')
  const beside = named.replace(/(sluice)(\.wasm)$/, '$1.extra$2')
  const own = new URL('./sluice.extra.wasm', import.meta.url)
  const module = await fetchModule(beside === named ? own : beside)
  const core = (await instantiate(createModule, module)) as RecordingCore
  return Object.assign(withRecordings(core), { Stream })
}
