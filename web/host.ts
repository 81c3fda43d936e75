import { SluiceError, type SluiceErrorFields } from './error'
import { locationOf } from './given'
import { log, type LogLevel } from './log'
import type { StreamManagerNode } from './options'

/** What the C++ module needs whatever it does. */
export interface HostBase {
  /** Whether the page is secure: what browsers then refuse is refused with a reason before. */
  readonly secure: boolean
  /** Runs `fn` so that C++, which has no exceptions, is told what was thrown. */
  attempt(fn: (...args: unknown[]) => unknown, self: unknown, args: unknown[]): Attempt
  error(fields: SluiceErrorFields): SluiceError
  log(level: LogLevel, text: string): void
  /** An answer's Location in ASCII; empty where there is none. */
  location(answer: Response): string
  /** Gives a peer those that the browser takes; what is wrong where it takes none. */
  useServers(peer: RTCPeerConnection, servers: RTCIceServer[]): unknown
  sample(peer: RTCPeerConnection): Promise<MediaCounts>
}

/** What has arrived at a peer; the counters only grow. */
export interface MediaCounts {
  /** RTP; for what only sends, the bytes and answers that come back. */
  packets: number
  frames: number
}

/** What the C++ module calls of a client. The names are known to src/browser. */
export interface Host extends HostBase {
  /** The client's options; objects in them may hold what JSON cannot. */
  readonly options: Readonly<Record<string, unknown>>
  emit(type: string, data: unknown): void
  /** An end of a connection, in the turn in which it comes to be and again with its track. */
  prepare(end: RTCRtpSender | RTCRtpReceiver): void
  /** `value`: what the promise is for, where that is not the client itself. */
  settle(call: number, error: SluiceError | undefined, value: unknown): void
  /** The app's `recovery.policy`: ms, or null to stop. */
  policy(context: unknown): number | null
  /** What the app's `token` callback gives. */
  token(): Promise<string | undefined>
  /** The WebSocket of the session that the app sees from now on, if it has one. */
  connection(socket: WebSocket | undefined): void
  /** The options that were rewritten for the connection. */
  configured(changes: { connectionParams?: Record<string, unknown> }): void
  /** The session is over and its id means nothing any more. */
  ended(): void
  /** The element that shows the stream. */
  view(): HTMLMediaElement | null
}

export interface Attempt {
  value?: unknown
  error?: unknown
  threw: boolean
}

/** The members that are the same for all clients. */
export const hostBase: HostBase = {
  // A page without a URL of its own (about:srcdoc) is as secure as the one that it is in.
  secure: [globalThis.location?.protocol, globalThis.origin].some((text) =>
    text?.startsWith('https:'),
  ),
  attempt(fn, self, args) {
    try {
      return { value: Reflect.apply(fn, self, args), threw: false }
    } catch (error) {
      return { error, threw: true }
    }
  },
  error: (fields) => new SluiceError(fields),
  log,
  location: locationOf,
  // One by one: a browser refuses all of them for one that it cannot read.
  useServers(peer, servers) {
    const iceServers: RTCIceServer[] = []
    let refused: unknown
    for (const server of servers) {
      try {
        peer.setConfiguration({ ...peer.getConfiguration(), iceServers: [...iceServers, server] })
        iceServers.push(server)
      } catch (error) {
        refused = error
      }
    }
    return iceServers.length ? undefined : refused
  },
  async sample(peer) {
    const counts = { packets: 0, frames: 0 }
    const back = { packets: 0, frames: 0 }
    let sends = false
    for (const entry of (await peer.getStats()).values()) {
      sends ||= entry.type === 'outbound-rtp'
      if (entry.type === 'inbound-rtp') {
        counts.packets += entry.packetsReceived ?? 0
        counts.frames += entry.framesDecoded ?? 0
      } else if (entry.type === 'remote-inbound-rtp') {
        back.packets += entry.roundTripTimeMeasurements ?? 0
      } else if (entry.type === 'candidate-pair' && entry.nominated) {
        back.packets += (entry.bytesReceived ?? 0) + (entry.responsesReceived ?? 0)
      }
    }
    return sends ? back : counts
  },
}

/** What a search for nodes calls. */
export interface SearchHost extends HostBase {
  found(nodes: StreamManagerNode[] | SluiceError): void
}
