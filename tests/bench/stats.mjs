// What all benches make of their samples.

/** The number behind `--name`, or else the default. */
export function numberOption(name, fallback) {
  const at = process.argv.indexOf(`--${name}`)
  return at > 0 ? Number(process.argv[at + 1]) : fallback
}

export function textOption(name, fallback) {
  const at = process.argv.indexOf(`--${name}`)
  return at > 0 ? process.argv[at + 1] : fallback
}

/** What is behind `--name`, between commas. */
export function listOption(name, fallback) {
  return textOption(name)?.split(',') ?? fallback
}

export function summary(values) {
  const sorted = [...values].sort((a, b) => a - b)
  const quantile = (q) => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]
  return {
    n: sorted.length,
    median: quantile(0.5),
    low: quantile(0.25),
    high: quantile(0.75),
    min: sorted[0],
    max: sorted.at(-1),
  }
}

/** A line of figures: n, median, quartiles, extremes. */
export function printRow(name, values, digits = 1) {
  const { n, median, low, high, min, max } = summary(values)
  const figure = (value) => value.toFixed(digits).padStart(9)
  const all = [median, low, high, min, max].map(figure).join('')
  console.log(`  ${name.padEnd(42)}${String(n).padStart(4)}${all}`)
}

export function printHead(title) {
  const names = ['median', '25 %', '75 %', 'min', 'max'].map((name) => name.padStart(9)).join('')
  console.log(`\n  ${title.padEnd(42)}${'n'.padStart(4)}${names}`)
}
