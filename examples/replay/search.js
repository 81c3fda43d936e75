// The search: which steps hold a text, the next and the one before, and the first of them as a list.

import { byId, el } from '../shared/dom.js'
import { clock } from './clock.js'
import { has } from './steps.js'

const mostListed = 50

export class Search {
  #input = byId('search')
  #count = byId('search-count')
  #list = byId('search-list')
  #model
  #places = []
  #current = 0
  #onFound
  #onSelect

  /**
   * @param {(places: number[]) => void} onFound
   * @param {(place: number) => void} onSelect
   */
  constructor(onFound, onSelect) {
    this.#onFound = onFound
    this.#onSelect = onSelect
    this.#input.addEventListener('input', () => this.#search())
    byId('search-form').addEventListener('submit', (event) => {
      event.preventDefault()
      this.#move(1)
    })
    byId('search-next').addEventListener('click', () => this.#move(1))
    byId('search-previous').addEventListener('click', () => this.#move(-1))
  }

  /** Searches another recording, or the same with more in it, for the same. */
  use(model) {
    this.#model = model
    this.#search()
  }

  /** The reader is at this step: the next one is the next from there. */
  from(place) {
    this.#current = place
    this.#tell()
  }

  #search() {
    const text = this.#input.value.trim().toLowerCase()
    const { steps } = this.#model
    this.#places = text ? [...steps.keys()].filter((place) => has(steps[place], text)) : []
    this.#list.replaceChildren(
      ...this.#places.slice(0, mostListed).map((place) => this.#entry(steps[place], place)),
    )
    this.#tell()
    this.#onFound(this.#places)
  }

  #entry(step, place) {
    const button = el(
      'button',
      { class: 'moment', type: 'button' },
      el('time', {}, clock(step.at)),
      el('span', {}, step.came),
    )
    button.addEventListener('click', () => this.#onSelect(place))
    return el('li', {}, button)
  }

  #move(by) {
    if (!this.#places.length) return
    const places = by > 0 ? this.#places : this.#places.toReversed()
    const next = places.find((place) => (place - this.#current) * by > 0) ?? places[0]
    this.#onSelect(next)
  }

  #tell() {
    const { length } = this.#places
    const place = this.#places.indexOf(this.#current)
    const which = place < 0 ? `${length}` : `${place + 1} of ${length}`
    const listed = length > mostListed ? `; the first ${mostListed} are listed` : ''
    this.#count.textContent = !this.#input.value.trim()
      ? ''
      : length
        ? `${which} ${length === 1 ? 'input' : 'inputs'}${listed}`
        : 'Nothing found.'
  }
}
