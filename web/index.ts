export { WHIPClient } from './whip'
export { WHEPClient } from './whep'
export { RTCPublisher } from './rtc_publisher'
export { RTCSubscriber } from './rtc_subscriber'
export { streamManagerUtil } from './stream_manager'
export type { StreamManagerAnswer } from './stream_manager'
export { SluiceError } from './error'
export type { Blame, SluiceErrorCode, SluiceErrorFields } from './error'
export {
  MessageTransportStateEventTypes,
  PublisherEventTypes,
  RTCPublisherEventTypes,
  RTCSubscriberEventTypes,
  SubscriberEventTypes,
} from './events'
export type { Listener, SluiceEvent } from './emitter'
export type {
  ClientOptions,
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
