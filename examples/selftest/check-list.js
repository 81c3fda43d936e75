// One line for each check: icon and word, how long it took, what it means, what to do. What a browser
// or a server has said is text here, and never markup.

import { drawing, el } from '../shared/dom.js'

const words = {
  running: 'Testing',
  passed: 'Passed',
  warning: 'Remark',
  failed: 'Failed',
  skipped: 'Not tested',
}

export class CheckList {
  #list
  #lines = new Map()

  /** @param {HTMLElement} list */
  constructor(list) {
    this.#list = list
  }

  clear() {
    this.#lines.clear()
    this.#list.replaceChildren()
  }

  /** @param {object} check as `onCheck` is given it: once when it begins, once when it has ended */
  show(check) {
    const line = lineOf(check)
    const before = this.#lines.get(check.id)
    if (before) before.replaceWith(line)
    else this.#list.append(line)
    this.#lines.set(check.id, line)
  }

  /** What is still running comes to nothing. */
  stop() {
    for (const line of this.#lines.values()) if (line.dataset.state === 'running') line.remove()
  }
}

function lineOf({ id, title, state, ms, meaning, remedy, code, details }) {
  const isOver = state !== 'running'
  const isMade = isOver && state !== 'skipped'
  const hasParticulars = isOver && Object.keys(details).length > 0
  return el(
    'li',
    { class: 'check', 'data-check': id, 'data-state': state },
    drawing('drawings.svg', state, 'check-icon'),
    el(
      'div',
      { class: 'check-body' },
      el(
        'div',
        { class: 'check-head' },
        el('h3', {}, title),
        el('span', { class: 'check-word' }, words[state]),
        isMade && el('span', { class: 'check-time' }, timeOf(ms)),
      ),
      meaning && el('p', {}, meaning),
      remedy && el('p', { class: 'check-remedy' }, el('strong', {}, 'What to do: '), remedy),
      code && el('p', { class: 'check-code' }, code),
      hasParticulars &&
        el(
          'details',
          {},
          el('summary', {}, 'Particulars', el('span', { class: 'visually-hidden' }, `: ${title}`)),
          el('pre', { class: 'check-details', tabindex: 0 }, JSON.stringify(details, null, 1)),
        ),
    ),
  )
}

const timeOf = (ms) => (ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`)
