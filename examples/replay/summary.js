// What was recorded, whether the replay was exact, where it first was not, and what happened in short.

import { byId, el } from '../shared/dom.js'
import { clock, span } from './clock.js'

export class Summary {
  #facts = byId('facts')
  #verdict = byId('verdict')
  #difference = byId('difference')
  #story = byId('story')
  #onSelect

  /** @param {(place: number) => void} onSelect the reader wants to see this step */
  constructor(onSelect) {
    this.#onSelect = onSelect
  }

  show(model, name) {
    const { versions } = model
    const facts = {
      File: name,
      Session: model.about,
      Length: `${span(model.end)}, ${model.inputs} inputs`,
      ...(versions.recorded === versions.replayed
        ? { Version: versions.recorded }
        : { 'Recorded by': versions.recorded, 'Replayed by': versions.replayed }),
    }
    this.#facts.replaceChildren(
      ...Object.entries(facts).map(([term, value]) =>
        el('div', { class: 'stat' }, el('dt', {}, term), el('dd', {}, value)),
      ),
    )
    byId('options').textContent = model.options
    const { text, tone } = verdictOf(model)
    this.#verdict.textContent = text
    this.#verdict.dataset.tone = tone
    this.#showDifference(model)
    this.#showStory(model)
  }

  #showDifference({ steps, difference, versions }) {
    this.#difference.hidden = difference === undefined
    if (difference === undefined) return this.#difference.replaceChildren()
    const step = steps[difference]
    this.#difference.replaceChildren(
      el('h3', {}, `The first difference: input ${step.input}, at ${clock(step.at)}`),
      el('p', {}, step.came),
      el(
        'div',
        { class: 'sides' },
        side(`When it was recorded, by ${versions.recorded}`, step.then, step.now),
        side(`Here, by ${versions.replayed}`, step.now, step.then),
      ),
      this.#button(difference, 'Go there'),
    )
  }

  #showStory({ steps, story: { moments, more } }) {
    const entries = moments.map(({ step, text, tone }) => {
      const button = this.#button(step, el('time', {}, clock(steps[step].at)), el('span', {}, text))
      button.className = `moment ${tone}`
      return el('li', {}, button)
    })
    if (more > 0) entries.push(el('li', { class: 'step-more' }, `and ${more} more`))
    if (!entries.length) entries.push(el('li', { class: 'step-more' }, 'It was never live.'))
    this.#story.replaceChildren(...entries)
  }

  #button(place, ...children) {
    const button = el('button', { class: 'button', type: 'button' }, ...children)
    button.addEventListener('click', () => this.#onSelect(place))
    return button
  }
}

/** What is on this side alone is marked. */
function side(title, lines, others) {
  const items = lines
    .slice(0, 100)
    .map((line) =>
      others.includes(line) ? el('li', {}, line) : el('li', {}, el('mark', {}, line)),
    )
  return el('div', { class: 'side' }, el('h4', {}, title), el('ul', {}, ...items))
}

function verdictOf(model) {
  const { inputs, replayed, exact, versions, difference, steps, gap, refusal } = model
  const isOther = versions.recorded !== versions.replayed
  const compared = isOther
    ? ` It was recorded by another version, ${versions.recorded}: only the states are compared.`
    : ''
  if (refusal) return { text: `Not replayed: ${refusal}.`, tone: 'bad' }
  if (difference !== undefined) {
    const { input, at } = steps[difference]
    const text = `Exact up to input ${input - 1}; from input ${input} on (${clock(at)}) version ${versions.replayed} does something else.`
    return { text: text + compared, tone: 'bad' }
  }
  if (!exact) return { text: `Not exact.${compared}`, tone: 'bad' }
  if (gap) {
    const text = `Exact as far as it can be replayed: the first ${replayed} of ${inputs} inputs. Behind them, ${gap}.`
    return { text: text + compared, tone: 'wait' }
  }
  const text = `Exact: version ${versions.replayed} does the same at each of the ${inputs} inputs.`
  return { text: text + compared, tone: 'good' }
}
