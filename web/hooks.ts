// The app's own functions among the options that the core waits for.
import { describe } from './browser/boundary'
import { stateError } from './error'
import type { RecoveryOptions, RecoveryState } from './options'

const tokenDeadlineMs = 10_000
const longestDelayMs = 86_400_000

/**
 * The options that take the place of a token callback.
 * @throws SluiceError config.invalid
 */
export async function askToken({ token }: Record<string, unknown>): Promise<object> {
  if (typeof token !== 'function') return {}
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(reject, tokenDeadlineMs)
  })
  try {
    return { token: await Promise.race([token(), late]), tokenIsRenewable: true }
  } catch (error) {
    const { message } = describe(error)
    throw stateError('config.invalid', 'The token callback gave no token.', message)
  } finally {
    clearTimeout(timer)
  }
}

/** For how many ms `recovery.policy` wants to wait; null where it wants no more attempts. */
export function askPolicy(
  { recovery }: Record<string, unknown>,
  state: RecoveryState,
): number | null {
  const delay = (recovery as RecoveryOptions | undefined)?.policy?.(state) ?? null
  if (delay === null) return null
  if (typeof delay === 'number' && delay >= 0) return Math.min(delay, longestDelayMs)
  throw new TypeError('it gave no number of ms')
}
