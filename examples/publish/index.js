// Publishing: one client for each start, `init()` with where to and what, `publish()`, `unpublish()`.
// Everything around these calls is in ../shared/ and is the same for every page.

import { PublisherEventTypes, RTCPublisher, WHIPClient, setLogLevel } from '../../dist/index.js'
import { publisherConfig } from '../shared/config.js'
import { openPublisherPage } from '../shared/publisher-page.js'
import { snippet } from '../shared/snippet.js'

// One entry for each transport of the settings.
const clients = {
  whip: { name: 'WHIPClient', create: () => new WHIPClient() },
  socket: { name: 'RTCPublisher', create: () => new RTCPublisher() },
}

const page = openPublisherPage({
  plan: {
    create() {
      const { settings } = page.destination
      setLogLevel(settings.logLevel)
      return clients[settings.transport].create()
    },
    async begin(publisher) {
      const { settings, choice } = page.destination
      await publisher.init(publisherConfig(settings, choice))
      await publisher.publish()
    },
    // `true` releases the camera too: the next start makes a new client, which asks for it anew.
    end: (publisher) => publisher.unpublish(true),
    closedBy: PublisherEventTypes.CONNECTION_CLOSED,
  },
  code: ({ settings, choice }) =>
    snippet(
      clients[settings.transport].name,
      'publisher',
      'publish',
      publisherConfig(settings, choice),
    ),
})
