import { loadCore } from './core'
import type { Core, Role, Transport } from './core-glue'
import { findElement } from './element'
import { Emitter, type Listener } from './emitter'
import { SluiceError, type SluiceErrorCode } from './error'
import { hostBase, type Host } from './host'
import { log } from './log'
import type { ClientOptions, RecoveryOptions, RecoveryState } from './options'

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

const tokenDeadlineMs = 10_000
const longestDelayMs = 86_400_000

export function stateError(code: SluiceErrorCode, message: string, detail = ''): SluiceError {
  return new SluiceError({ code, blame: 'caller', retryable: false, message, detail })
}

/** The own, safe keys of what the app gave, so that its object is never changed. */
export function ownCopy(given: object): Record<string, unknown> {
  const unsafe = ['__proto__', 'constructor', 'prototype']
  return Object.fromEntries(
    Object.entries(given).filter(([key, value]) => value !== undefined && !unsafe.includes(key)),
  )
}

/** The part of the options that JSON can hold; query values as the text that they stand for. */
export function toJson(given: Record<string, unknown>): string {
  const options = { ...given }
  const { connectionParams, recovery } = options
  if (typeof recovery === 'object' && recovery !== null) {
    const { policy, ...limits } = ownCopy(recovery)
    options.recovery = { ...limits, policy: typeof policy === 'function' }
  }
  if (typeof connectionParams !== 'object' || connectionParams === null)
    return JSON.stringify(options)
  const params = Object.entries(ownCopy(connectionParams)).map(([key, value]) => [
    key,
    typeof value === 'number' ? String(value) : value,
  ])
  return JSON.stringify({ ...options, connectionParams: Object.fromEntries(params) })
}

/** `options` with `changes` in it; a parameter that is only spelt in another way stays as it is. */
export function overlaid(
  options: Record<string, unknown>,
  { connectionParams, ...changes }: { connectionParams?: Record<string, unknown> },
): Record<string, unknown> {
  if (!connectionParams) return { ...options, ...changes }
  const own = { ...(options.connectionParams as Record<string, unknown> | undefined) }
  for (const [key, value] of Object.entries(connectionParams)) {
    if (String(own[key]) !== value) own[key] = value
  }
  return { ...options, ...changes, connectionParams: own }
}

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
  #core: Core | undefined
  #session: number | undefined
  #ready: Promise<void> | undefined // of the last init()
  #reopening: Promise<void> | undefined
  #generation = 0 // counts init() and stop calls: what has waited across one is outdated
  #given: Record<string, unknown> = {}
  #options: Record<string, unknown> = {}
  #suppliedStream: MediaStream | undefined
  #stream: MediaStream | undefined
  #peer: RTCPeerConnection | undefined
  #socket: WebSocket | undefined
  #channel: RTCDataChannel | undefined
  #byChannel = false
  #view: HTMLMediaElement | null | undefined
  #recovering = false

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
      retryNow: () => this.tell((core, session) => core.retryNow(session)),
      stop: () => this.tell((core, session) => core.stopRecovery(session)),
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
  getOptions(): Options {
    return this.#options as Options
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

  /** Shows the stream in this element, or in the one with this id, in the place of `mediaElementId`. */
  setView(view: HTMLMediaElement | string): this {
    this.#view = typeof view === 'string' ? findElement(view) : view
    if (this.#view && this.#stream) this.#view.srcObject = this.#stream
    return this
  }

  /** `connect`: whether it ends only when the server has greeted. */
  protected async initialize(
    options: Options,
    { stream, connect = false }: { stream?: MediaStream; connect?: boolean } = {},
  ): Promise<this> {
    if (typeof options !== 'object' || options === null) {
      throw stateError('config.invalid', 'The options must be an object.')
    }
    if (this.#session !== undefined) {
      throw stateError('state.busy', 'This client is already starting or running.')
    }
    this.#given = ownCopy(options)
    this.#options = { ...this.#given }
    this.#suppliedStream = stream
    const opened = this.#open(++this.#generation).then(() => {
      if (connect)
        return this.#call(
          (core, session, call) => core.connect(session, call),
          () => {},
        )
      return undefined
    })
    this.#ready = opened.then(() => {})
    this.#ready.catch(() => {}) // whoever waits for it hears it; nobody else has to
    await opened
    return this
  }

  /** callServer(): a promise of what the server answers. */
  protected askServer(method: string, args: unknown): Promise<unknown> {
    let json: string
    try {
      json = JSON.stringify(args ?? [])
    } catch {
      throw stateError('config.invalid', 'The arguments cannot be written as JSON.')
    }
    return this.#begin(
      (core, session, call) => core.callServer(session, call, method, json),
      () => {
        throw stateError('state.not_live', 'There is no live session to do this with.')
      },
    )
  }

  /** Does something with the session, if there is one. */
  protected tell(act: (core: Core, session: number) => void): void {
    if (this.#core && this.#session !== undefined) act(this.#core, this.#session)
  }

  /** publish() and subscribe(). */
  protected async startSession(streamName?: string): Promise<this> {
    if (!this.#ready) throw stateError('state.not_initialized', 'Call init() first.')
    const generation = this.#generation
    await this.#ready
    if (this.#session === undefined && generation === this.#generation) await this.#reopen()
    if (generation !== this.#generation) {
      throw stateError('state.closed', 'The session was closed before it was live.')
    }
    return this.#call(
      (core, session, call) => core.start(session, call, streamName),
      () => {
        throw stateError('state.closed', 'The session was closed before it was live.')
      },
    )
  }

  /** unpublish() and unsubscribe(): resolve always. */
  protected stopSession(releaseMedia: boolean): Promise<this> {
    ++this.#generation // an init() or a start that is still waiting ends here
    if (this.#session === undefined) {
      if (releaseMedia) this.stopTracks()
      return Promise.resolve(this)
    }
    return this.#call(
      (core, session, call) => core.stop(session, call, releaseMedia),
      () => {},
    )
  }

  /** Ends the tracks of a stream that Sluice opened itself; the app's own is the app's to end. */
  protected stopTracks(): void {
    if (!this.#stream || this.#stream === this.#suppliedStream) return
    for (const track of this.#stream.getTracks()) track.stop()
    const view = this.#findView()
    if (view?.srcObject === this.#stream) view.srcObject = null
    this.#stream = undefined
  }

  /** The element that shows, or is to show, the stream. */
  protected get element(): HTMLMediaElement | null {
    return this.#findView()
  }

  /** A session has one life: after its end the same options make a new one. */
  #reopen(): Promise<void> {
    this.#reopening ??= this.#open(this.#generation).finally(() => (this.#reopening = undefined))
    return this.#reopening
  }

  async #open(generation: number): Promise<void> {
    const { wasmUrl } = this.#given
    const core = await loadCore(
      typeof wasmUrl === 'string' || wasmUrl instanceof URL ? { wasmUrl } : {},
    )
    if (generation !== this.#generation) {
      throw stateError('state.closed', 'The client was stopped before it was ready.')
    }
    this.#core = core
    this.#options = { ...JSON.parse(core.defaults(this.#role, this.#transport)), ...this.#given }
    let json: string
    const token = await this.#askToken()
    if (generation !== this.#generation) {
      throw stateError('state.closed', 'The client was stopped before it was ready.')
    }
    try {
      json = toJson({ ...this.#given, ...token })
    } catch {
      throw stateError('config.invalid', 'The options cannot be read.')
    }
    const stream = this.#liveStream()
    const owned = stream !== undefined && stream !== this.#suppliedStream
    const opened = core.open(this.#role, this.#transport, json, this.#host(), stream, owned)
    if (typeof opened !== 'number') throw opened
    this.#session = opened
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
    } catch {
      throw stateError('config.invalid', 'The token callback gave no token.')
    } finally {
      clearTimeout(timer)
    }
  }

  /** The app's stream, or the one that an unpublish() has left open. */
  #liveStream(): MediaStream | undefined {
    if (this.#suppliedStream || this.#role === 'subscriber') return this.#suppliedStream
    return this.#stream?.active ? this.#stream : undefined
  }

  #askPolicy(state: RecoveryState): number | null {
    const { policy } = (this.#given.recovery ?? {}) as RecoveryOptions
    try {
      const delay = policy?.(state)
      return typeof delay === 'number' && delay >= 0 ? Math.min(delay, longestDelayMs) : null
    } catch {
      return null
    }
  }

  async #call(
    begin: (core: Core, session: number, call: number) => boolean,
    whenOver: () => void,
  ): Promise<this> {
    await this.#begin(begin, whenOver)
    return this
  }

  /** `whenOver` decides, by throwing or not, what comes of a call without a session. */
  #begin(
    begin: (core: Core, session: number, call: number) => boolean,
    whenOver: () => void,
  ): Promise<unknown> {
    const call = ++this.#lastCall
    return new Promise((resolve, reject) => {
      this.#calls.set(call, { resolve, reject })
      if (this.#core && this.#session !== undefined && begin(this.#core, this.#session, call))
        return
      this.#calls.delete(call)
      try {
        whenOver()
        resolve(undefined)
      } catch (error) {
        reject(error)
      }
    })
  }

  #host(): Host {
    return {
      ...hostBase,
      options: this.#options,
      emit: (type, data) => this.#emit(type, data),
      policy: (context) => this.#askPolicy(context as RecoveryState),
      token: async () => {
        const { token } = this.#given
        return typeof token === 'function' ? token() : undefined
      },
      settle: (call, error, value) => {
        const waiting = this.#calls.get(call)
        this.#calls.delete(call)
        if (error) waiting?.reject(error)
        else waiting?.resolve(value)
      },
      connection: (socket) => {
        this.#socket = socket
        this.#channel = undefined
        this.#byChannel = false
      },
      configured: (changes) => {
        this.#options = overlaid(this.#options, changes)
      },
      ended: () => {
        this.#session = undefined
        this.#peer = undefined
        this.#socket = undefined
        this.#channel = undefined
        this.#byChannel = false
        this.#recovering = false
        if (this.#role === 'subscriber' || !this.#stream?.active) this.#stream = undefined
      },
      view: () => this.#findView(),
    }
  }

  #emit(type: string, data: unknown): void {
    if (typeof RTCPeerConnection !== 'undefined' && data instanceof RTCPeerConnection)
      this.#peer = data
    if (typeof MediaStream !== 'undefined' && data instanceof MediaStream) this.#stream = data
    if (type === 'WebRTC.DataChannel.Open')
      this.#channel = (data as { dataChannel: RTCDataChannel }).dataChannel
    if (type === 'MessageTransport.Change') this.#byChannel = true
    if (type.startsWith('Reconnect.')) this.#recovering = /(Start|Attempt)$/.test(type)
    log('debug', `${this.#role}: ${type}`)
    this.#emitter.trigger(Object.freeze({ type, data, [this.#role]: this }))
  }

  #findView(): HTMLMediaElement | null {
    if (this.#view !== undefined) return this.#view
    const { mediaElementId } = this.#options
    return typeof mediaElementId === 'string' ? findElement(mediaElementId) : null
  }
}
