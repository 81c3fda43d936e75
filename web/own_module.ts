// Where the module is unless the page says otherwise: beside this package's own file. In the builds
// that are one file, own_module_inside.ts takes this file's place.
import { fetchModule } from './fetch_module'

export function ownModule(): Promise<WebAssembly.Module> {
  // The literal form is what bundlers look for.
  return fetchModule(new URL('./sluice.wasm', import.meta.url))
}
