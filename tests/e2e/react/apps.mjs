// React apps that have the packages as npm packs them.
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { build, createServer } from 'vite'

export const root = dirname(dirname(dirname(import.meta.dirname)))
const reactPackage = join(root, 'packages/react')

/** A folder with both packages in its node_modules, and React out of `from`. */
export function makeFolder(from = join(reactPackage, 'node_modules')) {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-react-'))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module", "private": true }\n')
  install(folder)
  for (const name of ['react', 'react-dom', 'scheduler'])
    symlinkSync(join(from, name), join(folder, 'node_modules', name))
  return folder
}

/** Packs sluice-sdk and sluice-react, and unpacks them in `folder`. */
export function install(folder) {
  for (const [name, source] of [
    ['sluice-sdk', root],
    ['sluice-react', reactPackage],
  ]) {
    const [{ filename }] = JSON.parse(
      execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
        cwd: source,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }),
    )
    const installed = join(folder, 'node_modules', name)
    mkdirSync(installed, { recursive: true })
    execFileSync('tar', ['xzf', join(folder, filename), '--strip-components=1', '-C', installed])
  }
}

/** The app, built by Vite into `out`; in the mode `development` with the React that mounts twice. */
export async function buildApp(folder, mode, out) {
  cpSync(join(import.meta.dirname, 'app'), folder, { recursive: true })
  await build({
    root: folder,
    mode,
    configFile: false,
    logLevel: 'error',
    base: './',
    define: { 'process.env.NODE_ENV': JSON.stringify(mode) },
    build: { outDir: out, emptyOutDir: true, minify: mode === 'production' },
  })
}

/** The app, from Vite's development server. */
export async function serveApp(folder) {
  cpSync(join(import.meta.dirname, 'app'), folder, { recursive: true })
  const server = await createServer({
    root: folder,
    configFile: false,
    logLevel: 'error',
    cacheDir: join(folder, '.vite'),
    server: { port: 0 },
    // Its copy of a dependency would not find the module that lies beside the original.
    optimizeDeps: { exclude: ['sluice-sdk'] },
  })
  return server.listen()
}
