// What every page with one session on it has in common: the buttons, the state, the statistics, the
// chart, the events and the last error. What differs is the plan that the page passes in.

import { Chart } from './chart.js'
import { copyButton } from './copy-button.js'
import { Destination } from './destination.js'
import { byId } from './dom.js'
import { ErrorPanel } from './error-panel.js'
import { EventLog } from './log.js'
import { Recording } from './recording.js'
import { Sampler } from './sampler.js'
import { Session } from './session.js'
import { StatsPanel } from './stats-panel.js'

const stateLabels = {
  idle: 'Idle',
  locating: 'Locating',
  connecting: 'Connecting',
  live: 'Live',
  recovering: 'Recovering',
  closed: 'Closed',
  failed: 'Failed',
}

const bands = [
  { label: 'Bitrate', unit: 'kbps', floor: 100, colour: '--chart-bitrate' },
  { label: 'Frame rate', unit: 'fps', floor: 10, colour: '--chart-frames' },
]

/**
 * @param {object} page
 * @param {'publisher' | 'subscriber'} page.side
 * @param {Array} page.fields what the statistics show, see stats-panel.js
 * @param {(report, before) => object} page.read see stats.js
 * @param {object} page.plan create, begin, end and the events of its states, see session.js
 * @param {{ endpoints: boolean }} [page.manager] the page goes through a stream manager; `endpoints`:
 *   and asks it for several nodes
 * @param {(destination: Destination) => string} page.code the snippet to show
 * @param {() => void} [page.onStart] the reader pressed Start
 * @param {(state: string, detail: object) => void} [page.onState]
 * @param {(event) => void} [page.onEvent]
 * @param {(sample) => void} [page.onSample]
 */
export function openPage({ side, manager, fields, read, plan, code, ...hooks }) {
  const { onStart, onState, onEvent, onSample } = hooks
  const destination = new Destination(side, manager)
  const recording = new Recording(side, destination)
  const errors = new ErrorPanel(side, Boolean(manager), recording)
  const log = new EventLog(byId('log-panel'), byId('log-tools'))
  const stats = new StatsPanel(byId('statistics'), fields)
  const chart = new Chart(byId('chart'), bands)
  const sampler = new Sampler()
  const [start, stop, chip] = ['start', 'stop', 'state'].map(byId)
  let liveSince = null

  const session = new Session({
    ...plan,
    create() {
      const client = plan.create()
      recording.follow(client)
      return client
    },
    onState(state, detail) {
      showState(chip, state, detail)
      // Not `disabled`: a button that is switched off under the finger would lose the keyboard's focus.
      start.setAttribute('aria-disabled', String(detail.busy))
      stop.setAttribute('aria-disabled', String(!detail.busy || detail.stopping))
      errors.offerAgain(!detail.busy)
      destination.lock(detail.busy)
      recording.lock(detail.busy)
      measure(state)
      onState?.(state, detail)
    },
    onEvent(event) {
      // Four a second would soon have pushed the others out.
      if (event.type !== 'Subscribe.Time.Update') log.add(event.type, event.data)
      onEvent?.(event)
    },
    onProblem(error, loss) {
      if (error !== undefined) log.add('Error', error)
      errors.show(error, loss)
      if (error?.code === 'http.unauthorized') byId('access').open = true
    },
  })

  // Only a session that is up has numbers; its last ones stay to be read after it.
  function measure(state) {
    if (state === 'live' && liveSince === null) {
      liveSince = performance.now()
      sampler.start(() => session.client?.getPeerConnection(), read, showSample)
    } else if (!['live', 'recovering'].includes(state)) {
      liveSince = null
      sampler.stop()
    }
  }

  function showSample(sample) {
    const size = sample.width ? `${sample.width} × ${sample.height}` : ''
    const duration = (performance.now() - liveSince) / 1000
    stats.show({ ...sample, size, duration })
    chart.push(performance.now(), [sample.bitrate, sample.fps])
    onSample?.(sample)
  }

  byId('controls').addEventListener('submit', (event) => {
    event.preventDefault()
    if (session.busy || !destination.isComplete()) return
    // The other way to start stands in the panel that goes away now: the focus must not go with it.
    if (byId('error').contains(document.activeElement)) start.focus()
    errors.clear()
    stats.clear()
    chart.clear()
    onStart?.()
    session.start()
  })
  stop.addEventListener('click', () => session.stop())
  window.addEventListener('pagehide', () => sampler.stop())
  const codeView = byId('code')
  byId('code-tools').append(copyButton('code', codeView, () => codeView.textContent))
  destination.watch(() => {
    codeView.textContent = code(destination)
  })

  return { session, destination, stats, log, errors }
}

function showState(chip, state, { stopping }) {
  const label = stopping ? 'Stopping' : stateLabels[state]
  chip.dataset.state = state
  // A live region speaks whenever its text is set, even to the same text.
  if (chip.textContent !== label) chip.textContent = label
}
