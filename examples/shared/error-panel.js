// The last error in words: what happened, its code, and what to do next.

import { byId, el } from './dom.js'
import { describeError, describeLoss } from './errors.js'
import { redactSecrets } from './summarize.js'

export class ErrorPanel {
  #panel = byId('error')
  #side

  /** @param {'publisher' | 'subscriber'} side */
  constructor(side) {
    this.#side = side
  }

  /** @param {unknown} [error] without one, the connection ended and nobody said why */
  show(error) {
    const { message, code, advice, status } =
      error === undefined ? describeLoss(this.#side) : describeError(error, this.#side)
    const labels = [code, status && `HTTP ${status}`].filter(Boolean)
    this.#panel.replaceChildren(
      el('p', { class: 'alert-message' }, redactSecrets(message)),
      el('p', { class: 'alert-advice' }, advice),
    )
    if (labels.length) this.#panel.append(el('p', { class: 'alert-code' }, labels.join('  ·  ')))
    this.#panel.hidden = false
  }

  clear() {
    this.#panel.hidden = true
    this.#panel.replaceChildren()
  }
}
