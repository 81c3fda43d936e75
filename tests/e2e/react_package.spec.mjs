// sluice-react as npm packs it: what is in it, its declarations, and on a server.
import * as attw from '@arethetypeswrong/core'
import { execFileSync } from 'node:child_process'
import { cpSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { publint } from 'publint'
import { expect, test } from './lab.mjs'
import { makeFolder, root } from './react/apps.mjs'

let folder
let installed

test.beforeAll(() => {
  folder = makeFolder()
  installed = join(folder, 'node_modules/sluice-react')
  const types = join(root, 'packages/react/node_modules')
  for (const name of ['@types', 'csstype'])
    symlinkSync(join(types, name), join(folder, 'node_modules', name))
  cpSync(join(import.meta.dirname, 'react/consumer.tsx'), join(folder, 'consumer.tsx'))
})
test.afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('the tarball holds what is needed, asks for the app’s own React, and is the client’s', () => {
  const files = readdirSync(installed, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(installed.length + 1))
  expect(files.sort()).toEqual([
    'LICENSE',
    'README.md',
    'dist/index.d.ts',
    'dist/index.js',
    'dist/index.js.map',
    'dist/player.d.ts',
    'dist/publisher.d.ts',
    'dist/types.d.ts',
    'package.json',
  ])
  const described = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'))
  expect(described.dependencies).toBeUndefined()
  expect(Object.keys(described.peerDependencies)).toEqual(['react', 'sluice-sdk'])
  const script = readFileSync(join(installed, 'dist/index.js'), 'utf8')
  expect(script.split('\n')[0]).toBe("'use client'")
  const imported = [...script.matchAll(/from "(.*)"/g)].map(([, name]) => name)
  expect([...new Set(imported)].sort()).toEqual(['react', 'react/jsx-runtime', 'sluice-sdk'])
})

test('publint and Are The Types Wrong have nothing to say of sluice-react', async () => {
  const { messages } = await publint({ pkgDir: installed, strict: true })
  expect(messages).toEqual([])
  const [tarball] = readdirSync(folder).filter((name) => /^sluice-react.*\.tgz$/.test(name))
  const packed = attw.createPackageFromTarballData(
    new Uint8Array(readFileSync(join(folder, tarball))),
  )
  const { problems } = await attw.checkPackage(packed)
  // An ES module for resolvers that know `exports`; these two are for neither.
  const outdated = ['node10', 'node16-cjs']
  expect(problems.filter(({ resolutionKind }) => !outdated.includes(resolutionKind))).toEqual([])
})

test("README's samples and what a typed app may write compile in strict TypeScript", () => {
  const readme = readFileSync(join(root, 'packages/react/README.md'), 'utf8')
  const samples = [...readme.matchAll(/```tsx\n(.*?)```/gs)].map(([, code]) => code)
  expect(samples.length).toBeGreaterThanOrEqual(2)
  const files = samples.map((code, i) => {
    writeFileSync(join(folder, `sample${i}.tsx`), `${code}\nexport {}\n`)
    return `sample${i}.tsx`
  })
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  const args = ['--strict', '--noEmit', '--target', 'es2022', '--lib', 'es2022,dom,dom.iterable']
  // The stricter of the two: what node16 finds, bundlers find.
  const how = ['--moduleResolution', 'node16', '--module', 'node16', '--jsx', 'react-jsx']
  const run = () =>
    execFileSync(process.execPath, [tsc, ...args, ...how, 'consumer.tsx', ...files], {
      cwd: folder,
      encoding: 'utf8',
    })
  expect(run()).toBe('')
})

test('on a server it renders what there is to show, and begins nothing', () => {
  const code = `import { createElement, StrictMode } from 'react'
    import { renderToString } from 'react-dom/server'
    import { Player, Publisher } from 'sluice-react'
    import 'sluice-sdk/player'
    const options = { host: 'media.example.com', streamName: 'stream1' }
    globalThis.fetch = () => { throw new Error('a request') }
    const made = [Player, Publisher].map((type, key) => createElement(type, { options, key }))
    console.log(renderToString(createElement(StrictMode, null, ...made)))`
  const html = execFileSync(process.execPath, ['--input-type=module', '-e', code], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 20_000,
  })
  expect(html.match(/<video[^>]*data-state="idle"/g)).toHaveLength(2)
  expect(html).toContain('aria-label="Live stream"')
})
