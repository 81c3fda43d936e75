// Writes docs/conformance.md: the duties of tests/conformance/rows.mjs, each with the tests and the
// scenarios that name it. Fails where a duty has neither a test nor a reason, and where a tag names none.
// Usage: node scripts/conformance.mjs [--check]   (--check: fails if the page is another one)
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rows } from '../tests/conformance/rows.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const page = join(root, 'docs/conformance.md')

let fault = 0
const complain = (text) => {
  console.error(text)
  fault = 1
}

const tag = /\[row (\d+)\]/g
const rowsOf = (text) => [...text.matchAll(tag)].map(([, row]) => Number(row))

/** A test's name as its report has it, but for what a loop puts into it. */
const plain = (literals) =>
  literals
    .replace(/^["'`]|["'`]$|"\s+"/g, '')
    .replace(/\\(.)/g, '$1')
    .replace(/\$\{[^}]*\}/g, '…')

const strings = String.raw`(?:"(?:[^"\\]|\\.)*"\s*)+`
const inCpp = new RegExp(String.raw`TEST_CASE\(\s*(${strings}),\s*"((?:\[[^\]"]*\])+)"\)`, 'g')
const inJs = /\btest\(\s*('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`[^`]*`)/g

/** The tests of a file that name rows. */
function testsOf(file) {
  const text = readFileSync(join(root, file), 'utf8')
  const tests = file.endsWith('.cpp')
    ? [...text.matchAll(inCpp)].map(([, name, tags]) => ({ name: plain(name.trim()), tags }))
    : [...text.matchAll(inJs)].map(([, title]) => ({
        name: plain(title).replace(tag, '').trim(),
        tags: title,
      }))
  const found = tests.map(({ name, tags }) => ({ file, name, rows: rowsOf(tags) }))
  // A tag elsewhere, in a TEST_CASE's name for example, would be lost in silence.
  if (found.flatMap((each) => each.rows).length !== rowsOf(text).length)
    complain(`${file}: a [row N] is not where it belongs`)
  return found.filter((each) => each.rows.length > 0)
}

const files = readdirSync(join(root, 'tests'), { recursive: true })
  .filter((file) => /_test\.cpp$|\.(?:spec|test)\.mjs$/.test(file))
  .map((file) => `tests/${file.replaceAll('\\', '/')}`)
  .sort()

/** The scenarios name theirs as data; each is run by the simulation and in Chromium. */
const scenarios = readdirSync(join(root, 'tests/scenarios'))
  .filter((name) => name.endsWith('.json'))
  .sort()
  .map((name) => {
    const file = `tests/scenarios/${name}`
    const { about, rows: named } = JSON.parse(readFileSync(join(root, file), 'utf8'))
    return { file, name: about, rows: named }
  })

const tests = [...files.flatMap(testsOf), ...scenarios]

for (const { file, name, rows: named } of tests)
  for (const row of named)
    if (!rows.some((each) => each.row === row)) complain(`${file}: "${name}": no row ${row}`)
rows.forEach(({ row, noTest, open }, i) => {
  const isTested = tests.some((test) => test.rows.includes(row))
  if (row !== i + 1) complain(`rows.mjs: row ${row} stands at place ${i + 1}`)
  if (!isTested && !noTest && !open) complain(`row ${row}: no test, and no reason`)
  if (isTested && noTest) complain(`row ${row}: has a test, and a reason to have none`)
})

const cell = (text = '') => text.replaceAll('|', '\\|')
const link = ({ file, name }) => `[${cell(name)}](../${file})`
const linesOf = ({ row, topic, duty, where, level, sluice, noTest, open, browser }) => {
  const proofs = tests.filter((test) => test.rows.includes(row)).map(link)
  return [
    row,
    `**${topic}**: ${cell(duty)}`,
    where,
    level,
    cell(sluice) + (open ? `. **Open:** ${cell(open)}` : ''),
    proofs.join('<br>') || noTest || '-',
    cell(browser),
  ]
}

const open = rows.filter((row) => row.open)
const list = open.map(({ row }) => row).join(', ')
const text = `# The duties of a client, and what Sluice does

Written by \`node scripts/conformance.mjs\` out of \`tests/conformance/rows.mjs\` and the tests that name its rows: \`[row 17]\` in the tags of a \`TEST_CASE\`, or at the end of a test's title, or a member of \`rows\` in \`tests/scenarios\`. \`npm run lint\` fails where this page is not what it would write, where a duty has neither a test nor a reason, and where a test names a row that is not there. All tests of a row run by \`build/asan/tests/sluice_unit "[row 17]"\`, or by \`npx playwright test --config tests/e2e/playwright.config.mjs -g '\\[row 17\\]'\`.

WHIP is RFC 9725, WHEP draft-ietf-wish-whep-03. Where a level has "(server)" the duty is the server's, and the row says what a client makes of it.

${rows.length} duties. ${open.length ? `Not, or not wholly, fulfilled are ${open.length}: ${list}.` : 'None that a client can fulfil is open.'}

| | duty | where | level | what Sluice does | tests | in browsers |
|---|---|---|---|---|---|---|
${rows.map((row) => `| ${linesOf(row).join(' | ')} |`).join('\n')}
`

if (!process.argv.includes('--check')) writeFileSync(page, text)
else if (readFileSync(page, 'utf8') !== text)
  complain('docs/conformance.md is outdated: node scripts/conformance.mjs')
process.exit(fault)
