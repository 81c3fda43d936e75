// Replaying a recording: the file goes through the same core that has decided the session, in the page,
// and the page shows what came in, why, and what went out.

import { byId, el } from '../shared/dom.js'
import { watchForFiles } from './opening.js'
import { Reader, Unreadable } from './reader.js'
import { Search } from './search.js'
import { StepPanel } from './step-panel.js'
import { Summary } from './summary.js'
import { Timeline } from './timeline.js'

const reader = new Reader()
const timeline = new Timeline((place) => enter(place))
const panel = new StepPanel(select)
const search = new Search((places) => timeline.mark(places), select)
const summary = new Summary((place) => {
  select(place)
  byId('board').focus()
})
const all = byId('all')

let shown // { name, bytes, isAll, model, place }
let turns = 0

watchForFiles(async (name, file) => {
  const blob = await attempt(async () => file())
  const bytes = blob && (await attempt(() => Reader.read(blob)))
  if (bytes) await replay(name, bytes)
})
all.addEventListener('change', () =>
  replay(shown.name, shown.bytes, shown.model.steps[shown.place]),
)
byId('zoom-in').addEventListener('click', () => timeline.zoomIn())
byId('zoom-out').addEventListener('click', () => timeline.zoomOut())
byId('fit').addEventListener('click', () => timeline.fit())
byId('cancel').addEventListener('click', () => {
  reader.stop()
  byId('choose').focus()
})

/** @param {object} [at] the step to be at behind it, where it is the same recording */
async function replay(name, bytes, at) {
  const turn = ++turns
  const isAll = all.checked
  byId('busy').hidden = false
  const model = await attempt(() => reader.replay(bytes, isAll))
  // Whoever has asked for another one meanwhile waits for that.
  if (turn !== turns) return
  byId('busy').hidden = true
  if (!model) {
    all.checked = Boolean(shown?.isAll)
    return
  }
  const place = at ? model.steps.findLastIndex(({ input }) => input <= at.input) : -1
  shown = { name, bytes, isAll, model, place: Math.max(0, place) }
  byId('replay').hidden = false
  summary.show(model, name)
  timeline.show(model, shown.place)
  panel.show(model, shown.place)
  search.use(model)
  byId('status').textContent = at ? '' : `Opened: ${byId('verdict').textContent}`
}

function select(place) {
  timeline.select(place)
  enter(place)
}

function enter(place) {
  shown.place = place
  panel.show(shown.model, place)
  search.from(place)
}

/** What it gives, or nothing, with the reason on the page. */
async function attempt(action) {
  byId('error').hidden = true
  byId('status').textContent = ''
  try {
    return await action()
  } catch (error) {
    const isKnown = error instanceof Unreadable
    byId('error').replaceChildren(
      el('p', { class: 'alert-message' }, isKnown ? error.message : 'It could not be fetched.'),
      el(
        'p',
        { class: 'alert-advice' },
        isKnown ? error.cure : 'Check the network, and try again.',
      ),
    )
    byId('error').hidden = false
    return undefined
  }
}
