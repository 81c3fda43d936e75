// Puts packages/react/dist/ together: one script with its map, which leaves React and sluice-sdk to
// the app's own, and the declarations.
// Usage: node packages/react/build.mjs [output folder]
import { build } from 'esbuild'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import ts from 'typescript'

const here = import.meta.dirname
const out = resolve(process.argv[2] ?? join(here, 'dist'))
const { version } = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'))
const banner = `/*! sluice-react ${version} | MIT */`

rmSync(out, { recursive: true, force: true })
mkdirSync(out, { recursive: true })

/** What is shared with <sluice-player> takes the clients from the package's own index. */
const indexIsThePackage = {
  name: 'index is the package',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/index$/ }, ({ importer }) =>
      /[\\/]web[\\/]/.test(importer) ? { path: 'sluice-sdk', external: true } : undefined,
    )
  },
}

// Not minified, which is the app's bundler's to do: people debug into their components.
await build({
  entryPoints: [join(here, 'src/index.ts')],
  outfile: join(out, 'index.js'),
  absWorkingDir: here,
  bundle: true,
  format: 'esm',
  jsx: 'automatic',
  target: ['chrome109', 'firefox115', 'safari16.4'],
  external: ['react', 'react/jsx-runtime', 'sluice-sdk'],
  sourcemap: true,
  charset: 'utf8',
  legalComments: 'none',
  // Hooks and effects: where components are rendered on a server, these are the client's.
  banner: { js: `'use client'\n${banner}` },
  logLevel: 'warning',
  tsconfigRaw: {},
  plugins: [indexIsThePackage],
})

const { options, fileNames } = ts.parseJsonConfigFileContent(
  ts.readConfigFile(join(here, 'tsconfig.json'), ts.sys.readFile).config,
  ts.sys,
  here,
)
const emit = { ...options, noEmit: false, declaration: true, emitDeclarationOnly: true }
const program = ts.createProgram(fileNames, emit)
for (const name of ['index', 'player', 'publisher', 'types']) {
  const source = program.getSourceFile(join(here, `src/${name}.ts`))
  program.emit(source ?? program.getSourceFile(join(here, `src/${name}.tsx`)), (path, text) => {
    const types = text.replaceAll(/from '(\.\/\w+)'/g, "from '$1.js'")
    if (/'\.\.\//.test(types)) throw new Error(`${basename(path)} needs what is not in the package`)
    writeFileSync(join(out, basename(path)), `${banner}\n${types}`)
  })
}
