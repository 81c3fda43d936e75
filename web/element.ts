// The element that shows a stream.

export function findElement(id: string): HTMLMediaElement | null {
  const element = document.getElementById(id)
  return element instanceof HTMLMediaElement ? element : null
}

export function setVolume(element: HTMLMediaElement | null, volume: number): void {
  if (element) element.volume = Math.min(1, Math.max(0, volume))
}
