// What the part that plays HLS takes from the rest of the package. It is a file of its own, and an
// error of a second SluiceError would be no `instanceof` the page's.
import type { stateError, SluiceError } from './error'
import type { ownCopy } from './given'
import type { PlaybackWatch } from './playback_watch'

export interface Shared {
  SluiceError: typeof SluiceError
  stateError: typeof stateError
  ownCopy: typeof ownCopy
  isSecurePage: boolean
  PlaybackWatch: typeof PlaybackWatch
}

export let shared: Shared

export function share(given: Shared): void {
  shared = given
}
