// The events of the SDK as they come, newest last, and never more than can be read.

import { copyButton } from './copy-button.js'
import { el } from './dom.js'
import { summarize } from './summarize.js'

const limit = 500
const atEnd = 24 // px: whoever scrolled further up is reading, and is left in peace

export class EventLog {
  #list = el('ol', { class: 'log-list' })
  #view = el('div', {
    class: 'log',
    id: 'log',
    tabindex: '0',
    role: 'group',
    'aria-label': 'Events',
  })
  #empty = el('p', { class: 'log-empty' }, 'Events appear here as soon as the session starts.')
  #clear = el(
    'button',
    { class: 'button quiet', type: 'button', 'aria-label': 'Clear events' },
    'Clear',
  )
  #rows = []

  /** @param {HTMLElement} container the panel  @param {HTMLElement} tools where its buttons go */
  constructor(container, tools) {
    this.#view.append(this.#empty, this.#list)
    container.append(this.#view)
    tools.append(
      copyButton('events', this.#list, () => this.text()),
      this.#clear,
    )
    this.#clear.addEventListener('click', () => this.clear())
  }

  add(type, data) {
    const row = { time: clock(new Date()), type: String(type), detail: summarize(data) }
    const follows = this.#view.scrollHeight - this.#view.scrollTop - this.#view.clientHeight < atEnd
    this.#rows.push(row)
    this.#list.append(
      el(
        'li',
        { class: 'log-row' },
        el('time', { class: 'log-time' }, row.time),
        el('span', { class: 'log-type' }, row.type),
        el('span', { class: 'log-detail' }, row.detail),
      ),
    )
    if (this.#rows.length > limit) {
      this.#rows.shift()
      this.#list.firstChild.remove()
    }
    this.#empty.hidden = true
    if (follows) this.#view.scrollTop = this.#view.scrollHeight
  }

  clear() {
    this.#rows = []
    this.#list.replaceChildren()
    this.#empty.hidden = false
  }

  text() {
    return this.#rows.map((row) => `${row.time}  ${row.type}  ${row.detail}`.trimEnd()).join('\n')
  }
}

function clock(date) {
  const pad = (value, digits = 2) => String(value).padStart(digits, '0')
  const [hours, minutes] = [pad(date.getHours()), pad(date.getMinutes())]
  return `${hours}:${minutes}:${pad(date.getSeconds())}.${pad(date.getMilliseconds(), 3)}`
}
