// The words beside a point of the timeline: what is there, and why.

import { el } from '../shared/dom.js'
import { clock, span } from './clock.js'

const mostLines = 6

export class Tip {
  #box
  #board

  constructor(box, board) {
    this.#box = box
    this.#board = board
  }

  get isShown() {
    return !this.#box.hidden
  }

  hide() {
    this.#box.hidden = true
  }

  /** @param {number} [more] steps that lie as close */
  showStep(step, x, y, more = 0) {
    const lines = [
      ...step.because.map((text) => `because ${text}`),
      ...step.changed,
      step.then.length + step.now.length > 0 && 'not what was recorded',
      more > 0 && `and ${more} more here: zoom in`,
    ].filter(Boolean)
    this.#show(`${clock(step.at)}  ${step.came}`, lines, x, y)
  }

  /** @param {object} step that it begins with */
  showBar({ from, to, label, detail }, row, step, x, y) {
    const why = step.because.length ? `because ${step.because.join('; ')}` : step.came
    const lines = [detail, `${clock(from)} to ${clock(to)}, ${span(to - from)}`, `from: ${why}`]
    this.#show(`${row.title}: ${label}`, lines.filter(Boolean), x, y)
  }

  #show(title, lines, x, y) {
    const box = this.#box
    box.replaceChildren(
      el('strong', {}, title),
      ...lines.slice(0, mostLines).map((line) => el('span', {}, line)),
    )
    box.hidden = false
    const { offsetWidth: width } = box
    const most = this.#board.clientWidth - width
    box.style.left = `${Math.max(0, Math.min(most, x - width / 2))}px`
    box.style.top = `${y}px`
  }
}
