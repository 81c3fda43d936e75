// All of one step: what came in, why, what it changed, and what went out; and how things stood then.

import { byId, el } from '../shared/dom.js'
import { clock } from './clock.js'
import { factsAt } from './facts.js'
import { targetOf } from './parties.js'

const mostLines = 200
const parties = { app: 'app', server: 'server', browser: 'browser', timer: 'timer' }

export class StepPanel {
  #title = byId('step-title')
  #time = byId('step-time')
  #body = byId('step-body')
  #previous = byId('previous')
  #next = byId('next')
  #model
  #place = 0

  /** @param {(place: number) => void} onSelect the reader has gone to this step */
  constructor(onSelect) {
    for (const [button, by] of [
      [this.#previous, -1],
      [this.#next, 1],
    ]) {
      button.addEventListener('click', () => {
        const place = this.#place + by
        if (place >= 0 && place < this.#model.steps.length) onSelect(place)
      })
    }
  }

  show(model, place) {
    this.#model = model
    this.#place = place
    const { steps } = model
    const step = steps[place]
    this.#title.textContent = `Input ${step.input} of ${model.inputs}`
    this.#time.textContent = `${clock(step.at)}${since(step, steps[place - 1])}`
    this.#previous.setAttribute('aria-disabled', String(place === 0))
    this.#next.setAttribute('aria-disabled', String(place === steps.length - 1))
    const isLast = place === steps.length - 1
    this.#body.replaceChildren(
      ...[
        section('Before it', step.notes),
        section('What came in', [el('li', {}, chip(step.source), text(step.came))]),
        section('Why', step.because),
        section('What changed', step.changed),
        section('Timers set', step.timers),
        ...(step.then.length + step.now.length
          ? [
              section('What went out when it was recorded', step.then.map(withParty)),
              section('What goes out here', step.now.map(withParty)),
            ]
          : [section('What went out', step.went.map(withParty), 'Nothing.')]),
        isLast && section('After it', model.closing),
        this.#standing(step, place),
      ].filter(Boolean),
    )
  }

  #standing(step, place) {
    const { steps, replayed } = this.#model
    const facts = step.input <= replayed ? factsAt(steps, place) : []
    const none = 'Nobody knows: from here on it is as it was recorded, and not replayed.'
    return section('How it stands then', facts, step.input > replayed ? none : undefined)
  }
}

function since(step, before) {
  return before ? `, ${Math.round(step.at - before.at)} ms after the one before` : ''
}

/** @param {string} [none] what stands there where there are no lines; without it, no section */
function section(title, lines, none) {
  if (!lines.length && !none) return undefined
  const shown = lines.slice(0, mostLines).map((line) => (line.nodeType ? line : item(line)))
  const more = lines.length - shown.length
  if (more > 0) shown.push(el('li', { class: 'step-more' }, `and ${more} more`))
  if (!lines.length) shown.push(el('li', { class: 'step-more' }, none))
  return el('div', { class: 'step-part' }, el('h3', {}, title), el('ul', {}, ...shown))
}

const item = (line) => el('li', {}, text(line))
const text = (line) => el('span', {}, line)
const chip = (party) => el('span', { class: `party ${party}` }, parties[party])

/** How the machine stands is told among the effects of a step that differs, and goes to nobody. */
function withParty(line) {
  return line.startsWith('state ') ? item(line) : el('li', {}, chip(targetOf(line)), text(line))
}
