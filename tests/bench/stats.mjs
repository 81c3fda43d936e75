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
