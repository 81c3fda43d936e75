// One session in the page: its peers, sockets, camera and view.
import type { Core, Role, Transport } from '../core-glue'
import { SluiceError, type SluiceErrorFields } from '../error'
import { Data, describe, HostObject, In, Out, type EmitFields, type Inputs } from './boundary'
import { Camera } from './camera'
import { Machine, type Actions } from './machine'
import { Peer } from './peer'
import { exchange, type Settings } from './settings'
import { Socket } from './socket'
import { View } from './view'

/** As long as the core lets an own old session hold up the next one (kEndFirst). */
const longestLeaveMs = 1000

/** What a session needs of the client that it is for. */
export interface Client {
  readonly role: Role
  readonly transport: Transport
  /** Objects in them may hold what JSON cannot. */
  readonly options: Readonly<Record<string, unknown>>
  /** The options as JSON, for the module. */
  readonly json: string
  emit(type: string, data: unknown): void
  prepare(end: RTCRtpSender | RTCRtpReceiver): void
  /** `value`: what the promise is for, where that is not the client itself. */
  settle(call: number, error: SluiceError | undefined, value: unknown): void
  /** The app's `recovery.policy`: ms, or null to stop. */
  policy(context: unknown): number | null
  /** What the app's `token` callback gives. */
  token(): Promise<unknown>
  /** The WebSocket that the app sees from now on, if there is one. */
  connection(socket: WebSocket | undefined): void
  /** The options that were rewritten for the connection. */
  configured(changes: { connectionParams?: Record<string, unknown> }): void
  /** The session is over; with a fault where its calls were not settled by that. */
  ended(fault: SluiceError | undefined): void
  /** The element that shows the stream. */
  view(): HTMLMediaElement | null
  /** There is a stream, and no element to show it in. */
  unseen(): void
}

export class Session extends Machine {
  readonly #client: Client
  readonly #camera: Camera
  readonly #view: View
  // One of each at a time, but while a session takes another's place.
  readonly #peers = new Map<number, Peer>()
  readonly #sockets = new Map<number, Socket>()
  #left = new Map<number, Settings>() // of attempts whose peers are closed

  /**
   * @param stream one that is there already
   * @param isOwned it is ours to stop
   * @throws SluiceError config.*
   */
  constructor(core: Core, client: Client, stream: MediaStream | undefined, isOwned: boolean) {
    super(
      core,
      (page, host) => {
        page.wants = client.options.recording
        return core.open(client.role, client.transport, client.json, page, host)
      },
      stream !== undefined,
    )
    this.#client = client
    const life = new AbortController()
    // Not a closure, which would hold all that the others of this scope hold: the session itself.
    this.cleanups.push(life.abort.bind(life))
    this.#camera = new Camera(client.options, stream, isOwned, this.feed, life.signal)
    this.#view = new View(() => client.view())
  }

  /** After the client knows of it. */
  override start(): void {
    this.#hear(globalThis, 'pagehide', ({ feed }, { persisted }) =>
      feed(In.PageHidden, { flag: !!persisted }),
    )
    if (this.#client.options.recovery) {
      this.#hear(globalThis, 'pageshow', ({ feed }, { persisted }) => {
        if (persisted) feed(In.PageShown, {})
      })
      // A page that was frozen does not know what it has missed.
      this.#hear(document, 'resume', ({ feed }) => feed(In.NetworkChanged, {}))
      this.#hear(globalThis, 'online', ({ feed }) => feed(In.OnlineChanged, { flag: true }))
      this.#hear(globalThis, 'offline', ({ feed }) => feed(In.OnlineChanged, { flag: false }))
      // Not in Firefox and Safari.
      const { connection } = navigator as { connection?: EventTarget }
      if (connection) this.#hear(connection, 'change', ({ feed }) => feed(In.NetworkChanged, {}))
    }
    const tellVisibility = ({ feed }: Session) =>
      feed(In.VisibilityChanged, { flag: document.hidden })
    this.#hear(document, 'visibilitychange', tellVisibility)
    super.start()
    tellVisibility(this)
  }

  /** Does not hold the session: one that has begun nothing goes with its client. */
  #hear(
    target: EventTarget,
    type: string,
    act: (session: Session, event: Partial<PageTransitionEvent>) => void,
  ): void {
    const self = new WeakRef(this)
    const listener = (event: Event) => {
      const session = self.deref()
      if (session) act(session, event)
    }
    target.addEventListener(type, listener)
    this.cleanups.push(() => target.removeEventListener(type, listener))
  }

  /**
   * It goes on by itself until it is over; its stream is somebody else's from now on.
   * @returns when it is over, or `longestLeaveMs` have passed
   */
  async leave(): Promise<void> {
    this.#camera.disown()
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, longestLeaveMs)
      this.cleanups.push(() => {
        clearTimeout(timer)
        resolve()
      })
    })
  }

  /** The client shows its stream in another element. */
  viewMoved(): void {
    this.#view.keep()
  }

  override get open(): number {
    return super.open + this.#peers.size + this.#sockets.size
  }

  protected override ended(fault?: SluiceError): void {
    for (const peer of this.#peers.values()) peer.close()
    for (const socket of this.#sockets.values()) socket.close()
    this.#peers.clear()
    this.#sockets.clear()
    if (fault) this.#camera.release(false)
    this.#client.ended(fault)
  }

  protected override actions(): Actions {
    const peer = ({ attempt }: { attempt: number }) => this.#peers.get(attempt)
    const socket = ({ attempt }: { attempt: number }) => this.#sockets.get(attempt)
    return {
      [Out.AcquireMedia]: () => {
        this.keep()
        void this.#camera.acquire()
      },
      [Out.ReleaseMedia]: (effect) => this.#camera.release(effect.flag),
      [Out.ReopenMedia]: () =>
        void this.#camera.reopen((fresh, ended) => {
          for (const one of this.#peers.values()) one.exchange(ended, fresh)
          for (const settings of this.#left.values()) exchange(settings, ended, fresh)
        }),
      [Out.OpenPeer]: (wanted) => {
        this.keep()
        const { role, options } = this.#client
        const owner = { role, options, feed: this.feed, prepare: this.#client.prepare }
        const { attempt, like } = wanted
        const settings = this.#settingsOf(like)
        // Nobody will ask for others that are closed by now.
        this.#left = new Map(settings && [[like, settings]])
        this.#peers.set(attempt, new Peer(wanted, owner, this.#camera.stream, settings))
      },
      [Out.ClosePeer]: (effect) => {
        const closing = peer(effect)
        if (!closing) return
        closing.close()
        this.#left.set(effect.attempt, closing.settings)
        this.#peers.delete(effect.attempt)
      },
      [Out.StopSending]: (effect) => peer(effect)?.stopSending(),
      [Out.CreateOffer]: (effect) => void peer(effect)?.createOffer(effect.op, effect.flag),
      [Out.CreateAnswer]: (effect) => void peer(effect)?.createAnswer(effect.op),
      [Out.RollBack]: (effect) => peer(effect)?.rollBack(),
      [Out.ApplyLocal]: (effect) => void peer(effect)?.applyLocal(effect.op, effect.description),
      [Out.ApplyRemote]: (effect) => void peer(effect)?.applyRemote(effect.op, effect.description),
      [Out.UseIceServers]: (effect) =>
        void peer(effect)?.useIceServers(effect.op, effect.servers, effect.description),
      [Out.AddCandidate]: (effect) => peer(effect)?.addCandidate(effect.candidate),
      [Out.LookAtNetwork]: (effect) => peer(effect)?.lookAtNetwork(),
      [Out.SampleStats]: (effect) => {
        const isPaused = this.#client.role === 'subscriber' && !!this.#view.element?.paused
        peer(effect)?.sample(effect.flag, isPaused)
      },
      [Out.SendChannel]: (effect) => peer(effect)?.send(effect.text),
      [Out.OpenSocket]: ({ attempt, url }) => {
        this.keep()
        const feed = <Kind extends keyof Inputs>(kind: Kind, fields: Inputs[Kind]) => {
          // What is told in that turn may still name it.
          if (kind === In.SocketClosed) queueMicrotask(() => this.#sockets.delete(attempt))
          this.feed(kind, fields)
        }
        this.#sockets.set(attempt, new Socket(attempt, url, feed))
      },
      [Out.SendSocket]: (effect) => socket(effect)?.send(effect.text),
      [Out.CloseSocket]: (effect) => {
        socket(effect)?.close()
        this.#sockets.delete(effect.attempt)
      },
      [Out.ShowOptions]: ({ value }) => this.#client.configured(value),
      [Out.ShowAttempt]: (effect) => {
        this.#client.connection(socket(effect)?.handle)
        const shown = peer(effect)
        const settings = shown && effect.flag && this.#settingsOf(shown.like)
        if (settings) shown.follow(settings)
      },
      [Out.AskPolicy]: ({ value }) => this.#askPolicy(value),
      [Out.AskToken]: () => void this.#askToken(),
      [Out.AttachView]: ({ attempt }) => {
        const stream = this.#objectOf(HostObject.Stream, attempt) as MediaStream | undefined
        if (!stream) return
        this.#view.attach(stream, this.#client.role === 'publisher')
        if (!this.#view.element) this.#client.unseen()
      },
      [Out.DetachView]: () => this.#view.detach(),
      [Out.PlayView]: ({ attempt, flag }) => this.#view.play(attempt, flag, this.feed),
      [Out.Emit]: (effect) => this.#client.emit(effect.type, this.#dataOf(effect)),
      [Out.Settle]: ({ call, error, value }) =>
        this.#client.settle(call, error && new SluiceError(error), value),
    }
  }

  #settingsOf(attempt: number): Settings | undefined {
    return this.#peers.get(attempt)?.settings ?? this.#left.get(attempt)
  }

  #askPolicy(context: unknown): void {
    try {
      const delay = this.#client.policy(withError(context))
      this.feed(In.PolicyAnswered, delay === null ? {} : { delay })
    } catch (error) {
      this.feed(In.PolicyAnswered, { message: describe(error).message || 'it has thrown' })
    }
  }

  async #askToken(): Promise<void> {
    try {
      const text = await this.#client.token()
      if (typeof text !== 'string') throw new TypeError('it gave no text')
      this.feed(In.TokenGiven, { text })
    } catch (error) {
      this.feed(In.TokenGiven, { message: describe(error).message || 'it has thrown' })
    }
  }

  #dataOf({ data, attempt, text, description, error, code, value, flag }: EmitFields): unknown {
    switch (data) {
      case Data.Text:
        return text
      case Data.Description:
        return description
      case Data.Error:
        return error && new SluiceError(error)
      case Data.Object:
        return this.#objectOf(code as HostObject, attempt)
      case Data.Json:
        return value
      case Data.Carried:
        return flag
          ? { dataChannel: this.#peers.get(attempt)?.channel, message: value }
          : { socket: this.#sockets.get(attempt)?.handle, message: value }
      case Data.NamedChannel:
        return { name: text, dataChannel: this.#peers.get(attempt)?.channel }
      case Data.FailedCandidate:
        return { endpoint: text, error: error && new SluiceError(error) }
      case Data.Recovering:
        return withError(value)
      case Data.None:
        return undefined
    }
  }

  /** Events that were held back may be about what is gone by now. */
  #objectOf(object: HostObject, attempt: number): unknown {
    const peer = this.#peers.get(attempt)
    switch (object) {
      case HostObject.Peer:
        return peer?.connection
      case HostObject.Stream:
        return this.#client.role === 'publisher' ? this.#camera.stream : peer?.stream
      case HostObject.Constraints:
        return this.#camera.constraints
      case HostObject.Dimensions:
        return this.#camera.dimensions
      case HostObject.Track:
        return peer?.takeTrackEvent()
      case HostObject.Element:
        return { element: this.#view.element }
      case HostObject.Channel:
        return { dataChannel: peer?.channel }
      case HostObject.Transport:
        return { transport: peer?.channel }
    }
  }
}

/** A recovery's state, whose error is one of ours. */
function withError(state: unknown): object {
  const { error, ...rest } = state as { error?: SluiceErrorFields }
  return error ? { ...rest, error: new SluiceError(error) } : rest
}
