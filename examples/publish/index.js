// Publishing: one client for each start, `init()` with where to and what, `publish()`, `unpublish()`.
// Everything around these calls is in ../shared/ and is the same for every page.

import { PublisherEventTypes, WHIPClient, setLogLevel } from '../../dist/index.js'
import { publisherConfig } from '../shared/config.js'
import { byId } from '../shared/dom.js'
import { MuteButtons } from '../shared/mute-buttons.js'
import { openPage } from '../shared/page.js'
import { snippet } from '../shared/snippet.js'
import { formats } from '../shared/stats-panel.js'
import { readSent } from '../shared/stats.js'

// One entry for each transport of the settings.
const clients = {
  whip: { name: 'WHIPClient', create: () => new WHIPClient() },
}

const page = openPage({
  side: 'publisher',
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
  read: readSent,
  fields: [
    { key: 'bitrate', label: 'Bitrate', format: formats.kbps },
    { key: 'fps', label: 'Frame rate', format: formats.fps },
    { key: 'size', label: 'Resolution', format: formats.text },
    { key: 'roundTrip', label: 'Round trip', format: formats.ms },
    { key: 'packets', label: 'Packets sent', format: formats.count },
    { key: 'lost', label: 'Packets lost', format: formats.count },
    { key: 'codec', label: 'Codec', format: formats.text },
    { key: 'duration', label: 'On air', format: formats.clock },
  ],
  code: ({ settings, choice }) =>
    snippet(
      clients[settings.transport].name,
      'publisher',
      'publish',
      publisherConfig(settings, choice),
    ),
  onState(state) {
    const { settings } = page.destination
    const running = ['connecting', 'live', 'recovering'].includes(state)
    byId('stage').dataset.picture = String(running && settings.camera)
    mute.show(state, settings)
  },
})

const mute = new MuteButtons(
  () => page.session.client,
  (error) => page.errors.show(error),
)

page.destination.watch(() => {
  const { settings, choice } = page.destination
  byId('picture-note').textContent = settings.camera
    ? 'The camera stays off until you start.'
    : 'The camera is off in the settings.'
  // The player opens in a tab of its own: leaving this page would end the stream.
  byId('watch').href = `../subscribe/?stream=${encodeURIComponent(choice.streamName)}`
})
