// The frame around every page: the masthead with the way home, and the footer. It loads before the
// page's own script and does not need it, so that it can also tell when that one is missing.

import { drawing, el } from './dom.js'

const home = new URL('../', import.meta.url).href
// Where the page is part of the site, which has guides too.
const { guides } = document.documentElement.dataset
const title = document.body.dataset.page

const brand = el('a', { class: 'brand', href: home }, drawing('logo.svg', 'mark', 'mark'), 'Sluice')
const trail = el('nav', { class: 'trail', 'aria-label': 'Site' }, brand)
if (title) {
  trail.append(
    el('span', { class: 'trail-page', 'aria-current': 'page' }, title),
    el('a', { class: 'trail-home', href: home }, 'All examples'),
  )
} else {
  brand.setAttribute('aria-current', 'page')
}
if (guides) {
  const isFirst = !title
  trail.append(el('a', { class: isFirst ? 'trail-home' : 'trail-link', href: guides }, 'Guides'))
}
document.querySelector('.masthead').append(trail)

document
  .querySelector('.colophon')
  .append(
    el('p', {}, 'Settings stay in this browser tab. Media goes only to the server you choose.'),
    el('p', {}, 'Sluice is open source, under the MIT licence.'),
  )

// A module that cannot be fetched fails without a word on the page: its script element gets the event.
window.addEventListener('error', showMissingScript, { capture: true })

function showMissingScript({ target }) {
  const panel = document.getElementById('error')
  if (!(target instanceof HTMLScriptElement) || !panel) return
  panel.replaceChildren(
    el('p', { class: 'alert-message' }, 'The SDK could not be loaded.'),
    el(
      'p',
      { class: 'alert-advice' },
      'This page imports dist/index.js from the root of the repository. Serve that root, and open /examples/ on it.',
    ),
  )
  panel.hidden = false
}
