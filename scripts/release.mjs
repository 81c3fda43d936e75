// A release: the next version, its part of the changelog, a build, all tests, the package, a tag.
// Publishing is left to whoever has the right to; what would be published is printed.
// Usage: node scripts/release.mjs <major|minor|patch> [--dry-run]
//   --dry-run  nothing stays as it was made, and the long tests are left out
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { nextVersion, releasedChanges } from './lib/release.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const USAGE = 'Usage: node scripts/release.mjs <major|minor|patch> [--dry-run]'
const touched = ['package.json', 'package-lock.json', 'CMakeLists.txt', 'CHANGELOG.md', 'dist']

const { values, positionals } = parseArgs({
  options: { 'dry-run': { type: 'boolean', default: false } },
  allowPositionals: true,
})
const isDry = values['dry-run']
const [step] = positionals
if (positionals.length !== 1 || !['major', 'minor', 'patch'].includes(step)) fail(USAGE)

const path = (name) => join(root, name)
const say = (text) => console.log(`\n== ${text}`)
const run = (command, ...args) => execFileSync(command, args, { cwd: root, stdio: 'inherit' })
const ask = (command, ...args) => execFileSync(command, args, { cwd: root, encoding: 'utf8' })

function fail(text) {
  console.error(text)
  process.exit(1)
}

// What is not committed would be released, or lost where a dry run puts everything back.
if (ask('git', 'status', '--porcelain', '--untracked-files=no').trim())
  fail('There are changes that are not committed.')

const { version: before } = JSON.parse(readFileSync(path('package.json'), 'utf8'))
const version = nextVersion(before, step)
const changelog = readFileSync(path('CHANGELOG.md'), 'utf8')
const today = new Date().toISOString().slice(0, 10)
const changed = releasedChanges(changelog, version, today)
if (!changed) fail('CHANGELOG.md has nothing under "Unreleased".')
if (ask('git', 'tag', '--list', `v${version}`).trim()) fail(`There is a tag v${version} already.`)

const packed = mkdtempSync(join(tmpdir(), 'sluice-release-'))
try {
  say(`${before} becomes ${version}`)
  run('npm', 'version', version, '--no-git-tag-version', '--allow-same-version')
  writeFileSync(path('CHANGELOG.md'), changed)
  const cmake = readFileSync(path('CMakeLists.txt'), 'utf8')
  writeFileSync(path('CMakeLists.txt'), cmake.replace(`VERSION ${before}`, `VERSION ${version}`))

  say('build')
  run('npm', 'run', '--silent', 'build')
  run('npm', 'run', '--silent', 'size')

  say(isDry ? 'the short checks' : 'all tests')
  if (isDry) run('npm', 'run', '--silent', 'lint')
  else run('npm', 'test')

  say('what would be published')
  const [{ filename, files, size, unpackedSize, integrity }] = JSON.parse(
    ask('npm', 'pack', '--json', '--ignore-scripts', '--pack-destination', packed),
  )
  for (const { path: name, size: bytes } of files)
    console.log(`${String(bytes).padStart(9)}  ${name}`)
  console.log(`${filename}: ${size} bytes, ${unpackedSize} unpacked, ${integrity}`)

  if (!isDry) {
    run('git', 'add', '--', ...touched)
    run('git', 'commit', '--quiet', '-m', `Release ${version}`)
    run('git', 'tag', '-a', `v${version}`, '-m', version)
    say(`committed and tagged v${version}`)
    console.log('To publish: git push --follow-tags && npm publish')
  }
} finally {
  rmSync(packed, { recursive: true, force: true })
  if (isDry) {
    run('git', 'checkout', '--quiet', '--', ...touched)
    say('all is as it was')
  }
}
