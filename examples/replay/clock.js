// Times since the beginning of a session, as people read them.

const steps = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 30_000, 60_000, 120_000],
  ...[300_000, 600_000, 1_800_000, 3_600_000, 14_400_000],
]
const day = 86_400_000 // beyond: a file may say that it lasts for years

/** 01:02.345, or 1:00:02.345 from an hour on. */
export function clock(ms) {
  return `${minutes(ms)}.${pad(Math.floor(ms % 1000), 3)}`
}

/** How long something lasts. */
export function span(ms) {
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`
  return `${minutes(ms)} ${ms < 3_600_000 ? 'min' : 'h'}`
}

/**
 * Where an axis has its ticks, and what they say.
 *
 * @param {number} most how many there is room for
 * @returns {{ at: number, label: string }[]}
 */
export function ticks(from, to, most) {
  const wanted = (to - from) / Math.max(1, most)
  const step = steps.find((each) => each >= wanted) ?? Math.ceil(wanted / day) * day
  const all = []
  for (let at = Math.ceil(from / step) * step; at <= to; at += step)
    all.push({ at, label: step < 1000 ? clock(at) : minutes(at) })
  return all
}

function minutes(ms) {
  const seconds = Math.floor(ms / 1000)
  const [hours, rest] = [Math.floor(seconds / 3600), pad(Math.floor(seconds / 60) % 60)]
  return `${hours ? `${hours}:` : ''}${rest}:${pad(seconds % 60)}`
}

function pad(value, digits = 2) {
  return String(value).padStart(digits, '0')
}
