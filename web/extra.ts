// What few apps use: a file of its own, dist/extra.js, with the module's second build beside it
// (src/base/extras.hpp), loaded where an option asks for it.
import type { Instantiate } from './core'
import type { Core } from './core-glue'
import createModule from './core-glue-extra'
import { fetchModule } from './fetch_module'
import { Stream } from './stream'

/** @param url of the first build, where the page says where that is: the second is beside it */
export async function extraCore(
  url: string | URL | undefined,
  instantiate: Instantiate,
): Promise<Core> {
  const named = String(url ?? '')
  const beside = named.replace(/(sluice)(\.wasm)$/, '$1.extra$2')
  const own = new URL('./sluice.extra.wasm', import.meta.url)
  const module = await fetchModule(beside === named ? own : beside)
  return Object.assign(await instantiate(createModule, module), { Stream })
}
