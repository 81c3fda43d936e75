// From what the core tells of a recording to what the page shows. It runs in the worker.

import { barsOf } from './bars.js'
import { stepsOf } from './steps.js'
import { storyOf } from './story.js'

const longestOptions = 10_000

/**
 * @param {{ lines: object[], text: string, inputs: number, replayed: number, exact: boolean }} told by
 *   the core, see web/recorded.ts
 * @param {string} version of the core that has recorded it
 */
export function modelOf(told, version) {
  const { steps, closing } = stepsOf(told.lines)
  const end = told.lines.at(-1)?.at ?? 0
  const replayed = steps.filter(({ input }) => input <= told.replayed)
  const notes = [...steps.flatMap((step) => step.notes), ...closing]
  const [, , replayedBy] = /^recorded by core (\S+), replayed by (\S+):/.exec(notes[0]) ?? []
  const gap = notes.find((note) => / are missing; /.test(note))
  const unknownFrom = replayed.length < steps.length ? (timeOf(gap) ?? 0) : undefined
  const place = steps.findIndex(({ then, now }) => then.length + now.length > 0)
  return {
    ...aboutOf(told.text),
    inputs: told.inputs,
    replayed: told.replayed,
    exact: told.exact,
    versions: { recorded: version, replayed: replayedBy ?? version },
    refusal: notes.find((note) => note.startsWith('this core does not take the options: ')),
    steps,
    closing,
    end,
    /** ms; from there on it is shown as it was recorded. */
    unknownFrom,
    gap,
    difference: place < 0 ? undefined : place,
    rows: barsOf(replayed, unknownFrom ?? end),
    story: storyOf(steps, replayed.length),
  }
}

/** The first line: "A subscriber over WebSocket, on a secure page, with options {...}". */
function aboutOf(text) {
  const line = text.slice(0, text.indexOf('\n'))
  const [about, ...rest] = line.split(', with options ')
  return { about, options: rest.join(', with options ').slice(0, longestOptions) }
}

/** When a gap begins, by the note of it: "from 07:33.299 to ...". */
function timeOf(gap = '') {
  const [, minutes, seconds] = /^from (\d+):(\d\d\.\d{3}) /.exec(gap) ?? []
  return minutes && Number(minutes) * 60_000 + Math.round(Number(seconds) * 1000)
}
