// Draws docs/diagrams/*.svg: the states of each machine, out of its table in src/.
// Usage: node scripts/diagrams.mjs [--check]   (--check: fails if one of the pictures is outdated)
import { instance } from '@viz-js/viz'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

/**
 * Where each table stands, what says what its states mean (the same file, or its header), and the
 * states from which no way leads back.
 */
const machines = [
  { name: 'supervisor', table: 'src/recovery/supervisor_table.cpp', endings: ['Closing', 'Ended'] },
  { name: 'session', table: 'src/session/session_table.cpp', endings: ['Closing', 'Ended'] },
  { name: 'http', table: 'src/whip/http_table.cpp', endings: ['Orphaning', 'Deleting', 'Done'] },
  { name: 'socket', table: 'src/socket/socket_table.cpp', endings: ['Stopping', 'Done'] },
  { name: 'events', table: 'src/whip/whep_extensions.cpp', endings: ['Done'] },
  { name: 'locator', table: 'src/session/locator.cpp', endings: ['Done'] },
  {
    name: 'capture',
    table: 'src/recovery/capture_watch.cpp',
    meanings: 'src/recovery/capture_watch.hpp',
    endings: [],
  },
]

const read = (path) => readFileSync(join(root, path), 'utf8')

/** @returns {{ from: string, event: string, to: string }[]} */
function readRows(path) {
  const [, body] = /kRows\[\] = \{\n([^]*?)\n\};/.exec(read(path)) ?? []
  const rows = [...(body ?? '').matchAll(/\{State::(\w+), Event::(\w+),\s*State::(\w+)\}/g)]
  // A row in another form would be lost in silence.
  if (rows.length === 0 || rows.length !== [...body.matchAll(/Event::/g)].length)
    throw new Error(`${path}: the table cannot be read`)
  return rows.map(([, from, event, to]) => ({ from, event, to }))
}

/** @returns {Map<string, string>} what each state means, in their order */
function readMeanings(path) {
  const text = read(path)
  const list = /\/\/ The states:\n((?:\/\/ {2}\w+ .*\n)+)/.exec(text)?.[1]
  const lines = list
    ? [...list.matchAll(/^\/\/ {2}(\w+) +(.*)$/gm)]
    : [...(/State : [^]*?\{\n([^]*?)\};/.exec(text)?.[1] ?? '').matchAll(/^ *(\w+), +\/\/ (.*)$/gm)]
  if (lines.length === 0) throw new Error(`${path}: the meanings of the states cannot be read`)
  return new Map(lines.map(([, state, meaning]) => [state, meaning]))
}

function wrap(text, width) {
  const lines = ['']
  for (const word of text.split(' ')) {
    if (lines.at(-1) && lines.at(-1).length + word.length >= width) lines.push('')
    lines[lines.length - 1] += (lines.at(-1) ? ' ' : '') + word
  }
  return lines
}

/**
 * Events that end it from nearly everywhere are told in words: as arrows they would hide the others.
 */
function splitRows(rows, endings) {
  const ends = rows.filter(({ from, to }) => endings.includes(to) && !endings.includes(from))
  const events = [...new Set(ends.map(({ event }) => event))]
  const byEvent = new Map(events.map((event) => [event, ends.filter((row) => row.event === event)]))
  const common = [...byEvent].filter(([, same]) => same.length >= 3)
  const told = new Set(common.flatMap(([, same]) => same))
  const notes = common.map(([event, same]) => {
    const targets = endings.filter((state) => same.some(({ to }) => to === state))
    const ways = targets.map(
      (state) =>
        `${state}, from ${same
          .filter(({ to }) => to === state)
          .map(({ from }) => from)
          .join(', ')}`,
    )
    return `${event}: to ${ways.join('; to ')}`
  })
  return { drawn: rows.filter((row) => !told.has(row)), notes }
}

/** In Graphviz's language. */
function dotOf(rows, meanings, endings) {
  const states = [...meanings.keys()]
  const unknown = rows.flatMap(({ from, to }) => [from, to]).find((state) => !meanings.has(state))
  if (unknown) throw new Error(`the state ${unknown} has no meaning`)
  const { drawn, notes } = splitRows(rows, endings)
  const legend = notes
    .flatMap((note) => wrap(note, 80).map((line, at) => `${at ? '      ' : ''}${line}\n`))
    .join('')
  const quote = (text) => `"${text.replace(/["\\]/g, '\\$&')}"`
  const html = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

  const nodes = states.map((state, at) => {
    const lines = wrap(meanings.get(state), 30).map(html).join('<br/>')
    const isEnd = !rows.some(({ from, to }) => from === state && to !== state)
    const kind = at === 0 ? 'first' : isEnd ? 'last' : 'between'
    return `${state} [class=${kind} label=<<b>${state}</b><br/><font point-size="11">${lines}</font>>]`
  })
  const arrows = new Map()
  for (const { from, event, to } of drawn) {
    const way = `${from} -> ${to}`
    arrows.set(way, [...(arrows.get(way) ?? []), event])
  }
  const edges = [...arrows].map(
    ([way, events]) =>
      `${way} [label=${quote(`${wrap(events.join(', '), 24).join('\n')} `).replaceAll('\n', '\\n')}]`,
  )
  return `digraph {
    graph [rankdir=TB nodesep=0.35 ranksep=0.5 fontname=Arial fontsize=12 labelloc=b labeljust=l label=${quote(legend).replaceAll('\n', '\\l')}]
    node [shape=box style=rounded fontname=Arial fontsize=13 margin="0.16,0.1"]
    edge [fontname=Arial fontsize=11 arrowsize=0.7]
    ${nodes.join('\n    ')}
    ${edges.join('\n    ')}
  }`
}

const style = `<style>
text { font-family: Arial, 'Liberation Sans', sans-serif; fill: #0f2530 }
.node path { fill: #fff; stroke: #748b96 }
.first path { stroke: #0b7287; stroke-width: 2.5 }
.last path { fill: #e6edf0 }
.edge path { stroke: #748b96 }
.edge polygon { fill: #748b96; stroke: #748b96 }
.edge text { fill: #0b5c6e }
@media (prefers-color-scheme: dark) {
text { fill: #e7f0f3 }
.node path { fill: #101d23; stroke: #667f8a }
.first path { stroke: #4fc0d6 }
.last path { fill: #22343c }
.edge text { fill: #86d8e8 }
}
</style>`

/** Without what is Graphviz's own, or would not follow the reader's colours. */
const dressed = (svg) =>
  svg
    .replace(/^[^]*?(?=<svg)/, '')
    .replace(/<!--[^]*?-->\n/g, '')
    .replace(/<title>[^<]*<\/title>\n/g, '')
    .replace(/<polygon fill="white"[^>]*>\n/, '')
    .replace(/ (?:fill|stroke|font-family)="[^"]*"/g, '')
    .replace(/ id="[^"]*"/g, '')
    .replace(/(<svg[^>]*)>/, '$1 fill="none">')
    .replace(/(<svg[^>]*>\n)/, `$1${style}\n`)

const viz = await instance()
const isCheck = process.argv.includes('--check')
let fault = 0
mkdirSync(join(root, 'docs/diagrams'), { recursive: true })
for (const { name, table, meanings = table, endings } of machines) {
  const page = `docs/diagrams/${name}.svg`
  const dot = dotOf(readRows(table), readMeanings(meanings), endings)
  const svg = dressed(viz.renderString(dot, { format: 'svg' }))
  if (!isCheck) writeFileSync(join(root, page), svg)
  else if (read(page) !== svg) {
    console.error(`${page} is outdated: node scripts/diagrams.mjs`)
    fault = 1
  }
}
process.exit(fault)
