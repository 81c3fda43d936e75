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

/** What all clients understand. Unknown keys are kept for getOptions() and otherwise ignored. */
export interface ClientOptions {
  /**
   * The whole URL of a WHIP or WHEP endpoint. With it, `protocol`, `host`, `port`, `app` and
   * `streamName` play no part, and only query parameters that you set yourself are added to it.
   */
  endpoint?: string
  /** `https` (default) or `http`; `wss` and `ws` mean the same, as configs are often shared. */
  protocol?: string
  /** A host name or address, alone. Required without `endpoint`. */
  host?: string
  /** Default 443, or 80 with `http`. */
  port?: number | string
  /** Default `live`; with room scopes `live/room`. */
  app?: string
  /** Required without `endpoint`. At most 255 bytes, without slashes and control characters. */
  streamName?: string
  /** A bearer token (RFC 6750), sent to the endpoint's origin only. Default none. */
  token?: string
  /** Query parameters of the endpoint. Give them raw: they are encoded exactly once. */
  connectionParams?: Record<string, string | number | boolean | null | undefined>
  /** The id of the element that shows the stream. */
  mediaElementId?: string
  /** Default `{ iceCandidatePoolSize: 2, bundlePolicy: 'max-bundle' }`. */
  rtcConfiguration?: RTCConfiguration
  /** Overrides `rtcConfiguration.iceServers`. With either set, a server's own offers are ignored. */
  iceServers?: RTCIceServer[]
  /** Sent as the `transport` parameter. Default `udp`. */
  iceTransport?: string
  /** Candidates follow the offer (default), or with `false` the offer waits for all of them. */
  trickleIce?: boolean
  /** The codec to prefer, e.g. `H264`. `NONE`, or none: the browser's order. */
  videoEncoding?: string
  audioEncoding?: string
  /** May change the offer before it is used; gives the SDP, or a promise of it. */
  mungeOffer?: (sdp: string) => string | Promise<string>
  /** May change the answer before it is used. */
  mungeAnswer?: (sdp: string) => string | Promise<string>
  timeouts?: Timeouts
  /** Where sluice.wasm is, when it does not lie beside the module's own file. */
  wasmUrl?: string | URL
  [key: string]: unknown
}

export interface PublisherOptions extends ClientOptions {
  /** Default 640 x 480, ideally, with audio. */
  mediaConstraints?: MediaStreamConstraints
  /** Used in the place of getUserMedia. Sluice stops its tracks like those it opens itself. */
  onGetUserMedia?: () => Promise<MediaStream>
  /** Limits in kbit/s. Default 56 and 750. */
  bandwidth?: { audio?: number; video?: number }
  /** The video's encodings, e.g. for simulcast; replaces `bandwidth.video`. */
  sendEncodings?: RTCRtpEncodingParameters[]
  /** `live` (default), `record` or `append`. */
  streamMode?: string
  /** ms between key frames, sent as a parameter. Default 3,000. */
  keyFramerate?: number
  forceVP8?: boolean
  /** Whether unpublish() releases the camera too. Default false. */
  clearMediaOnUnpublish?: boolean
}

export interface SubscriberOptions extends ClientOptions {
  /** Sent as `requestId`. Default `subscriber-` and 16 random hexadecimal digits. */
  subscriptionId?: string
  /** Start muted where the browser forbids to start with sound. Default true. */
  muteOnAutoplayRestriction?: boolean
}
