// The package as npm packs it, brought into a page in each of the usual ways.
import * as attw from '@arethetypeswrong/core'
import { nodeResolve } from '@rollup/plugin-node-resolve'
import { build as esbuild } from 'esbuild'
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { publint } from 'publint'
import { rollup } from 'rollup'
import { build as viteBuild, createServer as viteServer } from 'vite'
import webpack from 'webpack'
import { readFileSample } from '../../scripts/lib/samples.mjs'
import { expect, test } from './lab.mjs'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const types = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm' }

let folder // with the package in its node_modules
let tarball
let installed

test.describe.configure({ mode: 'serial' })

test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-package-'))
  const [{ filename }] = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  )
  tarball = join(folder, filename)
  installed = join(folder, 'node_modules/sluice-sdk')
  mkdirSync(installed, { recursive: true })
  execFileSync('tar', ['xzf', tarball, '--strip-components=1', '-C', installed])
  cpSync(join(import.meta.dirname, 'package/main.js'), join(folder, 'main.js'))
  cpSync(join(import.meta.dirname, 'package/consumer.ts'), join(folder, 'consumer.ts'))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module", "private": true }\n')
  writeFileSync(
    join(folder, 'index.html'),
    '<!doctype html><title>An app</title><script type="module" src="/main.js"></script>\n',
  )
})
test.afterAll(() => rmSync(folder, { recursive: true, force: true }))

const version = () => JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version

/** Publishes from the page, which has window.begin(). */
async function expectPublishes(cluster, page, streamName) {
  await expect.poll(() => page.evaluate(() => typeof window.begin)).toBe('function')
  await page.evaluate((options) => window.begin(options), {
    protocol: 'http',
    host: 'localhost',
    port: cluster.port,
    streamName,
  })
  const streams = async () => (await cluster.nodes()).flatMap((node) => node.streams)
  await expect.poll(streams).toContain(streamName)
  await page.evaluate(() => window.client.unpublish(true))
  expect(await page.evaluate(() => window.version)).toBe(version())
}

/** The page `html`, and beside it the files of `from`, as if the cluster served them. */
async function openServed(context, cluster, from, html) {
  const page = await context.newPage()
  await page.route('**/served/**', async (route) => {
    const name = new URL(route.request().url()).pathname.replace('/served/', '')
    if (name === '') return route.fulfill({ contentType: 'text/html', body: html })
    await route.fulfill({
      contentType: types[extname(name)] ?? 'application/octet-stream',
      body: readFileSync(join(from, name)),
    })
  })
  await page.goto(`${cluster.url}served/`)
  return page
}

const moduleScript = (src) => `<!doctype html><script type="module" src="${src}"></script>`

test('the tarball holds what is needed, and nothing else', () => {
  const files = readdirSync(installed, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(installed.length + 1))
  expect(files.sort()).toEqual([
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'bin/sluice-replay.mjs',
    'dist/devices.js',
    'dist/devices.js.map',
    'dist/diagnose.d.ts',
    'dist/diagnose.js',
    'dist/diagnose.js.map',
    'dist/extra.js',
    'dist/extra.js.map',
    'dist/hls.js',
    'dist/hls.js.map',
    'dist/index.d.ts',
    'dist/index.js',
    'dist/index.js.map',
    'dist/inline.d.ts',
    'dist/inline.js',
    'dist/inline.js.map',
    'dist/integrity.json',
    'dist/player.d.ts',
    'dist/player.js',
    'dist/player.js.map',
    'dist/sluice.extra.wasm',
    'dist/sluice.global.d.ts',
    'dist/sluice.global.js',
    'dist/sluice.global.js.map',
    'dist/sluice.wasm',
    'package.json',
  ])
  const { dependencies, sideEffects } = JSON.parse(
    readFileSync(join(installed, 'package.json'), 'utf8'),
  )
  expect(dependencies).toBeUndefined()
  // What is there for what it does, not for what it exports.
  expect(sideEffects).toEqual(['./dist/player.js', './dist/sluice.global.js'])
  const hashes = JSON.parse(readFileSync(join(installed, 'dist/integrity.json'), 'utf8'))
  expect(Object.keys(hashes)).toEqual([
    'devices.js',
    'diagnose.js',
    'extra.js',
    'hls.js',
    'index.js',
    'inline.js',
    'player.js',
    'sluice.extra.wasm',
    'sluice.global.js',
    'sluice.wasm',
  ])
  for (const [name, hash] of Object.entries(hashes)) {
    const bytes = readFileSync(join(installed, 'dist', name))
    expect(hash).toBe(`sha384-${createHash('sha384').update(bytes).digest('base64')}`)
  }
})

test('publint and Are The Types Wrong have nothing to say', async () => {
  const { messages } = await publint({ pkgDir: installed, strict: true })
  expect(messages).toEqual([])
  const packed = attw.createPackageFromTarballData(new Uint8Array(readFileSync(tarball)))
  const { problems } = await attw.checkPackage(packed, { excludeEntrypoints: ['./wasm'] })
  // An ES module for resolvers that know `exports`; these two are for neither.
  const outdated = ['node10', 'node16-cjs']
  expect(problems.filter(({ resolutionKind }) => !outdated.includes(resolutionKind))).toEqual([])
})

for (const [moduleResolution, module] of [
  ['bundler', 'esnext'],
  ['node16', 'node16'],
]) {
  test(`its declarations compile for ${moduleResolution}`, () => {
    const tsc = join(root, 'node_modules/typescript/bin/tsc')
    const args = ['--strict', '--noEmit', '--target', 'es2022', '--lib', 'es2022,dom']
    const how = ['--moduleResolution', moduleResolution, '--module', module]
    const run = () =>
      execFileSync(process.execPath, [tsc, ...args, ...how, 'consumer.ts'], {
        cwd: folder,
        encoding: 'utf8',
      })
    expect(run()).toBe('')
  })
}

test('79: a shared config compiles in strict TypeScript, and no internals are exported', () => {
  // A manager's options that clients share, as TypeScript reads them.
  writeFileSync(
    join(folder, 'shared.ts'),
    `import { WHEPClient } from 'sluice-sdk'
     const shared = { host: 'a', streamName: 's', streamManager: { api: '4.0' } }
     export const ready = new WHEPClient().init(shared)
     export const params = new WHEPClient().init({ ...shared, connectionParams: new URLSearchParams('a=b') })
`,
  )
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  const args = ['--strict', '--noEmit', '--target', 'es2022', '--lib', 'es2022,dom']
  const how = ['--moduleResolution', 'bundler', '--module', 'esnext', '--skipLibCheck']
  const run = () =>
    execFileSync(process.execPath, [tsc, ...args, ...how, 'shared.ts'], {
      cwd: folder,
      encoding: 'utf8',
    })
  expect(run()).toBe('')
  const declared = readFileSync(join(installed, 'dist/index.d.ts'), 'utf8')
  const exported = [...declared.matchAll(/^export (?:declare )?\w+ (?:enum )?(\w+)/gm)].map(
    ([, name]) => name,
  )
  const named = new Set(readFileSync(join(root, 'web/index.ts'), 'utf8').match(/\w+/g))
  expect(exported.filter((name) => !named.has(name))).toEqual([])
})

test('an import on a server is harmless, and a use there is env.unsupported', () => {
  for (const entry of ['sluice-sdk', 'sluice-sdk/inline']) {
    const code = `import 'sluice-sdk/player'
      import 'sluice-sdk/diagnose'
      import { WHIPClient } from '${entry}'
      await new WHIPClient().init({ host: 'a', streamName: 'b' }).catch((e) => console.log(e.code))`
    const said = execFileSync(process.execPath, ['--input-type=module', '-e', code], {
      cwd: folder,
      encoding: 'utf8',
      timeout: 20_000,
    })
    expect(said).toBe('env.unsupported\n')
  }
})

test('Vite, while developing', async ({ context, cluster }) => {
  // With the config that the guide shows: Vite's copy of a dependency would not find the module that
  // lies beside the original.
  const configFile = join(folder, 'vite.config.js')
  writeFileSync(configFile, readFileSample(root, 'vite.config.js'))
  symlinkSync(join(root, 'node_modules/vite'), join(folder, 'node_modules/vite'))
  const server = await viteServer({
    root: folder,
    configFile,
    logLevel: 'error',
    cacheDir: join(folder, '.vite'),
    server: { port: 0 },
  })
  await server.listen()
  const page = await context.newPage()
  await page.goto(server.resolvedUrls.local[0])
  await expectPublishes(cluster, page, 'vite-dev')
  await page.close()
  await server.close()
})

test('Vite, built', async ({ context, cluster }) => {
  const out = join(folder, 'out-vite')
  await viteBuild({
    root: folder,
    configFile: false,
    logLevel: 'error',
    base: './',
    build: { outDir: out },
  })
  const page = await openServed(
    context,
    cluster,
    out,
    readFileSync(join(out, 'index.html'), 'utf8'),
  )
  await expectPublishes(cluster, page, 'vite')
})

test('webpack', async ({ context, cluster }) => {
  const out = join(folder, 'out-webpack')
  const stats = await new Promise((resolve, reject) => {
    webpack(
      { mode: 'production', context: folder, entry: './main.js', output: { path: out } },
      (error, result) => (error ? reject(error) : resolve(result)),
    )
  })
  const { errors, warnings } = stats.toJson({ all: false, errors: true, warnings: true })
  expect(errors).toEqual([])
  expect(warnings.filter(({ message }) => !/size limit|performance/i.test(message))).toEqual([])
  const page = await openServed(context, cluster, out, moduleScript('main.js'))
  await expectPublishes(cluster, page, 'webpack')
})

test('what an import is there for is kept by webpack and Vite: the element, the global name', async ({
  context,
  cluster,
}) => {
  const code = "import 'sluice-sdk/player'\nimport 'sluice-sdk/global'\n"
  const app = join(folder, 'effects')
  mkdirSync(app)
  writeFileSync(join(app, 'main.js'), code)
  writeFileSync(join(app, 'index.html'), moduleScript('/main.js'))
  const outs = { webpack: join(folder, 'effects-webpack'), vite: join(folder, 'effects-vite') }
  await new Promise((resolve, reject) => {
    const output = { path: outs.webpack }
    webpack({ mode: 'production', context: app, entry: './main.js', output }, (error, stats) =>
      error || stats.hasErrors() ? reject(error ?? new Error(stats.toString())) : resolve(),
    )
  })
  const build = { outDir: outs.vite, emptyOutDir: true }
  await viteBuild({ root: app, configFile: false, logLevel: 'error', base: './', build })
  const pages = {
    webpack: moduleScript('main.js'),
    vite: readFileSync(join(outs.vite, 'index.html'), 'utf8'),
  }
  for (const [bundler, html] of Object.entries(pages)) {
    const page = await openServed(context, cluster, outs[bundler], html)
    await expect.poll(() => page.evaluate(() => typeof window.sluice)).toBe('object')
    expect(await page.evaluate(() => !!customElements.get('sluice-player'))).toBe(true)
    await page.close()
  }
})

test('Rollup, with the module copied beside', async ({ context, cluster }) => {
  const out = join(folder, 'out-rollup')
  const bundle = await rollup({ input: join(folder, 'main.js'), plugins: [nodeResolve()] })
  await bundle.write({ dir: out, format: 'es' })
  cpSync(join(installed, 'dist/sluice.wasm'), join(out, 'sluice.wasm'))
  const page = await openServed(context, cluster, out, moduleScript('main.js'))
  await expectPublishes(cluster, page, 'rollup')
})

test('esbuild, with the module inside', async ({ context, cluster }) => {
  const out = join(folder, 'out-esbuild')
  await esbuild({
    entryPoints: [join(folder, 'main.js')],
    outdir: out,
    bundle: true,
    format: 'esm',
    alias: { 'sluice-sdk': 'sluice-sdk/inline' },
    logLevel: 'error',
  })
  const page = await openServed(context, cluster, out, moduleScript('main.js'))
  await expectPublishes(cluster, page, 'esbuild')
})

test('a plain module script', async ({ context, cluster }) => {
  const map = JSON.stringify({
    imports: { 'sluice-sdk': './node_modules/sluice-sdk/dist/index.js' },
  })
  const html = `<!doctype html><script type="importmap">${map}</script>
    <script type="module" src="main.js"></script>`
  const page = await openServed(context, cluster, folder, html)
  await expectPublishes(cluster, page, 'module')
})

test('one script tag, checked by its hash', async ({ context, cluster }) => {
  const dist = join(installed, 'dist')
  const hashes = JSON.parse(readFileSync(join(dist, 'integrity.json'), 'utf8'))
  const html = `<!doctype html>
    <script src="sluice.global.js" integrity="${hashes['sluice.global.js']}"></script>
    <script>
      window.version = sluice.getVersion()
      window.begin = async (options) => {
        window.client = await new sluice.WHIPClient().init(options)
        await client.publish()
      }
    </script>`
  const page = await openServed(context, cluster, dist, html)
  await expectPublishes(cluster, page, 'global')
})
