import { defineConfig } from 'vite'

export default defineConfig({
  // Vite's copy of a dependency would not find sluice.wasm, which lies beside the original. An app
  // that imports 'sluice-sdk/inline', where the module is inside the script, does without this.
  optimizeDeps: { exclude: ['sluice-sdk'] },
  // Here the package is a link to the repository, out of which the development server may serve
  // sluice.wasm; a package from the registry lies in the project.
  server: { fs: { allow: ['../..'] } },
})
