// A connection can be up while nothing comes through it: the publisher has stopped, and the server
// keeps its viewers waiting. The state is still live then, so the page says the rest in words.

import { byId } from './dom.js'

const patience = 3 // samples, which are a second apart

export class StallNote {
  #note = byId('stall')
  #packets
  #silent = 0

  see({ packets }) {
    this.#silent = packets === this.#packets ? this.#silent + 1 : 0
    this.#packets = packets
    const text =
      this.#silent < patience
        ? ''
        : 'No media arrives at the moment. The publisher may have stopped.'
    if (this.#note.textContent !== text) this.#note.textContent = text
  }

  clear() {
    this.#silent = 0
    this.#note.textContent = ''
  }
}
