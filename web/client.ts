import { loadCore } from './core'
import type { Role, Transport } from './core-glue'
import { elementOf, findElement } from './element'
import { Emitter, type Listener } from './emitter'
import { stateError, type SluiceError } from './error'
import { SubscriberEventTypes } from './events'
import { jsonOf, overlaid, ownOptions, toJson } from './given'
import { describe, In, type Inputs } from './browser/boundary'
import { Session, type Client as Side } from './browser/session'
import { log, type LogLevel } from './log'
import type { ClientOptions, InUse, RecoveryOptions, RecoveryState } from './options'
import { Mutes } from './mutes'
import { Transforming, type End, type Transforms } from './transforms'

interface Call {
  resolve(value: unknown): void
  reject(error: SluiceError): void
}

/** A client's recovery from a loss. */
export interface Recovery {
  /** Whether something is lost and not back yet. */
  readonly active: boolean
  /** Does not wait for the next attempt's time. */
  retryNow(): void
  /** Gives up, now and for the rest of this session. */
  stop(): void
}

/** The calls that are settled by the session. */
type CallKind = In.ConnectCalled | In.StartCalled | In.StopCalled | In.ServerCalled

const tokenDeadlineMs = 10_000
const longestDelayMs = 86_400_000

/**
 * What all clients share: they hand the app's calls to the C++ session and its events to the app.
 * Each call settles exactly once, with the client itself or with a SluiceError.
 */
export abstract class Client<Options extends ClientOptions> {
  readonly #role: Role
  readonly #transport: Transport
  readonly #emitter = new Emitter<this>()
  readonly #calls = new Map<number, Call>()
  #lastCall = 0
  #connecting = 0 // the last call of an init() that connects
  #session: Session | undefined
  #ready: Promise<void> | undefined // of the last init()
  #readyOf = 0 // its generation
  #reopening: { generation: number; opened: Promise<void> } | undefined
  #generation = 0 // counts init() and stop calls: what has waited across one is outdated
  #given: Record<string, unknown> = {}
  #options: Record<string, unknown> = {}
  #suppliedStream: MediaStream | undefined
  readonly #appStreams = new WeakSet<MediaStream>() // that the app has ever given: its own to stop
  #streamWish: unknown[] = [] // what the stream of ours was opened for
  #stream: MediaStream | undefined
  #peer: RTCPeerConnection | undefined
  #socket: WebSocket | undefined
  #channel: RTCDataChannel | undefined
  #byChannel = false
  #view: HTMLMediaElement | null | undefined
  #recovering = false
  readonly #transforms = new Transforming()
  #begun: number | undefined // the call that has begun what is, and has not failed
  #hasFailed = false // what that call, or init(), had begun
  #stopping: Promise<void> | undefined // until what was stopped is over
  #isOutdated = false // the session was opened with other options
  readonly #mutes = new Mutes()
  #isSilent = false // nobody is to hear of it

  /** What the `recovery` option does, in the app's hands. */
  readonly recovery: Recovery

  protected constructor(role: Role, transport: Transport) {
    this.#role = role
    this.#transport = transport
    const isActive = () => this.#recovering
    this.recovery = {
      get active() {
        return isActive()
      },
      retryNow: () => this.#tell(In.RetryCalled, {}),
      stop: () => this.#tell(In.StopRecoveryCalled, {}),
    }
  }

  /** Adds a listener; `'*'` hears all events. */
  on(type: string, listener: Listener<this>): void {
    this.#emitter.on(type, listener)
  }

  off(type: string, listener: Listener<this>): void {
    this.#emitter.off(type, listener)
  }

  /** `RTC`, as for all clients over WebRTC. */
  getType(): string {
    return 'RTC'
  }

  /** The options in use, defaults included. */
  getOptions(): InUse<Options> {
    return this.#options as InUse<Options>
  }

  getPeerConnection(): RTCPeerConnection | undefined {
    return this.#peer
  }

  getMediaStream(): MediaStream | undefined {
    return this.#stream
  }

  /** The WebSocket of a session that has one. */
  getConnection(): WebSocket | undefined {
    return this.#socket
  }

  getDataChannel(): RTCDataChannel | undefined {
    return this.#channel
  }

  /** What messages go through now: the WebSocket, or the data channel that has taken over from it. */
  getMessageTransport(): WebSocket | RTCDataChannel | undefined {
    return this.#byChannel ? this.#channel : this.#socket
  }

  /**
   * Shows the stream in this element, or in the one with this id, in the place of `mediaElementId`.
   * @throws SluiceError config.invalid, env.unsupported
   */
  setView(view: HTMLMediaElement | string): this {
    const before = this.#findView()
    this.#view = elementOf(view)
    if (!this.#stream) return this
    if (before !== this.#view && before?.srcObject === this.#stream) before.srcObject = null
    if (!this.#view) return this
    if (this.#role === 'publisher') this.#view.muted = true // one's own voice
    this.#view.srcObject = this.#stream
    return this
  }

  /**
   * Silence. Over a WebSocket the server stops passing it on, over HTTP the tracks are switched off;
   * microphone and camera stay open either way.
   */
  muteAudio(): void {
    this.#mute('audio', true)
  }
  unmuteAudio(): void {
    this.#mute('audio', false)
  }
  /** No picture. */
  muteVideo(): void {
    this.#mute('video', true)
  }
  unmuteVideo(): void {
    this.#mute('video', false)
  }

  /**
   * Calls `method` at the stream's other participants; nothing happens while it is not live, and
   * over HTTP, where there is nothing to send messages by.
   * @param data a JSON value, or the text of one
   */
  send(method: string, data: unknown): void {
    const json = jsonOf(data)
    this.#tell(In.SendCalled, { name: String(method), text: json })
  }

  /**
   * Calls `method` at the server, e.g. `switchStreams` with `[{ path: 'live/other' }]`.
   * @returns what the server answers
   * @throws SluiceError call.failed, signal.timeout, state.not_live, config.invalid
   */
  async callServer(method: string, args: unknown[] = []): Promise<unknown> {
    const json = jsonOf(args ?? [])
    return this.#begin(In.ServerCalled, { name: String(method), text: json }, () => {
      throw stateError('state.not_live', 'There is no live session to do this with.')
    })
  }

  /** Writes a line to the server's log. */
  sendLog(level: LogLevel, message: string): void {
    this.#tell(In.LogCalled, { name: String(level ?? 'debug'), text: String(message) })
  }

  /** Puts these over the options; what is live already stays as it is until it ends. */
  overlayOptions(options: Partial<Options>): this {
    const changes = ownOptions(options)
    this.#given = { ...this.#given, ...changes }
    this.#options = { ...this.#options, ...changes }
    this.#isOutdated = this.#session !== undefined
    return this
  }

  /**
   * Has encoded frames go through workers of the app's, from the next connection on: browsers take
   * it only where one begins. WebRTC.Transform.Error tells where one cannot be put in,
   * WebRTC.Unsupported.Feature where the browser can do none; frames then pass as they are.
   */
  transform(transforms: Transforms): void {
    this.#transforms.given = transforms
  }

  /** `connect`: whether it ends only when the server has greeted. */
  protected async initialize(
    options: Options,
    {
      stream,
      transforms,
      connect = false,
    }: { stream?: MediaStream; transforms?: Transforms; connect?: boolean } = {},
  ): Promise<this> {
    if (typeof options !== 'object' || options === null) {
      throw stateError('config.invalid', 'The options must be an object.')
    }
    this.#leaveFailed()
    if (this.#session && !this.#stopping) {
      throw stateError('state.busy', 'This client is already starting or running.')
    }
    this.#given = ownOptions(options)
    this.#options = { ...this.#given }
    this.#suppliedStream = stream
    if (stream) this.#appStreams.add(stream)
    this.#transforms.given = transforms ?? this.#transforms.given
    this.#readyOf = ++this.#generation
    const opened = this.#open(this.#generation).then(() => {
      if (connect) return this.#call(In.ConnectCalled, {}, () => {})
      return undefined
    })
    this.#ready = opened.then(() => {})
    this.#ready.catch(() => {}) // whoever waits for it hears it; nobody else has to
    await opened
    return this
  }

  #mute(kind: 'audio' | 'video', muted: boolean): void {
    this.#mutes.set(kind, muted)
    if (this.#transport === 'socket')
      this.#tell(In.MuteCalled, { video: kind === 'video', flag: muted })
    // Whatever a server hears, and when: what is muted does not leave the page.
    if (muted) this.#mutes.silence(this.#stream)
    else this.#mutes.restore(kind, this.#stream)
  }

  /** Tells of a failure before there was a session, which tells of all others. */
  protected failEarly(error: unknown): void {
    const { code } = error as SluiceError
    if (/^(config|env|wasm)\./.test(code)) this.announce('Connect.Failure', error)
  }

  /** Does something with the session, if there is one. */
  #tell<Kind extends keyof Inputs>(kind: Kind, fields: Inputs[Kind]): void {
    this.#session?.feed(kind, fields)
  }

  /** publish() and subscribe(). */
  protected async startSession(streamName?: string): Promise<this> {
    if (!this.#ready) throw stateError('state.not_initialized', 'Call init() first.')
    const generation = this.#generation
    // One that was stopped since has no say in what comes after it.
    await this.#ready.catch((error: unknown) => {
      if (this.#readyOf === generation) throw error
    })
    this.#leaveFailed()
    await this.#stopping
    if (this.#isOutdated) await this.#closeOutdated()
    if (!this.#session && generation === this.#generation) await this.#reopen()
    this.#mustBe(generation)
    return this.#call(In.StartCalled, { name: streamName }, () => this.#mustBe(undefined))
  }

  /** unpublish() and unsubscribe(): resolve always. */
  protected stopSession(releaseMedia: boolean): Promise<this> {
    ++this.#generation // an init() or a start that is still waiting ends here
    if (!this.#session) {
      if (releaseMedia || this.#options.clearMediaOnUnpublish === true) this.stopTracks()
      return Promise.resolve(this)
    }
    const stopped = this.#call(In.StopCalled, { flag: releaseMedia }, () => {})
    this.#waitFor(stopped)
    return stopped
  }

  /** The next session begins after that. */
  #waitFor(end: Promise<unknown> | undefined): void {
    const stopping = Promise.all([this.#stopping, end]).then(() => {
      if (this.#stopping === stopping) this.#stopping = undefined
    })
    this.#stopping = stopping
  }

  /**
   * Whoever tries again after a rejection begins anew: what is left of the session that failed is
   * taken down beside that, and nobody hears of it.
   */
  #leaveFailed(): void {
    if (!this.#hasFailed) return
    const left = this.#session?.leave()
    this.#over()
    // Its name is free only then.
    if (this.#role === 'publisher') this.#waitFor(left)
  }

  /** Ends the tracks of a stream that Sluice opened itself; the app's own is the app's to end. */
  protected stopTracks(): void {
    const isWaiting = this.#session && this.#begun === undefined && !this.#suppliedStream
    if (!this.#stream && isWaiting && this.#role === 'publisher') {
      // What is being asked for is not wanted any more.
      this.#isOutdated = true
      return this.#waitFor(this.#closeOutdated())
    }
    if (!this.#stream || this.#appStreams.has(this.#stream)) return
    this.#isOutdated ||= this.#session !== undefined && this.#begun === undefined
    for (const track of this.#stream.getTracks()) track.stop()
    const view = this.#findView()
    if (view?.srcObject === this.#stream) view.srcObject = null
    this.#stream = undefined
  }

  /** The element that shows, or is to show, the stream. */
  protected get element(): HTMLMediaElement | null {
    return this.#findView()
  }

  /** A session that has not begun is as good as none. */
  async #closeOutdated(): Promise<void> {
    if (this.#begun !== undefined) return // what is new comes after it
    this.#isOutdated = false
    this.#isSilent = true
    try {
      await this.#call(In.StopCalled, { flag: false }, () => {})
    } finally {
      this.#isSilent = false
    }
  }

  /** What has waited must not go on when the client was stopped, or initialized again, meanwhile. */
  #mustBe(generation: number | undefined): void {
    if (generation === this.#generation) return
    throw stateError('state.closed', 'The session was closed before it was live.')
  }

  /** A session has one life: after its end the same options make a new one. */
  #reopen(): Promise<void> {
    const generation = this.#generation
    if (this.#reopening?.generation !== generation) {
      const opened = this.#open(generation).finally(() => {
        if (this.#reopening?.generation === generation) this.#reopening = undefined
      })
      this.#reopening = { generation, opened }
    }
    return this.#reopening.opened
  }

  async #open(generation: number): Promise<void> {
    const { wasmUrl } = this.#given
    const core = await loadCore(
      typeof wasmUrl === 'string' || wasmUrl instanceof URL ? { wasmUrl } : {},
    )
    this.#mustBe(generation)
    const defaults = JSON.parse(core.defaults(this.#role, this.#transport)) as ClientOptions
    this.#options = { ...defaults, ...this.#given }
    this.#options.rtcConfiguration = {
      ...defaults.rtcConfiguration,
      ...(this.#given.rtcConfiguration as object | undefined),
    }
    const token = await this.#askToken()
    this.#mustBe(generation)
    const json = toJson({ ...this.#given, ...token })
    await this.#stopping
    this.#mustBe(generation)
    const stream = this.#takeStream()
    const owned = stream !== undefined && stream !== this.#suppliedStream
    const session: Session = new Session(
      core,
      this.#side(json, () => this.#session === session),
      stream,
      owned,
    )
    this.#session = session
    session.start()
    for (const kind of this.#mutes.kinds)
      this.#tell(In.MuteCalled, { video: kind === 'video', flag: true })
  }

  /** The options that take the place of a token callback. */
  async #askToken(): Promise<object> {
    const { token } = this.#given
    if (typeof token !== 'function') return {}
    let timer: ReturnType<typeof setTimeout> | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(reject, tokenDeadlineMs)
    })
    try {
      return { token: await Promise.race([token(), late]), tokenIsRenewable: true }
    } catch (error) {
      const { message } = describe(error)
      throw stateError('config.invalid', 'The token callback gave no token.', message)
    } finally {
      clearTimeout(timer)
    }
  }

  /** The app's stream, or the one of ours that an unpublish() has left open, for the same options. */
  #takeStream(): MediaStream | undefined {
    const { mediaConstraints, onGetUserMedia } = this.#options
    const wish = [jsonOf(mediaConstraints), onGetUserMedia]
    const isKept =
      this.#role === 'publisher' &&
      !this.#suppliedStream &&
      this.#stream?.active &&
      this.#stream.getTracks().every(({ readyState }) => readyState === 'live') &&
      !this.#appStreams.has(this.#stream) &&
      wish.every((part, i) => part === this.#streamWish[i])
    if (isKept) return this.#stream
    this.stopTracks()
    this.#stream = undefined
    this.#streamWish = wish
    return this.#suppliedStream
  }

  #askPolicy(state: RecoveryState): number | null {
    const { policy } = (this.#given.recovery ?? {}) as RecoveryOptions
    const delay = policy?.(state) ?? null
    if (delay === null) return null
    if (typeof delay === 'number' && delay >= 0) return Math.min(delay, longestDelayMs)
    throw new TypeError('it gave no number of ms')
  }

  async #call<Kind extends CallKind>(
    kind: Kind,
    fields: Omit<Inputs[Kind], 'call'>,
    whenOver: () => void,
  ): Promise<this> {
    await this.#begin(kind, fields, whenOver)
    return this
  }

  /** `whenOver` decides, by throwing or not, what comes of a call without a session. */
  async #begin<Kind extends CallKind>(
    kind: Kind,
    fields: Omit<Inputs[Kind], 'call'>,
    whenOver: () => void,
  ): Promise<unknown> {
    const session = this.#session
    if (!session) return whenOver()
    const call = ++this.#lastCall
    if (kind === In.StartCalled) this.#begun ??= call
    if (kind === In.ConnectCalled) this.#connecting = call
    return new Promise((resolve, reject) => {
      this.#calls.set(call, { resolve, reject })
      session.feed(kind, { ...fields, call } as unknown as Inputs[Kind])
    })
  }

  #side(json: string, isCurrent: () => boolean): Side {
    return {
      role: this.#role,
      transport: this.#transport,
      options: this.#options,
      json,
      emit: (type, data) => {
        if (isCurrent()) this.#emit(type, data)
      },
      prepare: (end) => this.prepare(end),
      policy: (context) => this.#askPolicy(context as RecoveryState),
      token: async () => (this.#given.token as () => unknown)(),
      settle: (call, error, value) => {
        const waiting = this.#calls.get(call)
        this.#calls.delete(call)
        if (error) this.#failed(call)
        if (error) waiting?.reject(error)
        else waiting?.resolve(value)
      },
      connection: (socket) => {
        if (!isCurrent()) return
        this.#socket = socket
        this.#channel = undefined
        this.#byChannel = false
      },
      configured: (changes) => {
        if (isCurrent()) this.#options = overlaid(this.#options, changes)
      },
      ended: (fault) => {
        if (fault) for (const { reject } of this.#calls.values()) reject(fault)
        if (fault) this.#calls.clear()
        if (isCurrent()) this.#over()
      },
      view: () => this.#findView(),
      unseen: () => {
        if (isCurrent()) this.#tellUnseen()
      },
    }
  }

  /** The call that has begun what is was rejected. */
  #failed(call: number): void {
    const { maintainConnectionOnSubscribeErrors: staysOpen } = this.#options
    if (call === this.#begun) this.#hasFailed = staysOpen !== true
    if (call === this.#begun) this.#begun = undefined
    if (call === this.#connecting) this.#hasFailed = true
  }

  /** There is no session any more, or none that counts. */
  #over(): void {
    this.#session = undefined
    this.#peer = undefined
    this.#socket = undefined
    this.#channel = undefined
    this.#byChannel = false
    this.#recovering = false
    this.#begun = undefined
    this.#hasFailed = false
    this.#isOutdated = false
    this.onEnded()
    if (this.#role === 'subscriber' || !this.#stream?.active) this.#stream = undefined
  }

  /** The app has named an element that shows nothing, as there is none, or it cannot. */
  #tellUnseen(): void {
    if (this.#given.mediaElementId === undefined && this.#view === undefined) return
    const text = 'There is no media element with this id: the stream goes on unseen.'
    log('warn', text)
    const isPublisher = this.#role === 'publisher'
    this.announce(
      isPublisher ? 'Publish.Status' : 'Subscribe.Status',
      stateError('config.invalid', text),
    )
  }

  #emit(type: string, data: unknown): void {
    // By what they can do: an iframe's or a popup's are of classes of their own.
    const object = Object(data) as Partial<RTCPeerConnection & MediaStream>
    if (typeof object.getSenders === 'function') this.#peer = data as RTCPeerConnection
    if (typeof object.getAudioTracks === 'function') this.#stream = data as MediaStream
    const isTrack = type === 'WebRTC.PeerConnection.OnTrack' || data === this.#stream
    if (isTrack) this.#mutes.silence(this.#stream)
    if (type === 'WebRTC.DataChannel.Open')
      this.#channel = (data as { dataChannel: RTCDataChannel }).dataChannel
    if (type === 'MessageTransport.Change') this.#byChannel = true
    if (type.startsWith('Reconnect.')) this.#recovering = /(Start|Attempt)$/.test(type)
    this.announce(type, data)
    this.onEvent(type, data)
  }

  /** An end of a connection that is new, also of one that the app does not see yet. */
  protected prepare(end: End): void {
    // After the turn of C++ in which this is: a listener may end the session.
    this.#transforms.apply(end, (type, data) => queueMicrotask(() => this.announce(type, data)))
  }

  /** Tells the app's listeners. */
  protected announce(type: string, data: unknown): void {
    if (this.#isSilent) return
    log(
      type === SubscriberEventTypes.PLAYBACK_TIME_UPDATE ? 'trace' : 'debug',
      `${this.#role}: ${type}`,
    )
    this.#emitter.trigger(Object.freeze({ type, data, [this.#role]: this }))
  }

  /** After the app's listeners have heard it. */
  protected onEvent(_type: string, _data: unknown): void {}

  /** The session is over. */
  protected onEnded(): void {}

  #findView(): HTMLMediaElement | null {
    if (this.#view !== undefined) return this.#view
    const { mediaElementId } = this.#options
    return typeof mediaElementId === 'string' ? findElement(mediaElementId) : null
  }
}
