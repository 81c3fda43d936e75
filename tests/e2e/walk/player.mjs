// A player that is walked. Runs in the page.
import { Actor } from './actor.mjs'
import { openPeers } from './truth.mjs'

export class PlayerActor extends Actor {
  /** Whether subscribe() has succeeded and nothing has ended it since. */
  live = false
  #starts = new Set()

  constructor(walk, owner, Client, steadyName, otherNames) {
    super(walk, owner, Client)
    this.steadyName = steadyName
    this.otherNames = otherNames
  }

  step() {
    const weights = { look: 4, talk: 4, mute: 6, setView: 4, control: 5, overlay: 2 }
    const more = {
      new: { init: 12, invalid: 1, subscribe: 1, unsubscribe: 1 },
      ready: { subscribe: 20, init: 1, unsubscribe: 3 },
      started: { unsubscribe: 8, subscribe: 2, init: 1 },
      stopped: { init: 12, subscribe: 8, invalid: 2, unsubscribe: 1 },
    }[this.phase]
    return this[this.random.weighted({ ...weights, ...more })]()
  }

  init() {
    this.phase = 'ready'
    const options = this.options(this.#more())
    return this.begin('init', options, { shown: 'a player' }, (client) => client.init(options))
  }

  invalid() {
    return this.beginInvalid({}, this.#more())
  }

  #more() {
    return {
      streamName: this.random.chance(0.6) ? this.steadyName : this.random.of(this.otherNames),
      mediaElementId: this.random.of(this.elements).id,
      maintainConnectionOnSubscribeErrors: this.random.chance(0.3),
      ...this.walk.playerOptions[this.owner],
    }
  }

  subscribe() {
    if (this.phase !== 'new') this.phase = 'started'
    const start = { mark: this.wish?.mark }
    this.#starts.add(start)
    this.mayHold ||= this.wish !== undefined
    return this.call(
      'subscribe',
      '',
      (client) => client.subscribe(),
      (outcome) => {
        this.#starts.delete(start)
        this.expectClient('subscribe', outcome)
        if (outcome.ok && !start.stopped) this.live = true
        if (outcome.ok) ++this.walk.successes.subscribe
      },
    )
  }

  unsubscribe() {
    this.phase = 'stopped'
    this.live = this.mayHold = false
    for (const start of this.#starts) start.stopped = true
    const method = this.random.of(['unsubscribe', 'unsubscribe', 'stop'])
    return this.call(
      method,
      '',
      (client) => client[method](),
      (outcome) => {
        this.expectClient(method, outcome)
        if (!outcome.ok) this.fault(`${method}() came to ${outcome.code}`)
      },
    )
  }

  heard(type) {
    super.heard(type)
    if (!/Play\.Unpublish|Connection\.Closed|Subscribe\.Stop/.test(type)) return
    this.live = false
    for (const start of this.#starts) start.stopped = true
  }

  mute() {
    const how = this.random.of(['audio', 'video', 'standby'])
    const muted = this.random.chance(0.5)
    if (how !== 'standby') return super.mute(how, muted)
    const method = muted ? 'enableStandby' : 'disableStandby'
    this.muted = { audio: muted, video: muted }
    return this.call(method, '', (client) => client[method]())
  }

  control() {
    // One that waits for a stream settles when there is one, and is broken off when another comes.
    const ours = (error) => {
      if (!(error instanceof sluice.SluiceError)) throw error // the page hears of it
    }
    const calls = {
      play: (client) => void client.play().catch(ours),
      resume: (client) => void client.resume().catch(ours),
      pause: (client) => client.pause(),
      mute: (client) => client.mute(),
      unmute: (client) => client.unmute(),
      getVolume: (client) => void client.getVolume(),
      setVolume: (client) => client.setVolume(0.5),
      'setVolume NaN': (client) => client.setVolume(NaN),
      seekTo: (client) => client.seekTo(1),
      getControls: (client) => void client.getControls().isMuted(),
      getPlayer: (client) => void client.getPlayer(),
    }
    const name = this.random.of(Object.keys(calls))
    return this.call(name, '', calls[name])
  }

  overlay() {
    const changes = this.random.of([{ nobodyKnowsThis: true }, { buffer: 0 }])
    const perform = (client) => void client.overlayOptions(changes)
    return this.call('overlayOptions', Object.keys(changes), perform)
  }

  checkAlways() {}

  checkRest() {
    super.checkRest()
    const peers = openPeers(this.owner)
    if (peers.length > 1) this.fault(`holds ${peers.length} connections`)
    if (!this.live || !peers.length) return
    for (const { receiver, currentDirection } of peers[0].peer.getTransceivers()) {
      // The stream may lack one of the kinds.
      if (currentDirection !== 'recvonly') continue
      const { track } = receiver
      const silent = !track.enabled || peers[0].muted[track.kind]
      if (this.muted[track.kind] !== Boolean(silent))
        this.fault(`${track.kind} is ${silent ? 'off' : 'on'}, and ${silent ? 'not ' : ''}muted`)
    }
  }

  rested() {}

  async end() {
    this.live = this.mayHold = false
    await this.call('end', '', (client) => client.unsubscribe()).done
    for (const element of this.elements)
      if (element.srcObject) this.fault('its element shows a stream after its end')
  }
}
