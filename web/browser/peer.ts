// One RTCPeerConnection and what the machines ask of it.
import type { Role } from '../core-glue'
import {
  describe,
  In,
  messageText,
  type Description,
  type Effects,
  type Feed,
  type Inputs,
  type Out,
} from './boundary'
import { Addresses } from './addresses'
import { preferCodec } from './codecs'
import { Counters } from './counters'
import { withFieldLines } from './offer_lines'
import { exchange, noSettings, receiverSettings, Sender, setReceiver } from './settings'
import type { Settings } from './settings'

/** What a peer needs of the client that it is for. */
export interface PeerOwner {
  readonly role: Role
  readonly options: Readonly<Record<string, unknown>>
  feed: Feed
  /** An end of the connection, in the turn in which it comes to be and again with its track. */
  prepare(end: RTCRtpSender | RTCRtpReceiver): void
}

type Kinds = Pick<Effects[Out.OpenPeer], 'audio' | 'video'>

const bitsPerKilobit = 1000
const peerStates = ['connected', 'disconnected', 'failed', 'closed'] // as PeerState has them

/** What a function of the app's threw, or what is wrong with what the app gave. */
class HookError {
  constructor(
    readonly hook: string,
    readonly error: unknown,
  ) {}
}

const ignore = () => {}

export class Peer {
  readonly #attempt: number
  readonly #owner: PeerOwner
  readonly #trackEvents: RTCTrackEvent[] = []
  #refusal: { error: unknown } | undefined // why it could not be opened: each operation's answer
  #tail: Promise<unknown> = Promise.resolve() // of the operations, which go one by one
  #isClosed = false
  readonly #senders = new Map<string, Sender>() // by kind
  readonly #inherited: Settings
  #counters: Counters | undefined
  readonly #addresses = new Addresses()
  #lastSettings: Settings | undefined // before it began to end

  /** The attempt whose place it takes. */
  readonly like: number
  connection!: RTCPeerConnection
  stream: MediaStream | undefined
  /** The data channel in use; none before one is open. */
  channel: RTCDataChannel | undefined

  /** `stream`: a publisher's; `settings`: what the app has set on the one whose place it takes. */
  constructor(
    wanted: Effects[Out.OpenPeer],
    owner: PeerOwner,
    stream: MediaStream | undefined,
    settings = noSettings(),
  ) {
    this.#attempt = wanted.attempt
    this.#inherited = settings
    this.like = wanted.like
    this.#owner = owner
    this.stream = stream
    try {
      this.#open(wanted)
    } catch (error) {
      this.#refusal = { error }
    }
  }

  /** What the app has set, here or on one before. */
  get settings(): Settings {
    if (this.#lastSettings) return this.#lastSettings
    const { senders, receivers } = this.#inherited
    const ours = [...this.#senders].map(([kind, { settings }]) => [kind, settings] as const)
    const isOpen = !this.#refusal && this.#owner.role === 'subscriber'
    return {
      senders: new Map([...senders, ...ours]),
      receivers: new Map([...receivers, ...(isOpen ? receiverSettings(this.connection) : [])]),
    }
  }

  /** The app sees this one from now on, and may have set more on the last one meanwhile. */
  follow({ senders, receivers }: Settings): void {
    for (const [kind, sender] of this.#senders) {
      const wanted = senders.get(kind)
      if (wanted) sender.follow(wanted)
    }
    if (this.#refusal || this.#owner.role === 'publisher') return
    for (const receiver of this.connection.getReceivers()) setReceiver(receiver, receivers)
  }

  /** A device's track has been replaced. */
  exchange(ended: MediaStreamTrack, fresh: MediaStreamTrack): void {
    for (const sender of this.#senders.values()) sender.exchange(ended, fresh)
    exchange(this.#inherited, ended, fresh)
    if (this.#lastSettings) exchange(this.#lastSettings, ended, fresh)
  }

  /** Whatever a browser says to that, it must not keep a connection open. */
  #keepSettings(): void {
    try {
      this.#lastSettings = this.settings
    } catch {
      this.#lastSettings = this.#inherited
    }
  }

  close(): void {
    this.#keepSettings()
    this.#isClosed = true
    ;(this.connection as RTCPeerConnection | undefined)?.close()
  }

  #open(wanted: Effects[Out.OpenPeer]): void {
    const { serverOffers, channel } = wanted
    const { rtcConfiguration, iceServers } = this.#owner.options
    this.connection = new RTCPeerConnection({
      ...(rtcConfiguration as RTCConfiguration),
      ...(iceServers ? { iceServers: iceServers as RTCIceServer[] } : {}),
      // Gathering begins at once as it is. With a pool, Chromium restarts ICE with the credentials
      // that it has already used, and now and then never connects: its first candidates carry others
      // than its offer.
      iceCandidatePoolSize: 0,
    })
    this.#listen()
    if (this.#owner.role === 'publisher') this.#addSenders(wanted)
    else if (!serverOffers) this.#addReceivers(wanted)
    if (!channel) return
    try {
      this.#watchChannel(this.connection.createDataChannel(channel, { ordered: true }))
    } catch {
      // Without it signalling stays on the WebSocket.
    }
  }

  #tell<Kind extends keyof Inputs>(kind: Kind, fields: Omit<Inputs[Kind], 'attempt'>): void {
    if (this.#isClosed) return
    this.#owner.feed(kind, { ...fields, attempt: this.#attempt } as unknown as Inputs[Kind])
  }

  // -------------------------------------------------------------------------------------------
  // Transceivers

  #addSenders(wanted: Kinds): void {
    const { bandwidth, sendEncodings } = this.#owner.options
    const stream = this.stream as MediaStream
    const tracks = stream.getTracks()
    if (!tracks.length) throw new HookError('stream', 'it has no tracks')
    for (const track of tracks) {
      const { kind } = track
      // Of each kind one: RFC 9725 section 4.4.2 has no more, nor have the field's servers.
      if (!wanted[kind as keyof Kinds] || this.#senders.has(kind)) continue
      const isVideo = kind === 'video'
      const kbps: unknown = Object(bandwidth)[kind]
      const kept = this.#inherited.senders.get(kind)
      const encodings =
        kept?.encodings ??
        (isVideo && sendEncodings
          ? (sendEncodings as RTCRtpEncodingParameters[])
          : typeof kbps === 'number' && kbps > 0
            ? [{ maxBitrate: kbps * bitsPerKilobit }]
            : undefined)
      // Of a sender that sends nothing any more there is the kind alone.
      const sent = kept ? (kept.track ?? kind) : track
      const transceiver = this.connection.addTransceiver(sent, {
        direction: 'sendonly',
        streams: [stream],
        ...(encodings ? { sendEncodings: encodings } : {}),
      })
      this.#senders.set(kind, new Sender(transceiver.sender, kept))
      this.#owner.prepare(transceiver.sender)
      preferCodec(transceiver, this.#owner, isVideo)
    }
  }

  #addReceivers(wanted: Kinds): void {
    for (const kind of ['video', 'audio'] as const) {
      if (!wanted[kind]) continue
      const transceiver = this.connection.addTransceiver(kind, { direction: 'recvonly' })
      // Chromium takes a transform in the turn in which an end comes to be, and none after that.
      this.#owner.prepare(transceiver.receiver)
      setReceiver(transceiver.receiver, this.#inherited.receivers)
      preferCodec(transceiver, this.#owner, kind === 'video')
    }
  }

  // -------------------------------------------------------------------------------------------
  // Events

  #listen(): void {
    const { connection } = this
    connection.addEventListener('icecandidate', ({ candidate }) => {
      // null ends the gathering, which the state tells too.
      if (!candidate) return
      this.#addresses.take(candidate)
      this.#tell(In.CandidateGathered, {
        text: candidate.candidate,
        mid: candidate.sdpMid ?? '',
        line: candidate.sdpMLineIndex ?? 0,
        ufrag: candidate.usernameFragment ?? '',
      })
    })
    connection.addEventListener('icegatheringstatechange', () => {
      if (connection.iceGatheringState === 'complete')
        this.#tell(In.GatheringFinished, { text: connection.localDescription?.sdp ?? '' })
    })
    connection.addEventListener('connectionstatechange', () => {
      const code = peerStates.indexOf(connection.connectionState)
      if (code >= 0) this.#tell(In.PeerStateChanged, { code })
    })
    connection.addEventListener('track', (event) => {
      this.#owner.prepare(event.receiver)
      this.#trackEvents.push(event)
      const isFirst = !this.stream
      this.stream ??= event.streams[0] ?? new MediaStream()
      // Tracks of other streams, or of none, are played together with the first one.
      this.stream.addTrack(event.track)
      this.#tell(In.TrackArrived, { flag: isFirst })
    })
    // The server may open one of its own.
    connection.addEventListener('datachannel', ({ channel }) => this.#watchChannel(channel))
  }

  /** The first channel that opens is the one in use. */
  #watchChannel(channel: RTCDataChannel): void {
    const onOpen = () => {
      if (this.channel) return
      this.channel = channel
      this.#tell(In.ChannelOpened, {})
    }
    const onEnd = (kind: In.ChannelFailed | In.ChannelClosed) => () => {
      if (this.channel === channel) this.#tell(kind, {})
    }
    channel.addEventListener('open', onOpen)
    channel.addEventListener('error', onEnd(In.ChannelFailed))
    channel.addEventListener('close', onEnd(In.ChannelClosed))
    channel.addEventListener('message', (event) => {
      const text = messageText(event)
      if (text !== undefined) this.#tell(In.ChannelMessage, { text })
    })
    if (channel.readyState === 'open') onOpen()
  }

  /** The track events in their order, one at each call; the last one again where there is no more. */
  takeTrackEvent(): RTCTrackEvent | undefined {
    return this.#trackEvents.length > 1 ? this.#trackEvents.shift() : this.#trackEvents[0]
  }

  // -------------------------------------------------------------------------------------------
  // Operations

  /** Runs `step` behind all that was enqueued before. */
  #enqueue<T>(step: () => T | Promise<T>): Promise<T> {
    const run = () => {
      if (this.#refusal) throw this.#refusal.error
      return step()
    }
    const done = this.#tail.then(run, run)
    this.#tail = done
    done.catch(ignore) // whoever waits for it hears it
    return done
  }

  #refuse(op: number, thrown: unknown): void {
    const { hook, error } =
      thrown instanceof HookError ? thrown : { hook: undefined, error: thrown }
    this.#tell(In.PeerRefused, { op, ...describe(error), hook, flag: !!this.#refusal })
  }

  async createOffer(op: number, iceRestart: boolean): Promise<void> {
    const create = async () => {
      const { sdp = '' } = await this.connection.createOffer(iceRestart ? { iceRestart } : {})
      return { sdp: withFieldLines(sdp, this.#owner.options, this.stream) }
    }
    await this.#create(op, In.OfferCreated, 'mungeOffer', create)
  }

  async createAnswer(op: number): Promise<void> {
    await this.#create(op, In.AnswerCreated, 'mungeAnswer', () => this.connection.createAnswer())
  }

  async #create(
    op: number,
    kind: In.OfferCreated | In.AnswerCreated,
    hook: string,
    create: () => Promise<{ sdp?: string }>,
  ): Promise<void> {
    try {
      const { sdp } = await this.#enqueue(create)
      this.#tell(kind, { op, text: await this.#munged(hook, sdp ?? '') })
    } catch (error) {
      this.#refuse(op, error)
    }
  }

  /** `sdp` as the app's hook makes it. */
  async #munged(hook: string, sdp: string): Promise<string> {
    const munge = this.#owner.options[hook]
    if (typeof munge !== 'function' || this.#isClosed) return sdp
    try {
      const given: unknown = await munge(sdp)
      if (typeof given === 'string' && given.startsWith('v=0')) return given
    } catch (error) {
      throw new HookError(hook, error)
    }
    throw new HookError(hook, 'it gave no SDP')
  }

  async #apply(op: number, step: () => Promise<unknown>): Promise<void> {
    try {
      await this.#enqueue(step)
      this.#tell(In.DescriptionApplied, { op })
    } catch (error) {
      this.#refuse(op, error)
    }
  }

  applyLocal(op: number, description: Description): Promise<void> {
    return this.#apply(op, () => this.connection.setLocalDescription(description))
  }

  applyRemote(op: number, { type, sdp }: Description): Promise<void> {
    return this.#apply(op, async () => {
      const isHooked = this.#owner.role === 'publisher'
      const text = isHooked ? await this.#munged('mungeAnswer', sdp) : sdp
      await this.connection.setRemoteDescription({ type, sdp: text })
    })
  }

  /** Rolls the local offer back and applies it again, so that gathering begins anew. */
  useIceServers(op: number, servers: RTCIceServer[], offer: Description): Promise<void> {
    return this.#apply(op, async () => {
      const { connection } = this
      const taken: RTCIceServer[] = []
      let refused: unknown
      // One by one: a browser refuses all of them for one that it cannot read.
      for (const server of servers) {
        try {
          const iceServers = [...taken, server]
          connection.setConfiguration({ ...connection.getConfiguration(), iceServers })
          taken.push(server)
        } catch (error) {
          refused = error
        }
      }
      if (!taken.length && refused) throw refused
      if (!offer.sdp) return
      await connection.setLocalDescription({ type: 'rollback' })
      await connection.setLocalDescription(offer)
    })
  }

  rollBack(): void {
    void this.#enqueue(() => this.connection.setLocalDescription({ type: 'rollback' }))
  }

  addCandidate(candidate: RTCIceCandidateInit): void {
    void this.#enqueue(() => this.connection.addIceCandidate(candidate))
  }

  /** Through the data channel. */
  send(text: string): void {
    // Throws when it has closed meanwhile, which its event tells.
    this.channel?.send(text)
  }

  lookAtNetwork(): void {
    void this.#addresses.look(this.connection, (code) => this.#tell(In.NetworkLooked, { code }))
  }

  stopSending(): void {
    this.#keepSettings()
    for (const sender of (this.connection as RTCPeerConnection | undefined)?.getSenders() ?? [])
      sender.replaceTrack(null).catch(ignore)
  }

  /** Answered unless it fails, and at once where that is cheap; paused, no picture is expected. */
  sample(thorough: boolean, isPaused: boolean): void {
    if (this.#refusal) return
    this.#counters ??= new Counters(this.connection, this.#owner.role === 'subscriber')
    const tell = (counts: ReturnType<Counters['look']> | undefined): void => {
      if (counts instanceof Promise) return void counts.then(tell)
      if (isPaused) delete counts?.picture
      if (counts) this.#tell(In.StatsSampled, counts)
    }
    tell(this.#counters.look(thorough))
  }
}
