// From the lines of a replay to its steps: an input each, with why it came, what it changed, and what
// went out. What a line is about is its kind (LineKind in src/recording/timeline.hpp); the rest is text
// for people, and of outside bytes: it is shown as text and decides nothing but where it is drawn.

import { sourceOf, targetOf } from './parties.js'

const mostSteps = 200_000
const mostLines = 1000 // of a step
const mostNotes = 10 // before one
const kinds = ['came', 'because', 'changed', 'timers', 'went', 'then', 'now', 'notes']

/**
 * @typedef {object} Step
 * @property {number} at ms since the beginning
 * @property {number} input which of the file's it is; the first one is 1
 * @property {string} came the input
 * @property {'app' | 'server' | 'browser' | 'timer'} source
 * @property {string[]} targets who its effects go to
 * @property {string[]} because why, where it is a timer's
 * @property {string[]} changed what is otherwise than before
 * @property {string[]} timers that it has set
 * @property {string[]} went the effects
 * @property {string[]} then of one that differs: what came of it when it was recorded
 * @property {string[]} now and what comes of it here
 * @property {string[]} notes what is to be known before it
 */

// The same for all that have nothing to say: there may be a hundred thousand of them.
const none = []
const quiet = { targets: none, because: none, changed: none, timers: none, went: none }

/**
 * @returns {{ steps: Step[], closing: string[] }} `closing`: notes behind the last step
 */
export function stepsOf(lines) {
  const steps = []
  let notes = none
  let left = 0
  let step
  for (const { at, input, kind, text } of lines) {
    const name = kinds[kind]
    if (name === 'came') {
      if (steps.length === mostSteps) {
        left++
        step = undefined
        continue
      }
      const source = sourceOf(text)
      step = { ...quiet, at, input: input + 1, came: text, source, then: none, now: none, notes }
      steps.push(step)
      notes = none
    } else if (name === 'notes' && step?.input !== input + 1) {
      notes = [...notes, text].slice(-mostNotes)
    } else if (name && step) {
      if (step[name] === none) step[name] = []
      if (step[name].length === mostLines) continue
      step[name].push(text)
      if (name === 'went' || name === 'then') noteTarget(step, targetOf(text))
    }
  }
  if (left > 0) notes = [...notes, `${left} inputs more, which are too many to be shown`]
  return { steps, closing: notes }
}

function noteTarget(step, party) {
  if (!step.targets.includes(party)) step.targets = [...step.targets, party]
}

/** Whether this text is in anything that the step shows; the text in small letters. */
export function has(step, text) {
  const { came, because, changed, timers, went, then, now, notes } = step
  return [[came], because, changed, timers, went, then, now, notes].some((list) =>
    list.some((line) => line.toLowerCase().includes(text)),
  )
}
