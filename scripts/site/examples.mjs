// The example pages as they are, with a way to the guides in their frame.
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'

/** The local cluster is a program, and what is built first is no page. */
const isPage = (path) =>
  !/^(cluster|vite-typescript|react\w*)($|\/)|(^|\/)(\w+\.md|node_modules)$/.test(path)

export function copyExamples(from, to) {
  cpSync(from, to, {
    recursive: true,
    filter: (source) => isPage(relative(from, source).replaceAll('\\', '/')),
  })
  for (const name of readdirSync(to, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('index.html')) continue
    const file = join(to, name)
    const depth = name.split(/[\\/]/).length
    const html = readFileSync(file, 'utf8')
    // Read by shared/shell.js.
    writeFileSync(
      file,
      html.replace(
        '<html lang="en">',
        `<html lang="en" data-guides="${'../'.repeat(depth)}index.html">`,
      ),
    )
  }
}
