// The frame around each page of text: the masthead, the contents, the ways on, the footer.
import { escape, escapeName, relativeTo } from './html.mjs'

/**
 * @param {object} page
 * @param {string} page.path where it lies in the site
 * @param {string} page.title
 * @param {string} page.lead one sentence about it, for search engines
 * @param {string} page.html
 * @param {{ id: string, text: string, level: number }[]} [page.headings]
 * @param {{ title: string, pages: { path: string, title: string }[] }[]} contents
 * @param {string} version
 */
export function frame(page, contents, version) {
  const to = (path) => escape(relativeTo(page.path, path))
  const list = contents.flatMap(({ pages }) => pages)
  const at = list.findIndex(({ path }) => path === page.path)
  const isHome = page.path === 'index.html'
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <meta name="referrer" content="same-origin" />
    <title>${escape(isHome ? 'Sluice' : `${page.title} · Sluice`)}</title>
    <meta name="description" content="${escape(page.lead)}" />
    <link rel="icon" href="${to('examples/shared/logo.svg')}" type="image/svg+xml" />
    <link rel="stylesheet" href="${to('pages.css')}" />
    <script type="module" src="${to('pages.js')}"></script>
  </head>
  <body>
    <a class="skip" href="#main">Skip to content</a>
    <header class="masthead">
      <nav class="trail" aria-label="Site">
        <a class="brand" href="${to('index.html')}"${isHome ? ' aria-current="page"' : ''}><svg class="mark" viewBox="0 0 32 32" aria-hidden="true"><use href="${to('examples/shared/logo.svg')}#mark" /></svg>Sluice</a>
        <a class="trail-home to-contents" href="#contents">Contents</a>
        <a class="trail-link" href="${to('reference/index.html')}">Reference</a>
        <a class="trail-link" href="${to('examples/index.html')}">Examples</a>
        <a class="trail-link" href="${to('examples/replay/index.html')}">Replay</a>
      </nav>
    </header>
    <div class="page text-page">
      <main id="main">
        <article class="prose">
${page.html}
        </article>
${waysOn(list, at, to)}
      </main>
      <nav class="contents" id="contents" aria-label="Contents">
${contents.map((group) => contentsGroup(group, page, to)).join('\n')}
      </nav>
${onThisPage(page.headings ?? [])}
    </div>
    <footer class="colophon">
      <p>Sluice ${escape(version)}, open source under the MIT licence.</p>
      <p>An independent project, not affiliated with the vendor of any media server.</p>
    </footer>
  </body>
</html>
`
}

function contentsGroup({ title, pages }, page, to) {
  const items = pages.map(({ path, title: name, isCode }) => {
    const current = path === page.path ? ' aria-current="page"' : ''
    const text = isCode ? `<code>${escapeName(name)}</code>` : escape(name)
    return `<li><a href="${to(path)}"${current}>${text}</a></li>`
  })
  return `<h2>${escape(title)}</h2>\n<ul>${items.join('')}</ul>`
}

/** The second level alone: a list that is as long as the page helps nobody. */
function onThisPage(headings) {
  const sections = headings.filter(({ level }) => level === 2)
  if (sections.length < 2) return ''
  const items = sections.map(({ id, text }) => `<li><a href="#${id}">${escapeName(text)}</a></li>`)
  return `      <nav class="sections" aria-labelledby="sections-title">
        <h2 id="sections-title">On this page</h2>
        <ul>${items.join('')}</ul>
      </nav>`
}

function waysOn(list, at, to) {
  const before = at > 0 ? list[at - 1] : undefined
  const after = at >= 0 ? list[at + 1] : undefined
  if (!before && !after) return ''
  const way = (page, rel, word) =>
    page
      ? `<a class="way-${rel}" href="${to(page.path)}" rel="${rel}"><span>${word}</span> ${escapeName(page.title)}</a>`
      : ''
  return `        <nav class="ways-on" aria-label="Next pages">${way(before, 'prev', 'Before')}${way(after, 'next', 'Next')}</nav>`
}
