// Where on the drawing what lies, in px: an axis, a row for each kind of state, a lane for each party
// with what came from it above and what went to it below, and the whole session in small.

export const axisHeight = 30
const rowHeight = 24
const laneHeight = 30
const overviewHeight = 34
const lanes = [
  { party: 'app', label: 'App' },
  { party: 'server', label: 'Server' },
  { party: 'browser', label: 'Browser' },
  { party: 'timer', label: 'Timers' },
]

export class Layout {
  /** @type {{ label: string, top: number, height: number, bars?: Bar[], party?: string }[]} */
  rows = []
  height
  width = 0

  constructor(model) {
    let top = axisHeight
    for (const row of model.rows) {
      this.rows.push({ ...row, top, height: rowHeight })
      top += rowHeight
    }
    top += 6
    for (const lane of lanes) {
      this.rows.push({ ...lane, top, height: laneHeight })
      top += laneHeight
    }
    this.overview = { top: top + 8, height: overviewHeight - 16 }
    this.height = top + overviewHeight
  }

  /** Where the labels end, and time begins. */
  get left() {
    return this.width < 560 ? 78 : 112
  }

  get right() {
    return this.width - 8
  }

  x(at, view) {
    return this.left + ((at - view.from) / view.length) * (this.right - this.left)
  }

  time(x, view) {
    return view.from + ((x - this.left) / (this.right - this.left)) * view.length
  }

  rowAt(y) {
    return this.rows.find(({ top, height }) => y >= top && y < top + height)
  }

  isOverview(y) {
    return y >= this.overview.top - 4
  }
}
