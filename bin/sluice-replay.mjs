#!/usr/bin/env node
// Shows what a recorded session did and why, and whether this version of Sluice does the same.
// Usage: sluice-replay [--all | --check] <file>...
//   --all: with each look at the media; --check: a line for each file
// Ends with 1 where a replay differs, with 2 where a file cannot be read.
import { readFileSync } from 'node:fs'
import { openCore } from '../dist/extra.js'

const given = process.argv.slice(2)
const files = given.filter((argument) => !argument.startsWith('--'))
const all = given.includes('--all')
const checks = given.includes('--check')
const isWrong = given.some((argument) => /^--(?!(all|check)$)/.test(argument))

if (files.length === 0 || isWrong) {
  console.error('usage: sluice-replay [--all | --check] <file>...')
  process.exit(2)
}

const bytes = readFileSync(new URL('../dist/sluice.extra.wasm', import.meta.url))
const core = await openCore(await WebAssembly.compile(bytes))

let result = 0
for (const file of files) {
  let told
  try {
    told = core.replay(readFileSync(file), all)
  } catch (error) {
    told = { error: error.message }
  }
  if (told.error) console.error(`${file}: ${told.error}`)
  else if (checks)
    console.log(
      `${file}: ${told.exact ? 'exact' : 'differs'}, ${told.replayed} of ${told.inputs} inputs`,
    )
  else process.stdout.write(told.text)
  result = Math.max(result, told.error ? 2 : told.exact ? 0 : 1)
}
process.exitCode = result
