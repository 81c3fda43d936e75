// Where the media goes to or comes from, and under which name: in plain sight, before anything starts.
// The stream's name is the one thing that a link may fill in (`?stream=`), because it stands here to be
// read. The token lives in its field and nowhere else: it is not stored and dies with the page.

import { byId, el } from './dom.js'
import { notices } from './notices.js'
import { ServerQuestion } from './server-question.js'
import { checkSetting, loadSettings, saveSettings, serverAddress, transports } from './settings.js'

export class Destination {
  #side
  #manager
  #settings = loadSettings()
  #stream = byId('stream-name')
  #token = byId('token')
  #problem = byId('stream-name-problem')
  #server
  #fromLink = false
  #watchers = []

  /**
   * @param {'publisher' | 'subscriber'} side
   * @param {{ endpoints: boolean }} [manager] see page.js
   */
  constructor(side, manager) {
    this.#side = side
    this.#manager = manager
    const linked = checkSetting('streamName', new URLSearchParams(location.search).get('stream'))
    // A link from one of these pages carries what the tab knows already; only another name is news.
    this.#fromLink = ![undefined, this.#settings.streamName].includes(linked.value)
    this.#stream.value = linked.value ?? this.#settings.streamName
    this.#stream.addEventListener('input', () => this.#streamTyped())
    this.#token.addEventListener('input', () => this.#draw())
    this.#server = new ServerQuestion(
      byId('notices'),
      () => this.#settings.serverNamed,
      (server) => this.#serverTyped(server),
    )
    // A page that the browser kept in its back/forward cache may hold settings from before.
    window.addEventListener('pageshow', (event) => event.persisted && this.#reload())
    this.#draw()
  }

  get settings() {
    return this.#settings
  }

  get choice() {
    return { streamName: this.#stream.value.trim(), token: this.#token.value.trim() }
  }

  /** The reader has changed a setting on the page itself. */
  set(field, value) {
    this.#settings[field] = value
    saveSettings(this.#settings)
    this.#draw()
  }

  /** Calls back now and whenever the reader changes something. */
  watch(onChange) {
    this.#watchers.push(onChange)
    onChange()
  }

  /** Says under the field what is wrong with the server or the name, and goes there. */
  isComplete() {
    if (!this.#server.isAnswered()) return false
    const { problem } = checkSetting('streamName', this.#stream.value)
    this.#showProblem(problem)
    if (problem) this.#stream.focus()
    return !problem
  }

  /** A running session keeps what it was started with. */
  lock(locked) {
    this.#stream.readOnly = locked
    this.#token.readOnly = locked
    this.#server.lock(locked)
  }

  #serverTyped(server) {
    if (server) {
      Object.assign(this.#settings, server, { serverNamed: true })
      saveSettings(this.#settings)
    }
    this.#draw()
  }

  #streamTyped() {
    this.#fromLink = false
    const { value, problem } = checkSetting('streamName', this.#stream.value)
    this.#showProblem(problem)
    if (!problem) {
      this.#settings.streamName = value
      saveSettings(this.#settings)
    }
    this.#draw()
  }

  #showProblem(problem) {
    this.#problem.textContent = problem ?? ''
    if (problem) this.#stream.setAttribute('aria-invalid', 'true')
    else this.#stream.removeAttribute('aria-invalid')
  }

  #reload() {
    this.#settings = loadSettings()
    this.#draw()
  }

  #draw() {
    const { app, transport, region, endpoints } = this.#settings
    const rest = [
      `Application ${app}`,
      transports.find(({ id }) => id === transport).label,
      region && `region ${region}`,
      this.#manager?.endpoints && `up to ${plural(endpoints, 'endpoint')}`,
    ].filter(Boolean)
    const address = this.#server.isOpen ? 'no server yet' : serverAddress(this.#settings)
    byId('destination').replaceChildren(
      el('strong', { class: 'address', id: 'address' }, address),
      el('span', { class: 'address-rest' }, rest.join('  ·  ')),
    )
    const sentences = notices(this.#side, this.#settings, {
      token: this.choice.token,
      streamFromLink: this.#fromLink,
      direct: !this.#manager,
    })
    byId('notices').replaceChildren(...sentences.map((sentence) => el('li', {}, sentence)))
    for (const onChange of this.#watchers) onChange()
  }
}

function plural(count, noun) {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
