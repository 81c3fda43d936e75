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
  SubscriberEventTypes,
  SubscriberFailoverEventTypes,
} from './events'
export type { Listener, SluiceEvent } from './emitter'
export type {
  ClientOptions,
  HLSOptions,
  PublisherOptions,
  StreamManagerNode,
  StreamManagerOptions,
  SubscriberOptions,
  Timeouts,
} from './options'
export { diagnostics, load } from './core'
export type { LoadOptions } from './core'
export { getRecordedLogs, LOG_LEVELS, setLogLevel } from './log'
export type { LogLevel } from './log'
