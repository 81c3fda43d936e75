// The timeline: drawn on a canvas, and a slider over the inputs for the keyboard and for those who cannot
// see it, whose value is the input in words.

import { byId } from '../shared/dom.js'
import { clock } from './clock.js'
import { Drawing } from './drawing.js'
import { Layout } from './layout.js'
import { closestStep, nearest } from './nearest.js'
import { Tip } from './tip.js'
import { View } from './view.js'

const closer = 1 / 1.5
const aPage = 10 // inputs
const dragFrom = 4 // px: less is a press
const longestWords = 200

export class Timeline {
  #board = byId('board')
  #canvas = byId('timeline')
  #tip = new Tip(byId('tip'), this.#board)
  #drawing = new Drawing(this.#canvas)
  #scene
  #drag
  #isDue = false
  #onSelect

  /** @param {(place: number) => void} onSelect the reader has gone to this step */
  constructor(onSelect) {
    this.#onSelect = onSelect
    this.#board.addEventListener('keydown', (event) => this.#press(event))
    this.#board.addEventListener('focus', () => this.#tipHere())
    this.#board.addEventListener('blur', () => this.#tip.hide())
    this.#canvas.addEventListener('pointerdown', (event) => this.#grab(event))
    this.#canvas.addEventListener('pointermove', (event) => this.#move(event))
    this.#canvas.addEventListener('pointerup', (event) => this.#release(event))
    this.#canvas.addEventListener('pointercancel', () => (this.#drag = undefined))
    this.#canvas.addEventListener('pointerleave', () => this.#drag || this.#tip.hide())
    this.#canvas.addEventListener('wheel', (event) => this.#turn(event), { passive: false })
    new ResizeObserver(() => this.redraw()).observe(this.#board)
    for (const query of ['(prefers-color-scheme: dark)', '(prefers-contrast: more)'])
      matchMedia(query).addEventListener('change', () => this.redraw())
  }

  /** @param {number} current the step to begin with */
  show(model, current) {
    const layout = new Layout(model)
    this.#scene = { model, layout, view: new View(model.end), current, matches: [] }
    this.#canvas.style.height = `${layout.height}px`
    this.#board.setAttribute('aria-valuemin', '1')
    this.#board.setAttribute('aria-valuemax', String(model.steps.length))
    this.#tip.hide()
    this.select(current)
  }

  /** Draws this step as the current one, and moves it into view. */
  select(place) {
    const { model, view } = this.#scene
    const step = model.steps[place]
    this.#scene.current = place
    view.reveal(step.at)
    this.#board.setAttribute('aria-valuenow', String(place + 1))
    const words = [`Input ${step.input} of ${model.inputs}, ${clock(step.at)}`, step.came]
    words.push(...step.because.map((text) => `because ${text}`), ...step.changed)
    const value = words.join('. ')
    this.#board.setAttribute('aria-valuetext', value.slice(0, longestWords))
    if (document.activeElement === this.#board) this.#tipHere()
    this.redraw()
  }

  /** @param {number[]} places of the steps that were searched for */
  mark(places) {
    this.#scene.matches = places
    this.redraw()
  }

  zoomIn() {
    this.#zoom(closer)
  }

  zoomOut() {
    this.#zoom(1 / closer)
  }

  fit() {
    this.#scene.view.fit()
    this.redraw()
  }

  /** At the next picture, however often it is asked for. */
  redraw() {
    if (this.#isDue || !this.#scene) return
    this.#isDue = true
    requestAnimationFrame(() => {
      this.#isDue = false
      this.#scene.layout.width = this.#canvas.clientWidth
      if (this.#scene.layout.width > 0) this.#drawing.draw(this.#scene)
    })
  }

  /** About what is looked at: the current step, or else the middle. */
  #zoom(factor, at) {
    const { model, view, current } = this.#scene
    const here = model.steps[current].at
    const isSeen = here >= view.from && here <= view.to
    view.zoom(factor, at ?? (isSeen ? here : view.from + view.length / 2))
    this.#tip.hide()
    this.redraw()
  }

  #pan(ms) {
    this.#scene.view.pan(ms)
    this.#tip.hide()
    this.redraw()
  }

  #press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || !this.#scene) return
    const { model, view, current } = this.#scene
    const to = (place) => this.#go(Math.max(0, Math.min(model.steps.length - 1, place)))
    const keys = {
      ArrowRight: () => (event.shiftKey ? this.#pan(view.length / 4) : to(current + 1)),
      ArrowLeft: () => (event.shiftKey ? this.#pan(-view.length / 4) : to(current - 1)),
      ArrowUp: () => to(current + 1),
      ArrowDown: () => to(current - 1),
      PageUp: () => to(current + aPage),
      PageDown: () => to(current - aPage),
      Home: () => to(0),
      End: () => to(model.steps.length - 1),
      Escape: () => this.#tip.hide(),
      '+': () => this.zoomIn(),
      '=': () => this.zoomIn(),
      '-': () => this.zoomOut(),
      0: () => this.fit(),
    }
    if (!Object.hasOwn(keys, event.key)) return
    event.preventDefault()
    keys[event.key]()
  }

  #go(place) {
    this.select(place)
    this.#onSelect(place)
  }

  #tipHere() {
    if (!this.#scene) return
    const { model, layout, view, current } = this.#scene
    layout.width = this.#canvas.clientWidth
    const step = model.steps[current]
    this.#tip.showStep(step, layout.x(step.at, view), layout.height)
  }

  #grab(event) {
    if (event.button !== 0) return
    this.#board.focus({ preventScroll: true })
    const { offsetX: x, offsetY: y } = event
    this.#drag = { from: x, x, isMoving: false, isOverview: this.#scene.layout.isOverview(y) }
    this.#canvas.setPointerCapture(event.pointerId)
    if (this.#drag.isOverview) this.#centre(x)
  }

  #move(event) {
    const { offsetX: x, offsetY: y } = event
    const { layout, view } = this.#scene
    if (!this.#drag) return this.#hover(x, y)
    const drag = this.#drag
    drag.isMoving ||= Math.abs(x - drag.from) > dragFrom
    if (drag.isOverview) this.#centre(x)
    else if (drag.isMoving) this.#pan(layout.time(drag.x, view) - layout.time(x, view))
    drag.x = x
  }

  #release(event) {
    const drag = this.#drag
    this.#drag = undefined
    if (!drag || drag.isMoving || drag.isOverview) return
    const { model, layout, view } = this.#scene
    const { offsetX: x, offsetY: y } = event
    const found = nearest(this.#scene, x, y)
    this.#go(found?.place ?? found?.bar.step ?? closestStep(model.steps, layout.time(x, view)))
  }

  #centre(x) {
    const { layout, view } = this.#scene
    view.centre(layout.time(x, { from: 0, length: view.end }))
    this.#tip.hide()
    this.redraw()
  }

  #hover(x, y) {
    const { model, layout } = this.#scene
    const found = nearest(this.#scene, x, y)
    if (!found) return this.#tip.hide()
    const row = layout.rowAt(y)
    const below = row.top + row.height + 6
    if (found.bar) this.#tip.showBar(found.bar, row, model.steps[found.bar.step], x, below)
    else this.#tip.showStep(model.steps[found.place], x, below, found.more)
  }

  /** The wheel alone scrolls the page, as everywhere. */
  #turn(event) {
    const { layout, view } = this.#scene
    const perPx = view.length / (layout.right - layout.left)
    if (event.ctrlKey || event.metaKey) {
      this.#zoom(1.002 ** event.deltaY, layout.time(event.offsetX, view))
    } else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      this.#pan((event.deltaX || event.deltaY) * perPx)
    } else return
    event.preventDefault()
  }
}
