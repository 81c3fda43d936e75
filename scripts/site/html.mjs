// Text into HTML: the only way that these scripts put a text between tags.

const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

export const escape = (text) => String(text).replace(/[&<>"']/g, (c) => entities[c])

/** A name of code, which a narrow column breaks between its words. */
export const escapeName = (name) => escape(name).replace(/(?<=\p{Ll})(?=\p{Lu})/gu, '<wbr>')

/** A heading's or a member's name as the end of an address. */
export const slug = (text) =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')

/** The way from one file of the site to another, both named from its root. */
export function relativeTo(from, to) {
  const [path, hash = ''] = to.split(/(?=#)/)
  const here = from.split('/').slice(0, -1)
  const there = path.split('/')
  while (here.length > 0 && here[0] === there[0]) {
    here.shift()
    there.shift()
  }
  return `${'../'.repeat(here.length)}${there.join('/')}${hash}`
}
