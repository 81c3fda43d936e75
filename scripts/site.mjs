// One static site: the guides, the API reference, the example pages and the package that they use.
// All its links are relative, so that it can be put on any static host, under any path.
// Usage: npm run site [-- <output folder>]
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { copyExamples } from './site/examples.mjs'
import { frame } from './site/frame.mjs'
import { homePage } from './site/home.mjs'
import { readModel } from './site/model.mjs'
import { referenceHome, referencePages } from './site/reference.mjs'
import { readGuides, textPages, writtenWith } from './site/texts.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const out = resolve(process.argv[2] ?? join(root, 'site'))
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

const model = await readModel(root)
const guides = readGuides(root)
const envOf = writtenWith(root, model)
const reference = referencePages(model, (path) => envOf(path))
const texts = textPages(root, guides, envOf)
const referenceStart = referenceHome(reference)

const contents = [
  ...guides.map(({ title, pages }) => ({ title, pages })),
  { title: 'Reference', pages: [{ path: referenceStart.path, title: 'All names' }] },
  ...reference.contents,
  texts.beneath,
]
/** Two lists, as the names of the reference would bury the guides. */
const shortContents = contents.filter((group) => !reference.contents.includes(group))
const isReference = (path) => path.startsWith('reference/')

rmSync(out, { recursive: true, force: true })
const pages = [homePage(root, guides, envOf), ...texts.pages, referenceStart, ...reference.pages]
for (const page of pages) {
  const file = join(out, page.path)
  mkdirSync(dirname(file), { recursive: true })
  const list = isReference(page.path) ? contents.slice(guides.length) : shortContents
  writeFileSync(file, frame(page, list, version))
}
for (const name of ['pages.css', 'pages.js']) cpSync(join(root, 'docs/site', name), join(out, name))
for (const name of texts.pictures) {
  mkdirSync(dirname(join(out, name)), { recursive: true })
  cpSync(join(root, name), join(out, name))
}
cpSync(join(root, 'dist'), join(out, 'dist'), { recursive: true })
copyExamples(join(root, 'examples'), join(out, 'examples'))
console.log(`${pages.length} pages and the examples in ${relative(process.cwd(), out) || '.'}/`)
