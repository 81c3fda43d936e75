export { WHIPClient } from './whip'
export { WHEPClient } from './whep'
export { SluiceError } from './error'
export type { Blame, SluiceErrorCode, SluiceErrorFields } from './error'
export {
  PublisherEventTypes,
  RTCPublisherEventTypes,
  RTCSubscriberEventTypes,
  SubscriberEventTypes,
} from './events'
export type { Listener, SluiceEvent } from './emitter'
export type { ClientOptions, PublisherOptions, SubscriberOptions, Timeouts } from './options'
export { diagnostics, load } from './core'
export type { LoadOptions } from './core'
export { getRecordedLogs, LOG_LEVELS, setLogLevel } from './log'
export type { LogLevel } from './log'
