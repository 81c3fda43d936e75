// Publishing with spare origins: the page for one origin, and `endpoints` in its `streamManager`.
// The stream manager then names several. The SDK connects to the first, and when that one fails
// before media flows it says so by an event and goes on to the next; the page has nothing to do.
// Everything around these calls is in ../shared/ and is the same for every page.

import {
  PublisherEventTypes,
  RTCPublisher,
  RTCPublisherEventTypes,
  WHIPClient,
  setLogLevel,
} from '../../dist/index.js'
import { Addresses } from '../shared/addresses.js'
import { Candidates } from '../shared/candidates.js'
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
    endpoints: settings.endpoints,
    retries: 3,
    retryDelay: 1000, // ms
  })

const addresses = new Addresses('Origin')
const candidates = new Candidates('origin')

const page = openPublisherPage({
  manager: { endpoints: true },
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
  onStart() {
    addresses.clear()
    candidates.clear()
  },
  onState: (state) => candidates.follow(state),
  onEvent({ type, data, publisher }) {
    if (type === RTCPublisherEventTypes.HOST_ENDPOINT_CHANGED) {
      addresses.show(publisher.getOptions().host, data.endpoint)
      candidates.tries(data.endpoint)
    } else if (type === RTCPublisherEventTypes.CANDIDATE_FAILURE) {
      candidates.fails(data.error)
    }
  },
})

page.destination.watch(() => candidates.explain(page.destination.settings))
