// @ts-check

/**
 * One line on stderr for each lifecycle step. Callers pass names and counts only: SDP, candidates,
 * tokens and whole session ids stay out of the log.
 *
 * @typedef {(step: string, facts?: Record<string, string | number | undefined>) => void} Log
 */

/**
 * @param {string} who shown in front of every line: "manager", "origin-1", ...
 * @returns {Log}
 */
export function createLog(who) {
  return (step, facts = {}) => {
    const words = Object.entries(facts)
      .filter(([, value]) => value !== undefined)
      // JSON quoting keeps a stream name with a line break or a colour code on its one line.
      .map(
        ([name, value]) => `${name}=${typeof value === 'number' ? value : JSON.stringify(value)}`,
      )
    process.stderr.write([`[${who}] ${step}`, ...words].join(' ') + '\n')
  }
}
