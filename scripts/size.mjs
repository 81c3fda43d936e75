// npm run size: what a page downloads, and what it is made of. Fails above the budget, and above 3 %
// more than the recorded figure unless the CHANGELOG's section of unreleased changes says "size".
// Usage: npm run size [-- --record] [--brief]   (--record keeps today's figure in scripts/size.json;
// --brief does not say which functions the module is made of, for which it is built once more)
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { wasmFunctions } from './wasm-functions.mjs'

// Bytes of brotli: the package (module, glue and web layer), the file for a script tag, what is
// loaded when it is first used, and the second build, in the place of the module, with its glue.
const BUDGETS = {
  package: 90_000,
  global: 92_500,
  hls: 3_600,
  devices: 1_200,
  player: 3_900,
  diagnose: 10_200,
  extra: 110_000,
}
const GROWTH = 1.03

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const read = (path) => readFileSync(join(root, path))

function measure(bytes) {
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: 11,
    [constants.BROTLI_PARAM_LGWIN]: 24,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  }
  return {
    raw: bytes.length,
    gzip: gzipSync(bytes, { level: 9 }).length,
    brotli: brotliCompressSync(bytes, { params }).length,
  }
}

const number = (value) => value.toLocaleString('en-US').padStart(9)
const row = (name, { raw, gzip, brotli }) =>
  console.log(`  ${name.padEnd(34)}${number(raw)}${number(gzip)}${number(brotli)}`)

/** Which part of the code base a function's demangled name belongs to. */
function owner(name) {
  if (name.includes('nlohmann')) return 'nlohmann_json (lexer)'
  if (name.includes('sluice::browser')) return 'src/browser (with the machines inlined in it)'
  if (name.includes('sluice::')) return 'src/base, signal, session'
  if (name.includes('emscripten')) return 'embind'
  if (name.includes('std::')) return 'libc++ templates'
  return 'libc, malloc, compiler support'
}

const files = [
  ['sluice.wasm', measure(read('dist/sluice.wasm'))],
  ['index.js (glue and web layer)', measure(read('dist/index.js'))],
]
const sum = (key) => files.reduce((total, [, size]) => total + size[key], 0)
const total = { raw: sum('raw'), gzip: sum('gzip'), brotli: sum('brotli') }

const global = measure(read('dist/sluice.global.js'))
const hls = measure(read('dist/hls.js'))
const devices = measure(read('dist/devices.js'))
const extra = ['dist/extra.js', 'dist/sluice.extra.wasm'].map((path) => measure(read(path)))
const extraBytes = extra.reduce((total, { brotli }) => total + brotli, 0)
const player = measure(read('dist/player.js'))
const diagnose = measure(read('dist/diagnose.js'))

console.log(`\n  ${'bytes'.padEnd(34)}      raw     gzip   brotli`)
for (const [name, size] of files) row(name, size)
row('in all', total)
row('sluice.global.js', global)
row('hls.js, when it is first used', hls)
row('devices.js, behind the first picture', devices)
row('extra.js, where an option asks', extra[0])
row('sluice.extra.wasm', extra[1])
row('player.js, for its element alone', player)
row('diagnose.js, the self-test', diagnose)
row('inline.js', measure(read('dist/inline.js')))

const { outputs } = JSON.parse(read('build/wasm/bundle.json'))
const inputs = Object.values(outputs).flatMap((output) => Object.entries(output.inputs))
console.log('\n  index.js by source, raw')
for (const [name, { bytesInOutput }] of inputs.sort(
  (a, b) => b[1].bytesInOutput - a[1].bytesInOutput,
)) {
  console.log(
    `  ${name.replace('build/wasm/src/browser/sluice.mjs', 'glue (Emscripten)').padEnd(34)}${number(bytesInOutput)}`,
  )
}

/** The module once more, with the names of its functions in it. */
function tellFunctions() {
  execFileSync('cmake', ['--build', '--preset', 'wasm', '--target', 'sluice_named'], { cwd: root })
  const { functions, code, data } = wasmFunctions(read('build/wasm/src/browser/sluice_named.wasm'))
  const demangled = execFileSync('c++filt', { input: functions.map(({ name }) => name).join('\n') })
    .toString()
    .split('\n')
  const named = functions.map(({ bytes }, i) => ({ bytes, name: demangled[i] }))

  const owners = new Map()
  for (const { name, bytes } of named)
    owners.set(owner(name), (owners.get(owner(name)) ?? 0) + bytes)
  console.log(
    `\n  sluice.wasm: ${number(code).trim()} B of code, ${number(data).trim()} B of data; code by owner, raw`,
  )
  for (const [name, bytes] of [...owners].sort((a, b) => b[1] - a[1])) {
    console.log(`  ${name.padEnd(48)}${number(bytes)}`)
  }
  console.log('\n  the ten largest functions, raw')
  for (const { name, bytes } of named.sort((a, b) => b.bytes - a.bytes).slice(0, 10)) {
    console.log(`  ${number(bytes)}  ${name.replaceAll('std::__2::', 'std::').slice(0, 90)}`)
  }
}
if (!process.argv.includes('--brief')) tellFunctions()

const now = {
  package: total.brotli,
  global: global.brotli,
  hls: hls.brotli,
  devices: devices.brotli,
  player: player.brotli,
  diagnose: diagnose.brotli,
  extra: extraBytes,
}
const record = join(root, 'scripts/size.json')
if (process.argv.includes('--record')) writeFileSync(record, `${JSON.stringify(now, null, 2)}\n`)
const last = JSON.parse(readFileSync(record, 'utf8'))
const unreleased = read('CHANGELOG.md').toString().split(/^## /m)[1] ?? ''
for (const [product, bytes] of Object.entries(now)) {
  const [is, most, was] = [bytes, BUDGETS[product], last[product]].map((n) => number(n).trim())
  console.log(`\n  ${product}: ${is} B brotli of ${most}; last recorded ${was}`)
  if (bytes > BUDGETS[product]) {
    console.error('Over the budget.')
    process.exitCode = 1
  } else if (bytes > last[product] * GROWTH && !/\bsize\b/i.test(unreleased)) {
    console.error(
      'More than 3 % over the recorded figure: say why in CHANGELOG.md, and run with --record.',
    )
    process.exitCode = 1
  }
}
