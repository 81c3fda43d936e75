// The last minute as a drawing: one band for each series, one above the other, each with its own scale,
// because kilobits and frames have no axis in common. The canvas carries its contents as a label, for
// those who cannot see it.

const spanMs = 60_000
const bandGap = 26 // px
const headroom = 1.05 // a line on the very edge could not be told from the edge
const tickMs = 10_000

export class Chart {
  #canvas
  #bands
  #samples = []
  #stops = []

  /** @param {Array<{ label, unit, floor, colour }>} bands `floor`: the least top of the scale */
  constructor(canvas, bands) {
    this.#canvas = canvas
    this.#bands = bands
    canvas.setAttribute('role', 'img')
    const redraw = () => this.#draw()
    const watcher = new ResizeObserver(redraw)
    watcher.observe(canvas)
    this.#stops.push(() => watcher.disconnect())
    for (const query of ['(prefers-color-scheme: dark)', '(prefers-contrast: more)']) {
      const media = matchMedia(query)
      media.addEventListener('change', redraw)
      this.#stops.push(() => media.removeEventListener('change', redraw))
    }
    this.#describe()
  }

  /** @param {number} at milliseconds  @param {Array<number | undefined>} values one for each band */
  push(at, values) {
    this.#samples.push({ at, values })
    this.#samples = this.#samples.filter((sample) => sample.at > at - spanMs - 2000)
    this.#describe()
    this.#draw()
  }

  clear() {
    this.#samples = []
    this.#describe()
    this.#draw()
  }

  destroy() {
    for (const stop of this.#stops) stop()
  }

  #values(index) {
    return this.#samples.map((sample) => sample.values[index]).filter(Number.isFinite)
  }

  #describe() {
    const parts = this.#bands.map(({ label, unit }, index) => {
      const values = this.#values(index)
      if (!values.length) return `${label}: no samples yet`
      const [now, least, most] = [values.at(-1), Math.min(...values), Math.max(...values)].map(
        Math.round,
      )
      return `${label}: now ${now} ${unit}, between ${least} and ${most}`
    })
    this.#canvas.setAttribute('aria-label', `The last 60 seconds. ${parts.join('. ')}.`)
  }

  #draw() {
    const { clientWidth: width, clientHeight: height } = this.#canvas
    if (!width || !height) return
    // The backing store follows the device's pixels, so that hairlines stay hairlines.
    const ratio = window.devicePixelRatio || 1
    this.#canvas.width = Math.round(width * ratio)
    this.#canvas.height = Math.round(height * ratio)
    const pen = this.#canvas.getContext('2d')
    pen.scale(ratio, ratio)
    const style = getComputedStyle(this.#canvas)
    const ink = (name) => style.getPropertyValue(name).trim()
    pen.font = `12px ${style.fontFamily}`

    const footer = 26
    const bandHeight = (height - footer) / this.#bands.length - bandGap
    this.#bands.forEach((band, index) => {
      const top = index * (bandHeight + bandGap) + bandGap
      this.#drawBand(pen, ink, band, index, { top, width, bottom: top + bandHeight })
    })
    this.#drawGauge(pen, ink, width, height - footer + 0.5)
  }

  #drawBand(pen, ink, { label, unit, floor, colour }, index, { top, width, bottom }) {
    const values = this.#values(index)
    const scale = niceTop(Math.max(floor, ...values.map((value) => value * headroom)))

    pen.textBaseline = 'alphabetic'
    pen.textAlign = 'left'
    pen.fillStyle = ink('--ink-soft')
    pen.fillText(`${label}, ${unit}`, 0, top - 9)
    pen.textAlign = 'right'
    pen.fillText(String(scale), width, top - 9)
    pen.fillStyle = ink('--line')
    pen.fillRect(0, Math.round(top), width, 1)
    pen.fillRect(0, Math.round(bottom), width, 1)

    const newest = this.#samples.at(-1)?.at ?? 0
    const place = (sample) => [
      width - ((newest - sample.at) / spanMs) * width,
      bottom - (sample.values[index] / scale) * (bottom - top),
    ]
    for (const run of runs(this.#samples, index)) {
      const points = run.map(place)
      pen.beginPath()
      points.forEach(([x, y], step) => (step ? pen.lineTo(x, y) : pen.moveTo(x, y)))
      pen.strokeStyle = ink(colour)
      pen.lineWidth = 2
      pen.lineJoin = 'round'
      pen.stroke()
      pen.lineTo(points.at(-1)[0], bottom)
      pen.lineTo(points[0][0], bottom)
      pen.globalAlpha = 0.12
      pen.fillStyle = ink(colour)
      pen.fill()
      pen.globalAlpha = 1
    }
  }

  // The ticks of a water gauge, one for each ten seconds.
  #drawGauge(pen, ink, width, top) {
    pen.fillStyle = ink('--line-strong')
    for (let ago = 0; ago <= spanMs; ago += tickMs / 5) {
      const x = Math.min(width - 1, Math.round(width - (ago / spanMs) * width))
      pen.fillRect(x, top, 1, ago % tickMs ? 3 : 6)
    }
    pen.fillStyle = ink('--ink-soft')
    pen.textBaseline = 'top'
    pen.textAlign = 'left'
    pen.fillText('60 s ago', 0, top + 9)
    pen.textAlign = 'right'
    pen.fillText('now', width, top + 9)
  }
}

// Pieces without a hole in them: a line across a second without a number would be an invention.
function runs(samples, index) {
  const pieces = [[]]
  for (const sample of samples) {
    if (Number.isFinite(sample.values[index])) pieces.at(-1).push(sample)
    else pieces.push([])
  }
  return pieces.filter((piece) => piece.length > 0)
}

function niceTop(value) {
  const unit = 10 ** Math.floor(Math.log10(value))
  return [1, 1.5, 2, 3, 5, 7.5, 10].map((step) => step * unit).find((top) => top >= value)
}
