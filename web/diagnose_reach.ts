// Why nothing comes of a request, as far as a page can know: browsers tell it no more than that it has
// failed. And how long a request takes that gets through.
import { TimedOut, within, type Finding, type Scope } from './diagnose_run'

const ANSWER_MS = 4000
const VIOLATION_MS = 100 // a report comes in a task of its own, behind the failure
const REQUESTS = 5
const SLOW_MS = 300

/** What `make` comes to, and whether the page's content security policy stood in the way. */
export async function forbidden(
  make: () => Promise<unknown>,
): Promise<{ error?: unknown; byPolicy: boolean }> {
  let tell: (() => void) | undefined
  const told = new Promise<void>((resolve) => (tell = resolve))
  const hear = () => tell?.()
  document.addEventListener('securitypolicyviolation', hear)
  try {
    await make()
    return { byPolicy: false }
  } catch (error) {
    const byPolicy = await within(told, VIOLATION_MS).then(
      () => true,
      () => false,
    )
    return { error: error ?? new Error(), byPolicy }
  } finally {
    document.removeEventListener('securitypolicyviolation', hear)
  }
}

/** A request whose answer the page may not read, so that the server need not allow it. */
async function ask(url: string, method: 'GET' | 'HEAD', signal: AbortSignal): Promise<void> {
  const controller = new AbortController()
  const asked = fetch(url, {
    method,
    mode: 'no-cors',
    cache: 'no-store',
    credentials: 'omit',
    referrerPolicy: 'no-referrer',
    signal: controller.signal,
  })
  try {
    await within(asked, ANSWER_MS, signal)
  } catch (error) {
    controller.abort()
    throw error
  }
}

/** What stood between this page and `url`, where an SDK's request there has just failed. */
export async function whyUnreachable(url: string, scope: Scope): Promise<Finding> {
  const failed = (cause: string, meaning: string, remedy: string): Finding => ({
    state: 'failed',
    meaning,
    remedy,
    details: { cause },
  })
  if (!navigator.onLine)
    return failed('offline', 'This machine is offline.', 'Connect it to a network, and test again.')
  const { error, byPolicy } = await forbidden(() => ask(url, 'GET', scope.signal))
  if (byPolicy) {
    return failed(
      'policy',
      'The page’s content security policy forbids requests to this server.',
      'Name the server in connect-src of the page’s Content-Security-Policy, with https: and with wss:.',
    )
  }
  if (error === undefined) {
    return failed(
      'cors',
      'The server answers, but does not let this page read it (CORS).',
      'Have it send Access-Control-Allow-Origin with the origin of this page, on errors too.',
    )
  }
  const isSilent = error instanceof TimedOut
  return failed(
    isSilent ? 'silent' : 'refused',
    isSilent
      ? 'Nothing comes back from the server.'
      : 'The server cannot be reached: its name, its port or its certificate is wrong, it is down, or your network blocks it.',
    'Open its address in a tab of its own: the browser then says what is wrong. Check host, port and firewall.',
  )
}

/** The median of some requests, each over the connection that the first one has opened. */
export async function measureRoundTrip(url: string, scope: Scope): Promise<Finding> {
  const times: number[] = []
  for (let count = 0; count <= REQUESTS; count++) {
    const began = performance.now()
    await ask(url, 'HEAD', scope.signal)
    times.push(Math.round(performance.now() - began))
  }
  const [first = 0, ...rest] = times
  const sorted = rest.sort((a, b) => a - b)
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0
  const details = { median, first, least: sorted[0], most: sorted.at(-1), requests: rest.length }
  if (median > SLOW_MS) {
    return {
      state: 'warning',
      meaning: `A request takes ${median} ms: starting a stream takes several.`,
      remedy: 'Choose a server, or a region, that is nearer.',
      details,
    }
  }
  return {
    state: 'passed',
    meaning: `A request takes ${median} ms, of ${rest.length} in the median.`,
    details,
  }
}
