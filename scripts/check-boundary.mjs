// The numbers that pass between the module and the page mean the same on both sides: the enumerations
// of web/browser/boundary.ts have the order of the variants and enumerations of src/ that they name.
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const read = (path) => readFileSync(join(root, path), 'utf8').replace(/\/\/.*$/gm, '')
const words = (text) => text.match(/\w+(?:::\w+)?/g) ?? []

const boundary = read('web/browser/boundary.ts')
const there = (name) => words(boundary.match(new RegExp(`const enum ${name} {([^}]*)}`))?.[1] ?? '')

const input = read('src/machine/input.hpp')
const effect = read('src/machine/effect.hpp')
const event = read('src/machine/event.hpp')
const variant = (text, name) =>
  words(text.match(new RegExp(`using ${name} =\\s*std::variant<([^;]*)>;`))?.[1] ?? '')
const enumeration = (text, name) =>
  words(text.match(new RegExp(`enum class ${name} [^{]*{([^}]*)}`))?.[1] ?? '')

// The types of an event's data that have another name in TypeScript.
const named = { 'std::monostate': 'None', 'std::string': 'Text', HostObject: 'Object' }

const pairs = [
  ['In', variant(input, 'Input')],
  ['Out', variant(effect, 'Effect')],
  ['Data', variant(event, 'EventData').map((type) => named[type] ?? type)],
  ['HostObject', enumeration(event, 'HostObject')],
]
let fault = 0
for (const [name, here] of pairs) {
  if (here.length && here.join() === there(name).join()) continue
  console.error(`boundary.ts: ${name} is not as in src/: ${there(name)}\n  there: ${here}`)
  fault = 1
}
const states = boundary && read('web/browser/peer.ts').match(/peerStates = \[([^\]]*)\]/)?.[1]
if (words(states ?? '').join() !== enumeration(input, 'PeerState').join().toLowerCase()) {
  console.error(`peer.ts: peerStates is not as in src/: ${states}`)
  fault = 1
}
process.exit(fault)
