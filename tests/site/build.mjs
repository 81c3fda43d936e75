// The site, built into a folder of the tests' own.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** @returns {string} the folder; whoever asks for it removes it */
export function buildSite() {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-site-'))
  execFileSync(process.execPath, [join(root, 'scripts/site.mjs'), folder], { stdio: 'pipe' })
  return folder
}

/** All files below, by their path from the folder. */
export const filesOf = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort()
