import { bindAll } from './bound'
import { Connection } from './connection'
import type { Core, Role, Transport } from './core-glue'
import { elementOf, findElement } from './element'
import { Emitter, type Listener } from './emitter'
import { stateError, type SluiceError } from './error'
import { SubscriberEventTypes } from './events'
import { jsonOf, overlaid, ownOptions } from './given'
import { askPolicy } from './hooks'
import { In } from './browser/boundary'
import { Session, type Client as Side } from './browser/session'
import { Lifecycle } from './lifecycle'
import { log, type LogLevel } from './log'
import { Mutes } from './mutes'
import type { ClientOptions, InUse, RecoveryState } from './options'
import { OwnStream } from './own_stream'
import { Transforming, type End, type Transforms } from './transforms'

/** A client's recovery from a loss. */
export interface Recovery {
  /** Whether something is lost and not back yet. */
  readonly active: boolean
  /** Does not wait for the next attempt's time. */
  retryNow(): void
  /** Gives up, now and for the rest of this session. */
  stop(): void
}

/**
 * What all clients share: they hand the app's calls to the C++ session and its events to the app.
 * Each call settles exactly once, with the client itself or with a SluiceError.
 */
export abstract class Client<Options extends ClientOptions> {
  readonly #role: Role
  readonly #transport: Transport
  readonly #emitter = new Emitter<this>()
  readonly #life: Lifecycle
  readonly #stream = new OwnStream()
  readonly #connection = new Connection()
  #view: HTMLMediaElement | null | undefined
  #recovering = false
  readonly #transforms = new Transforming()
  readonly #mutes = new Mutes()

  /** What the `recovery` option does, in the app's hands. */
  readonly recovery: Recovery

  protected constructor(role: Role, transport: Transport) {
    bindAll(this)
    this.#role = role
    this.#transport = transport
    this.#life = new Lifecycle({
      role,
      transport,
      makeSession: (core, json) => this.#makeSession(core, json),
      opened: () => {
        for (const kind of this.#mutes.kinds) this.#tellMuted(kind, true)
      },
      over: () => this.#over(),
    })
    const isActive = () => this.#recovering
    this.recovery = {
      get active() {
        return isActive()
      },
      retryNow: () => this.#life.tell(In.RetryCalled, {}),
      stop: () => this.#life.tell(In.StopRecoveryCalled, {}),
    }
  }

  /** Adds a listener; `'*'` hears all events. */
  on(type: string, listener: Listener<this>): void {
    this.#emitter.on(type, listener)
  }

  /** Removes a listener; unknown ones are no fault. */
  off(type: string, listener: Listener<this>): void {
    this.#emitter.off(type, listener)
  }

  /** `RTC`, as for all clients over WebRTC. */
  getType(): string {
    return 'RTC'
  }

  /** The options in use, defaults included. */
  getOptions(): InUse<Options> {
    return this.#life.options as InUse<Options>
  }

  /**
   * What has happened to the last session so far, where the option `recording` asks for it: to be
   * looked at with `npx sluice-replay`. Names, tokens and addresses are not in it.
   */
  recording(): Blob | undefined {
    return this.#life.recording?.()
  }

  /** The peer connection in use; recovery puts another one in its place. */
  getPeerConnection(): RTCPeerConnection | undefined {
    return this.#connection.peer
  }

  /** What is sent, or has come. */
  getMediaStream(): MediaStream | undefined {
    return this.#stream.current
  }

  /** The WebSocket of a session that has one. */
  getConnection(): WebSocket | undefined {
    return this.#connection.socket
  }

  /** The data channel, where there is one. */
  getDataChannel(): RTCDataChannel | undefined {
    return this.#connection.channel
  }

  /** What messages go through now: the WebSocket, or the data channel that has taken over from it. */
  getMessageTransport(): WebSocket | RTCDataChannel | undefined {
    return this.#connection.transport
  }

  /**
   * Shows the stream in this element, or in the one with this id, in the place of `mediaElementId`.
   * @throws SluiceError config.invalid, env.unsupported
   */
  setView(view: HTMLMediaElement | string): this {
    const before = this.#findView()
    this.#view = elementOf(view)
    const stream = this.#stream.current
    if (!stream) return this
    if (before !== this.#view && before?.srcObject === stream) before.srcObject = null
    if (!this.#view) return this
    if (this.#role === 'publisher') this.#view.muted = true // one's own voice
    this.#view.srcObject = stream
    this.#life.session?.viewMoved()
    return this
  }

  /**
   * Silence: the server is told, so that it stops passing it on, and a publisher's tracks are switched
   * off; microphone and camera stay open.
   */
  muteAudio(): void {
    this.#mute('audio', true)
  }
  /** Ends what `muteAudio()` has begun. */
  unmuteAudio(): void {
    this.#mute('audio', false)
  }
  /** No picture. */
  muteVideo(): void {
    this.#mute('video', true)
  }
  /** Ends what `muteVideo()` has begun. */
  unmuteVideo(): void {
    this.#mute('video', false)
  }

  /**
   * Calls `method` at the stream's other participants; nothing happens while it is not live, and
   * where there is nothing to send messages by.
   * @param data a JSON value, or the text of one
   */
  send(method: string, data: unknown): void {
    const json = jsonOf(data)
    this.#life.tell(In.SendCalled, { name: String(method), text: json })
  }

  /**
   * Calls `method` at the server, e.g. `switchStreams` with `[{ path: 'live/other' }]`.
   * @returns what the server answers
   * @throws SluiceError call.failed, call.no_channel, signal.timeout, state.not_live, config.invalid
   */
  async callServer(method: string, args: unknown[] = []): Promise<unknown> {
    const json = jsonOf(args ?? [])
    return this.#life.call(In.ServerCalled, { name: String(method), text: json }, () => {
      throw stateError('state.not_live', 'There is no live session to do this with.')
    })
  }

  /** Writes a line to the server's log. */
  sendLog(level: LogLevel, message: string): void {
    this.#life.tell(In.LogCalled, { name: String(level ?? 'debug'), text: String(message) })
  }

  /** Puts these over the options; what is live already stays as it is until it ends. */
  overlayOptions(options: Partial<Options>): this {
    this.#life.overlay(ownOptions(options))
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
    this.#life.mustBeFree()
    const given = ownOptions(options)
    this.#stream.supplied = stream
    this.#transforms.given = transforms ?? this.#transforms.given
    await this.#life.init(given, connect)
    return this
  }

  #mute(kind: 'audio' | 'video', muted: boolean): void {
    this.#mutes.set(kind, muted)
    this.#tellMuted(kind, muted)
    // Whatever a server hears, and when: what is muted does not leave the page.
    if (muted) this.#mutes.silence(this.#stream.current)
    else this.#mutes.restore(kind, this.#stream.current)
  }

  #tellMuted(kind: 'audio' | 'video', muted: boolean): void {
    this.#life.tell(In.MuteCalled, { video: kind === 'video', flag: muted })
  }

  /** Tells of a failure before there was a session, which tells of all others. */
  protected failEarly(error: unknown): void {
    const { code } = error as SluiceError
    if (/^(config|env|wasm)\./.test(code)) this.announce('Connect.Failure', error)
  }

  /** publish() and subscribe(). */
  protected async startSession(streamName?: string): Promise<this> {
    await this.#life.start(streamName)
    return this
  }

  /** unpublish() and unsubscribe(): resolve always. */
  protected async stopSession(releaseMedia: boolean): Promise<this> {
    const stopped = this.#life.stop(releaseMedia)
    const { clearMediaOnUnpublish } = this.#life.options
    if (!stopped && (releaseMedia || clearMediaOnUnpublish === true)) this.stopTracks()
    await stopped
    return this
  }

  /** Ends the tracks of a stream that Sluice opened itself; the app's own is the app's to end. */
  protected stopTracks(): void {
    const { current: stream, isOurs, supplied } = this.#stream
    // What is being asked for is not wanted any more.
    if (!stream && this.#role === 'publisher' && this.#life.isWaiting && !supplied)
      return this.#life.withdraw()
    if (!stream || !isOurs) return
    this.#life.outdate()
    for (const track of stream.getTracks()) track.stop()
    const view = this.#findView()
    if (view?.srcObject === stream) view.srcObject = null
    this.#stream.current = undefined
  }

  /** The element that shows, or is to show, the stream. */
  protected get element(): HTMLMediaElement | null {
    return this.#findView()
  }

  #makeSession(core: Core, json: string): Session {
    const stream = this.#takeStream()
    const isOwned = stream !== undefined && stream !== this.#stream.supplied
    const session: Session = new Session(
      core,
      this.#side(json, () => session),
      stream,
      isOwned,
    )
    return session
  }

  /** The app's stream, or the one of ours that an unpublish() has left open, for the same options. */
  #takeStream(): MediaStream | undefined {
    const { current, supplied } = this.#stream
    if (this.#stream.fits(this.#life.options) && this.#role === 'publisher') return current
    this.stopTracks()
    this.#stream.current = undefined
    return supplied
  }

  #side(json: string, session: () => Session): Side {
    const life = this.#life
    const isCurrent = () => life.session === session()
    return {
      role: this.#role,
      transport: this.#transport,
      options: life.options,
      json,
      emit: (type, data) => {
        if (isCurrent()) this.#emit(type, data)
      },
      prepare: (end) => this.prepare(end),
      policy: (context) => askPolicy(life.given, context as RecoveryState),
      token: async () => (life.given.token as () => unknown)(),
      settle: (call, error, value) => life.settle(call, error, value),
      connection: (socket) => {
        if (isCurrent()) this.#connection.use(socket)
      },
      configured: (changes) => {
        if (isCurrent()) life.options = overlaid(life.options, changes)
      },
      ended: (fault) => life.ended(session(), fault),
      view: () => this.#findView(),
      unseen: () => {
        if (isCurrent()) this.#tellUnseen()
      },
    }
  }

  /** There is no session any more, or none that counts. */
  #over(): void {
    this.#connection.forget()
    this.#recovering = false
    this.onEnded()
    const { current } = this.#stream
    const isPlayers = this.#role === 'subscriber'
    if (!isPlayers && current?.active) return
    // The app may have moved it to another view while its session was being taken down.
    const view = isPlayers && current ? this.#findView() : null
    if (view && view.srcObject === current) view.srcObject = null
    this.#stream.current = undefined
  }

  /** The app has named an element that shows nothing, as there is none, or it cannot. */
  #tellUnseen(): void {
    if (this.#life.given.mediaElementId === undefined && this.#view === undefined) return
    const text = 'There is no media element with this id: the stream goes on unseen.'
    log('warn', text)
    const isPublisher = this.#role === 'publisher'
    this.announce(
      isPublisher ? 'Publish.Status' : 'Subscribe.Status',
      stateError('config.invalid', text),
    )
  }

  #emit(type: string, data: unknown): void {
    this.#connection.hear(type, data)
    // By what it can do: an iframe's or a popup's is of a class of its own.
    const { getAudioTracks } = Object(data) as Partial<MediaStream>
    if (typeof getAudioTracks === 'function') this.#stream.current = data as MediaStream
    const isTrack = type === 'WebRTC.PeerConnection.OnTrack' || data === this.#stream.current
    if (isTrack) this.#mutes.silence(this.#stream.current)
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
    if (this.#life.isSilent) return
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
    const { mediaElementId } = this.#life.options
    return typeof mediaElementId === 'string' ? findElement(mediaElementId) : null
  }
}
