// Puts dist/ together out of the module (build/wasm) and the TypeScript in web/.
// Usage: node scripts/bundle.mjs [output folder]
import { build } from 'esbuild'
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const out = resolve(process.argv[2] ?? join(root, 'dist'))
const built = join(root, 'build/wasm/src/browser')
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const banner = `/*! Sluice ${version} | MIT | with parts of Emscripten (MIT), musl (MIT), libc++ (Apache-2.0 WITH LLVM-exception) and JSON for Modern C++ (MIT) */`

rmSync(out, { recursive: true, force: true })
mkdirSync(out, { recursive: true })

const { metafile } = await build({
  entryPoints: [join(root, 'web/index.ts')],
  outfile: join(out, 'index.js'),
  absWorkingDir: root,
  bundle: true,
  format: 'esm',
  target: ['chrome109', 'firefox115', 'safari16.4'],
  minify: true,
  charset: 'utf8',
  legalComments: 'none',
  banner: { js: banner },
  logLevel: 'warning',
  metafile: true,
  plugins: [
    {
      name: 'glue',
      setup({ onResolve }) {
        onResolve({ filter: /^\.\/core-glue$/ }, () => ({ path: join(built, 'sluice.mjs') }))
      },
    },
  ],
})
// Written, not copied: Emscripten marks the file as executable.
writeFileSync(join(out, 'sluice.wasm'), readFileSync(join(built, 'sluice.wasm')))

// For scripts/size.mjs: how much of index.js each source is.
writeFileSync(join(root, 'build/wasm/bundle.json'), JSON.stringify(metafile))

const types = join(out, 'index.d.ts')
execFileSync(
  process.execPath,
  [
    join(root, 'node_modules/dts-bundle-generator/dist/bin/dts-bundle-generator.js'),
    '--silent',
    '--no-check',
    '--no-banner',
    '--project',
    join(root, 'web/tsconfig.json'),
    '--out-file',
    types,
    join(root, 'web/index.ts'),
  ],
  { cwd: root, stdio: 'inherit' },
)
writeFileSync(types, `${banner}\n${readFileSync(types, 'utf8')}`)
