// The pages that are written as Markdown in this repository, and where their links lead in the site.
import { existsSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { relativeTo, slug } from './html.mjs'
import { renderMarkdown } from './markdown.mjs'
import { eventIndex, referenceIndex } from './reference.mjs'

const GUIDES = 'docs/guides'

/** What else is worth reading, by its path here and in the site. */
const beneath = [
  ['docs/statuses.md', 'more/statuses.html'],
  ['docs/conformance.md', 'more/conformance.html'],
  ['examples/cluster/README.md', 'more/cluster.html'],
  ['ARCHITECTURE.md', 'more/architecture.html'],
  ['CHANGELOG.md', 'more/changelog.html'],
  ['SECURITY.md', 'more/security.html'],
  ['CONTRIBUTING.md', 'more/contributing.html'],
]

const shownPaths = {
  'README.md': 'index.html',
  'docs/guides/README.md': 'index.html',
  'dist/index.d.ts': 'reference/index.html',
  'dist/integrity.json': 'dist/integrity.json',
  ...Object.fromEntries(beneath),
}

/**
 * The guides, in the order and in the groups of their list.
 * @returns {{ title: string, pages: { source: string, path: string, title: string, lead: string }[] }[]}
 */
export function readGuides(root) {
  const text = readFileSync(join(root, GUIDES, 'README.md'), 'utf8')
  return text
    .split(/^## /m)
    .slice(1)
    .map((group) => ({
      title: group.split('\n')[0],
      pages: [...group.matchAll(/^- \[[^\]]+\]\(([^)]+)\.md\)/gm)].map(([, name]) => {
        const source = `${GUIDES}/${name}.md`
        const { title, lead } = renderMarkdown(readFileSync(join(root, source), 'utf8'))
        return { source, path: `guides/${name}.html`, title, lead }
      }),
    }))
}

/**
 * What Markdown is written with: links, pictures, and names that lead to where they are explained.
 * @returns {(path: string, source?: string) => object}
 */
export function writtenWith(root, model) {
  const named = new Map([...eventIndex(model), ...referenceIndex(model)])
  const codes = new Set(errorCodes(model))

  return (path, source = 'README.md') => ({
    nameLink(text) {
      const name = text.replace(/^new |\(.*\)$/g, '')
      if (codes.has(text)) return relativeTo(path, `guides/errors.html#${slug(text)}`)
      const target = named.get(name)
      return target && target.split('#')[0] !== path ? relativeTo(path, target) : undefined
    },
    link(href) {
      if (/^(https?:|mailto:|#)/.test(href)) return href
      const [file, hash = ''] = href.split(/(?=#)/)
      const target = placeOf(root, posix.join(posix.dirname(source), file))
      return target && relativeTo(path, `${target}${hash}`)
    },
    image: (src) => relativeTo(path, posix.join(posix.dirname(source), src)),
  })
}

/** @returns {string | undefined} where the site has what the repository has at this path */
function placeOf(root, path) {
  if (Object.hasOwn(shownPaths, path)) return shownPaths[path]
  const guide = /^docs\/guides\/([\w-]+)\.md$/.exec(path)
  if (guide) return `guides/${guide[1]}.html`
  const page = /^(examples(?:\/\w+)?)(?:\/|\/README\.md|\/index\.html)?$/.exec(path)
  const index = page && `${page[1]}/index.html`
  return index && existsSync(join(root, index)) && !/vite|react/.test(index) ? index : undefined
}

const errorCodes = (model) =>
  model.find(({ name }) => name === 'SluiceErrorCode').type.types.map(({ value }) => value)

/**
 * @param {ReturnType<typeof readGuides>} guides
 * @param {ReturnType<typeof writtenWith>} envOf
 */
export function textPages(root, guides, envOf) {
  const pictures = new Set()
  const written = ({ source, path }) => {
    const text = readFileSync(join(root, source), 'utf8')
    const env = envOf(path, source)
    const image = (src) => {
      pictures.add(posix.join(posix.dirname(source), src))
      return env.image(src)
    }
    return { path, source, ...renderMarkdown(text, { ...env, image }) }
  }
  const rest = beneath
    .filter(([source]) => existsSync(join(root, source)))
    .map(([source, path]) => written({ source, path }))
  const pages = [...guides.flatMap((group) => group.pages.map(written)), ...rest]
  // That of the home page.
  pictures.add('docs/publish.png')
  return {
    pages,
    pictures: [...pictures].sort(),
    beneath: { title: 'Beneath', pages: rest.map(({ path, title }) => ({ path, title })) },
  }
}
