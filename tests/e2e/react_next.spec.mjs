// sluice-react in an app of Next.js: built, rendered on its server, live in the browser. It installs
// 340 MB, so that only .ci/run asks for it.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, expectNothingLeft, expectPicture, test, watchResources } from './lab.mjs'
import { install } from './react/apps.mjs'

test.skip(!process.env.SLUICE_NEXT, 'SLUICE_NEXT=1 asks for it')

const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1' }
let folder
let server

test.afterAll(async () => {
  if (server?.exitCode === null) {
    server.kill()
    await once(server, 'exit')
  }
  if (folder) rmSync(folder, { recursive: true, force: true })
})

/** Where it listens, once it does. */
async function serve(next) {
  server = spawn(process.execPath, [next, 'start', '--port', '0'], { cwd: folder, env })
  let said = ''
  for await (const part of server.stdout.setEncoding('utf8')) {
    said += part
    const [url] = /http:\/\/localhost:\d+/.exec(said) ?? []
    if (url && /Ready/.test(said)) return url
  }
  throw new Error(`next start: ${said}`)
}

test('Next.js builds it, renders it on its server, and it is live in the browser', async ({
  context,
  cluster,
}) => {
  test.setTimeout(600_000)
  folder = mkdtempSync(join(tmpdir(), 'sluice-next-'))
  cpSync(join(import.meta.dirname, 'react/next'), folder, { recursive: true })
  execFileSync('npm', ['ci', '--ignore-scripts'], { cwd: folder, stdio: 'ignore' })
  install(folder)
  const next = join(folder, 'node_modules/next/dist/bin/next')
  execFileSync(process.execPath, [next, 'build'], { cwd: folder, env, stdio: 'pipe' })
  const url = await serve(next)

  const html = await (await fetch(`${url}/?port=${cluster.port}`)).text()
  expect(html).toMatch(/<video[^>]*data-state="idle"/)

  await context.addInitScript(watchResources)
  const pages = []
  for (const [role, label] of [
    ['publisher', 'Camera preview'],
    ['player', 'Live stream'],
  ]) {
    const page = await context.newPage()
    page.problems = []
    page.on('pageerror', (error) => page.problems.push(error.message))
    page.on('console', (message) => {
      if (message.type() === 'error' && !/favicon/.test(message.location().url))
        page.problems.push(message.text())
    })
    await page.goto(`${url}/?port=${cluster.port}&role=${role}`)
    await expect(page.getByLabel(label)).toHaveAttribute('data-state', 'live')
    pages.push(page)
  }
  await expectPicture(pages[1])
  expect(pages.flatMap(({ problems }) => problems)).toEqual([])
  for (const page of pages) await page.close()
  await expectNothingLeft(cluster)
})
