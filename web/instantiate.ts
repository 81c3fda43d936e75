// From a compiled module to the core in it, with the glue of its build.
import type createModule from './core-glue'
import type { Core } from './core-glue'

export function instantiate(glue: typeof createModule, module: WebAssembly.Module): Promise<Core> {
  return new Promise((resolve, reject) => {
    const instantiate = (_: unknown, imports: WebAssembly.Imports) => ({
      // What fails here the glue itself would wait for ever for.
      then: (receive: (instance: WebAssembly.Instance) => void) =>
        void WebAssembly.instantiate(module, imports).then(receive).catch(reject),
    })
    void glue({ wasm: { instantiate } }).then(resolve)
  })
}
