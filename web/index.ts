export { WHIPClient } from './whip'
export { WHEPClient } from './whep'
export { RTCPublisher } from './rtc_publisher'
export { RTCSubscriber } from './rtc_subscriber'
export { HLSSubscriber } from './hls_subscriber'
export type { HlsErrorData } from './hls_error'
export type { HlsLibrary, HlsPlayer } from './hls_playback'
export { Red5ProPublisher, Red5ProSubscriber } from './failover'
export type {
  FailoverPublisher,
  FailoverSubscriber,
  PublishOptions,
  PlaybackOptions,
} from './failover'
export {
  LiveSeekClient,
  PubNubClient,
  Red5ProSharedObject,
  Red5ProSharedObjectPeerConnection,
  Red5ProSharedObjectSocket,
  RTCConferenceParticipant,
  RTMPPublisher,
  RTMPSubscriber,
} from './left_out'
export { PlaybackControls } from './playback_controls'
export { PlaybackView, PublisherView } from './views'
export type { Transformer, Transforms } from './transforms'
export { streamManagerUtil } from './stream_manager'
export type { StreamManagerAnswer } from './stream_manager'
export { SluiceError } from './error'
export type { Blame, SluiceErrorCode, SluiceErrorFields } from './error'
export {
  MessageTransportStateEventTypes,
  PublisherEventTypes,
  PublisherFailoverEventTypes,
  RTCPublisherEventTypes,
  RTCSubscriberEventTypes,
  SharedObjectEventTypes,
  SubscriberEventTypes,
  SubscriberFailoverEventTypes,
} from './events'
export {
  IceTransportTypes,
  PlaybackAudioEncoder,
  PlaybackState,
  PlaybackStateReadable,
  PlaybackVideoEncoder,
  PublishAudioEncoder,
  PublishVideoEncoder,
  TransformFrameTypes,
} from './enums'
export type { Listener, SluiceEvent } from './emitter'
export type { Recovery } from './client'
export type {
  ClientOptions,
  ConnectionParams,
  HLSOptions,
  InUse,
  PublisherOptions,
  RecoveryOptions,
  RecoveryState,
  StreamManagerNode,
  StreamManagerOptions,
  SubscriberOptions,
  Timeouts,
} from './options'
export type { LayerChoice, ServerEvent, ServerEventName } from './server_events'
export { diagnostics, getVersion, load } from './core'
export type { LoadOptions } from './core'
export { getLogger, getRecordedLogs, LOG_LEVELS, setLogLevel } from './log'
export type { Logger, LogLevel } from './log'
