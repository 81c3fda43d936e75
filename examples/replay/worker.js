// Runs the core in a thread of its own: however long a file takes, the page stays quick, and whoever
// does not want to wait ends the thread. The core takes each file for a stranger's.

import { openCore } from '../../dist/extra.js'
import { modelOf } from './model.js'
import { versionIn } from './version.js'

const ready = loadCore()
// Whoever asks is told what went wrong.
ready.catch(() => {})

addEventListener('message', async ({ data: { number, bytes, all } }) => {
  const answer = { number }
  try {
    const core = await ready.catch((error) => {
      answer.isUnloaded = true
      throw error
    })
    const told = core.replay(bytes, all)
    if (told.error) answer.error = told.error
    else answer.model = modelOf(told, versionIn(bytes))
  } catch (error) {
    // An abort of the module's is a trap; what it stands for is in the browser's words.
    answer.error = error.message
    answer.isBroken = true
  }
  postMessage(answer)
})

async function loadCore() {
  const address = new URL('../../dist/sluice.extra.wasm', import.meta.url)
  const response = await fetch(address)
  if (!response.ok) throw new Error(`HTTP ${response.status}`)
  return openCore(await WebAssembly.compile(await response.arrayBuffer()))
}
