// What the specs of the self-test share.

/** Runs it in the page; `server` in the page goes before the options. */
export function diagnose(page, options) {
  return page.evaluate(async (given) => {
    const { diagnose } = await import('/dist/diagnose.js')
    const progress = []
    const onCheck = (check) => progress.push(check)
    const result = await diagnose({ ...window.server, ...given, onCheck })
    return { result, progress, text: JSON.stringify(result) }
  }, options)
}

export const statesOf = ({ checks }) =>
  Object.fromEntries(checks.map(({ id, state }) => [id, state]))

export const checkOf = ({ checks }, wanted) => checks.find(({ id }) => id === wanted)

/** The checks that have failed, with their codes. */
export const faultsOf = ({ checks }) =>
  Object.fromEntries(
    checks.filter(({ state }) => state === 'failed').map(({ id, code }) => [id, code]),
  )
