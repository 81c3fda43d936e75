// The first page: what it is, how it looks in ten lines, and where to go on.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { escape, relativeTo } from './html.mjs'
import { renderMarkdown } from './markdown.mjs'

const PATH = 'index.html'

/** @param {object[]} guides see texts.mjs */
export function homePage(root, guides, envOf) {
  const text = readFileSync(join(root, 'docs/site/home.md'), 'utf8')
  const { html, title, lead } = renderMarkdown(text, envOf(PATH, 'docs/site/home.md'))
  const cards = guides.map(
    ({ title: group, pages }) => `<section class="guide-group">
<h2>${escape(group)}</h2>
<ul class="guides">${pages.map(card).join('')}</ul>
</section>`,
  )
  return { path: PATH, title, lead, html: `${html}\n${cards.join('\n')}` }
}

const card = ({ path, title, lead }) =>
  `<li><a href="${escape(relativeTo(PATH, path))}">${escape(title)}</a><p>${escape(lead)}</p></li>`
