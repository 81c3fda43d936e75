// The element that shows a stream.
import { stateError } from './error'

/** By what it can do: one that was made in an iframe is of a class of that iframe's. */
export const isMediaElement = (value: unknown): value is HTMLMediaElement =>
  typeof (value as Partial<HTMLMediaElement> | null | undefined)?.play === 'function' &&
  'srcObject' in (value as object)

/** The media element of this id, if there is one. */
export function findElement(id: string): HTMLMediaElement | null {
  const element = globalThis.document?.getElementById(id)
  return isMediaElement(element) ? element : null
}

/**
 * What a view stands for: an element, or the id of one.
 * @throws SluiceError config.invalid, env.unsupported
 */
export function elementOf(view: unknown): HTMLMediaElement | null {
  if (isMediaElement(view)) return view
  if (typeof view !== 'string')
    throw stateError('config.invalid', 'The view must be a media element, or the id of one.')
  if (!globalThis.document)
    throw stateError('env.unsupported', 'Elements are found by their id in a document only.')
  return findElement(view)
}

/** @throws SluiceError config.invalid */
export function setVolume(element: HTMLMediaElement | null, volume: number): void {
  if (!Number.isFinite(volume))
    throw stateError('config.invalid', 'The volume must be a number from 0 to 1.')
  if (element) element.volume = Math.min(1, Math.max(0, volume))
}
