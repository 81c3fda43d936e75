// The frame around every page: the masthead with the way home, and the footer.

import { drawing, el } from './dom.js'

const home = new URL('../', import.meta.url).href

/** @param {{ title?: string }} page The page's name; without one it is the home page. */
export function buildShell({ title } = {}) {
  const masthead = document.querySelector('.masthead')
  const brand = el(
    'a',
    { class: 'brand', href: home },
    drawing('logo.svg', 'mark', 'mark'),
    'Sluice',
  )
  const trail = el('nav', { class: 'trail', 'aria-label': 'Site' }, brand)
  if (title) {
    trail.append(el('span', { class: 'trail-page', 'aria-current': 'page' }, title))
    trail.append(el('a', { class: 'trail-home', href: home }, 'All examples'))
  } else {
    brand.setAttribute('aria-current', 'page')
  }
  masthead.append(trail)

  document
    .querySelector('.colophon')
    .append(
      el('p', {}, 'Settings stay in this browser tab. Media goes only to the server you choose.'),
      el('p', {}, 'Sluice is open source, under the MIT licence.'),
    )
}
