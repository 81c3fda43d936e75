// The words of the texts in the core's sources, which a recording keeps as they are, because the
// core compares with them or writes them itself (src/recording/vocabulary.hpp): written into
// src/recording/core_words.cpp. With --check: whether they are there (npm run lint).
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'

const root = new URL('../', import.meta.url)
const target = new URL('src/recording/core_words.cpp', root)
const rooms = [
  'base',
  'manager',
  'signal',
  'machine',
  'config',
  'negotiation',
  'whip',
  'socket',
  'session',
  'recovery',
]

const words = new Set(['true', 'false', 'null'])
for (const room of rooms) {
  const folder = new URL(`src/${room}/`, root)
  for (const name of readdirSync(folder)) {
    // What only a replay shows.
    if (name === 'reasons.cpp') continue
    const source = readFileSync(new URL(name, folder), 'utf8')
      .replace(/^\s*#include.*$/gm, '')
      .replace(/(^|\s)\/\/.*$/gm, '')
    const texts = source.matchAll(/R"(\w*)\(([^]*?)\)\1"|"((?:[^"\\\n]|\\.)*)"/g)
    for (const [, , raw, plain] of texts) {
      const text = raw ?? plain.replace(/\\[nrt0]/g, ' ')
      // A letter before a name is that of a table: "ANetConnection.Connect.Success".
      const names = text.replace(/\b[A-Z](?=[A-Z][a-z])/g, '')
      for (const word of `${text} ${names}`.toLowerCase().match(/[a-z0-9]+/g) ?? []) {
        if (word.length > 1 && /[a-z]/.test(word)) words.add(word)
      }
    }
  }
}

const lines = ['']
for (const word of [...words].sort()) {
  if (lines.at(-1).length + word.length > 90) lines.push('')
  lines.push(`${lines.pop()}${word} `)
}
const text = `// Made by scripts/core-words.mjs.
#include "recording/vocabulary.hpp"

namespace sluice::recording {

const std::string_view kCoreWords =
${lines.map((line) => `    "${line}"`).join('\n')};

}  // namespace sluice::recording
`
if (!process.argv.includes('--check')) {
  writeFileSync(target, text)
} else if (readFileSync(target, 'utf8') !== text) {
  console.error(
    'src/recording/core_words.cpp is not what the sources give: node scripts/core-words.mjs',
  )
  process.exit(1)
}
