import type { SluiceError } from './error'
import type { HlsLibrary } from './hls_playback'
import type { ServerEventName } from './server_events'

/** How long each wait may last, in ms, within 100 and 600,000. */
export interface Timeouts {
  /** A person's answer to the camera and microphone prompt. Default 60,000. */
  media?: number
  /** The browser, for each of its own steps. Default 5,000. */
  description?: number
  /** ICE gathering, with `trickleIce: false`. Default 5,000. */
  gathering?: number
  /** The server's answer to the offer. Default 10,000. */
  answer?: number
  /** From the answer until media may flow. Default 15,000. */
  connect?: number
  /** How long a live connection may be silent before it counts as lost. Default 5,000. */
  disconnected?: number
  /** The server's answer to the end of the session. Default 5,000. */
  remove?: number
}

/** How a recovery stands: the data of the Reconnect.* events, and what a policy decides by. */
export interface RecoveryState {
  /**
   * Why the stream was lost. `unpublished`: the publisher has left. `closed`: the server has closed
   * the connection. `stalled`: nothing arrives. `network`: this machine's network is another one, or
   * checks of the path get no answers. `frozen`: the picture stands still. `disconnected`: the
   * browser says that the peer is gone. `connect`: an attempt to connect failed. `busy`: the server
   * still starts the same stream.
   */
  cause:
    | 'unpublished'
    | 'closed'
    | 'stalled'
    | 'network'
    | 'frozen'
    | 'disconnected'
    | 'connect'
    | 'busy'
  /** The number of the attempt since the loss, from 1; 0 before the first. */
  attempt: number
  /** ms until it begins. */
  delay: number
  /** ms since the loss. */
  elapsed: number
  /** The node in use, as far as it is known. */
  candidate?: string
  /** What was wrong last. */
  error?: SluiceError
  /** Reconnect.Success: the session that was thought lost is back by itself. */
  kept: boolean
}

/** How to come back after a loss. All are optional; ms where not said otherwise. */
export interface RecoveryOptions {
  /** Failed attempts in a row until it gives up; 0: no limit. Default 30. */
  attempts?: number
  /**
   * From the loss until it gives up, also in the midst of a pause, whoever asked for that; 0
   * (default): no limit.
   */
  duration?: number
  /** The first attempt is made at once, the next waits for a random time below this. Default 300. */
  delay?: number
  /** That bound grows by a sixth each time, up to this. Default 7,000. */
  maxDelay?: number
  /**
   * Between two attempts while the stream is not there, give or take a fifth; for five times as
   * long after a loss 0.3 of it, and later 1.2. Default 1,000.
   */
  streamDelay?: number
  /**
   * For large audiences, who all lose an edge at once: each waits for a random time of at most this
   * before what it would do at once, so that the stream manager gets its requests one after the
   * other. About the players that one edge has, divided by the requests a second that the manager
   * answers (docs/storm.md). Default 0.
   */
  spread?: number
  /**
   * Whether missing media is a loss, long before the browser says so, and a picture that stands
   * still is told (`peer.frozen`, `media.no_frames`), also without recovery. Default true.
   */
  stall?: boolean
  /**
   * Decides about each attempt: ms until it, or null to give up. A policy that throws gives up.
   * Default: none; the options above decide.
   */
  policy?: (state: RecoveryState) => number | null
}

/** A node as a stream manager names it. */
export interface StreamManagerNode {
  /** The stream. */
  name: string
  /** The application, without slashes at its ends. */
  scope: string
  /** A host name or IP address. */
  serverAddress: string
  /** The node's region; empty where the manager names none. */
  region: string
}

/** Which stream manager to go through, and what to ask of it. */
export interface StreamManagerOptions {
  /** `2.0`, `3.1`, `4.0` (default) or `v1`; any text to TypeScript, as configs are often shared. */
  api?: '2.0' | '3.1' | '4.0' | 'v1' | (string & Record<never, never>)
  /** Prefer nodes of this region. Default: none. */
  region?: string
  /** How many nodes to name, 1 to 16: the first is used, the others when it fails. Default 1. */
  endpoints?: number
  /** Fail instead of falling back to another region, or to fewer nodes. Default false. */
  strict?: boolean
  /** Publish to a transcoder; sent to whoever finds the node. Default false. */
  transcode?: boolean
  /** Of the `v1` API. Default `default`. */
  nodeGroup?: string
  /** What a manager wants that answers nobody without one. Default: none. */
  accessToken?: string
  /**
   * The port at which the manager answers lookups; the client's own `port` is its proxy's. Default:
   * that of `https://<host>`. On a page without TLS: `httpport`, or else 5080.
   */
  port?: number | string
  /** Where the manager answers, as a URL; goes before `port`. Default: see there. */
  url?: string
  /** How often a lookup that failed is repeated, 0 to 100. Default 3. */
  retries?: number
  /**
   * ms between the tries. Default 1,000; a Retry-After of the server's makes it longer, up to
   * `timeouts.answer`. One that asks for more ends the search: the error has it as `retryAfterMs`.
   * With `recovery` it is waited for, and told by Reconnect.Attempt.
   */
  retryDelay?: number
}

/** By name; of a name that comes twice the last value counts. */
export type ConnectionParams =
  | Record<string, string | number | boolean | null | undefined>
  | URLSearchParams
  | ReadonlyMap<string, string | number | boolean>

/**
 * What all clients understand. Unknown keys are kept for getOptions() and otherwise ignored; an empty
 * text is as good as none. International names are taken wherever a host may stand.
 */
export interface ClientOptions {
  /**
   * The whole URL of a WHIP or WHEP endpoint, or of a WebSocket (which needs `streamName` too). With
   * it, `protocol`, `host`, `port`, `app` and `streamName` play no part, and only query parameters
   * that you set yourself are added to it. Default: none.
   */
  endpoint?: string
  /** `https` (default) or `http`; `wss` and `ws` mean the same, as configs are often shared. */
  protocol?: string
  /** A host name or address, alone. Required without `endpoint`. */
  host?: string
  /** The server's port. Default 443, or 80 with `http`. */
  port?: number | string
  /** The port at which a manager answers on a page without TLS. Default 5080. */
  httpport?: number | string
  /** The application, as a path: `live` (default); with room scopes `live/room`. */
  app?: string
  /**
   * Go through this stream manager's proxy, at `host`. The WebSocket clients ask it for a node and
   * rewrite their options; WHIP and WHEP send the wishes along. Default false.
   */
  streamManager?: boolean | StreamManagerOptions
  /** The proxy's application, for the WebSocket clients. Default `streammanager`. */
  proxy?: string
  /**
   * The stream's name. Required without `endpoint`. At most 255 bytes, without slashes and control
   * characters.
   */
  streamName?: string
  /**
   * WHIP, WHEP: a bearer token (RFC 6750), sent to the endpoint's origin only. Default none. A
   * WebSocket can carry none: use `connectionParams.token`. A function is asked for it at the
   * start, and, with `recovery`, once more when it is refused; what it gives must be such a token.
   */
  token?: string | (() => string | Promise<string>)
  /**
   * WHIP, WHEP: other origins that may have the token, such as `https://media.example.com`, or with
   * all names below a domain `https://*.example.com`; at most 16. Browsers drop it where a redirect
   * leads to another origin. If one of these then refuses with 401 or 403, the request is sent once
   * more, straight there, with the token; a session there gets it, too. Default none.
   */
  tokenOrigins?: string[]
  /**
   * Come back by itself after a loss, and keep trying to connect. Default false: the app does it.
   * With it a loss is told by Reconnect.* events, and by the others only when it has given up. The
   * WebSocket then stays open beside the data channel, as it tells first. What it costs, n = 3 of
   * 10 s each (`npm run bench -- watch`, Chromium, 2 cores), main thread with it and without: one
   * player 13.7 % and 18.8 %, twelve 21.5 % and 20.2 %, thirty 40.6 % and 45.9 %, a publisher
   * 13.9 % and 15.3 %, give or take a third; of that script, of twelve players, 2.6 % and 1.7 %.
   */
  recovery?: boolean | RecoveryOptions
  /**
   * Query parameters of the endpoint. Give them raw: they are encoded exactly once. Under the old
   * global name `red5prosdk` what WHIP and WHEP clients get may be encoded already, as pages of the
   * field do it. Default: none.
   */
  connectionParams?: ConnectionParams
  /**
   * The id of the element that shows the stream. Where no media element has it, a Publish.Status or
   * Subscribe.Status says so (config.invalid), and the stream goes on. Default `red5pro-publisher`
   * or `red5pro-subscriber`.
   */
  mediaElementId?: string
  /**
   * What the peer connection is made with. It is laid over the default,
   * `{ iceCandidatePoolSize: 2, bundlePolicy: 'max-bundle' }`; a pool is never asked for, as Chromium
   * has trouble with one.
   */
  rtcConfiguration?: RTCConfiguration
  /**
   * Overrides `rtcConfiguration.iceServers`. With either set, a server's own offers are ignored.
   * Default: none.
   */
  iceServers?: RTCIceServer[]
  /** Sent as the `transport` parameter. Default `udp`. */
  iceTransport?: string
  /**
   * WHIP, WHEP: candidates follow the offer; with `false` it waits for all of them. Default true.
   */
  trickleIce?: boolean
  /** The video codec to prefer, e.g. `H264`. Default `NONE`: the browser's order. */
  videoEncoding?: string
  /** The audio codec to prefer. Default `NONE`: the browser's order. */
  audioEncoding?: string
  /** May change the offer before it is used; gives the SDP, or a promise of it. Default: none. */
  mungeOffer?: (sdp: string) => string | Promise<string>
  /** May change the answer before it is used; gives the SDP, or a promise of it. Default: none. */
  mungeAnswer?: (sdp: string) => string | Promise<string>
  /** WebSocket clients: `protocol` for them alone. Default: that. */
  wsprotocol?: string
  /** WebSocket clients: `port` for them alone. Default: that. */
  wsport?: number | string
  /** WebSocket clients: more of the path, behind `app`. Default: none. */
  context?: string
  /** WebSocket clients: start without asking whether the name is free, or there. Default false. */
  bypassAvailable?: boolean
  /**
   * WebSocket clients: wait for the server's word that the name is free, or the stream there, before
   * anything is offered or asked for. Else both are said at once, which saves a round trip; a server
   * that says no gets an offer that comes to nothing. Where it is known to have said no just now,
   * and with `maintainConnectionOnSubscribeErrors`, it is waited for. Default false.
   */
  waitForAvailable?: boolean
  /** WebSocket clients: the data channel takes over from the WebSocket. Default true. */
  signalingSocketOnly?: boolean
  /** ms from the channel's announcement until it takes over. Default 1,000. */
  socketSwitchDelay?: number
  /**
   * WHIP, WHEP: messages go by a data channel, and `signal=true` is added to the URL. Default: true
   * without `endpoint`, false with it, as a strict server may refuse the section of the offer that
   * it needs. One that refuses it is asked again without.
   */
  enableChannelSignaling?: boolean
  /**
   * `enableChannelSignaling` under its newer name, which counts where both are given. Default: as
   * there.
   */
  includeDataChannel?: boolean
  /** The data channel's name. Default `{ name: 'red5pro' }`. */
  dataChannelConfiguration?: { name?: string }
  /** WebSocket clients: ms between messages that keep an idle socket open; 0 (default): none. */
  keepAlive?: number
  /** How long to wait for what, in ms. Default: as each of them says. */
  timeouts?: Timeouts
  /**
   * Keeps what happens to the client, for `recording()`: all of it in the ordinary case, else its
   * beginning and what fits of its end into `bytes` (4 MiB) and `seconds` (no bound). Loads a second
   * build of the module (`extra.js` and `sluice.extra.wasm`, beside this file). Default false.
   */
  recording?: boolean | { seconds?: number; bytes?: number }
  /** Where sluice.wasm is. Default: beside the module's own file. */
  wasmUrl?: string | URL
  [key: string]: unknown
}

/** What publishers understand, beside what all clients do. */
export interface PublisherOptions extends ClientOptions {
  /**
   * What is asked of camera and microphone. Default: 640 x 480 pixels, ideally, with audio. Where no
   * camera has the size that they want, the next smaller ones are tried.
   */
  mediaConstraints?: MediaStreamConstraints
  /**
   * Used in the place of getUserMedia. Sluice stops its tracks like those it opens itself. Default:
   * none.
   */
  onGetUserMedia?: () => Promise<MediaStream>
  /**
   * Limits in kbit/s, of what is sent and as b=AS in the offer. Default 56 and 750 (WHIP), or 512
   * (WebSocket).
   */
  bandwidth?: { audio?: number; video?: number }
  /** Say the picture's size in the offer (a=framesize). Default false. */
  offerSDPResolution?: boolean
  /** The video's encodings, e.g. for simulcast; replaces `bandwidth.video`. Default: none. */
  sendEncodings?: RTCRtpEncodingParameters[]
  /** What the server does with the stream: `live` (default), `record` or `append`. */
  streamMode?: string
  /** ms between key frames, sent as a parameter. Default 3,000. */
  keyFramerate?: number
  /** Prefer VP8, where `videoEncoding` names nothing. Default false. */
  forceVP8?: boolean
  /** Whether unpublish() releases the camera too. Default false. */
  clearMediaOnUnpublish?: boolean
}

/** What players over WebRTC understand, beside what all clients do. */
export interface SubscriberOptions extends ClientOptions {
  /** RTCSubscriber: a refused subscribe() leaves the WebSocket open for another. Default false. */
  maintainConnectionOnSubscribeErrors?: boolean
  /** Stay with this variant of the stream. Default false. */
  maintainStreamVariant?: boolean
  /**
   * Sent as `requestId`. Default `subscriber-` and 16 random hexadecimal digits. The sessions that
   * `recovery` makes add `-2`, `-3` ... to it, as servers tell sessions apart by it.
   */
  subscriptionId?: string
  /** Start muted where the browser forbids to start with sound. Default true. */
  muteOnAutoplayRestriction?: boolean
  /** WHEPClient: leave the offer to the server, by an empty POST. Default false. */
  postEmptyOffer?: boolean
  /**
   * WHEPClient: the extensions of WHEP that are to be used where the server offers them, which loads
   * a second build of the module (`extra.js` and `sluice.extra.wasm`, beside this file): the events
   * that the server tells of the stream, all of them or those named, and selectLayer(). They are
   * told as `Subscribe.Server.Event`; with `recovery`, a stream that turns inactive is waited for,
   * and where the server asks to connect anew that is done. Default false.
   */
  extensions?: boolean | ServerEventName[]
  /** Seconds of media to keep before it is shown, against a network that stutters. At most 4; default 0. */
  buffer?: number
  /** Turn the element as the publisher says that its camera is held. Default true. */
  autoLayoutOrientation?: boolean
}

/** Options as getOptions() gives them: the parameters are an object, whatever they were given as. */
export type InUse<Options> = Options & {
  connectionParams?: Record<string, string | number | boolean | null | undefined>
}

/** What {@link HLSSubscriber} understands; it ignores what else a shared config holds. */
export interface HLSOptions {
  /**
   * The whole URL of the playlist (`.m3u8`). With it the server's parts play no part. Default: none.
   */
  endpoint?: string
  /** `https` (default) or `http`; `wss` and `ws` mean the same. */
  protocol?: string
  /** Required without `endpoint`: the playlist is `https://<host>:<port>/<app>/<streamName>.m3u8`. */
  host?: string
  /** The server's port. Default 443, or 80 with `http`. */
  port?: number | string
  /** The application, as a path: `live` (default); with room scopes `live/room`. */
  app?: string
  /** The stream's name. Required without `endpoint`. */
  streamName?: string
  /**
   * Take the playlist from this stream manager, at
   * `/streammanager/api/<api>/file/<app>/<streamName>.m3u8`; of the options `api` (not `v1`), `port`
   * and `url` count. Default false.
   */
  streamManager?: boolean | StreamManagerOptions
  /**
   * Query parameters of the playlist's URL. Give them raw: they are encoded exactly once. Default:
   * none.
   */
  connectionParams?: ConnectionParams
  /** The id of the element that plays. Default `red5pro-subscriber`. */
  mediaElementId?: string
  /** Start muted where the browser forbids to start with sound. Default true. */
  muteOnAutoplayRestriction?: boolean
  /** The class `Hls` of hls.js. Default `window.Hls`; without either the browser plays by itself. */
  hls?: HlsLibrary
  /** What hls.js is to be configured with. Default: as it comes. */
  hlsConfig?: Record<string, unknown>
  /** `connect`: how long the start may take, in ms. Default 15,000. */
  timeouts?: Timeouts
  [key: string]: unknown
}
