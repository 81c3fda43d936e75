// Markdown into the site's HTML. Raw HTML in it stays text.
import hljs from 'highlight.js/lib/core'
import bash from 'highlight.js/lib/languages/bash'
import javascript from 'highlight.js/lib/languages/javascript'
import json from 'highlight.js/lib/languages/json'
import typescript from 'highlight.js/lib/languages/typescript'
import xml from 'highlight.js/lib/languages/xml'
import MarkdownIt from 'markdown-it'
import { escape, slug } from './html.mjs'

const languages = { bash, javascript, json, typescript, xml }
for (const [name, language] of Object.entries(languages)) hljs.registerLanguage(name, language)

/** Code in colours; in a language that is none of these it is plain. */
export function highlight(code, language) {
  const name = { js: 'javascript', ts: 'typescript', html: 'xml', sh: 'bash' }[language] ?? language
  return hljs.getLanguage(name) ? hljs.highlight(code, { language: name }).value : escape(code)
}

/** A block of code that can be scrolled by keyboard; docs.js puts a button to copy it on top. */
export const codeBlock = (code, language) =>
  `<div class="sample"><pre class="code" tabindex="0"><code>${highlight(code, language)}</code></pre></div>\n`

const markdown = new MarkdownIt({ html: false })
// The one tag that tables cannot do without.
markdown.inline.ruler.before('autolink', 'line break', (state, silent) => {
  if (!state.src.startsWith('<br>', state.pos)) return false
  if (!silent) state.push('hardbreak', 'br', 0)
  state.pos += '<br>'.length
  return true
})
const { rules } = markdown.renderer

rules.fence = (tokens, at) => codeBlock(tokens[at].content, tokens[at].info.split(/\s/)[0])
rules.table_open = () => '<div class="wide" tabindex="0"><table>\n'
// A drawing is read at its own size: on a narrow screen it is moved to and fro.
rules.paragraph_open = (tokens, at) => {
  const [only, ...others] = tokens[at + 1].children ?? []
  const isDrawing = only?.type === 'image' && !others.length && only.attrGet('src').endsWith('.svg')
  return tokens[at].hidden ? '' : isDrawing ? '<p class="drawing" tabindex="0">' : '<p>'
}
rules.table_close = () => '</table></div>\n'
// A name that the reference or the list of errors has leads there.
rules.code_inline = (tokens, at, _options, env) => {
  const text = tokens[at].content
  // A path may go on in the next line.
  const code = `<code>${escape(text).replaceAll('/', '/<wbr>')}</code>`
  const target = env.linkDepth ? undefined : env.nameLink?.(text)
  return target ? `<a class="name" href="${escape(target)}">${code}</a>` : code
}
rules.link_open = (tokens, at, options, env, self) => {
  const token = tokens[at]
  const target = env.link ? env.link(token.attrGet('href')) : token.attrGet('href')
  // What the site does not hold is named and not linked.
  token.meta = { isLink: target !== undefined }
  env.openLinks = [...(env.openLinks ?? []), token.meta.isLink]
  env.linkDepth = (env.linkDepth ?? 0) + 1
  if (!token.meta.isLink) return '<span class="elsewhere">'
  token.attrSet('href', target)
  return self.renderToken(tokens, at, options)
}
rules.link_close = (_tokens, _at, _options, env) => {
  env.linkDepth -= 1
  return env.openLinks.pop() ? '</a>' : '</span>'
}
rules.image = (tokens, at, _options, env) => {
  const token = tokens[at]
  const source = env.image ? env.image(token.attrGet('src')) : token.attrGet('src')
  return `<img src="${escape(source)}" alt="${escape(token.content)}" loading="lazy" />`
}

/** Headings get ids, by which they are found from outside. */
function numberHeadings(tokens) {
  const used = new Set()
  const headings = []
  tokens.forEach((token, at) => {
    if (token.type !== 'heading_open') return
    const text = plainText(tokens[at + 1])
    let id = slug(text)
    while (used.has(id)) id += '-again'
    used.add(id)
    token.attrSet('id', id)
    headings.push({ id, text, level: Number(token.tag.slice(1)) })
  })
  return headings
}

/** A head without a word is none. */
function emptyHeads(tokens) {
  tokens.forEach((token, at) => {
    if (token.type !== 'th_open' || tokens[at + 1].content !== '') return
    token.tag = 'td'
    tokens[at + 2].tag = 'td'
  })
}

const plainText = (inline) =>
  inline.children
    .filter(({ type }) => type === 'text' || type === 'code_inline' || type === 'softbreak')
    .map(({ type, content }) => (type === 'softbreak' ? ' ' : content))
    .join('')

/**
 * @param {string} text
 * @param {{ link?: (href: string) => string | undefined, image?: (src: string) => string,
 *   nameLink?: (name: string) => string | undefined }} env
 * @returns {{ html: string, title: string, lead: string, headings: { id: string, text: string,
 *   level: number }[] }} `title` and `lead`: the first heading and the first paragraph, as text
 */
export function renderMarkdown(text, env = {}) {
  // Comments are for those who write the page.
  const tokens = markdown.parse(text.replace(/^<!--[^]*?-->\n?/gm, ''), env)
  const headings = numberHeadings(tokens)
  emptyHeads(tokens)
  const first = tokens.findIndex(({ type }) => type === 'paragraph_open')
  return {
    html: markdown.renderer.render(tokens, markdown.options, { ...env }),
    title: headings[0]?.text ?? '',
    lead: first < 0 ? '' : plainText(tokens[first + 1]),
    headings,
  }
}

/** One paragraph's worth, without the paragraph. */
export const renderInline = (text, env = {}) => markdown.renderInline(text, { ...env })
