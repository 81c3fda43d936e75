// Publishing through a stream manager's proxy: the calls of the Publish page, and one more option.
// With `streamManager` the SDK finds the origin and the way to it by itself. Over a WebSocket it asks
// the stream manager for one and then connects to it through the proxy; by WHIP the proxy looks.
// Everything around these calls is in ../shared/ and is the same for every page.

import {
  PublisherEventTypes,
  RTCPublisher,
  RTCPublisherEventTypes,
  WHIPClient,
  setLogLevel,
} from '../../dist/index.js'
import { Addresses } from '../shared/addresses.js'
import { publisherConfig } from '../shared/config.js'
import { openPublisherPage } from '../shared/publisher-page.js'
import { serverAddress } from '../shared/settings.js'
import { snippet } from '../shared/snippet.js'

// One entry for each transport of the settings.
const clients = {
  whip: { name: 'WHIPClient', create: () => new WHIPClient() },
  socket: { name: 'RTCPublisher', create: () => new RTCPublisher() },
}

const config = ({ settings, choice }) =>
  publisherConfig(settings, choice, {
    url: serverAddress(settings), // needed where the manager is not at https://<host>
    api: '4.0',
    region: settings.region || undefined,
    retries: 3,
    retryDelay: 1000, // ms
  })

const addresses = new Addresses('Origin')

const page = openPublisherPage({
  manager: { endpoints: false },
  plan: {
    create() {
      const { settings } = page.destination
      setLogLevel(settings.logLevel)
      return clients[settings.transport].create()
    },
    async begin(publisher) {
      await publisher.init(config(page.destination))
      await publisher.publish()
    },
    // `true` releases the camera too: the next start makes a new client, which asks for it anew.
    end: (publisher) => publisher.unpublish(true),
    closedBy: PublisherEventTypes.CONNECTION_CLOSED,
    locatedBy: RTCPublisherEventTypes.HOST_ENDPOINT_CHANGED,
  },
  code: (destination) =>
    snippet(
      clients[destination.settings.transport].name,
      'publisher',
      'publish',
      config(destination),
    ),
  onStart: () => addresses.clear(),
  onEvent({ type, data, publisher }) {
    // The page talks to the proxy only, but may want to say which origin is behind it.
    if (type === RTCPublisherEventTypes.HOST_ENDPOINT_CHANGED) {
      addresses.show(publisher.getOptions().host, data.endpoint)
    }
  },
})
