// A page that comes from a plain static host has no server behind it: it says so, and asks for the
// address of one. That is typed by the reader, and never taken from a link.

import { isServedByCluster } from './cluster.js'
import { el } from './dom.js'
import { checkAddress } from './settings.js'

export class ServerQuestion {
  #input = el('input', {
    class: 'input',
    id: 'server-address',
    type: 'url',
    inputmode: 'url',
    autocomplete: 'off',
    placeholder: 'https://media.example.com',
    'aria-describedby': 'server-note server-problem',
  })
  #problem = el('p', { class: 'problem', id: 'server-problem' })
  #field = el(
    'div',
    { class: 'field server-question', hidden: true },
    el(
      'p',
      { class: 'hint', id: 'server-note' },
      'No server is behind this page: it comes from a static host. Enter the address of yours, or run “npm start” in the repository for a local one.',
    ),
    el('label', { for: 'server-address' }, 'Your server’s address'),
    this.#input,
    this.#problem,
  )

  /**
   * @param {Element} before where the question stands in front of
   * @param {() => boolean} isKnown whether the reader has named a server already
   * @param {(server?: { protocol: string, host: string, port: number }) => void} onChange the question
   *   has come up, or has this answer
   */
  constructor(before, isKnown, onChange) {
    before.before(this.#field)
    this.#input.addEventListener('input', () => {
      const { value, problem } = checkAddress(this.#input.value)
      this.#show(problem)
      onChange(value)
    })
    void isServedByCluster().then((isServed) => {
      this.#field.hidden = isServed || isKnown()
      if (!this.#field.hidden) onChange()
    })
  }

  /** Whether there is no server to go to yet. */
  get isOpen() {
    return !this.#field.hidden && Boolean(checkAddress(this.#input.value).problem)
  }

  /** Says what is missing, and goes there. */
  isAnswered() {
    if (this.#field.hidden) return true
    const { problem } = checkAddress(this.#input.value)
    this.#show(problem)
    if (problem) this.#input.focus()
    return !problem
  }

  /** A running session keeps what it was started with. */
  lock(locked) {
    this.#input.readOnly = locked
  }

  #show(problem) {
    this.#problem.textContent = problem ?? ''
    if (problem) this.#input.setAttribute('aria-invalid', 'true')
    else this.#input.removeAttribute('aria-invalid')
  }
}
