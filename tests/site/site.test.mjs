// The site as files: that it is the same each time, and that nothing in it leads nowhere.
import assert from 'node:assert/strict'
import { readFileSync, rmSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { after, test } from 'node:test'
import { buildSite, filesOf } from './build.mjs'

const site = buildSite()
const files = filesOf(site)
const pages = files.filter((name) => name.endsWith('.html'))
const read = (name) => readFileSync(join(site, name), 'utf8')
after(() => rmSync(site, { recursive: true, force: true }))

test('the site has all that it is to have', () => {
  for (const start of ['guides/', 'reference/', 'more/', 'examples/'])
    assert.ok(pages.filter((name) => name.startsWith(start)).length >= 7, start)
  for (const name of ['index.html', 'dist/sluice.wasm', 'examples/shared/style.css'])
    assert.ok(files.includes(name), name)
  const strange = files.filter((name) => /node_modules|cluster\/|vite|\.md$/.test(name))
  assert.deepEqual(strange, [])
})

test('the site built twice gives the same bytes', () => {
  const again = buildSite()
  try {
    assert.deepEqual(filesOf(again), files)
    for (const name of files)
      assert.ok(readFileSync(join(site, name)).equals(readFileSync(join(again, name))), name)
  } finally {
    rmSync(again, { recursive: true, force: true })
  }
})

const unescape = (text) =>
  text.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&#39;', "'")
const attributes = (html, names) =>
  [...html.matchAll(new RegExp(`\\s(?:${names})="([^"]*)"`, 'g'))].map(([, value]) =>
    unescape(value),
  )
const idsOf = new Map(pages.map((name) => [name, new Set(attributes(read(name), 'id'))]))

/** Where a reference in a file leads: a file of the site, and a place in it. */
function follow(from, href) {
  const [path, hash] = href.split('#')
  const target = path === '' ? from : posix.join(posix.dirname(from), path)
  const file = target === '.' || target.endsWith('/') ? posix.join(target, 'index.html') : target
  return { file, hash: hash && decodeURIComponent(hash) }
}

test('all links are relative, and lead to what is there', () => {
  const broken = []
  let count = 0
  for (const name of pages) {
    for (const href of attributes(read(name), 'href|src|data-guides')) {
      count += 1
      if (/^(https:|mailto:|data:)/.test(href)) continue
      const { file, hash } = follow(name, href)
      const isThere = !/^(\/|[a-z]+:)/i.test(href) && files.includes(file)
      // Places in a picture, and those that a script makes, are no ids of a page.
      const isPlace = !hash || !idsOf.has(file) || idsOf.get(file).has(hash)
      if (!isThere || !isPlace) broken.push(`${name}: ${href}`)
    }
  }
  assert.deepEqual(broken, [])
  assert.ok(count > 2000, `${count} links`)
})

test('what scripts and styles import is there, too', () => {
  const broken = []
  for (const name of files.filter((file) => /^(?!dist\/).*\.(js|css)$/.test(file))) {
    const imports = [...read(name).matchAll(/(?:from|import|@import) '([^']+)'/g)]
    for (const [, path] of imports)
      if (!files.includes(posix.join(dirname(name), path))) broken.push(`${name}: ${path}`)
  }
  assert.deepEqual(broken, [])
})

test('no page needs more than the strictest policy, or takes anything from elsewhere', () => {
  for (const name of pages) {
    const html = read(name)
    assert.doesNotMatch(html, /<script(?![^>]*\ssrc=)/, name)
    assert.doesNotMatch(html, /<style|\sstyle="|\son\w+="/, name)
    const loaded = [
      ...html.matchAll(/<(?:script|link|img|use|video)[^>]*\s(?:src|href)="([^"]*)"/g),
    ]
    assert.deepEqual(
      loaded.map(([, url]) => url).filter((url) => /^(https?:)?\/\//.test(url)),
      [],
      name,
    )
  }
})

test('each page has one title, a language, and ids that are its own', () => {
  const titles = new Set()
  for (const name of pages) {
    const html = read(name)
    assert.equal([...html.matchAll(/<h1[\s>]/g)].length, 1, name)
    assert.match(html, /<html lang="en"/, name)
    const ids = attributes(html, 'id')
    assert.equal(new Set(ids).size, ids.length, `${name}: an id twice`)
    titles.add(/<title>([^<]*)</.exec(html)[1])
  }
  assert.equal(titles.size, pages.length)
})
