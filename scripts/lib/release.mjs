// What a release makes of a version and a changelog.

/** @param {'major' | 'minor' | 'patch'} step */
export function nextVersion(version, step) {
  const parts = /^(\d+)\.(\d+)\.(\d+)$/.exec(version)?.slice(1).map(Number)
  if (!parts) throw new Error(`"${version}" is no version that can be moved on.`)
  const at = ['major', 'minor', 'patch'].indexOf(step)
  return parts.map((part, i) => (i < at ? part : i === at ? part + 1 : 0)).join('.')
}

/** The changelog with what was unreleased under this version; nothing where there is nothing. */
export function releasedChanges(changelog, version, date) {
  const heading = /^## Unreleased *\n/m.exec(changelog)
  if (!heading) return undefined
  const rest = changelog.slice(heading.index + heading[0].length)
  const [own] = rest.split(/^## /m)
  if (!/^- /m.test(own)) return undefined
  return `${changelog.slice(0, heading.index)}## Unreleased\n\n## ${version} (${date})\n${rest}`
}
