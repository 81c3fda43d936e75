// With SLUICE_RECORDINGS=<folder> each client of a lab's pages keeps a recording, which is put there
// when its test is over (scripts/recordings.sh).
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const folder = process.env.SLUICE_RECORDINGS

/** Runs in each page before anything else. */
async function recordAll() {
  const clients = (window.recordedClients = [])
  const ended = (window.endedRecordings = [])
  let sdk
  try {
    sdk = await import('/dist/index.js')
  } catch {
    return // a page that is not the cluster's
  }
  for (const { prototype } of [sdk.WHIPClient, sdk.WHEPClient, sdk.RTCPublisher, sdk.RTCSubscriber])
    for (const name of ['init', 'initWithStream']) {
      const init = prototype[name]
      if (!init) continue
      prototype[name] = function (options, ...others) {
        if (clients.includes(this)) ended.push(this.recording())
        else clients.push(this)
        // What is no good as options must stay that.
        const wanted = options?.constructor === Object ? { recording: true, ...options } : options
        return init.call(this, wanted, ...others)
      }
    }
}

/** Runs in a page: each recording's bytes. */
const taken = async () => {
  const kept = [...window.endedRecordings, ...window.recordedClients.map((one) => one.recording())]
  const bytes = (blob) => blob.arrayBuffer().then((buffer) => [...new Uint8Array(buffer)])
  return Promise.all(kept.filter((blob) => blob?.size).map(bytes))
}

export async function beginRecordings(context) {
  if (folder) await context.addInitScript(recordAll)
}

/** @param {import('@playwright/test').TestInfo} testInfo whose name the files get */
export async function keepRecordings(pages, testInfo) {
  if (!folder) return
  mkdirSync(folder, { recursive: true })
  for (const [at, page] of pages.entries()) {
    const all = page.isClosed() ? [] : await page.evaluate(taken).catch(() => [])
    for (const [which, bytes] of all.entries())
      writeFileSync(join(folder, `${testInfo.testId}-${at}-${which}`), Buffer.from(bytes))
  }
}
