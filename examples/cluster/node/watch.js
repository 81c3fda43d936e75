// @ts-check
import { SourceTrack } from './source_track.js'

const CHECK_EVERY_MS = 100
const REPORT_EVERY_MS = 1_000

/**
 * Looks after all sessions of a node: who has fallen silent, and what publishers are to be told.
 *
 * @param {() => Iterable<import('./session.js').Session>} sessions
 * @returns {NodeJS.Timeout} to be cleared at the end
 */
export function watchSessions(sessions) {
  let checkedAt = performance.now()
  let reportedAt = 0
  return setInterval(() => {
    const now = performance.now()
    // After a pause of the whole process (a suspended machine, a debugger) everybody seems silent.
    const paused = now - checkedAt > 10 * CHECK_EVERY_MS
    checkedAt = now
    for (const session of [...sessions()]) {
      if (paused) session.heard()
      session.check(now)
    }
    if (now - reportedAt < REPORT_EVERY_MS) return
    reportedAt = now
    for (const session of sessions()) {
      for (const track of session.tracks) if (track instanceof SourceTrack) track.report()
    }
  }, CHECK_EVERY_MS)
}
