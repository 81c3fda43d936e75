// The nodes that a stream manager has named, in the order in which they were tried, and what became
// of each. The SDK tells of a node when it comes to it, so the list grows as the session goes on.

import { byId, el } from './dom.js'
import { redactSecrets } from './summarize.js'

const longest = 20 // a session that recovers many times comes to many nodes
const labels = {
  trying: 'Trying',
  failed: 'Failed',
  used: 'In use',
  lost: 'Lost',
  ended: 'Ended',
}

export class Candidates {
  #list = byId('candidates')
  #note = byId('candidates-note')
  #node
  #last = null // the one that is being tried, or used

  /** @param {'origin' | 'edge'} node */
  constructor(node) {
    this.#node = node
  }

  /** Says beforehand who will try them. */
  explain({ transport, endpoints }) {
    const several = endpoints > 1 ? `up to ${endpoints} ${this.#node}s` : `one ${this.#node}`
    this.#note.textContent =
      transport === 'socket'
        ? `The SDK asks for ${several}, connects to the first, and goes on to the next when that one fails before media flows.`
        : `The stream manager is asked for ${several} and tries them by itself, so this page hears only of the one that answers.`
  }

  clear() {
    this.#last = null
    this.#list.replaceChildren()
  }

  /** @param {string} address */
  tries(address) {
    if (['used', 'lost'].includes(this.#last?.row.dataset.state)) this.#mark('ended')
    const state = el('span', { class: 'candidate-state' })
    const reason = el('span', { class: 'candidate-reason' })
    const row = el('li', { class: 'candidate' }, el('strong', {}, address), state, reason)
    this.#last = { row, state, reason }
    this.#mark('trying')
    this.#list.append(row)
    if (this.#list.children.length > longest) this.#list.firstChild.remove()
  }

  /** @param {{ code: string, message: string }} error */
  fails(error) {
    this.#mark('failed', `${redactSecrets(error.message)} `, error.code)
  }

  /** What the state of the session means for the node that it came to last. */
  follow(state) {
    const was = this.#last?.row.dataset.state
    if (state === 'live') this.#mark('used')
    if (state === 'recovering' && was === 'used') this.#mark('lost')
    if (state === 'failed' && was === 'trying') this.#mark('failed')
    if (state === 'closed' && was !== 'failed') this.#mark('ended')
  }

  #mark(state, reason = '', code = '') {
    if (!this.#last) return
    this.#last.row.dataset.state = state
    this.#last.state.textContent = labels[state]
    this.#last.reason.replaceChildren(reason, el('span', { class: 'candidate-code' }, code))
  }
}
