// The few moments that a reader asks for first: when it was live, what was lost and why, what failed.

import { causes } from '../shared/causes.js'
import { readFact } from './facts.js'
import { firstWord } from './parties.js'

const longest = 200
const callNames = {
  ConnectCalled: 'Connecting',
  StartCalled: 'Starting',
  StopCalled: 'Stopping',
  ServerCalled: 'A call of the server',
}

/**
 * @typedef {object} Moment
 * @property {number} step its place
 * @property {string} text
 * @property {'good' | 'wait' | 'bad' | 'calm'} tone
 */

/**
 * @param {number} replayed how many of the steps: of the others the effects alone are known
 * @returns {{ moments: Moment[], more: number }} `more`: that are left out
 */
export function storyOf(steps, replayed) {
  const moments = []
  const state = { isLive: false, isLost: false, hasEnded: false, calls: new Map() }
  for (const [place, step] of steps.entries()) {
    noteCall(step.came, state)
    const told = [
      place === replayed && { text: 'From here on as it was recorded.', tone: 'calm' },
      ...step.went.map((text) => ofEffect(text, state)),
      ...(place < replayed ? [] : step.went.map((text) => ofEvent(text, state))),
      ...step.changed.map((text) => ofFact(readFact(text), state)),
    ]
    for (const moment of told) if (moment) moments.push({ ...moment, step: place })
  }
  return { moments: moments.slice(0, longest), more: Math.max(0, moments.length - longest) }
}

function ofFact({ name, kind, detail, isOver }, state) {
  if (name === 'loss') return isOver ? undefined : ofLoss(kind.split(', ')[0], detail, state)
  if (name === 'client') return ofState(kind, state)
  // Without recovery the client's own state says nothing.
  const [, seen] = /^(\w+), seen by the app$/.exec(kind) ?? []
  if (seen && /^session \d+$/.test(name)) return ofState(seen, state)
  if (name === 'device' && isOver && state.isLive)
    return { text: 'Device: open again.', tone: 'good' }
  if (isOver) return undefined
  switch (name) {
    case 'media':
      return kind === 'stalled' ? { text: 'No media arrives.', tone: 'bad' } : undefined
    case 'picture':
      return kind === 'stands still'
        ? { text: 'The picture stands still.', tone: 'bad' }
        : undefined
    case 'device':
    case 'network':
    case 'page':
      return { text: `${capital(name)}: ${kind}.`, tone: 'wait' }
  }
}

// A loss is told again with each attempt.
function ofLoss(cause, detail, state) {
  if (state.isLost) return undefined
  state.isLost = true
  state.isLive = false
  const code = detail.split(', ').find((part) => /^[a-z]+\.[a-z_]+$/.test(part))
  const why = Object.hasOwn(causes, cause) ? `: ${causes[cause]}` : ''
  return { text: `Lost (${cause})${why}${code ? `, ${code}` : ''}.`, tone: 'bad' }
}

function ofState(kind, state) {
  if (kind === 'Live' && !state.isLive) {
    const text = state.isLost ? 'Live again.' : 'Live.'
    Object.assign(state, { isLive: true, isLost: false })
    return { text, tone: 'good' }
  }
  if (['Closing', 'Ended'].includes(kind)) state.isLive = false
  if (kind !== 'Ended' || state.hasEnded) return undefined
  state.hasEnded = true
  return { text: 'The session has ended.', tone: 'calm' }
}

// What the app has called is known by its number from then on.
function noteCall(text, { calls }) {
  const [, name, call] = /^(\w+Called) call (\d+)/.exec(text) ?? []
  if (Object.hasOwn(callNames, name ?? '')) calls.set(call, callNames[name])
}

function ofEffect(text, { calls }) {
  if (firstWord(text) !== 'Settle') return undefined
  const [, call, code] = /^Settle call (\d+), error \{code ([a-z_.]+)/.exec(text) ?? []
  return call && { text: `${calls.get(call) ?? 'A call'} has failed: ${code}.`, tone: 'bad' }
}

// What the app was told, where nobody knows the states.
function ofEvent(text, state) {
  const [, type, data = ''] = /^Emit type ([\w.]+)(?:, data \{([^]*))?/.exec(text) ?? []
  if (type === 'Reconnect.Start') {
    const [, cause = 'unknown'] = /^cause ([a-z]+)/.exec(data) ?? []
    const [, code = ''] = /error \{code ([a-z_.]+)/.exec(data) ?? []
    state.isLost = false
    return ofLoss(cause, code, state)
  }
  return type === 'Reconnect.Success' ? ofState('Live', state) : undefined
}

const capital = (word) => word[0].toUpperCase() + word.slice(1)
