// The self-test as a page: what the form asks for goes to `diagnose()`, and each check that it makes
// becomes a line.

import { diagnose } from '../../dist/diagnose.js'
import { byId } from '../shared/dom.js'
import { CheckList } from './check-list.js'
import { TestForm } from './form.js'
import { ResultTools } from './result-tools.js'

const words = {
  idle: 'Not tested yet',
  running: 'Testing',
  passed: 'Passed',
  warning: 'Passed, with remarks',
  failed: 'Failed',
}

const form = new TestForm()
const list = new CheckList(byId('checks'))
const tools = new ResultTools()
const [start, stop, chip, summary, progress] = [
  ...['start', 'stop', 'state', 'summary', 'progress'].map(byId),
]
let running

byId('controls').addEventListener('submit', (event) => {
  event.preventDefault()
  if (running) return
  const options = form.read()
  if (options) void test(options)
})
stop.addEventListener('click', () => running?.abort())
// A page that the browser keeps must keep nothing open.
window.addEventListener('pagehide', () => running?.abort())

async function test(options) {
  running = new AbortController()
  show('running')
  form.lock(true)
  list.clear()
  tools.hide()
  byId('empty').hidden = true
  progress.textContent = 'The test has begun.'
  try {
    const result = await diagnose({ ...options, onCheck, signal: running.signal })
    show(result.state, result.summary)
    tools.show(result)
    progress.textContent = ''
  } catch (error) {
    list.stop()
    const isStopped = running.signal.aborted
    show(
      isStopped ? 'idle' : 'failed',
      isStopped
        ? 'The test was stopped.'
        : `The test could not be made: ${error.code ?? error.name}.`,
    )
  } finally {
    running = undefined
    form.lock(false)
    buttons()
  }
}

function onCheck(check) {
  list.show(check)
  // Each check that begins would be too much to listen to.
  if (check.state === 'failed' || check.state === 'warning')
    progress.textContent = `${check.title}: ${check.meaning}`
}

function show(state, sentence = '') {
  chip.dataset.state = state
  chip.textContent = words[state]
  summary.dataset.state = state
  summary.textContent = sentence
  summary.hidden = !sentence
  buttons()
}

function buttons() {
  start.setAttribute('aria-disabled', String(Boolean(running)))
  stop.setAttribute('aria-disabled', String(!running))
}
