// What a keeper does with the package's clients.
import {
  HLSSubscriber,
  RTCPublisher,
  RTCSubscriber,
  SluiceError,
  WHEPClient,
  WHIPClient,
  type FailoverPublisher,
  type FailoverSubscriber,
  type HLSOptions,
  type PublisherOptions,
  type SubscriberOptions,
} from './index'
import type { Side } from './keeper'

/** WHIP, or a WebSocket. */
export type PublisherKind = 'whip' | 'rtc'
/** WHEP, a WebSocket, or HLS. */
export type PlayerKind = 'whep' | 'rtc' | 'hls'

const publisherClasses = { whip: WHIPClient, rtc: RTCPublisher }
const playerClasses = { whep: WHEPClient, rtc: RTCSubscriber, hls: HLSSubscriber }

function classOf<Classes extends object>(classes: Classes, kind: string): Classes[keyof Classes] {
  if (Object.hasOwn(classes, kind)) return classes[kind as keyof Classes]
  throw new SluiceError({
    code: 'config.invalid',
    blame: 'caller',
    retryable: false,
    message: `A client is one of ${Object.keys(classes).join(', ')}.`,
  })
}

export const publisherSide: Side<FailoverPublisher> = {
  make: (kind) => new (classOf(publisherClasses, kind))(),
  init: (client, { options, stream }) =>
    stream
      ? client.initWithStream(options as PublisherOptions, stream)
      : client.init(options as PublisherOptions),
  start: (client) => client.publish(),
  stop: (client, keepCamera) => client.unpublish(!keepCamera),
  nameOf: ({ endpoint, host, port, app, streamName }) =>
    JSON.stringify(endpoint ? [endpoint] : [host, port, app, streamName]),
}

export const playerSide: Side<FailoverSubscriber> = {
  make: (kind) => new (classOf(playerClasses, kind))(),
  init: (client, { options }) => client.init(options as SubscriberOptions & HLSOptions),
  start: (client) => client.subscribe(),
  stop: (client) => client.unsubscribe(),
  nameOf: () => undefined,
}
