// The API reference: a page for each class, interface and object of constants, one for all
// functions, and one for all other types.
import { renderInline, renderMarkdown } from './markdown.mjs'
import { escape, escapeName, relativeTo, slug } from './html.mjs'
import { commentOf, isElsewhere, kinds, membersOf, textOf } from './model.mjs'
import { typeWriter } from './types.mjs'

const FUNCTIONS = 'reference/functions.html'
const TYPES = 'reference/types.html'
const LEFT_OUT = 'reference/left-out.html'

const groups = [
  {
    title: 'Clients',
    holds: ({ name, kind }) => kind === kinds.Class && /^(WH|RTC|HLS|Red5Pro)/.test(name),
  },
  {
    title: 'Options',
    holds: ({ name, kind }) => kind === kinds.Interface && /Options$|^Timeouts$/.test(name),
  },
  { title: 'Events', holds: ({ name }) => /EventTypes$|^SluiceEvent$|^RecoveryState$/.test(name) },
  { title: 'Errors', holds: ({ name }) => /^SluiceError(Fields)?$/.test(name) },
  { title: 'And more', holds: () => true },
]

const isLeftOut = ({ children = [] }) => {
  const init = children.find(({ name }) => name === 'init')
  return /env\.unsupported, always/.test(
    textOf(init?.signatures[0].comment?.blockTags?.[0]?.content),
  )
}

/** Where each export is described. */
export function referenceIndex(model) {
  const where = new Map()
  for (const declaration of model) {
    const { name, kind } = declaration
    if (isLeftOut(declaration)) where.set(name, `${LEFT_OUT}#${slug(name)}`)
    else if (kind === kinds.Function) where.set(name, `${FUNCTIONS}#${slug(name)}`)
    else if (kind === kinds.TypeAlias) where.set(name, `${TYPES}#${slug(name)}`)
    else where.set(name, `reference/${name}.html`)
  }
  return where
}

/** The names that are texts: of each event the constant's page that has it first. */
export function eventIndex(model) {
  const where = new Map()
  for (const declaration of model) {
    if (!/EventTypes$/.test(declaration.name)) continue
    for (const { type } of membersOf(declaration))
      if (!where.has(type.value))
        where.set(type.value, `reference/${declaration.name}.html#${slug(type.value)}`)
  }
  return where
}

/**
 * @param {object[]} model
 * @param {(path: string) => object} envOf what Markdown on the page at this path is written with
 * @returns {{ pages: object[], contents: { title: string, pages: object[] }[] }}
 */
export function referencePages(model, envOf) {
  const index = referenceIndex(model)
  const own = model.filter(({ name }) => !index.get(name).includes('#'))
  const shared = [
    { path: FUNCTIONS, title: 'Functions', kind: kinds.Function },
    { path: TYPES, title: 'Other types', kind: kinds.TypeAlias },
  ].map((page) => ({ ...page, declarations: model.filter(({ kind }) => kind === page.kind) }))
  const leftOut = {
    path: LEFT_OUT,
    title: 'Left out',
    declarations: model.filter(isLeftOut),
    text: 'These names exist so that pages of the field load. Their `init()` rejects with `env.unsupported`, and says why.',
  }

  const pages = [
    ...own.map((declaration) => declarationPage(declaration, index, envOf)),
    ...[...shared, leftOut].map((page) => sharedPage(page, index, envOf)),
  ]
  const rest = new Set(own)
  const contents = groups.map(({ title, holds }) => {
    const held = [...rest].filter(holds)
    held.forEach((one) => rest.delete(one))
    return {
      title,
      pages: held.map(({ name }) => ({ path: index.get(name), title: name, isCode: true })),
    }
  })
  contents.at(-1).pages.push(...[...shared, leftOut].map(({ path, title }) => ({ path, title })))
  return { pages, contents }
}

function declarationPage(declaration, index, envOf) {
  const { name } = declaration
  const path = index.get(name)
  const writer = writerFor(path, index)
  const env = envOf(path)
  const members = membersOf(declaration)
  const here = members.filter((member) => !isElsewhere(member))
  const elsewhere = members.filter(isElsewhere)
  const { summary } = commentOf(declaration) ?? {}
  const html = [
    `<h1><code>${escapeName(name)}</code></h1>`,
    `<p class="kind">${escape(kindOf(declaration))}${basesOf(declaration, writer, index)}</p>`,
    renderMarkdown(textOf(summary), { ...env }).html,
    here.map((member) => memberHtml(member, name, writer, env)).join('\n'),
    inherited(elsewhere, path, index),
  ].join('\n')
  return { path, title: name, lead: plain(textOf(summary)), html, headings: [] }
}

function sharedPage({ path, title, text = '', declarations }, index, envOf) {
  const writer = writerFor(path, index)
  const env = envOf(path)
  const html = `<h1>${escape(title)}</h1>\n${renderMarkdown(text, { ...env }).html}${declarations
    .map((declaration) => memberHtml(declaration, undefined, writer, env))
    .join('\n')}`
  const headings = declarations.map(({ name }) => ({ id: slug(name), text: name, level: 2 }))
  return { path, title, lead: `${title} of Sluice.`, html, headings }
}

const writerFor = (path, index) =>
  typeWriter((name) => index.has(name) && relativeTo(path, index.get(name)))

const plain = (text) => text.replace(/\s+/g, ' ').replaceAll('`', '').trim()

function kindOf({ kind, name }) {
  if (kind === kinds.Class) return 'Class'
  if (kind === kinds.Interface) return 'Interface'
  return /EventTypes$/.test(name) ? 'Names of events' : 'Constants'
}

function basesOf({ extendedTypes = [] }, { write }, index) {
  // A base that is no export has its members on this page.
  const shown = extendedTypes.filter(({ name }) => index.has(name) || name === 'Error')
  return shown.length ? `, extends <code>${shown.map((type) => write(type)).join(', ')}</code>` : ''
}

/** One entry: its signature, its text, and what the tags of its comment tell. */
function memberHtml(member, owner, writer, env) {
  const { write, writeSignature, writeParameters } = writer
  const { name, kind } = member
  const signature = member.signatures?.[0]
  const type = member.getSignature?.type ?? member.type
  // An event is looked for by the text that arrives.
  const id = slug(/EventTypes$/.test(owner) ? type.value : name)
  const isMade = kind === kinds.Constructor
  const shownName = isMade ? `new ${owner}` : name
  const shape = isMade
    ? `${escape(shownName)}${writeParameters(signature.parameters)}`
    : signature
      ? `${escape(name)}${writeSignature(signature)}`
      : type && write(type)
  const comment = commentOf(member)
  const parameters = (signature?.parameters ?? []).filter((one) => one.comment)
  const details = [
    ...parameters.map((one) => [`<code>${escape(one.name)}</code>`, textOf(one.comment.summary)]),
    ...tagsOf(comment, '@returns').map((text) => ['Gives', text]),
    ...tagsOf(comment, '@throws').map((text) => ['Rejects with', throwsAsCode(text)]),
  ].map(([term, text]) => `<dt>${term}</dt><dd>${renderInline(text, { ...env })}</dd>`)
  return `<section class="member" id="${escape(id)}">
<h2><a class="anchor" href="#${escape(id)}"><code>${escapeName(shownName)}</code></a></h2>
${shape ? `<p class="signature"><code>${shape}</code></p>` : ''}
${renderMarkdown(textOf(comment?.summary), { ...env }).html}${details.length ? `<dl>${details.join('')}</dl>` : ''}
</section>`
}

const tagsOf = (comment, tag) =>
  (comment?.blockTags ?? []).filter((one) => one.tag === tag).map(({ content }) => textOf(content))

/** `SluiceError config.*, wasm.load`: each code as code, the class by its link. */
const throwsAsCode = (text) =>
  text.replace(/\b[a-z]+\.(?:\*|[a-z_]+)/g, '`$&`').replace(/^SluiceError\b/, '`SluiceError`')

function inherited(members, path, index) {
  if (members.length === 0) return ''
  const from = members[0].inheritedFrom.name.split('.')[0]
  const page = relativeTo(path, index.get(from))
  const items = members.map(
    ({ name }) =>
      `<li><a href="${escape(`${page}#${slug(name)}`)}"><code>${escape(name)}</code></a></li>`,
  )
  return `<h2 id="inherited">And those of <a href="${escape(page)}"><code>${escape(from)}</code></a></h2>
<ul class="names">${items.join('')}</ul>`
}

/** All names on one page, each with its first sentence. */
export function referenceHome({ pages, contents }) {
  const path = 'reference/index.html'
  const leads = new Map(pages.map((page) => [page.path, page.lead]))
  const groupsHtml = contents.map(
    ({ title, pages: held }) => `<h2 id="${slug(title)}">${escape(title)}</h2>
<dl class="names-with-leads">${held
      .map(({ path: to, title: name, isCode }) => {
        const text = isCode ? `<code>${escapeName(name)}</code>` : escape(name)
        const sentence = firstSentence(leads.get(to))
        return `<dt><a href="${escape(relativeTo(path, to))}">${text}</a></dt><dd>${escape(sentence)}</dd>`
      })
      .join('')}</dl>`,
  )
  const lead = 'Every class, option, event and error of the package, made of its declarations.'
  return {
    path,
    title: 'Reference',
    lead,
    html: `<h1>Reference</h1>\n<p>${lead}</p>\n${groupsHtml.join('\n')}`,
    headings: contents.map(({ title }) => ({ id: slug(title), text: title, level: 2 })),
  }
}

const firstSentence = (text = '') => /^.*?[.:](?=\s|$)/.exec(text)?.[0].replace(/:$/, '.') ?? text
