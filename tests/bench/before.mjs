// The option `--against commit`: that commit's dist/ in the same pages, run by run beside this one's.
import { execFileSync } from 'node:child_process'
import { textOption } from './stats.mjs'

export const against = textOption('against')

/** Serves `/before/` of a page out of that commit. @param {import('@playwright/test').Page} page */
export async function serveBefore(page) {
  await page.route('**/before/*', (route) => {
    const name = new URL(route.request().url()).pathname.split('/').pop()
    const body = execFileSync('git', ['show', `${against}:dist/${name}`], { maxBuffer: 2 ** 24 })
    const contentType = name.endsWith('.wasm') ? 'application/wasm' : 'text/javascript'
    return route.fulfill({ contentType, body })
  })
}
