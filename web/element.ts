// The element that shows a stream.
import { stateError } from './error'

export function findElement(id: string): HTMLMediaElement | null {
  const element = document.getElementById(id)
  return element instanceof HTMLMediaElement ? element : null
}

/** @throws SluiceError config.invalid */
export function setVolume(element: HTMLMediaElement | null, volume: number): void {
  if (!Number.isFinite(volume))
    throw stateError('config.invalid', 'The volume must be a number from 0 to 1.')
  if (element) element.volume = Math.min(1, Math.max(0, volume))
}
