// What an HLS player is given: the library that it plays with, and its deadline; and its start where
// browsers forbid one with sound.
import type { HlsLibrary } from './hls_playback'
import { shared } from './hls_shared'

const DEADLINE = 15_000

/** hls.js, or nothing where the browser is to play by itself. */
export function playerFor({ hls }: Record<string, unknown>): HlsLibrary | undefined {
  const library = hls ?? (globalThis as { Hls?: unknown }).Hls
  if (hls != null && !isLibrary(hls))
    throw shared.stateError('config.invalid', 'The option hls must be the class Hls of hls.js.')
  if (isLibrary(library) && library.isSupported()) return library
  const video = typeof document === 'undefined' ? undefined : document.createElement('video')
  if (video?.canPlayType('application/vnd.apple.mpegurl')) return undefined
  throw shared.stateError(
    'env.unsupported',
    'This browser plays HLS only with hls.js: supply it as the option hls.',
  )
}

function isLibrary(value: unknown): value is HlsLibrary {
  return typeof value === 'function' && 'isSupported' in value && 'Events' in value
}

export function deadlineOf({ timeouts }: Record<string, unknown>): number {
  const connect = (timeouts as { connect?: unknown } | undefined)?.connect ?? DEADLINE
  if (typeof connect === 'number' && connect >= 100 && connect <= 600_000) return connect
  throw shared.stateError('config.invalid', 'timeouts.connect must be within 100 and 600,000 ms.')
}

interface Autoplay {
  mayMute: boolean
  isWanted(): boolean
  tell(type: string, data: object): void
}

/** Only where the element has the autoplay attribute, as pages expect. */
export async function autoplay(element: HTMLMediaElement, plan: Autoplay): Promise<void> {
  try {
    await element.play()
  } catch (error) {
    const blocked = error instanceof DOMException && error.name === 'NotAllowedError'
    if (!blocked || !plan.isWanted()) return
    if (!plan.mayMute) return plan.tell('Subscribe.Autoplay.Failure', { element })
    element.muted = true
    plan.tell('Subscribe.Autoplay.Muted', { element })
    await autoplay(element, { ...plan, mayMute: false })
  }
}
