// The nodes of the local cluster, with buttons that break them. Only a page that the cluster itself has
// served may do that; anywhere else the panel says so and leaves the server alone.

import { isServedByCluster } from './cluster.js'
import { byId, el } from './dom.js'

const periodMs = 2000

const actions = [
  { verb: 'kill', label: 'Kill', needsUp: true },
  { verb: 'restart', label: 'Restart' },
  { verb: 'pause', label: 'Cut off for 3 s', needsUp: true, body: { ms: 3000 } },
]

const absent =
  'This page was not served by the local cluster, so there is nothing here to break. Run “npm start”, and open the page at the address that it prints.'
const silent =
  'The cluster does not answer. Start it again with “npm start”; this page goes on by itself.'

export class ClusterPanel {
  #list = byId('nodes')
  #note = byId('nodes-note')
  #problem = byId('nodes-problem')
  #rows = new Map()
  #inUse = ''
  #isAsking = false
  #isAbsent = false
  #timer
  #onPress

  /** @param {(verb: string, text: string) => void} onPress the reader does something to a node */
  constructor(onPress) {
    this.#onPress = onPress
    const look = () => document.hidden || this.#look()
    const begin = () => {
      clearInterval(this.#timer)
      this.#timer = setInterval(look, periodMs)
      look()
    }
    document.addEventListener('visibilitychange', look)
    window.addEventListener('pagehide', () => clearInterval(this.#timer))
    window.addEventListener('pageshow', (event) => event.persisted && begin())
    begin()
  }

  /** @param {string} address of the node that the session goes through */
  uses(address) {
    this.#inUse = address
    this.#look()
  }

  async #look() {
    if (this.#isAsking || this.#isAbsent) return
    this.#isAsking = true
    try {
      this.#isAbsent = !(await isServedByCluster())
      if (this.#isAbsent) this.#say(absent)
      else this.#show(await call('GET', '/cluster/nodes'))
    } catch {
      this.#say(silent)
    } finally {
      this.#isAsking = false
    }
  }

  #show(nodes) {
    this.#say('')
    for (const node of nodes) {
      const row = this.#rows.get(node.id) ?? this.#addRow(node)
      row.node = node
      const state = node.paused ? 'cut' : node.up ? 'up' : 'down'
      row.item.dataset.state = state
      setText(row.state, { up: 'Up', cut: 'Cut off', down: 'Down' }[state])
      setText(row.use, node.address === this.#inUse ? 'your edge' : '')
      setText(row.load, `${node.sessions} ${node.sessions === 1 ? 'session' : 'sessions'}`)
      this.#offer(row)
    }
  }

  #addRow({ id, address }) {
    const [state, use, load] = ['state', 'use', 'load'].map((name) =>
      el('span', { class: `node-${name}` }),
    )
    const row = { state, use, load, isBusy: false }
    row.buttons = actions.map((action) => {
      const named = { type: 'button', 'aria-label': `${action.label}, ${id}` }
      const button = el('button', { class: 'button small', ...named }, action.label)
      button.addEventListener('click', () => this.#act(row, action))
      return { button, action }
    })
    row.item = el(
      'li',
      { class: 'node', 'data-node': id },
      el('p', { class: 'node-name' }, el('strong', {}, id), ` ${address} `, use),
      el('p', { class: 'node-facts' }, state, load),
      el('div', { class: 'buttons' }, ...row.buttons.map(({ button }) => button)),
    )
    this.#rows.set(id, row)
    this.#list.append(row.item)
    return row
  }

  #offer({ buttons, node, isBusy }) {
    for (const { button, action } of buttons) {
      const isPossible = !isBusy && (node.up || !action.needsUp)
      button.setAttribute('aria-disabled', String(!isPossible))
    }
  }

  async #act(row, { verb, label, body, needsUp }) {
    const { id, up } = row.node
    if (row.isBusy || (needsUp && !up)) return
    row.isBusy = true
    this.#offer(row)
    setText(this.#problem, '')
    // Not when it is done: a player may have noticed by then.
    this.#onPress(verb, `${label}, ${id}`)
    try {
      await call('POST', `/cluster/nodes/${id}/${verb}`, body)
    } catch (error) {
      setText(this.#problem, `“${label}” failed for ${id}: ${error.message} Try again.`)
    } finally {
      row.isBusy = false
      this.#offer(row)
      this.#look()
    }
  }

  #say(text) {
    setText(this.#note, text)
    this.#list.hidden = this.#isAbsent
  }
}

async function call(method, path, body) {
  const headers = body && { 'Content-Type': 'application/json' }
  const answer = await fetch(path, { method, headers, body: body && JSON.stringify(body) })
  if (answer.ok) return answer.json()
  const { detail } = await answer.json().catch(() => ({}))
  throw new Error(detail ?? `the cluster answers ${answer.status}.`)
}

// A live region speaks whenever its text is set, even to the same text.
function setText(element, text) {
  if (element.textContent !== text) element.textContent = text
}
