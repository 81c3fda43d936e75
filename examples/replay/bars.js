// The states of a session as bars over time, in rows: the client's, its sessions', its attempts', media's.

import { readFact } from './facts.js'

/** Which facts are drawn, and in which row. `rows`: of its kind there may be several at a time. */
const families = [
  { row: 'client', label: 'Client', of: /^client$/ },
  { row: 'loss', label: 'Lost', of: /^loss$/ },
  { row: 'session', label: 'Sessions', of: /^session (\d+)$/, rows: 3 },
  { row: 'attempt', label: 'Attempts', of: /^attempt (\d+) over (?:HTTP|a WebSocket)$/, rows: 3 },
  { row: 'media', label: 'Media', of: /^media$/ },
  { row: 'picture', label: 'Picture', of: /^picture$/ },
  { row: 'device', label: 'Device', of: /^device$/ },
  { row: 'network', label: 'Network', of: /^network$/ },
  { row: 'page', label: 'Page', of: /^page$/ },
]

const tones = {
  good: ['Live', 'Connected', 'arrives', 'moves', 'late, but the server is there'],
  calm: ['Plain', 'Idle', 'Ended', 'Closing', 'Deleting', 'Stopping', 'Done', 'none yet'],
  bad: ['stalled', 'stands still', 'given up', 'refused'],
}
const badRows = ['loss', 'network']

/**
 * @typedef {object} Bar
 * @property {number} from ms
 * @property {number} to
 * @property {string} label
 * @property {string} detail
 * @property {'good' | 'calm' | 'wait' | 'bad'} tone
 * @property {number} step the place of the step that it begins with
 */

/**
 * @param {object[]} steps those that were replayed: of the others nobody knows the state
 * @param {number} end ms
 * @returns {{ label: string, title: string, bars: Bar[] }[]} the rows that have something in them;
 *   `label`: beside the first of its kind alone
 */
export function barsOf(steps, end) {
  const rows = new Map()
  const open = new Map() // by the fact's name: its bar, and where it is
  for (const [place, step] of steps.entries()) {
    // What is over first: what begins with the same step may have its row.
    const facts = step.changed.map(readFact).sort((a, b) => b.isOver - a.isOver)
    for (const fact of facts) {
      const before = open.get(fact.name)
      if (before) before.bar.to = step.at
      if (fact.isOver) {
        open.delete(fact.name)
        continue
      }
      const where = before ?? roomFor(fact.name, open)
      if (!where) continue
      const bar = { ...barOf(fact, where), from: step.at, to: end, step: place }
      open.set(fact.name, { ...where, bar })
      const key = `${where.family.row} ${where.row}`
      if (!rows.has(key)) rows.set(key, { family: where.family, row: where.row, bars: [] })
      rows.get(key).bars.push(bar)
    }
  }
  return [...rows.values()]
    .sort((a, b) => order(a.family) - order(b.family) || a.row - b.row)
    .map(({ family, row, bars }) => ({
      label: row ? '' : family.label,
      title: family.label,
      bars,
    }))
}

const order = (family) => families.indexOf(family)

/** The first row of its family that nothing is in; where all are taken, the last one. */
function roomFor(name, open) {
  const family = families.find(({ of }) => of.test(name))
  if (!family) return undefined
  const taken = [...open.values()].filter((one) => one.family === family).map(({ row }) => row)
  for (let row = 0; row < (family.rows ?? 1); row++)
    if (!taken.includes(row)) return { family, row }
  return { family, row: (family.rows ?? 1) - 1 }
}

function barOf({ name, kind, detail }, { family }) {
  const [, part] = family.of.exec(name)
  const label = part ? `${part}: ${kind}` : kind
  return { label, detail, tone: badRows.includes(family.row) ? 'bad' : toneOf(kind) }
}

function toneOf(kind) {
  // Behind a session's state stands what it is for.
  const [state] = kind.split(', ')
  const names = Object.keys(tones)
  const toneWith = (text) => names.find((tone) => tones[tone].includes(text))
  return toneWith(kind) ?? toneWith(state) ?? 'wait'
}
