// What happened to a session in the last minute: a band that shows by colour and shape what it was
// doing, with marks on it, and the same as a list of sentences for those who cannot see it.

import { byId, el } from './dom.js'

const spanMs = 60_000
const redrawMs = 500
const longestList = 50
const height = 104 // px; the bands below lie in it from top to bottom
const rows = { done: 12, band: 26, bandHeight: 28, marks: 66, gauge: 79 }

const states = {
  playing: 'Playing',
  reconnecting: 'Connecting',
  waiting: 'Waiting for the next attempt',
  lost: 'Lost',
}
const marks = {
  attempt: { label: 'Attempt', row: 'marks' },
  back: { label: 'Pictures again', row: 'marks' },
  kill: { label: 'Node killed', row: 'done' },
  restart: { label: 'Node restarted', row: 'done' },
  pause: { label: 'Node cut off', row: 'done' },
}
// About a point in the middle, 10 px wide and high.
const shapes = {
  attempt: 'M0-5L5 4H-5Z',
  back: 'M0-5A5 5 0 1 1 0 5A5 5 0 1 1 0-5Z',
  kill: 'M-5-5L5 5M5-5L-5 5',
  restart: 'M0-6V6M-6 0H6',
  pause: 'M-3-5V5M3-5V5',
}

export class Timeline {
  #svg = byId('timeline')
  #list = byId('story')
  #empty = byId('story-empty')
  #states = [] // { at, state }, by time; the last one lasts
  #marks = [] // { at, kind }
  #timer
  #outcomes = []

  constructor() {
    this.#svg.setAttribute('role', 'img')
    new ResizeObserver(() => this.#draw()).observe(this.#svg)
    byId('legend').append(
      ...Object.keys(states).map(legendOfState),
      ...Object.keys(marks).map(legendOfMark),
    )
    this.#describe()
  }

  /**
   * From now on it is in this state, whatever was foreseen.
   *
   * @param {'playing' | 'reconnecting' | 'waiting' | 'lost' | null} state null: nothing is going on
   */
  enter(state) {
    const at = performance.now()
    this.#states = [...past(this.#states, at), { at, state }]
    this.#marks = past(this.#marks, at)
    this.#run()
  }

  /** An attempt that begins some time from now, unless another state is entered before. */
  foresee(delay) {
    this.enter(delay > 0 ? 'waiting' : 'reconnecting')
    const at = performance.now() + delay
    this.#states.push({ at, state: 'reconnecting' })
    this.#marks.push({ at, kind: 'attempt' })
    this.#run()
  }

  /** What was foreseen happens now. */
  hasten() {
    const now = performance.now()
    for (const one of [...this.#states, ...this.#marks]) one.at = Math.min(one.at, now)
    this.#run()
  }

  mark(kind) {
    this.#marks.push({ at: performance.now(), kind })
    this.#run()
  }

  /** A line of the story. @param {string} [outcome] the part of it that the drawing's label repeats */
  tell(sentence, outcome) {
    const time = new Date().toLocaleTimeString('en-GB')
    this.#list.prepend(el('li', {}, el('time', {}, time), el('span', {}, sentence)))
    if (this.#list.children.length > longestList) this.#list.lastChild.remove()
    if (outcome) this.#outcomes = [...this.#outcomes, outcome].slice(-5)
    this.#empty.hidden = true
    this.#describe()
  }

  #run() {
    this.#describe()
    this.#draw()
    this.#timer ??= setInterval(() => this.#draw(), redrawMs)
  }

  #describe() {
    const now = performance.now()
    const current = this.#states.findLast(({ at }) => at <= now)?.state
    const parts = [
      `The last 60 seconds. Now: ${current ? states[current].toLowerCase() : 'not playing'}`,
      ...this.#outcomes,
    ]
    this.#svg.setAttribute('aria-label', `${parts.join('. ')}.`)
  }

  #draw() {
    const width = this.#svg.clientWidth
    const now = performance.now()
    const begin = now - spanMs
    this.#forget(begin)
    this.#svg.setAttribute('viewBox', `0 0 ${width || 1} ${height}`)
    const place = (at) => Math.max(0, Math.min(width, ((at - begin) / spanMs) * width))
    const seen = this.#states.filter(({ at }) => at <= now)
    const bands = seen.map(({ at, state }, index) => {
      const [left, right] = [place(at), place(seen[index + 1]?.at ?? now)]
      return state && band(state, left, Math.max(1.5, right - left))
    })
    const points = this.#marks
      .filter(({ at }) => at <= now)
      .map(({ at, kind }) =>
        mark(kind, Math.max(6, Math.min(width - 6, place(at))), rows[marks[kind].row]),
      )
    this.#svg.replaceChildren(...gauge(width), ...bands.filter(Boolean), ...points)
  }

  // What has moved out of the picture; the state that began there may still last.
  #forget(begin) {
    const first = this.#states.findLastIndex(({ at }) => at < begin)
    if (first > 0) this.#states.splice(0, first)
    this.#marks = this.#marks.filter(({ at }) => at >= begin)
    const last = this.#states.at(-1)
    const rests = !last || ((!last.state || last.state === 'lost') && last.at < begin)
    if (!rests || this.#marks.length) return
    clearInterval(this.#timer)
    this.#timer = undefined
  }
}

function band(state, x, width, top = rows.band, tall = rows.bandHeight) {
  const middle = top + tall / 2
  if (state === 'waiting') {
    return shape('path', { class: 'band waiting', d: `M${x} ${middle}h${width}` })
  }
  const isLost = state === 'lost'
  return shape('rect', {
    class: `band ${state}`,
    x: isLost ? x + 1 : x,
    y: isLost ? top + 1 : top,
    width: isLost ? Math.max(1, width - 2) : width,
    height: isLost ? tall - 2 : tall,
    ...(state === 'reconnecting' && { fill: 'url(#hatching)' }),
  })
}

function mark(kind, x, y) {
  return shape('path', {
    class: `mark ${kind}`,
    d: shapes[kind],
    transform: `translate(${x} ${y})`,
  })
}

function hatching() {
  const size = {
    width: 7,
    height: 7,
    patternUnits: 'userSpaceOnUse',
    patternTransform: 'rotate(45)',
  }
  const pattern = shape('pattern', { id: 'hatching', ...size })
  pattern.append(shape('rect', { class: 'hatch', width: 4, height: 7 }))
  return pattern
}

// The ticks of a water gauge, one for each ten seconds, as below the chart.
function gauge(width) {
  const ticks = Array.from({ length: 31 }, (_, index) => {
    const x = Math.min(width - 0.5, Math.round((width / 30) * index) + 0.5)
    return `M${x} ${rows.gauge}v${index % 5 ? 3 : 6}`
  })
  const [ago, now] = [
    ['60 s ago', 0, 'start'],
    ['now', width, 'end'],
  ].map(([text, x, anchor]) => {
    const label = shape('text', { x, y: height - 4, 'text-anchor': anchor })
    label.textContent = text
    return label
  })
  return [shape('path', { class: 'gauge-ticks', d: ticks.join('') }), ago, now]
}

// A pattern is found by its id, so the one of the legend serves the drawing too.
function legendOfState(state) {
  return legend(states[state], state === 'reconnecting' && hatching(), band(state, 0, 24, 2, 12))
}

function legendOfMark(kind) {
  return legend(marks[kind].label, mark(kind, 12, 8))
}

function legend(label, ...parts) {
  const svg = shape('svg', { viewBox: '0 0 24 16', 'aria-hidden': 'true' })
  svg.append(...parts.filter(Boolean))
  return el('li', {}, svg, label)
}

function past(events, now) {
  return events.filter(({ at }) => at < now)
}

function shape(tag, attributes) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false) element.setAttribute(name, value)
  }
  return element
}
