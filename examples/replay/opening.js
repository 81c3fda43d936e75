// The ways to open a recording: a file that is dropped or chosen, or one of those beside the page.

import { byId, el } from '../shared/dom.js'

/** Kept sessions of the suite's, which say what they are of. */
const samples = [
  ['socket-play-node-dies', 'The node dies', 'A player finds the next one.'],
  ['socket-play-picture-stands-still', 'The picture freezes', 'Packets go on, pictures do not.'],
  ['whep-another-network', 'Another network', 'The player’s own network changes.'],
  ['socket-publish-camera-unplugged', 'The camera is unplugged', 'It is opened again.'],
  ['socket-publish-name-taken', 'The name is taken', 'A publisher is refused.'],
]

/** @param {(name: string, file: () => Promise<Blob> | Blob) => void} onOpen */
export function watchForFiles(onOpen) {
  const input = byId('file')
  byId('choose').addEventListener('click', () => input.click())
  input.addEventListener('change', () => {
    const [file] = input.files
    if (file) onOpen(file.name, () => file)
    // The same file may be chosen again.
    input.value = ''
  })

  // Anywhere on the page: a file that misses would be opened in its place.
  document.addEventListener('dragover', (event) => {
    event.preventDefault()
    byId('opening').dataset.over = 'true'
  })
  document.addEventListener('dragleave', () => delete byId('opening').dataset.over)
  document.addEventListener('drop', (event) => {
    event.preventDefault()
    delete byId('opening').dataset.over
    const [file] = event.dataTransfer.files
    if (file) onOpen(file.name, () => file)
  })

  byId('samples').append(
    ...samples.map(([name, title, summary]) => {
      const button = el('button', { class: 'button', type: 'button' }, title)
      button.addEventListener('click', () => onOpen(title, () => fetchSample(name)))
      return el('li', {}, button, el('span', { class: 'hint' }, summary))
    }),
  )
}

async function fetchSample(name) {
  const response = await fetch(new URL(`sessions/${name}`, import.meta.url))
  if (!response.ok) throw new Error(`HTTP ${response.status}`)
  return response.blob()
}
