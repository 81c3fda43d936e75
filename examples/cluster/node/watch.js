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
  let reportedAt = 0
  return setInterval(() => {
    // Counted in rounds of this timer, not by the clock: while the process does not run (a busy
    // machine, a suspended one, a debugger) nobody can be heard, and silence then says nothing.
    for (const session of [...sessions()]) session.pass(CHECK_EVERY_MS)
    const now = performance.now()
    if (now - reportedAt < REPORT_EVERY_MS) return
    reportedAt = now
    for (const session of sessions()) {
      for (const track of session.tracks) if (track instanceof SourceTrack) track.report()
    }
  }, CHECK_EVERY_MS)
}
