// A button that puts a text into the clipboard and says so, to the eye and to a screen reader.

import { el } from './dom.js'

const saidForMs = 2000

/**
 * @param {string} what a word for those who hear the button out of its place
 * @param {HTMLElement} source holds the text for browsers that give the page no clipboard
 * @param {() => string} text
 * @param {string} [label] what stands on the button
 */
export function copyButton(what, source, text, label = 'Copy') {
  const said = el('span', { class: 'visually-hidden', 'aria-live': 'polite' })
  const button = el(
    'button',
    { class: 'button quiet', type: 'button', 'aria-label': `Copy ${what}` },
    label,
  )
  let timer

  button.addEventListener('click', async () => {
    let outcome = 'Copied'
    try {
      await navigator.clipboard.writeText(text())
    } catch {
      // Without a secure context there is no clipboard; leave the text selected for the reader's keys.
      getSelection().selectAllChildren(source)
      outcome = 'Selected'
    }
    button.textContent = outcome
    said.textContent = outcome
    clearTimeout(timer)
    timer = setTimeout(() => {
      button.textContent = label
      said.textContent = ''
    }, saidForMs)
  })

  const both = document.createDocumentFragment()
  both.append(said, button)
  return both
}
