// What every page with one session on it has in common: the buttons, the state, the statistics, the
// chart, the events and the last error. What differs is the plan that the page passes in.

import { Chart } from './chart.js'
import { copyButton } from './copy-button.js'
import { Destination } from './destination.js'
import { byId } from './dom.js'
import { ErrorPanel } from './error-panel.js'
import { EventLog } from './log.js'
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
 * @param {object} page.plan create, begin, end, closedBy and moves, see session.js
 * @param {(destination: Destination) => string} page.code the snippet to show
 * @param {() => void} [page.onStart] the reader pressed Start
 * @param {(state: string, detail: object) => void} [page.onState]
 * @param {(event) => void} [page.onEvent]
 * @param {(sample) => void} [page.onSample]
 */
export function openPage({ side, fields, read, plan, code, onStart, onState, onEvent, onSample }) {
  const destination = new Destination(side)
  const errors = new ErrorPanel(side)
  const log = new EventLog(byId('log-panel'), byId('log-tools'))
  const stats = new StatsPanel(byId('statistics'), fields)
  const chart = new Chart(byId('chart'), bands)
  const sampler = new Sampler()
  const [start, stop, chip] = ['start', 'stop', 'state'].map(byId)
  let liveSince = null

  const session = new Session({
    ...plan,
    onState(state, detail) {
      showState(chip, state, detail)
      // Not `disabled`: a button that is switched off under the finger would lose the keyboard's focus.
      start.setAttribute('aria-disabled', String(detail.busy))
      stop.setAttribute('aria-disabled', String(!detail.busy || detail.stopping))
      destination.lock(detail.busy)
      measure(state)
      onState?.(state, detail)
    },
    onEvent(event) {
      log.add(event.type, event.data)
      onEvent?.(event)
    },
    onProblem(error) {
      if (error !== undefined) log.add('Error', error)
      errors.show(error)
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
