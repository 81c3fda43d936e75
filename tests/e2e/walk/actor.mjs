// A client that is walked, and what all walks know of theirs. Runs in the page.
//
// A model follows the calls by what README.md and the declarations promise, and never asks the SDK
// how it stands. Whatever the model cannot know (two calls at the same time) it allows both ways.
import { openPeers, openSockets } from './truth.mjs'

const DEADLINE_MS = 20_000
const BLAMES = ['caller', 'remote', 'network', 'internal']

const circular = {}
circular.self = circular
/** What send() and callServer() are given. */
const VALUES = [{ a: 1 }, 'text', '[1]', undefined, null, circular, 10n, () => {}]

const INVALID = [
  { streamName: '' },
  { streamName: '../x' },
  { host: 'a/b' },
  { port: 'eighty' },
  { connectionParams: { nested: { a: 1 } } },
  { endpoint: 'javascript:alert(1)' },
]

/** Until what has settled by now has been heard of. */
async function tick() {
  for (let i = 0; i < 8; ++i) await null
}

export class Actor {
  /** Whether a call of the app's may have opened a session that no call has ended. */
  mayHold = false
  /** The options in force: of the last init() that was let in, and of what was put over them. */
  wish
  muted = { audio: false, video: false }
  /** How the calls say that it stands, whatever became of them: chance may depend on it. */
  phase = 'new'
  pending = new Set()
  #marks = 0

  constructor(walk, owner, Client, streamName) {
    this.walk = walk
    this.random = walk.random
    this.owner = owner
    this.streamName = streamName
    this.client = new Client()
    this.client.on('*', ({ type }) => this.heard(type))
    this.elements = [0, 1].map((index) => {
      const element = document.createElement('video')
      element.id = `walk-${owner}-${index}`
      element.autoplay = true
      document.body.append(element)
      return element
    })
  }

  heard(type) {
    if (!/Time\.Update|Playback\.Change|Volume\.Change/.test(type))
      this.walk.note(this, `* ${type}`)
  }

  fault(text) {
    this.walk.fault(`${this.owner}: ${text}`)
  }

  /**
   * Calls the client; `onEnd({ ok, code })` hears what came of it, and `done` is when it has. Errors
   * must be the SDK's.
   */
  call(name, shown, perform, onEnd = () => {}) {
    const id = this.walk.note(this, `${name}(${shown})`)
    let promise
    try {
      promise = perform(this.client)
    } catch (error) {
      this.#judge(name, error)
      this.walk.note(this, `#${id} threw ${error?.code}`)
      return {}
    }
    if (typeof promise?.then !== 'function') return {}
    let timer
    const late = new Promise(
      (resolve) => (timer = setTimeout(resolve, DEADLINE_MS, { late: true })),
    )
    const ended = promise.then(
      (value) => ({ ok: true, code: 'ok', value }),
      (error) => {
        this.#judge(name, error)
        return { ok: false, code: String(error?.code) }
      },
    )
    const done = Promise.race([ended, late]).then((outcome) => {
      clearTimeout(timer)
      this.pending.delete(done)
      this.walk.note(this, `#${id} ${name} -> ${outcome.late ? 'nothing' : outcome.code}`)
      if (outcome.late) return this.fault(`${name}() has not settled in ${DEADLINE_MS} ms`)
      onEnd(outcome)
    })
    this.pending.add(done)
    return { done }
  }

  #judge(name, error) {
    const isOurs =
      error instanceof sluice.SluiceError &&
      /^[a-z]+\.[a-z_]+$/.test(error.code) &&
      error.code !== 'internal.fault' &&
      BLAMES.includes(error.blame) &&
      typeof error.retryable === 'boolean'
    if (!isOurs) this.fault(`${name}() fails with ${error?.code ?? error}`)
  }

  /** The client itself is what its calls give. */
  expectClient(name, { ok, value }) {
    if (ok && value !== this.client) this.fault(`${name}() gives something else than the client`)
  }

  /** Options that say whose what they open is. */
  options(more) {
    return {
      ...this.walk.server,
      streamName: this.streamName,
      rtcConfiguration: { bundlePolicy: 'max-bundle', walk: this.owner },
      connectionParams: { walk: this.owner },
      timeouts: { answer: 6000, connect: 8000, remove: 2000 },
      mark: `${this.owner}${++this.#marks}`,
      ...more,
    }
  }

  /**
   * Begins with these options, which stand for `wish`. Only where init() comes at the wrong time do
   * the options before stay in force.
   */
  async begin(name, options, wish, perform, onEnd) {
    let isDecided = false
    const decide = (code) => {
      if (!isDecided && code !== 'state.busy') this.accept({ ...wish, mark: options.mark })
      isDecided = true
    }
    const called = this.call(name, `${wish.shown} ${options.streamName}`, perform, (outcome) => {
      decide(outcome.code)
      this.expectClient(name, outcome)
      onEnd?.(outcome)
    })
    await tick()
    decide()
    return called
  }

  accept(wish) {
    this.wish = wish
    this.mayHold = true
  }

  /** Options that no client can use: nothing may come of them but a refusal. */
  async beginInvalid(wish, more) {
    const wrong = this.random.of(INVALID)
    const options = this.options({ ...more, ...wrong })
    return this.begin(
      'init',
      options,
      { ...wish, shown: `invalid ${Object.keys(wrong)}` },
      (client) => client.init(options),
      ({ code }) => {
        // In time two other things may be wrong with it, too.
        if (!/^config\.|^state\.(busy|closed)$/.test(code))
          this.fault(`init() with ${JSON.stringify(wrong)} came to ${code}`)
      },
    )
  }

  mute(kind, muted) {
    const method = `${muted ? 'mute' : 'unmute'}${kind[0].toUpperCase()}${kind.slice(1)}`
    this.call(method, '', (client) => {
      client[method]()
      this.muted[kind] = muted
    })
  }

  /** A call that changes nothing but what others hear. */
  talk() {
    const method = this.random.of(['send', 'callServer', 'callServer', 'sendLog', 'recovery'])
    const value = this.random.of(VALUES)
    if (method === 'recovery') {
      const what = this.random.of(['retryNow', 'stop'])
      return this.call(`recovery.${what}`, '', (client) => client.recovery[what]())
    }
    if (method === 'sendLog')
      return this.call(method, '', (client) => client.sendLog('info', 'a walk passes by'))
    const name = this.random.of(['echo', 'echo', 'noSuchMethod'])
    const shown = `${name}, ${typeof value}`
    return this.call(method, shown, (client) => client[method](name, value))
  }

  look() {
    const what = this.random.of([
      'getOptions',
      'getMediaStream',
      'getPeerConnection',
      'getConnection',
      'getDataChannel',
      'getMessageTransport',
      'getType',
    ])
    return this.call(what, '', (client) => void client[what]())
  }

  setView() {
    const element = this.random.of(this.elements)
    const view = this.random.of([
      element,
      element,
      element.id,
      'no-such-element',
      { play: 1 },
      { play() {} },
      null,
    ])
    // As the app would have it before: what a preview is shown in is muted by the SDK.
    if (!element.srcObject) element.muted = false
    const shown = view?.id ?? JSON.stringify(view)
    return this.call('setView', shown, (client) => void client.setView(view))
  }

  /** What must hold when nothing is under way: a connection for what is live, and none else. */
  checkRest() {
    const peers = openPeers(this.owner)
    if (this.live && peers.length !== 1) this.fault(`is live with ${peers.length} connections`)
    if (!this.mayHold && peers.length) this.fault(`holds a connection after its end`)
    const sockets = openSockets(this.owner)
    if (!this.mayHold && sockets.length) this.fault(`holds a socket after its end`)
    if (sockets.length > 1) this.fault(`holds ${sockets.length} sockets`)
    const { mark } = this.client.getOptions()
    if (mark !== this.wish?.mark)
      this.fault(`getOptions() are not those of the last init(): ${mark}, not ${this.wish?.mark}`)
  }
}
