// The form: from what the reader has typed to the options of `diagnose()`. Tokens and credentials live
// in their fields and nowhere else.

import { isServedByCluster } from '../shared/cluster.js'
import { byId, el } from '../shared/dom.js'
import {
  checkAddress,
  checkSetting,
  loadSettings,
  saveSettings,
  serverAddress,
} from '../shared/settings.js'

const mostServers = 8

const endpointProblem = 'Enter the whole URL of an endpoint, with http or https.'
const more = [
  { name: 'api', label: 'API of the stream manager', choices: ['4.0', '3.1', '2.0', 'v1'] },
  { name: 'token', label: 'Bearer token', secret: true, hint: 'Goes to the server above alone.' },
  { name: 'endpoint', label: 'WHIP endpoint', hint: 'In the place of the server.', read: endpoint },
  { name: 'playEndpoint', label: 'WHEP endpoint', hint: 'To play from.', read: endpoint },
  {
    name: 'ice',
    label: 'STUN and TURN servers',
    hint: 'URLs with spaces between, such as stun:a.example:3478 turn:b.example:443?transport=tcp',
    read: iceUrls,
  },
  { name: 'username', label: 'User name for TURN' },
  { name: 'credential', label: 'Credential for TURN', secret: true },
]

export class TestForm {
  #settings = loadSettings()
  #server = byId('server-address')
  #stream = byId('stream-name')
  #inputs = new Map()

  constructor() {
    byId('more').append(...more.map((field) => this.#field(field)))
    const linked = checkSetting('streamName', new URLSearchParams(location.search).get('stream'))
    this.#stream.value = linked.value ?? ''
    void this.#fillServer()
  }

  async #fillServer() {
    const isKnown = this.#settings.serverNamed || (await isServedByCluster())
    byId('server-note').hidden = isKnown
    // What has been typed meanwhile stays.
    if (isKnown && !this.#server.value) this.#server.value = serverAddress(this.#settings)
  }

  /** @returns {object | undefined} the options, unless something is wrong: then the first fault is shown */
  read() {
    const faults = []
    const check = (input, problem) => {
      const line = byId(`${input.id}-problem`)
      line.textContent = problem ?? ''
      if (problem) input.setAttribute('aria-invalid', 'true')
      else input.removeAttribute('aria-invalid')
      if (problem) faults.push(input)
    }
    const typed = this.#server.value.trim()
    const server = typed ? checkAddress(typed) : {}
    check(this.#server, server.problem)
    const name = this.#stream.value.trim()
    const stream = name ? checkSetting('streamName', name) : {}
    check(this.#stream, stream.problem)
    const given = {}
    for (const { name, read } of more) {
      const input = this.#inputs.get(name)
      const { value, problem } = read ? read(input.value.trim()) : { value: input.value.trim() }
      if (read) check(input, problem)
      given[name] = value
    }
    if (faults.length) {
      byId('access').open ||= faults.some((input) => byId('access').contains(input))
      faults[0].focus()
      return undefined
    }
    if (server.value) {
      Object.assign(this.#settings, server.value, { serverNamed: true })
      saveSettings(this.#settings)
    }
    return this.#options(server.value, stream.value, given)
  }

  #options(server, streamName, { api, token, endpoint, playEndpoint, ice, username, credential }) {
    const isManaged = server && byId('managed').checked
    const secret = { ...(username && { username }), ...(credential && { credential }) }
    return {
      ...server,
      app: this.#settings.app,
      ...(isManaged && { streamManager: { api, url: serverAddress(server) } }),
      ...(streamName && { streamName }),
      ...(endpoint && { endpoint }),
      ...(playEndpoint && { playEndpoint }),
      ...(token && { token }),
      ...(ice.length && {
        iceServers: ice.map((urls) => ({ urls, ...(/^turn/i.test(urls) && secret) })),
      }),
      media: byId('with-media').checked,
      stream: byId('with-stream').checked,
    }
  }

  /** A test goes on with what it was started with. */
  lock(locked) {
    for (const input of [this.#server, this.#stream, ...this.#inputs.values()])
      if ('readOnly' in input) input.readOnly = locked
  }

  #field({ name, label, choices, secret, hint, read }) {
    const id = `more-${name}`
    const described = [hint && `${id}-hint`, read && `${id}-problem`].filter(Boolean).join(' ')
    const attributes = { class: 'input', id, 'aria-describedby': described || undefined }
    const input = choices
      ? el('select', attributes, ...choices.map((value) => el('option', { value }, value)))
      : el('input', {
          ...attributes,
          type: secret ? 'password' : 'text',
          autocomplete: 'off',
          autocapitalize: 'off',
          spellcheck: 'false',
        })
    this.#inputs.set(name, input)
    return el(
      'div',
      { class: 'field' },
      el('label', { for: id }, label, !choices && el('span', { class: 'optional' }, ' optional')),
      input,
      hint && el('p', { class: 'hint', id: `${id}-hint` }, hint),
      read && el('p', { class: 'problem', id: `${id}-problem` }),
    )
  }
}

function endpoint(typed) {
  if (!typed) return {}
  try {
    const { protocol, username, password } = new URL(typed)
    if (/^https?:$/.test(protocol) && !username && !password) return { value: typed }
  } catch {
    // The same sentence says it.
  }
  return { problem: endpointProblem }
}

function iceUrls(typed) {
  const urls = typed.split(/[\s,]+/).filter(Boolean)
  const isOne = (url) => /^(stuns?|turns?):[\w.:[\]-]{1,253}(\?transport=(udp|tcp))?$/i.test(url)
  if (urls.every(isOne) && urls.length <= mostServers) return { value: urls }
  return {
    problem: `Enter up to ${mostServers} URLs that begin with stun:, turn: or turns:.`,
    value: [],
  }
}
