// The tables that `npm run bench -- recovery` prints.
import { against } from '../before.mjs'
import { summary } from '../stats.mjs'

export const policies = {
  sluice: 'recovery',
  ...(against && { before: `that of ${against}` }),
  page: 'page logic',
  plain: 'Chromium alone',
}

/** Of those that are not ours some runs are enough. */
export const isOurs = (policy) => policy === 'sluice' || policy === 'before'
const kinds = { rtc: 'RTC (WebSocket)', socket: 'RTC, socket kept', http: 'WHIP/WHEP' }
const stepNames = [
  'noticed',
  'attempt',
  'looked up',
  'socket open',
  'described',
  'connected',
  'live',
  'frame',
]

const cell = (text, width) => String(text).padStart(width)

/** n, median, 25 %, 75 %, max of those that came back. */
function numbers(samples, unit) {
  const values = samples.map(({ ms }) => ms).filter((ms) => ms !== null)
  if (!values.length) return { text: `${cell(0, 4)}${cell('never', 32)}`, median: Infinity }
  const { median, low, high, max } = summary(values)
  const show = (value) => cell(unit ? value : (value / 1000).toFixed(2), 8)
  return { text: cell(values.length, 4) + [median, low, high, max].map(show).join(''), median }
}

function verdict(median, goal, unit, samples) {
  const lost = samples.filter(({ ms }) => ms === null).length
  const goalText = cell(unit ? goal : (goal / 1000).toFixed(1), 6)
  return `${goalText}  ${median <= goal && !lost ? 'met    ' : 'NOT MET'}`
}

function line(kind, runs, { goal, unit }) {
  const { sluice, ...others } = runs
  let text = `  ${kinds[kind].padEnd(18)}`
  if (sluice) {
    const { text: ours, median } = numbers(sluice, unit)
    text += ours + verdict(median, goal(kind), unit, sluice)
  }
  for (const samples of Object.values(others)) text += ` |${numbers(samples, unit).text}`
  return text
}

function heading(wanted) {
  const columns = `${cell('n', 4)}${['median', '25 %', '75 %', 'max'].map((name) => cell(name, 8)).join('')}`
  const width = columns.length
  let top = ' '.repeat(20)
  let bottom = top
  if (wanted.includes('sluice')) {
    top += policies.sluice.padStart(width) + ' '.repeat(15)
    bottom += `${columns}${cell('goal', 6)}${' '.repeat(9)}`
  }
  for (const policy of wanted.filter((one) => one !== 'sluice')) {
    top += ` |${policies[policy].padStart(width)}`
    bottom += ` |${columns}`
  }
  return `${top}\n${bottom}`
}

function causes(samples) {
  const counts = {}
  for (const { notes = [] } of samples) {
    const { cause = 'nothing' } = notes.find(({ what }) => what === 'noticed') ?? {}
    counts[cause] = (counts[cause] ?? 0) + 1
  }
  return Object.entries(counts).map(([cause, count]) => `${cause} ${count}`)
}

function stepMedians(samples) {
  const all = samples.map(({ steps }) => steps).filter(Boolean)
  return stepNames.flatMap((name) => {
    const values = all.map((steps) => steps[name]).filter((value) => value !== undefined)
    return values.length ? [`${name} +${summary(values).median}`] : []
  })
}

function steps(kind, policy, samples) {
  const label = `${kinds[kind]}, ${policies[policy]}`
  return (
    `    ${label.padEnd(34)}${stepMedians(samples).join(', ')}\n` +
    `    ${''.padEnd(34)}noticed by: ${causes(samples).join(', ')}`
  )
}

/**
 * @param {{title: string, measures: object}} scene
 * @param {Record<string, Record<string, object[]>>} results samples by kind and policy
 */
export function printScene(scene, results) {
  for (const [measure, how] of Object.entries(scene.measures)) {
    const of = (runs) =>
      Object.fromEntries(
        Object.entries(runs).map(([policy, samples]) => [policy, samples.map((s) => s[measure])]),
      )
    console.log(`\n${scene.title}: ${how.title} (${how.unit ?? 's'})`)
    console.log(heading(Object.keys(Object.values(results)[0])))
    for (const [kind, runs] of Object.entries(results)) console.log(line(kind, of(runs), how))
    if (how.unit) continue
    console.log('  where it goes, medians in ms:')
    for (const [kind, runs] of Object.entries(results))
      for (const [policy, samples] of Object.entries(of(runs)))
        console.log(steps(kind, policy, samples))
  }
}
