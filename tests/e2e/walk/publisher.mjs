// A publisher that is walked: whose the camera is, for how long, and what of it is on air.
// Runs in the page.
import { Actor } from './actor.mjs'
import { drawn } from './drawn.mjs'
import {
  isLive,
  liveStreams,
  liveTracks,
  noteStream,
  openPeers,
  openedOf,
  pendingStreams,
  sent,
} from './truth.mjs'

const AUDIO = ['audio']
const VIDEO = ['video']
const BOTH = ['audio', 'video']
const SMALL = { width: { ideal: 160 }, height: { ideal: 120 } }
/** What constraints may ask for: by name, the kinds. */
const CONSTRAINTS = { both: BOTH, sound: AUDIO, picture: VIDEO }
/** Past `timeouts.media` of the options that have a slow hook. */
const SLOW_HOOK = { allowed: 150, takes: 350 }

const later = (delay) => new Promise((resolve) => setTimeout(resolve, delay))

export class PublisherActor extends Actor {
  /** What publish() has brought on air: `{ wishes, keep, unpreviewed }`. */
  live
  /** All options that may rightly be on air since the last rest. */
  #asked = []
  #starts = new Set()
  /** Whether the last word about the camera was that it goes. */
  #released = true
  /** The SDK's own stream that an unpublish() has left open, as long as no call speaks against it. */
  #kept
  /** Tracks of the app's that were muted when another stream took their place. */
  #leftOff = new Set()

  constructor(...args) {
    super(...args)
    this.appStreams = [BOTH, BOTH, VIDEO, AUDIO].map(drawn)
    const hook = (name, perform) => Object.assign(perform, { shown: name })
    const giving = (name, kinds, delay = 0) =>
      hook(name, () =>
        noteStream(
          { owner: this.owner, hook: name },
          later(delay).then(() => drawn(kinds)),
        ),
      )
    const failing = (name, perform) => hook(name, perform)
    this.hooks = [
      giving('hook1', BOTH),
      giving('hook2', BOTH, 20),
      giving('sound hook', AUDIO, 5),
      giving('slow hook', BOTH, SLOW_HOOK.takes),
      failing('refusing hook', async () => {
        throw new DOMException('', 'NotAllowedError')
      }),
      failing('throwing hook', () => {
        throw new Error('not now')
      }),
      failing('hook of nothing', async () => ({})),
    ]
  }

  step() {
    const weights = { look: 2, talk: 2, mute: 5, setView: 3, preview: 2, unpreview: 3, overlay: 3 }
    const more = {
      new: { init: 10, initWithStream: 6, invalid: 1, noStream: 1, publish: 1, unpublish: 1 },
      ready: { publish: 26, init: 2, initWithStream: 2, unpublish: 5, unpreview: 6 },
      started: { unpublish: 18, publish: 2, init: 2, initWithStream: 1 },
      stopped: { init: 16, initWithStream: 12, publish: 9, invalid: 2, noStream: 1, unpublish: 1 },
    }[this.phase]
    return this[this.random.weighted({ ...weights, ...more })]()
  }

  // -----------------------------------------------------------------------------------------------
  // The calls, and what they promise

  /** Random options, and what they wish for. */
  #wish() {
    const name = this.random.of(Object.keys(CONSTRAINTS))
    const hook = this.random.chance(0.3) ? this.random.of(this.hooks) : undefined
    // Whose the default is the browser's doors cannot tell, so only one of the publishers uses it.
    const isDefault = this.walk.defaultOwner === this.owner && this.random.chance(0.1)
    const clear = this.random.chance(0.1)
    const options = this.options({
      mediaConstraints: isDefault ? this.random.of([null, undefined]) : this.#constraints(name),
      onGetUserMedia: hook,
      clearMediaOnUnpublish: clear,
      mediaElementId: this.random.of(this.elements).id,
      ...this.walk.publisherOptions[this.owner],
    })
    if (hook?.shown === 'slow hook') options.timeouts.media = SLOW_HOOK.allowed
    const tag = isDefault ? 'default' : name
    const shown = `${hook?.shown ?? tag}${clear ? ' clear' : ''}`
    return { options, wish: { tag, hook: hook?.shown, clear, shown } }
  }

  #constraints(name) {
    return {
      audio: CONSTRAINTS[name].includes('audio'),
      video: CONSTRAINTS[name].includes('video') && SMALL,
      walk: `${this.owner}:${name}`,
    }
  }

  accept(wish) {
    super.accept(wish)
    for (const stream of this.appStreams.filter((app) => app !== wish.app))
      for (const track of stream.getTracks()) if (!track.enabled) this.#leftOff.add(track)
    this.#asked.push(wish)
    this.#kept = undefined
    if (!wish.app) this.#released = false
  }

  init() {
    this.phase = 'ready'
    const { options, wish } = this.#wish()
    return this.begin('init', options, wish, (client) => client.init(options))
  }

  invalid() {
    const { options, wish } = this.#wish()
    return this.beginInvalid(wish, options)
  }

  initWithStream() {
    this.phase = 'ready'
    const { options, wish } = this.#wish()
    const index = this.random.below(this.appStreams.length + 1)
    const app = this.appStreams[index] ?? new MediaStream()
    const given = { ...wish, app, shown: `app stream ${index}` }
    const perform = (client) => client.initWithStream(options, app)
    return this.begin('initWithStream', options, given, perform, ({ ok }) => {
      // What was our own until now is replaced.
      if (ok && this.wish.app === app) this.#released = true
    })
  }

  noStream() {
    const { options } = this.#wish()
    const stream = this.random.of([null, undefined])
    const perform = (client) => client.initWithStream(options, stream)
    return this.call('initWithStream', `${stream}`, perform, ({ code }) => {
      if (code !== 'config.invalid') this.fault(`initWithStream(${stream}) came to ${code}`)
    })
  }

  publish() {
    if (this.phase !== 'new') this.phase = 'started'
    const name = this.random.chance(0.1) ? `${this.streamName}-other` : undefined
    const start = {
      name: name ?? this.streamName,
      wishes: this.wish ? [this.wish] : [],
      keep: this.#kept,
      before: this.#released,
      mayHold: this.mayHold,
    }
    this.#starts.add(start)
    if (this.wish && !this.wish.app) this.#released = false
    this.mayHold ||= this.wish !== undefined
    return this.call(
      'publish',
      name ?? '',
      (client) => client.publish(name),
      (outcome) => {
        this.#starts.delete(start)
        this.expectClient('publish', outcome)
        this.#onStarted(start, outcome)
      },
    )
  }

  #onStarted(start, { ok, code }) {
    if (!start.wishes.length) {
      if (code !== 'state.not_initialized') this.fault(`publish() before init() came to ${code}`)
      return
    }
    const isEmpty = start.wishes.every(({ app }) => app && !app.getTracks().length)
    if (isEmpty && !/^config\.|^state\./.test(code))
      this.fault(`publish() of a stream without tracks came to ${code}`)
    if (ok) {
      if (!start.stopped) this.live = start
      ++this.walk.successes.publish
      return
    }
    if (start.stopped || start.wishes[0]?.mark !== this.wish?.mark) return
    const isOver = !/^(state|config)\./.test(code)
    if (isOver && !this.live) {
      // Nothing is left open by a failure.
      this.#released = true
      this.mayHold = this.#starts.size > 0
    } else if (code.startsWith('state.') && !this.live && !this.#starts.size) {
      this.#released = start.before
      this.mayHold = start.mayHold
    }
  }

  unpublish() {
    this.phase = 'stopped'
    const clear = this.random.chance(0.35)
    const { live } = this
    this.live = undefined
    for (const start of this.#starts) start.stopped = true
    const goes = clear || (live && live.wishes.every((wish) => wish.clear))
    if (goes) this.#released = true
    // Other options, which were put over those of what was live, make its stream outdated.
    const isWished = live && live.wishes.every((wish) => wish === this.wish)
    const own = isWished && !live.unpreviewed && this.#ownStream()
    const mayGo = goes || live?.wishes.some((wish) => wish.clear)
    this.#kept = own && !mayGo ? own : mayGo ? undefined : this.#kept
    this.mayHold = false
    const marks = this.wish?.mark
    return this.call(
      'unpublish',
      clear ? 'true' : '',
      (client) => (clear ? client.unpublish(true) : client.unpublish()),
      (outcome) => {
        this.expectClient('unpublish', outcome)
        if (!outcome.ok) this.fault(`unpublish() came to ${outcome.code}`)
        if (!this.#starts.size && this.wish?.mark === marks && !this.live) this.mayHold = false
      },
    )
  }

  get liveName() {
    return this.live?.name
  }

  preview() {
    return this.call('preview', '', (client) => void client.preview())
  }

  unpreview() {
    // What is yet to be opened is not ended by it, though the app may well expect that.
    const comes = pendingStreams(this.owner).length > 0 || this.pending.size > 0
    this.call('unpreview', '', (client) => client.unpreview())
    if (!comes) this.#released = true
    this.#kept = undefined
    for (const start of [...this.#starts, this.live ?? {}]) start.unpreviewed = true
  }

  overlay() {
    const change = this.random.of(['constraints', 'constraints', 'hook', 'unknown', 'view', 'null'])
    const name = this.random.of(Object.keys(CONSTRAINTS))
    const hook = this.random.of(this.hooks.slice(0, 3))
    const changes = {
      constraints: { mediaConstraints: this.#constraints(name) },
      hook: { onGetUserMedia: hook },
      unknown: { nobodyKnowsThis: true },
      view: { mediaElementId: this.random.of(this.elements).id },
      null: null,
    }[change]
    const shown = { constraints: name, hook: hook.shown }[change] ?? change
    this.call('overlayOptions', shown, (client) => void client.overlayOptions(changes))
    if (!this.wish || changes === null) return
    if (change === 'constraints') this.wish = { ...this.wish, tag: name }
    if (change === 'hook') this.wish = { ...this.wish, hook: hook.shown }
    this.#asked.push(this.wish)
    this.#kept = undefined
    for (const start of this.#starts) {
      start.wishes.push(this.wish)
      start.keep = undefined
    }
  }

  mute(kind = this.random.of(BOTH), muted = this.random.chance(0.5)) {
    return super.mute(kind, muted)
  }

  heard(type) {
    super.heard(type)
    if (type !== 'Publisher.Connection.Closed') return
    this.live = undefined
    this.#released = true
  }

  // -----------------------------------------------------------------------------------------------
  // What must hold

  /** The stream of ours that is on air. */
  #ownStream() {
    const [peer] = openPeers(this.owner)
    return peer && openedOf(sent(peer)[0])?.stream
  }

  /** Whether these options ask for this track. */
  #asksFor(wish, track) {
    if (wish.app) return wish.app.getTracks().includes(track)
    const { owner, hook, tag } = openedOf(track) ?? {}
    return owner === this.owner && (wish.hook ? wish.hook === hook : wish.tag === tag && !hook)
  }

  /** What must hold at any time. */
  checkAlways() {
    for (const stream of this.appStreams)
      if (!stream.getTracks().every(isLive)) this.fault("a track of the app's own was ended")
    for (const peer of openPeers(this.owner)) {
      for (const track of sent(peer)) {
        if (!this.#asked.some((wish) => this.#asksFor(wish, track)))
          this.fault(`${this.#nameOf(track)} is on air, which the options do not ask for`)
        const isHeard = track.enabled && isLive(track) && !peer.muted[track.kind]
        if (this.muted[track.kind] && isHeard) this.fault(`${track.kind} is muted, and on air`)
      }
    }
    for (const element of document.querySelectorAll('video')) {
      if (!element.muted && this.#isOurs(element.srcObject))
        this.fault('a preview is shown with its sound')
    }
  }

  #nameOf(track) {
    const opened = openedOf(track)
    if (!opened) return `${track.kind} of a stream of the app's`
    return `${track.kind} of ${opened.hook ?? opened.tag}`
  }

  #isOurs(stream) {
    return (
      this.appStreams.includes(stream) || openedOf(stream?.getTracks()[0])?.owner === this.owner
    )
  }

  checkRest() {
    super.checkRest()
    if (this.live) this.#checkAir(this.live)
    const own = liveStreams(this.owner)
    const names = own.map(({ hook, tag }) => hook ?? tag).join(', ')
    if (own.length > 1) this.fault(`holds more than one stream of its own: ${names}`)
    if (own.length && this.#released) this.fault(`a stream of its own is live for nobody: ${names}`)
    if (this.#kept && !liveTracks(this.#kept).length && !this.live)
      this.fault('the preview did not stay after unpublish()')
    for (const { stream } of own) {
      if (this.client.getMediaStream() !== stream)
        this.fault(`${names} is live, and getMediaStream() is not it`)
    }
  }

  #checkAir({ wishes, keep, unpreviewed }) {
    const [peer] = openPeers(this.owner)
    if (!peer) return
    const tracks = sent(peer)
    const kinds = tracks.map(({ kind }) => kind).sort()
    const isMeant = wishes.some((wish) => `${this.#kindsOf(wish)}` === `${kinds}`)
    if (!isMeant) this.fault(`live with [${kinds}] instead of [${this.#kindsOf(wishes[0])}]`)
    for (const track of tracks) {
      if (!wishes.some((wish) => this.#asksFor(wish, track)))
        this.fault(`live with ${this.#nameOf(track)}, which is not what publish() was called for`)
      if (!unpreviewed && !isLive(track)) this.fault(`live with ${this.#nameOf(track)}, ended`)
      const silent = !track.enabled || peer.muted[track.kind]
      const isLeft = !track.enabled && this.#leftOff.has(track)
      const why = isLeft ? 'is still off after a mute that was taken back' : 'is off, and not muted'
      if (!this.muted[track.kind] && silent) this.fault(`${this.#nameOf(track)} ${why}`)
      if (keep && !keep.getTracks().includes(track))
        this.fault('the kept camera was opened again for the same options')
      if (!unpreviewed && !this.client.getMediaStream()?.getTracks().includes(track))
        this.fault(`getMediaStream() is not what is on air`)
    }
  }

  /** The kinds that these options ask for. */
  #kindsOf({ app, hook, tag }) {
    if (app) return app.getTracks().map(({ kind }) => kind).sort() // prettier-ignore
    if (hook) return hook === 'sound hook' ? AUDIO : BOTH
    return CONSTRAINTS[tag] ?? BOTH
  }

  /** From here on only what is in force now, and what is live, may be on air. */
  rested() {
    this.#asked = [...(this.live?.wishes ?? []), ...(this.wish ? [this.wish] : [])]
  }

  async end() {
    for (const perform of [(client) => client.unpublish(true), (client) => client.unpreview()])
      await this.call('end', '', perform).done
    this.live = this.#kept = undefined
    this.#released = true
    this.mayHold = false
  }
}
