// What can be done with a result: copied, saved, and read beforehand.

import { copyButton } from '../shared/copy-button.js'
import { byId, el } from '../shared/dom.js'

export class ResultTools {
  #end = byId('result-end')
  #text = byId('result-text')

  constructor() {
    const text = () => this.#text.textContent
    const copy = copyButton('result', this.#text, text, 'Copy result')
    const save = el('button', { class: 'button', id: 'save', type: 'button' }, 'Save result')
    save.addEventListener('click', () => this.#save())
    byId('result-tools').append(copy, save)
    const button = byId('result-tools').querySelector('button')
    button.classList.remove('quiet')
    button.id = 'copy'
  }

  show(result) {
    this.#text.textContent = JSON.stringify(result, null, 2)
    this.#end.hidden = false
  }

  hide() {
    this.#end.hidden = true
  }

  #save() {
    const url = URL.createObjectURL(
      new Blob([this.#text.textContent], { type: 'application/json' }),
    )
    el('a', { href: url, download: 'sluice-selftest.json' }).click()
    // The download has taken hold of it by the next turn.
    setTimeout(() => URL.revokeObjectURL(url))
  }
}
