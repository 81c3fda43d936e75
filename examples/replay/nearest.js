// What lies under a point of the drawing.

import { isIn, isOut } from './marks.js'
import { placeOf } from './view.js'

const reach = 8 // px
const mostLooked = 5000 // steps under the reach of one point

/**
 * @returns {{ place: number, more: number } | { bar: Bar, row: object } | undefined} a step, and how
 *   many others lie as close; or a state
 */
export function nearest({ model, layout, view }, x, y) {
  if (x < layout.left - reach || x > layout.right + reach) return undefined
  const row = layout.rowAt(y)
  if (!row) return undefined
  const at = layout.time(x, view)
  if (row.bars) {
    // One that is too short to be seen is under its neighbour's pixels.
    const perPx = view.length / (layout.right - layout.left)
    const bar =
      row.bars.find(({ from, to }) => at >= from && at < to) ??
      row.bars.find(({ from, to }) => at >= from - 3 * perPx && at <= to + 3 * perPx)
    return bar && { bar, row }
  }
  return nearestIn({ model, layout, view }, row, x)
}

function nearestIn({ model: { steps }, layout, view }, { party, top, height }, x) {
  let best
  let count = 0
  const begin = placeOf(steps, layout.time(x - reach, view))
  const end = layout.time(x + reach, view)
  for (let place = begin; place < steps.length && place < begin + mostLooked; place++) {
    const step = steps[place]
    if (step.at > end) break
    if (!isIn(step, party) && !isOut(step, party)) continue
    count++
    const far = Math.abs(layout.x(step.at, view) - x)
    if (!best || far < best.far) best = { place, far, top: top + height }
  }
  return best && { place: best.place, more: count - 1 }
}

/** The step whose time is closest, wherever it is drawn. */
export function closestStep(steps, at) {
  const place = placeOf(steps, at)
  const [before, after] = [steps[place - 1], steps[place]]
  if (!before) return 0
  return !after || at - before.at < after.at - at ? placeOf(steps, before.at) : place
}
