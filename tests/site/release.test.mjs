// What a release makes of the version and the changelog.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { nextVersion, releasedChanges } from '../../scripts/lib/release.mjs'
import { root } from './build.mjs'

test('a version is moved on by one step', () => {
  assert.equal(nextVersion('0.1.0', 'patch'), '0.1.1')
  assert.equal(nextVersion('0.1.9', 'minor'), '0.2.0')
  assert.equal(nextVersion('1.2.3', 'major'), '2.0.0')
  assert.throws(() => nextVersion('1.0.0-beta.1', 'patch'))
})

test('what was unreleased gets the version, and the next changes a place', () => {
  const changelog = '# Changelog\n\n## Unreleased\n\n- One.\n\n## 0.1.0\n\n- Old.\n'
  assert.equal(
    releasedChanges(changelog, '0.2.0', '2026-12-01'),
    '# Changelog\n\n## Unreleased\n\n## 0.2.0 (2026-12-01)\n\n- One.\n\n## 0.1.0\n\n- Old.\n',
  )
  assert.equal(
    releasedChanges('# Changelog\n\n## Unreleased\n\n## 0.1.0\n\n- Old.\n', '0.2.0', ''),
    undefined,
  )
  assert.equal(releasedChanges('# Changelog\n', '0.2.0', ''), undefined)
})

test('the changelog has the heading that a release looks for', () => {
  const changelog = readFileSync(join(root, 'CHANGELOG.md'), 'utf8')
  assert.match(changelog, /^## Unreleased *$/m)
})

test('a release that is not asked for properly changes nothing', () => {
  for (const args of [[], ['huge'], ['minor', 'patch']])
    assert.throws(
      () =>
        execFileSync(process.execPath, [join(root, 'scripts/release.mjs'), ...args], {
          stdio: 'pipe',
        }),
      /Usage/,
    )
})
