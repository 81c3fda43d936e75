// The only way these pages make elements: names, attributes and text. Nothing here parses markup,
// so a stream name or a server's message can never become part of the page.

export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, '')
    else if (value !== false && value != null) element.setAttribute(name, String(value))
  }
  element.append(...children.filter(Boolean))
  return element
}

/** A drawing from one of the SVG files beside this module; it takes its colours from the page. */
export function drawing(file, id, className) {
  const namespace = 'http://www.w3.org/2000/svg'
  const svg = document.createElementNS(namespace, 'svg')
  const use = document.createElementNS(namespace, 'use')
  svg.setAttribute('class', className)
  svg.setAttribute('aria-hidden', 'true')
  svg.setAttribute('viewBox', '0 0 32 32')
  use.setAttribute('href', `${new URL(file, import.meta.url).href}#${id}`)
  svg.append(use)
  return svg
}

/** The element with this id. A page that lacks it is broken, so say so at once. */
export function byId(id) {
  const element = document.getElementById(id)
  if (!element) throw new Error(`This page needs an element with the id "${id}"`)
  return element
}
