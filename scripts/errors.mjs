// Writes docs/guides/errors.md: each error of web/error.ts with what the core's table says of it
// (src/base/error.cpp), and its cause and cure (docs/site/cures.mjs). Fails where one is missing.
// Usage: node scripts/errors.mjs [--check]   (--check: fails if the page is another one)
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cures, families, webErrors } from '../docs/site/cures.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const read = (path) => readFileSync(join(root, path), 'utf8')
const page = 'docs/guides/errors.md'

let fault = 0
const complain = (text) => {
  console.error(text)
  fault = 1
}

/** The core's: each row is a letter (a capital where trying again may help), a name, a sentence. */
function coreErrors() {
  const source = read('src/base/error.cpp')
  const [, literals] = /kInfos =\s*((?:"(?:[^"\\]|\\.)*"\s*)+);/.exec(source) ?? []
  const rows = [...(literals ?? '').matchAll(/"((?:[^"\\]|\\.)*)"/g)]
    .map(([, text]) => text)
    .join('')
  const blames = { c: 'caller', r: 'remote', n: 'network', i: 'internal' }
  return Object.fromEntries(
    rows
      .split('\\n')
      .filter(Boolean)
      .map((row) => {
        const [, kind, name, message] = /^(\w) (\S+) (.*)$/.exec(row)
        const blame = blames[kind.toLowerCase()]
        return [name, { blame, retryable: kind !== kind.toLowerCase(), message }]
      }),
  )
}

const core = coreErrors()
const [, union] = /SluiceErrorCode =([^]*?)\n\n/.exec(read('web/error.ts'))
const codes = [...union.matchAll(/'([^']+)'/g)].map(([, code]) => code)
const web = readdirSync(join(root, 'web'))
  .filter((name) => name.endsWith('.ts'))
  .map((name) => read(`web/${name}`))
  .join('\n')

for (const code of codes) {
  if (!cures[code]) complain(`${code}: has no cause and cure in docs/site/cures.mjs`)
  if (!core[code] && !webErrors[code]) complain(`${code}: neither in the core nor in webErrors`)
  if (!families[code.split('.')[0]]) complain(`${code}: its family has no title`)
}
for (const code of [...Object.keys(cures), ...Object.keys(core), ...Object.keys(webErrors)])
  if (!codes.includes(code)) complain(`${code}: not in web/error.ts`)
for (const [code, { message }] of Object.entries(webErrors))
  if (core[code] || !web.includes(message)) complain(`${code}: web/ does not say "${message}"`)

const blamed = {
  caller: 'Yours to mend',
  remote: 'The server’s to mend',
  network: 'The network’s',
  internal: 'Ours to mend',
}

function section(code) {
  const { blame, retryable, message } = core[code] ?? webErrors[code]
  const [cause, cure] = cures[code]
  const again = retryable ? 'the same call may go through later' : 'the same call fails again'
  return `### ${code}

*${message}* ${blamed[blame]} (\`${blame}\`); ${again}.

- **Cause:** ${cause}
- **Cure:** ${cure}
`
}

const listed = Object.entries(families).map(([family, title]) => {
  const own = codes.filter((code) => code.startsWith(`${family}.`)).sort()
  return `## ${title}\n\n${own.map(section).join('\n')}`
})

const text = fault
  ? ''
  : `# Every error, its cause and its cure

Each rejection, and the data of each failure event, is a \`SluiceError\`. Its \`code\` is stable: compare with that, and show the user a sentence of your own.

\`blame\` says who has something to do about it, \`retryable\` whether the same call may go through later without a change. \`httpStatus\` and \`retryAfterMs\` are there where an answer over HTTP is behind it; \`detail\` has the particulars, and never a token, a password or an address. What each HTTP status becomes is [a page of its own](../statuses.md).

${listed.join('\n')}
## Try it

A player without a stream is the quickest way to an error:

\`\`\`js sample=errors
import { SluiceError, WHEPClient } from 'sluice-sdk'

const subscriber = new WHEPClient()
try {
  await subscriber.init({ host: 'media.example.com', streamName: 'nobody-here' })
  await subscriber.subscribe()
} catch (error) {
  if (!(error instanceof SluiceError)) throw error
  console.log(error.code, error.blame, error.retryable, error.httpStatus)
}
\`\`\`

<!-- Written by scripts/errors.mjs out of src/base/error.cpp, web/error.ts and docs/site/cures.mjs. -->
`

if (fault) process.exit(fault)
if (!process.argv.includes('--check')) writeFileSync(join(root, page), text)
else if (read(page) !== text) {
  console.error(`${page} is outdated: node scripts/errors.mjs`)
  process.exit(1)
}
