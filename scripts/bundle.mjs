// Puts dist/ together out of the module (build/wasm) and the TypeScript in web/:
//   index.js, sluice.wasm   the package; the module is a file of its own
//   hls.js                  the part that plays HLS, loaded when it is first used
//   devices.js              what a publisher does about its devices, loaded behind its first picture
//   extra.js, sluice.extra.wasm   what few apps use, loaded where an option asks for it
//   player.js               <sluice-player>, beside index.js
//   diagnose.js             the self-test, beside index.js
//   inline.js               all of it in one file
//   sluice.global.js        the package for a plain script tag, with the module in it
// with declarations, source maps and, in integrity.json, the hashes for a script tag's `integrity`.
// Usage: node scripts/bundle.mjs [output folder]
import { build } from 'esbuild'
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { minify } from 'terser'
import ts from 'typescript'
import { compactEvents } from './lib/event_names.mjs'
import { moduleText } from './lib/module_text.mjs'
import { inLikenessOrder } from './lib/wasm_order.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const out = resolve(process.argv[2] ?? join(root, 'dist'))
const built = join(root, 'build/wasm/src/browser')
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const banner = `/*! Sluice ${version} | MIT | with parts of Emscripten (MIT), musl (MIT), libc++ (Apache-2.0 WITH LLVM-exception) and JSON for Modern C++ (MIT) */`
const wasm = inLikenessOrder(readFileSync(join(built, 'sluice.wasm')))
const extraWasm = inLikenessOrder(readFileSync(join(built, 'sluice_extra.wasm')))

rmSync(out, { recursive: true, force: true })
mkdirSync(out, { recursive: true })

const glue = {
  name: 'glue',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/core-glue$/ }, () => ({ path: join(built, 'sluice.mjs') }))
    onResolve({ filter: /^\.\/core-glue-extra$/ }, () => ({
      path: join(built, 'sluice_extra.mjs'),
    }))
  },
}
const eventNames = {
  name: 'event names',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]web[\\/]events\.ts$/ }, async ({ path }) => ({
      contents: await compactEvents(readFileSync(path, 'utf8')),
    }))
  },
}
const moduleInside = {
  name: 'module inside',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\.\/own_module$/ }, () => ({
      path: join(root, 'web/own_module_inside.ts'),
    }))
    onResolve({ filter: /^\.\/module-text$/ }, () => ({ path: 'sluice.wasm', namespace: 'text' }))
    onLoad({ filter: /.*/, namespace: 'text' }, () => ({
      contents: moduleText(wasm),
      loader: 'text',
    }))
  },
}
// Parts that stay files of their own.
const beside = (name) => ({
  name: `${name} beside`,
  setup({ onResolve }) {
    onResolve({ filter: new RegExp(`^\\./${name}$`) }, () => ({
      path: `./${name}.js`,
      external: true,
    }))
  },
})
const besideTag = {
  name: 'parts beside a script tag',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/(hls|extra)_import$/ }, ({ path }) => ({
      path: join(root, `web/${basename(path)}_global.ts`),
    }))
  },
}

/** @returns {Promise<object>} what the output is made of */
async function bundle(entry, name, { format = 'esm', plugins = [] } = {}) {
  const outfile = join(out, name)
  const { metafile } = await build({
    entryPoints: [join(root, 'web', entry)],
    outfile,
    absWorkingDir: root,
    bundle: true,
    format,
    target: ['chrome109', 'firefox115', 'safari16.4'],
    define: {
      SLUICE_VERSION: JSON.stringify(version),
      // The glue's own idea of where it is, which nothing asks for.
      ...(format === 'iife' ? { 'import.meta.url': '""' } : {}),
    },
    minify: true,
    sourcemap: true,
    charset: 'utf8',
    legalComments: 'none',
    banner: { js: banner },
    logLevel: 'warning',
    metafile: true,
    plugins: [glue, eventNames, ...plugins],
  })
  // Once more by Terser, which knows more ways to say the same: 4 % of index.js as it is served.
  const first = JSON.parse(readFileSync(`${outfile}.map`, 'utf8'))
  const smaller = await minify(readFileSync(outfile, 'utf8'), {
    module: format === 'esm',
    ecma: 2022,
    compress: { passes: 3, keep_fargs: false, hoist_funs: true, unsafe_arrows: true },
    format: { comments: /^!/ },
    sourceMap: { content: first, url: `${name}.map` },
  })
  writeFileSync(outfile, smaller.code)
  const map = JSON.parse(smaller.map)
  // The module's text is in the script once, and nobody reads it in a debugger.
  map.sourcesContent = map.sources.map((source) =>
    source.endsWith('sluice.wasm') ? null : first.sourcesContent[first.sources.indexOf(source)],
  )
  // By the repository's own paths, wherever the output is.
  map.sources = map.sources.map((source) => relative(root, resolve(out, source)))
  map.sourceRoot = 'sluice-sdk'
  writeFileSync(`${outfile}.map`, JSON.stringify(map))
  return metafile
}

/** The declarations of a part that has its own entry, which are about the index's. */
function typesBeside(name) {
  const files = new Map()
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(join(root, 'web/tsconfig.json'), ts.sys.readFile).config,
    ts.sys,
    join(root, 'web'),
  )
  const emit = { ...options, noEmit: false, declaration: true, emitDeclarationOnly: true }
  const entry = join(root, `web/${name}.ts`)
  const program = ts.createProgram([entry], emit)
  program.emit(program.getSourceFile(entry), (file, text) => files.set(basename(file), text))
  const types = files.get(`${name}.d.ts`).replaceAll("'./index'", "'./index.js'")
  const missing = types.match(/from '\.\/(?!index\.js).*'/)
  if (missing) throw new Error(`${name}.d.ts needs what is not in the package: ${missing[0]}`)
  return types
}

const metafile = await bundle('index.ts', 'index.js', {
  plugins: [beside('hls'), beside('devices'), beside('extra')],
})
await bundle('hls.ts', 'hls.js')
await bundle('devices.ts', 'devices.js')
await bundle('extra.ts', 'extra.js')
for (const name of ['player', 'diagnose'])
  await bundle(`${name}.ts`, `${name}.js`, { plugins: [beside('index')] })
await bundle('index.ts', 'inline.js', { plugins: [moduleInside, beside('extra')] })
await bundle('global.ts', 'sluice.global.js', {
  format: 'iife',
  plugins: [moduleInside, besideTag],
})
writeFileSync(join(out, 'sluice.wasm'), wasm)
writeFileSync(join(out, 'sluice.extra.wasm'), extraWasm)

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
    // What the package's own index names, and nothing that it is made of.
    '--export-referenced-types=false',
    '--project',
    join(root, 'web/tsconfig.json'),
    '--out-file',
    types,
    join(root, 'web/index.ts'),
  ],
  { cwd: root, stdio: 'inherit' },
)
writeFileSync(types, `${banner}\n${readFileSync(types, 'utf8')}`)
writeFileSync(join(out, 'inline.d.ts'), `${banner}\nexport * from './index.js'\n`)
writeFileSync(
  join(out, 'sluice.global.d.ts'),
  `${banner}\nimport * as exported from './index.js'\n\ndeclare global {\n  var sluice: typeof exported\n  var red5prosdk: typeof exported\n}\n`,
)

for (const name of ['player', 'diagnose'])
  writeFileSync(join(out, `${name}.d.ts`), `${banner}\n${typesBeside(name)}`)

const hash = (name) =>
  `sha384-${createHash('sha384')
    .update(readFileSync(join(out, name)))
    .digest('base64')}`
const served = readdirSync(out).filter((name) => /\.(js|wasm)$/.test(name))
const integrity = Object.fromEntries(served.sort().map((name) => [name, hash(name)]))
writeFileSync(join(out, 'integrity.json'), `${JSON.stringify(integrity, null, 2)}\n`)
