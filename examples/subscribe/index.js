// Playing: one client for each start, `init()` with where from, `subscribe()`, `unsubscribe()`.
// Everything around these calls is in ../shared/ and is the same for every page.

import { SubscriberEventTypes, WHEPClient, setLogLevel } from '../../dist/index.js'
import { AutoplayHelp } from '../shared/autoplay-help.js'
import { subscriberConfig } from '../shared/config.js'
import { byId } from '../shared/dom.js'
import { FirstFrame } from '../shared/first-frame.js'
import { openPage } from '../shared/page.js'
import { snippet } from '../shared/snippet.js'
import { StallNote } from '../shared/stall-note.js'
import { formats } from '../shared/stats-panel.js'
import { readReceived } from '../shared/stats.js'

// One entry for each transport of the settings.
const clients = {
  whip: { name: 'WHEPClient', create: () => new WHEPClient() },
}

const video = byId('red5pro-subscriber')
const stall = new StallNote()
const firstFrame = new FirstFrame(video)
const autoplay = new AutoplayHelp(video, {
  muted: SubscriberEventTypes.AUTO_PLAYBACK_MUTED,
  failed: SubscriberEventTypes.AUTO_PLAYBACK_FAILURE,
})

const page = openPage({
  side: 'subscriber',
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
  },
  read: readReceived,
  fields: [
    { key: 'bitrate', label: 'Bitrate', format: formats.kbps },
    { key: 'fps', label: 'Frame rate', format: formats.fps },
    { key: 'size', label: 'Resolution', format: formats.text },
    { key: 'roundTrip', label: 'Round trip', format: formats.ms },
    { key: 'firstFrame', label: 'First picture after', format: formats.ms },
    { key: 'jitter', label: 'Jitter', format: formats.ms },
    { key: 'packets', label: 'Packets received', format: formats.count },
    { key: 'lost', label: 'Packets lost', format: formats.count },
    { key: 'frames', label: 'Frames decoded', format: formats.count },
    { key: 'freezes', label: 'Freezes', format: formats.count },
    { key: 'codec', label: 'Codec', format: formats.text },
    { key: 'duration', label: 'Playing for', format: formats.clock },
  ],
  code: ({ settings, choice }) =>
    snippet(
      clients[settings.transport].name,
      'subscriber',
      'subscribe',
      subscriberConfig(settings, choice),
    ),
  onStart() {
    firstFrame.watch((ms) => page.stats.show({ firstFrame: ms }))
  },
  onState(state, { busy }) {
    const playing = ['connecting', 'live', 'recovering'].includes(state)
    byId('stage').dataset.picture = String(playing)
    if (!playing || !busy) {
      firstFrame.stop()
      autoplay.hide()
      stall.clear()
    }
  },
  onSample: (sample) => stall.see(sample),
  onEvent: (event) => autoplay.hear(event.type),
})
