// One list of options: what the core reads (src/config/) is what web/option_names.ts gives
// to the module, what has a default is an option, and a default that options.ts tells is the core's.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const read = (path) => readFileSync(join(root, path), 'utf8')
const all = (text, pattern) => [...text.matchAll(pattern)].map(([, name]) => name)

const names = new Map(
  [...read('web/option_names.ts').matchAll(/^ {2}(\w+): '(\w+)',$/gm)].map(([, name, kind]) => [
    name,
    kind,
  ]),
)
const core = readdirSync(join(root, 'src/config'))
  .filter((name) => name.endsWith('.cpp') && name !== 'default_options.cpp')
  .map((name) => read(`src/config/${name}`))
  .join('')
// `reader` is the one of the whole options; parts of them have readers of other names.
const inCore = new Set([
  ...all(core, /\b(?:reader|options)\.\w+\("(\w+)"/g),
  ...all(core, /\b\w+\(reader, "(\w+)"/g),
  ...all(core, /\badd\("\w+", "(\w+)"/g),
  // Read by another name over a WebSocket.
  ...all(core, /reader\.\w+\(\w+ \? "\w+" : "(\w+)"/g),
])
inCore.delete('tokenIsRenewable') // the web layer's own word for a token callback
inCore.delete('rtcConfiguration') // the web layer tells of its ICE servers as `iceServers`
inCore.delete('iceServers')

let fault = 0
const complain = (text) => {
  console.error(text)
  fault = 1
}
for (const name of inCore)
  if (names.get(name) !== 'module') complain(`${name}: read by the core, not given to it`)
for (const [name, kind] of names)
  if (
    kind === 'module' &&
    !inCore.has(name) &&
    !read('src/manager/rewrite.cpp').includes(`"${name}"`)
  )
    complain(`${name}: given to the core, and not read there`)

// Each is a return of raw strings, one after the other.
const defaults = read('src/config/default_options.cpp')
  .split('return ')
  .slice(1)
  .map((text) => JSON.parse(all(text, /R"\(([^]*?)\)"/g).join('')))
if (!defaults.length) complain('default_options.cpp: no defaults found')
const documented = read('web/options.ts')
for (const [name, value] of defaults.flatMap(Object.entries)) {
  if (!names.has(name)) complain(`${name}: has a default, and is no option`)
  const doc = documented.match(new RegExp(`/\\*\\*((?:(?!\\*/)[^])*?)\\*/\\s*${name}\\?:`))?.[1]
  const told = doc?.match(/[Dd]efault (?:\(([^)]*)\)|((?:\d+,)?[^,.\s(:;]+))/)
  const word = told?.[1] ?? told?.[2]
  if (word === undefined) continue
  const said = word.replaceAll('`', '').replaceAll(',', '')
  const isPlain = ['string', 'number', 'boolean'].includes(typeof value)
  const values = defaults.map((one) => one[name]).filter((one) => one !== undefined)
  if (isPlain && /^[\w.]+$/.test(said) && !values.some((one) => String(one) === said))
    complain(`${name}: options.ts tells a default of ${said}, the core has ${values}`)
}
process.exit(fault)
