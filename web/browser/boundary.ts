// What passes between the C++ module and the page, by number and by name. The numbers are the places
// in `Input` (src/machine/input.hpp) and `Effect` (src/machine/effect.hpp), which
// scripts/check-boundary.mjs compares; src/browser/boundary_*.cpp write and read the members.
import type { SluiceErrorFields } from '../error'

/** What has happened. */
export const enum In {
  ConnectCalled,
  StartCalled,
  StopCalled,
  SendCalled,
  ServerCalled,
  MuteCalled,
  LogCalled,
  PageHidden,
  MediaReady,
  MediaFailed,
  MediaEnded,
  MediaInterrupted,
  MediaReopened,
  MediaHoped,
  OfferCreated,
  AnswerCreated,
  DescriptionApplied,
  PeerRefused,
  CandidateGathered,
  GatheringFinished,
  PeerStateChanged,
  TrackArrived,
  HttpAnswered,
  HttpFailed,
  SocketOpened,
  SocketMessage,
  SocketClosed,
  ChannelOpened,
  ChannelMessage,
  ChannelFailed,
  ChannelClosed,
  StatsSampled,
  PolicyAnswered,
  TokenGiven,
  RetryCalled,
  StopRecoveryCalled,
  OnlineChanged,
  NetworkChanged,
  NetworkLooked,
  PageShown,
  VisibilityChanged,
  PlaybackBlocked,
  Timeout,
}

/** What is to be done. */
export const enum Out {
  AcquireMedia,
  ReleaseMedia,
  ReopenMedia,
  OpenPeer,
  ClosePeer,
  StopSending,
  CreateOffer,
  CreateAnswer,
  RollBack,
  ApplyLocal,
  ApplyRemote,
  UseIceServers,
  AddCandidate,
  SendHttp,
  AbortHttp,
  OpenSocket,
  SendSocket,
  CloseSocket,
  SendChannel,
  ShowOptions,
  LookAtNetwork,
  SampleStats,
  ShowAttempt,
  AskPolicy,
  AskToken,
  AttachView,
  DetachView,
  PlayView,
  Emit,
  Settle,
  Log,
}

interface OfAttempt {
  attempt: number
}
interface Operation extends OfAttempt {
  op: number
}

/** What was thrown: `error.name` and `error.message`, as far as there are any. */
export interface Thrown {
  name: string
  message: string
}

/** The members of each input. */
export interface Inputs {
  [In.ConnectCalled]: { call: number }
  [In.StartCalled]: { call: number; name: string | undefined }
  [In.StopCalled]: { call: number; flag: boolean }
  /** `text` is JSON. */
  [In.SendCalled]: { name: string; text: string }
  /** `text` is JSON. */
  [In.ServerCalled]: { call: number; name: string; text: string }
  [In.MuteCalled]: { video: boolean; flag: boolean }
  [In.LogCalled]: { name: string; text: string }
  /** `flag`: it may come back, out of the back/forward cache. */
  [In.PageHidden]: { flag: boolean }
  [In.MediaReady]: { flag: boolean }
  /** No `name`: the browser has no camera to offer at all. */
  [In.MediaFailed]: Partial<Thrown>
  /** `flag`: it is ours to open again. */
  [In.MediaEnded]: { video: boolean; flag: boolean }
  [In.MediaInterrupted]: { video: boolean }
  /** `flag`: it is there again; else why not. */
  [In.MediaReopened]: { flag: boolean } & Partial<Thrown>
  [In.MediaHoped]: object
  [In.OfferCreated]: Operation & { text: string }
  [In.AnswerCreated]: Operation & { text: string }
  [In.DescriptionApplied]: Operation
  /** `hook`: which of the app's threw it. `flag`: the peer could not be opened at all. */
  [In.PeerRefused]: Operation & Thrown & { hook?: string; flag: boolean }
  [In.CandidateGathered]: OfAttempt & { text: string; mid: string; line: number; ufrag: string }
  [In.GatheringFinished]: OfAttempt & { text: string }
  /** `code`: the place in `PeerState`. */
  [In.PeerStateChanged]: OfAttempt & { code: number }
  [In.TrackArrived]: OfAttempt & { flag: boolean }
  [In.HttpAnswered]: Operation & HttpAnswer
  [In.HttpFailed]: Operation & { text: string; flag: boolean }
  [In.SocketOpened]: OfAttempt
  [In.SocketMessage]: OfAttempt & { text: string }
  [In.SocketClosed]: OfAttempt & { code: number }
  [In.ChannelOpened]: OfAttempt
  [In.ChannelMessage]: OfAttempt & { text: string }
  [In.ChannelFailed]: OfAttempt
  [In.ChannelClosed]: OfAttempt
  [In.StatsSampled]: OfAttempt & {
    packets: number
    frames: number
    age?: number
    still?: number
    picture?: number
  }
  /** No `delay`: stop. `message`: what a policy that failed has thrown. */
  [In.PolicyAnswered]: { delay?: number; message?: string }
  /** No `text`: `message` says why. */
  [In.TokenGiven]: { text?: string; message?: string }
  [In.RetryCalled]: object
  [In.StopRecoveryCalled]: object
  [In.OnlineChanged]: { flag: boolean }
  [In.NetworkChanged]: object
  /** `code`: the place in `NetworkChange`. */
  [In.NetworkLooked]: OfAttempt & { code: number }
  [In.PageShown]: object
  [In.VisibilityChanged]: { flag: boolean }
  [In.PlaybackBlocked]: OfAttempt & { flag: boolean }
  [In.Timeout]: object
}

export interface HttpAnswer {
  code: number
  /** Behind all redirects. */
  url: string
  redirected: boolean
  /** In ASCII. */
  location: string
  etag: string
  link: string
  retryAfter: string
  contentType: string
  sessionHost: string
  body: string
  tooLarge?: boolean
  broken?: boolean
}

export interface Description {
  type: 'offer' | 'answer'
  sdp: string
}

/** The place of an event's data in `EventData` (src/machine/event.hpp). */
export const enum Data {
  None,
  Text,
  Description,
  Error,
  Object,
  Json,
  Carried,
  NamedChannel,
  FailedCandidate,
  Recovering,
}

/** The place in `HostObject`. */
export const enum HostObject {
  Peer,
  Stream,
  Constraints,
  Dimensions,
  Track,
  Element,
  Channel,
  Transport,
}

export interface EmitFields extends OfAttempt {
  type: string
  data: Data
  text?: string
  description?: Description
  error?: SluiceErrorFields
  code?: HostObject
  value?: unknown
  flag?: boolean
}

/** The members of each effect. */
export interface Effects {
  [Out.AcquireMedia]: object
  /** `flag`: it is opened again, by ReopenMedia. */
  [Out.ReleaseMedia]: { flag: boolean }
  [Out.ReopenMedia]: object
  /** `channel`: the label of a data channel to open; empty: none. The kinds that are to be asked for. */
  [Out.OpenPeer]: OfAttempt & {
    serverOffers: boolean
    channel: string
    audio: boolean
    video: boolean
    /** The attempt whose place it takes; 0 where there was none. */
    like: number
  }
  [Out.ClosePeer]: OfAttempt
  [Out.StopSending]: OfAttempt
  [Out.CreateOffer]: Operation & { flag: boolean }
  [Out.CreateAnswer]: Operation
  [Out.RollBack]: OfAttempt
  [Out.ApplyLocal]: Operation & { description: Description }
  [Out.ApplyRemote]: Operation & { description: Description }
  /** An offer without SDP is not applied again. */
  [Out.UseIceServers]: Operation & { servers: RTCIceServer[]; description: Description }
  [Out.AddCandidate]: OfAttempt & { candidate: RTCIceCandidateInit }
  [Out.SendHttp]: Operation & {
    method: string
    url: string
    headers: Record<string, string>
    body: string
    keepalive: boolean
  }
  [Out.AbortHttp]: Operation
  [Out.OpenSocket]: OfAttempt & { url: string }
  [Out.SendSocket]: OfAttempt & { text: string }
  [Out.CloseSocket]: OfAttempt
  [Out.SendChannel]: OfAttempt & { text: string }
  [Out.ShowOptions]: { value: { connectionParams?: Record<string, unknown> } }
  [Out.LookAtNetwork]: OfAttempt
  /** `flag`: packets count, too, and not only what has become sound or picture. */
  [Out.SampleStats]: OfAttempt & { flag: boolean }
  /** `flag`: it takes the place of OpenPeer's `like`, with what the app has set there meanwhile. */
  [Out.ShowAttempt]: OfAttempt & { flag: boolean }
  [Out.AskPolicy]: { value: unknown }
  [Out.AskToken]: object
  [Out.AttachView]: OfAttempt
  [Out.DetachView]: object
  [Out.PlayView]: OfAttempt & { flag: boolean }
  [Out.Emit]: EmitFields
  [Out.Settle]: { call: number; error?: SluiceErrorFields; value?: unknown }
  [Out.Log]: { level: number; text: string }
}

export type Feed = <Kind extends keyof Inputs>(kind: Kind, fields: Inputs[Kind]) => void

/** error.name and error.message, or what comes nearest for something else that was thrown. */
export function describe(thrown: unknown): Thrown {
  const { name, message } = Object(thrown) as Partial<Thrown>
  return {
    name: typeof name === 'string' && name ? name : 'Error',
    message: typeof thrown === 'string' ? thrown : typeof message === 'string' ? message : '',
  }
}

const maxMessageLength = 256 * 1024 // kMaxMessageBytes; more is no honest message

/** The text of a message; nothing where it is not text, or too long to be copied. */
export function messageText({ data }: MessageEvent): string | undefined {
  return typeof data === 'string' && data.length <= maxMessageLength ? data : undefined
}
