// A random walk of the API, by a seed. Runs in the page.
import { PlayerActor } from './player.mjs'
import { PublisherActor } from './publisher.mjs'
import { Random } from './random.mjs'
import { SteadyActor } from './steady.mjs'
import { forgetThePast, liveTracks, uncaught, watch } from './truth.mjs'

/** For what is torn down in the background. */
const GRACE_MS = 5000
const KEPT_LINES = 80

export class Walk {
  random
  /** What was found, in the order in which it was. */
  faults = []
  /** What was done and heard, newest last. */
  trace = []
  /** How often something came on air, so that a walk that gets nowhere is known. */
  successes = { publish: 0, subscribe: 0 }
  #suspected
  #lines = 0
  #begun = performance.now()

  constructor(seed, server) {
    this.server = server
    this.random = new Random(seed)
    this.defaultOwner = 'whip'
    watch(this.defaultOwner)
    const streamManager = { port: server.port, retryDelay: 1, retries: 1 }
    this.publisherOptions = { rtc: { streamManager }, whip: {} }
    this.playerOptions = { rtcPlayer: { streamManager }, whepPlayer: {} }
    const steady = `walk${seed}steady`
    const names = [`walk${seed}a`, `walk${seed}b`]
    const { RTCPublisher, WHIPClient, RTCSubscriber, WHEPClient } = sluice
    this.walkers = [
      new PublisherActor(this, 'rtc', RTCPublisher, names[0]),
      new PublisherActor(this, 'whip', WHIPClient, names[1]),
      new PlayerActor(this, 'rtcPlayer', RTCSubscriber, steady, names),
      new PlayerActor(this, 'whepPlayer', WHEPClient, steady, names),
    ]
    this.steady = new SteadyActor(this, 'steady', WHIPClient, steady)
    this.actors = [...this.walkers, this.steady]
  }

  note({ owner }, text) {
    const at = Math.round(performance.now() - this.#begun)
    this.trace.push(`${at} #${++this.#lines} ${owner} ${text}`)
    if (this.trace.length > KEPT_LINES) this.trace.shift()
    return this.#lines
  }

  /** Each kind once: what comes after the first may come of it. */
  fault(text) {
    if (this.#suspected) this.#suspected.push(text)
    else if (this.#isNew(text)) this.faults.push({ text, trace: [...this.trace] })
  }

  #isNew(text) {
    return !this.faults.some((fault) => fault.text === text)
  }

  /** What is wrong now, and may come right. */
  #look() {
    const found = (this.#suspected = [])
    for (const actor of this.actors) actor.checkRest()
    this.#checkDiagnostics()
    this.#suspected = undefined
    return found
  }

  start() {
    return this.steady.start()
  }

  async steps(count) {
    for (let i = 0; i < count; ++i) {
      const actor = this.random.weighted({ 0: 4, 1: 4, 2: 2, 3: 2 })
      const pace = this.random.next()
      const pause = this.random.below(30)
      const called = await this.walkers[actor].step()
      if (pace < 0.35) await called?.done
      else if (pace < 0.65) await new Promise((resolve) => setTimeout(resolve, pause))
      this.#check()
      if (this.random.chance(0.15)) await this.rest()
    }
    await this.rest()
  }

  #check() {
    for (const actor of this.actors) actor.checkAlways()
    for (const text of uncaught.splice(0)) this.fault(`uncaught: ${text}`)
  }

  /** Lets everything settle and come to rest, and looks at it. */
  async rest() {
    for (const actor of this.actors) await Promise.all(actor.pending)
    const deadline = performance.now() + GRACE_MS
    let found = this.#look()
    while (found.some((text) => this.#isNew(text)) && performance.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 20))
      found = this.#look()
    }
    for (const text of found) this.fault(text)
    for (const actor of this.actors) actor.rested()
    forgetThePast()
  }

  #checkDiagnostics() {
    const told = sluice.diagnostics()
    const { sessions, callbacks } = JSON.parse(JSON.stringify(told))
    const least = this.actors.filter(({ live }) => live).length
    const most = this.actors.filter(({ mayHold }) => mayHold).length
    if (!(sessions >= least && sessions <= most))
      this.fault(`diagnostics() tells of ${sessions} sessions instead of ${least} to ${most}`)
    // What is open in the browser may call back; a client that was only initialized has nothing open.
    if (callbacks < openPeers().length || (sessions === 0 && callbacks > 0))
      this.fault(`diagnostics() tells of ${callbacks} callbacks for ${sessions} sessions`)
  }

  /** The names that are on air, by the model. */
  get liveNames() {
    return this.actors.map(({ liveName }) => liveName).filter(Boolean)
  }

  async end() {
    for (const actor of this.actors) await actor.end()
    await this.rest()
    this.#check()
    for (const { appStreams = [] } of this.actors) {
      for (const stream of appStreams) liveTracks(stream).forEach((track) => track.stop())
    }
  }
}
