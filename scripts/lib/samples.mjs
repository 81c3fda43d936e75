// The code samples of the documents: README.md, the guides, the site's first page, and the comments
// of the declarations. A fence names its sample and says what it needs:
//
//  ```js sample=<name>        run as a module; ```html sample=<name>: as a page
//    on=<stream>              somebody publishes that stream already
//    after=<name>             goes on where that sample of the same document has ended
//    ends=yes                 leaves nothing running
//  ```js file=<name>          a file of an app's, run by the test of the package
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const sources = (root) => [
  'README.md',
  'docs/site/home.md',
  ...readdirSync(join(root, 'docs/guides'))
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => `docs/guides/${name}`),
  'dist/index.d.ts',
]

/** @returns {{ source: string, language: string, code: string, needs: Record<string, string> }[]} */
export function readFences(root) {
  return sources(root).flatMap((source) => {
    const text = readFileSync(join(root, source), 'utf8').replace(/^\s*\* ?/gm, (start) =>
      source.endsWith('.d.ts') ? '' : start,
    )
    return [...text.matchAll(/^```(\w+)(.*)\n([^]*?)^```$/gm)].map(([, language, info, code]) => ({
      source,
      language,
      code,
      needs: Object.fromEntries(
        [...info.matchAll(/(\w+)=(\S+)/g)].map(([, key, value]) => [key, value]),
      ),
    }))
  })
}

/** The samples that run, each whole: with what it goes on from. */
export function readSamples(root) {
  const samples = readFences(root)
    .filter(({ needs }) => needs.sample)
    .map(({ needs, ...rest }) => ({ ...rest, ...needs, name: `${needs.sample} of ${rest.source}` }))
  const whole = (sample) => {
    if (!sample.after) return sample
    const before = samples.find(
      ({ source, sample: name }) => source === sample.source && name === sample.after,
    )
    if (!before) throw new Error(`${sample.name}: there is no sample "${sample.after}" before it`)
    const { code, on } = whole(before)
    return { ...sample, on, code: `${code}${sample.code}` }
  }
  return samples.map(whole)
}

/** The file of an app that a document shows. */
export function readFileSample(root, name) {
  const found = readFences(root).find(({ needs }) => needs.file === name)
  if (!found) throw new Error(`No document shows the file ${name}`)
  return found.code
}
