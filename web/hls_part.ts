import { isSecurePage } from './browser/machine'
import { SluiceError, stateError } from './error'
import { ownCopy } from './given'
import { importHls } from './hls_import'
import { PlaybackWatch } from './playback_watch'

export type HlsPart = typeof import('./hls')

const LOAD_TIMEOUT = 30_000 // ms

/**
 * The part that plays HLS.
 * @throws SluiceError hls.load
 */
export async function hlsPart(): Promise<HlsPart> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('timeout')), LOAD_TIMEOUT)
  })
  try {
    const part = await Promise.race([importHls(), late])
    part.share({ SluiceError, stateError, ownCopy, isSecurePage, PlaybackWatch })
    return part
  } catch {
    throw new SluiceError({
      code: 'hls.load',
      blame: 'network',
      retryable: true,
      message: 'hls.js could not be loaded: it must lie beside the script.',
    })
  } finally {
    clearTimeout(timer)
  }
}
