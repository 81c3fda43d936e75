// A list of named numbers. Each value keeps its width, so that the panel does not dance.

import { el } from './dom.js'

const none = '–'
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })

const whenNumber = (write) => (value) => (Number.isFinite(value) ? write(value) : none)

export const formats = {
  count: whenNumber((value) => whole.format(value)),
  kbps: whenNumber((value) => `${whole.format(value)} kbps`),
  ms: whenNumber((value) => `${value < 10 ? value.toFixed(1) : whole.format(value)} ms`),
  fps: whenNumber((value) => `${whole.format(value)} fps`),
  text: (value) => value || none,
  clock: whenNumber((seconds) => {
    const pad = (part) => String(Math.floor(part)).padStart(2, '0')
    const hours = seconds >= 3600 ? `${Math.floor(seconds / 3600)}:` : ''
    return `${hours}${pad((seconds / 60) % 60)}:${pad(seconds % 60)}`
  }),
}

export class StatsPanel {
  #cells = new Map()

  /** @param {Array<{ key: string, label: string, format: (value) => string }>} fields */
  constructor(container, fields) {
    const list = el('dl', { class: 'stats' })
    for (const { key, label, format } of fields) {
      const value = el('dd', { 'data-stat': key }, none)
      list.append(el('div', { class: 'stat' }, el('dt', {}, label), value))
      this.#cells.set(key, { value, format })
    }
    container.append(list)
  }

  show(values) {
    for (const [key, value] of Object.entries(values)) {
      const cell = this.#cells.get(key)
      if (cell) cell.value.textContent = cell.format(value)
    }
  }

  clear() {
    for (const cell of this.#cells.values()) cell.value.textContent = none
  }
}
