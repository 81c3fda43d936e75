// The timeline as pixels. What lies closer together than they do is drawn once, so that a session of an
// hour costs as much as one of a second.

import { clock, ticks } from './clock.js'
import { axisHeight } from './layout.js'
import { isIn, isOut, shapes } from './marks.js'
import { placeOf } from './view.js'

const tones = {
  good: ['--good-faint', '--good'],
  wait: ['--wait-faint', '--wait'],
  bad: ['--bad-faint', '--bad'],
  calm: ['--sunken', '--line-strong'],
}
const pxPerTick = 96
const least = 2 // px that a bar has

export class Drawing {
  #canvas
  #pen
  #ink

  constructor(canvas) {
    this.#canvas = canvas
  }

  /** @param {{ model, layout, view, current: number, matches: number[] }} scene `matches`: places */
  draw(scene) {
    const { layout } = scene
    const ratio = window.devicePixelRatio || 1
    this.#canvas.width = Math.round(layout.width * ratio)
    this.#canvas.height = Math.round(layout.height * ratio)
    const pen = this.#canvas.getContext('2d')
    const style = getComputedStyle(this.#canvas)
    const ink = (name) => style.getPropertyValue(name).trim()
    this.#pen = pen
    this.#ink = ink
    pen.scale(ratio, ratio)
    pen.font = `12px ${style.fontFamily}`
    pen.textBaseline = 'middle'

    this.#labels(scene)
    pen.save()
    pen.beginPath()
    // With room for half a mark on either side.
    pen.rect(layout.left - 6, 0, layout.right - layout.left + 12, layout.height)
    pen.clip()
    this.#axis(scene)
    this.#unknown(scene)
    for (const row of layout.rows) {
      if (row.bars) this.#bars(scene, row)
      else this.#lane(scene, row)
    }
    this.#matches(scene)
    this.#difference(scene)
    pen.restore()
    this.#here(scene)
    this.#overview(scene)
  }

  #labels({ layout }) {
    const pen = this.#pen
    pen.textAlign = 'left'
    for (const { label, top, height, bars } of layout.rows) {
      pen.fillStyle = this.#ink('--ink-soft')
      pen.fillText(label, 0, top + height / 2)
      pen.fillStyle = this.#ink('--line')
      if (!bars) pen.fillRect(0, top, layout.right, 1)
    }
  }

  #axis({ layout, view }) {
    const pen = this.#pen
    pen.textAlign = 'left'
    const most = (layout.right - layout.left) / pxPerTick
    for (const { at, label } of ticks(view.from, view.to, most)) {
      const x = Math.round(layout.x(at, view))
      pen.fillStyle = this.#ink('--line')
      pen.fillRect(x, 0, 1, layout.overview.top - 8)
      pen.fillStyle = this.#ink('--ink-soft')
      // Half a label would be a riddle.
      if (x + 4 + pen.measureText(label).width <= layout.right) pen.fillText(label, x + 4, 9)
    }
  }

  #bars({ layout, view }, { bars, top, height }) {
    const pen = this.#pen
    const first = placeOf(bars, view.from, ({ to }) => to)
    let [lastX, lastTone] = [-1, '']
    for (const bar of bars.slice(first)) {
      if (bar.from > view.to) break
      // What is far out of view would be too long to be drawn.
      const x = Math.max(layout.left - 10, layout.x(bar.from, view))
      const width = Math.min(layout.right + 10, layout.x(bar.to, view)) - x
      const [faint, strong] = tones[bar.tone].map(this.#ink)
      if (width < least + 2) {
        if (Math.round(x) === lastX && bar.tone === lastTone) continue
        ;[lastX, lastTone] = [Math.round(x), bar.tone]
        pen.fillStyle = strong
        pen.fillRect(x, top + 3, least, height - 6)
        continue
      }
      pen.fillStyle = faint
      pen.fillRect(x, top + 3, width, height - 6)
      pen.fillStyle = strong
      pen.fillRect(x, top + 3, bar.tone === 'bad' ? 4 : 2, height - 6)
      pen.fillRect(x, top + height - 4, width, 1)
      this.#textIn(bar.label, Math.max(x, layout.left) + 7, top + height / 2, x + width - 3)
    }
  }

  /** Cut off where the bar ends; nothing where there is no room for a letter or two. */
  #textIn(text, x, y, right) {
    if (right - x < 16) return
    const pen = this.#pen
    pen.save()
    pen.beginPath()
    pen.rect(x, y - 10, right - x, 20)
    pen.clip()
    pen.textAlign = 'left'
    pen.fillStyle = this.#ink('--ink')
    pen.fillText(text, x, y)
    pen.restore()
  }

  #lane({ model, layout, view }, { party, top, height }) {
    const { steps } = model
    const isTimer = party === 'timer'
    const [above, below] = [top + height / 4 + 1, top + (height * 3) / 4]
    const [inColour, outColour] = [this.#ink('--water'), this.#ink('--chart-frames')]
    let [lastIn, lastOut] = [-10, -10]
    for (let place = placeOf(steps, view.from); place < steps.length; place++) {
      const step = steps[place]
      if (step.at > view.to) break
      const x = layout.x(step.at, view)
      if (x - lastIn >= 1 && isIn(step, party)) {
        this.#shape(isTimer ? shapes.due : shapes.in, x, above, inColour)
        lastIn = x
      }
      if (x - lastOut >= 1 && isOut(step, party)) {
        this.#shape(isTimer ? shapes.set : shapes.out, x, below, outColour, isTimer)
        lastOut = x
      }
    }
  }

  #shape(shape, x, y, colour, isHollow = false) {
    const pen = this.#pen
    pen.save()
    pen.translate(x, y)
    if (isHollow) {
      pen.strokeStyle = colour
      pen.lineWidth = 1.5
      pen.stroke(shape)
    } else {
      pen.fillStyle = colour
      pen.fill(shape)
    }
    pen.restore()
  }

  /** Where nobody can say what the machine was in the middle of. */
  #unknown({ model, layout, view }) {
    if (model.unknownFrom === undefined) return
    const pen = this.#pen
    const x = Math.max(layout.left, layout.x(model.unknownFrom, view))
    const bottom = layout.rows.find(({ party }) => party).top - 6
    if (x >= layout.right) return
    pen.save()
    pen.beginPath()
    pen.rect(x, axisHeight, layout.right - x, bottom - axisHeight)
    pen.clip()
    pen.strokeStyle = this.#ink('--line')
    pen.lineWidth = 2
    for (let at = x - bottom; at < layout.right; at += 9) {
      pen.beginPath()
      pen.moveTo(at, bottom)
      pen.lineTo(at + bottom, 0)
      pen.stroke()
    }
    pen.restore()
    this.#textIn('As it was recorded, not replayed', x + 8, axisHeight + 12, layout.right)
  }

  #matches({ model, layout, view, matches }) {
    let last = -10
    for (const place of matches) {
      const { at } = model.steps[place]
      const x = layout.x(at, view)
      if (at < view.from || at > view.to || x - last < 1) continue
      this.#shape(shapes.match, x, axisHeight - 6, this.#ink('--water'))
      last = x
    }
  }

  #difference({ model, layout, view }) {
    if (model.difference === undefined) return
    const pen = this.#pen
    const x = Math.round(layout.x(model.steps[model.difference].at, view)) + 0.5
    pen.save()
    pen.strokeStyle = this.#ink('--bad')
    pen.setLineDash([5, 4])
    pen.beginPath()
    pen.moveTo(x, axisHeight - 12)
    pen.lineTo(x, layout.overview.top - 8)
    pen.stroke()
    pen.restore()
  }

  #here({ model, layout, view, current }) {
    const { at } = model.steps[current]
    if (at < view.from || at > view.to) return
    const x = layout.x(at, view)
    this.#pen.fillStyle = this.#ink('--ink')
    this.#pen.fillRect(x - 0.75, axisHeight - 8, 1.5, layout.overview.top - axisHeight)
    this.#shape(shapes.here, x, axisHeight - 10, this.#ink('--ink'))
  }

  /** The first row over the whole session, and which part of it is in view. */
  #overview({ model, layout, view }) {
    const pen = this.#pen
    const { top, height } = layout.overview
    const whole = { from: 0, length: view.end }
    pen.textAlign = 'left'
    pen.fillStyle = this.#ink('--ink-soft')
    pen.fillText(clock(view.end).replace(/\.\d+$/, ''), 0, top + height / 2)
    pen.fillStyle = this.#ink('--sunken')
    pen.fillRect(layout.left, top, layout.right - layout.left, height)
    let last = -10
    for (const bar of model.rows[0]?.bars ?? []) {
      const x = layout.x(bar.from, whole)
      const right = layout.x(bar.to, whole)
      if (right - last < 1) continue
      last = right
      pen.fillStyle = this.#ink(tones[bar.tone][1])
      pen.fillRect(x, top + height / 2 - 3, Math.max(1, right - x - 1), 6)
    }
    const [x, right] = [view.from, view.to].map((at) => layout.x(at, whole))
    pen.strokeStyle = this.#ink('--ink-soft')
    pen.lineWidth = 1.5
    pen.strokeRect(x, top + 1, Math.max(4, right - x), height - 2)
  }
}
