// Playing through a stream manager's proxy: the calls of the Subscribe page, and one more option.
// With `streamManager` the SDK finds an edge and the way to it by itself. Over a WebSocket it asks
// the stream manager for some and connects to the first that works, through the proxy; by WHEP the
// proxy looks. Everything around these calls is in ../shared/ and is the same for every page.

import {
  RTCSubscriber,
  RTCSubscriberEventTypes,
  SubscriberEventTypes,
  WHEPClient,
  setLogLevel,
} from '../../dist/index.js'
import { Addresses } from '../shared/addresses.js'
import { Candidates } from '../shared/candidates.js'
import { subscriberConfig } from '../shared/config.js'
import { serverAddress } from '../shared/settings.js'
import { snippet } from '../shared/snippet.js'
import { openSubscriberPage } from '../shared/subscriber-page.js'

// One entry for each transport of the settings.
const clients = {
  whip: { name: 'WHEPClient', create: () => new WHEPClient() },
  socket: { name: 'RTCSubscriber', create: () => new RTCSubscriber() },
}

const config = ({ settings, choice }) =>
  subscriberConfig(settings, choice, {
    url: serverAddress(settings), // needed where the manager is not at https://<host>
    api: '4.0',
    region: settings.region || undefined,
    endpoints: settings.endpoints,
    retries: 3,
    retryDelay: 1000, // ms
  })

const addresses = new Addresses('Edge')
const candidates = new Candidates('edge')

const page = openSubscriberPage({
  manager: { endpoints: true },
  plan: {
    create() {
      const { settings } = page.destination
      setLogLevel(settings.logLevel)
      return clients[settings.transport].create()
    },
    async begin(subscriber) {
      await subscriber.init(config(page.destination))
      await subscriber.subscribe()
    },
    end: (subscriber) => subscriber.unsubscribe(),
    closedBy: SubscriberEventTypes.CONNECTION_CLOSED,
    endedBy: SubscriberEventTypes.PLAY_UNPUBLISH,
    locatedBy: RTCSubscriberEventTypes.HOST_ENDPOINT_CHANGED,
  },
  code: (destination) =>
    snippet(
      clients[destination.settings.transport].name,
      'subscriber',
      'subscribe',
      config(destination),
    ),
  onStart() {
    addresses.clear()
    candidates.clear()
  },
  onState: (state) => candidates.follow(state),
  onEvent({ type, data, subscriber }) {
    if (type === RTCSubscriberEventTypes.HOST_ENDPOINT_CHANGED) {
      addresses.show(subscriber.getOptions().host, data.endpoint)
      candidates.tries(data.endpoint)
    } else if (type === RTCSubscriberEventTypes.CANDIDATE_FAILURE) {
      candidates.fails(data.error)
    }
  },
})

page.destination.watch(() => candidates.explain(page.destination.settings))
