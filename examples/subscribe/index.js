// Playing: one client for each start, `init()` with where from, `subscribe()`, `unsubscribe()`.
// Everything around these calls is in ../shared/ and is the same for every page.

import { RTCSubscriber, SubscriberEventTypes, WHEPClient, setLogLevel } from '../../dist/index.js'
import { subscriberConfig } from '../shared/config.js'
import { snippet } from '../shared/snippet.js'
import { openSubscriberPage } from '../shared/subscriber-page.js'

// One entry for each transport of the settings.
const clients = {
  whip: { name: 'WHEPClient', create: () => new WHEPClient() },
  socket: { name: 'RTCSubscriber', create: () => new RTCSubscriber() },
}

const page = openSubscriberPage({
  plan: {
    create() {
      const { settings } = page.destination
      setLogLevel(settings.logLevel)
      return clients[settings.transport].create()
    },
    async begin(subscriber) {
      const { settings, choice } = page.destination
      await subscriber.init(subscriberConfig(settings, choice))
      await subscriber.subscribe()
    },
    end: (subscriber) => subscriber.unsubscribe(),
    closedBy: SubscriberEventTypes.CONNECTION_CLOSED,
    endedBy: SubscriberEventTypes.PLAY_UNPUBLISH,
  },
  code: ({ settings, choice }) =>
    snippet(
      clients[settings.transport].name,
      'subscriber',
      'subscribe',
      subscriberConfig(settings, choice),
    ),
})
