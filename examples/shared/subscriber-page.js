// A page with a player on it: what such pages show besides the calls of the SDK, which stand in
// their own index.js.

import { SubscriberEventTypes } from '../../dist/index.js'
import { AutoplayHelp } from './autoplay-help.js'
import { byId } from './dom.js'
import { FirstFrame } from './first-frame.js'
import { openPage } from './page.js'
import { StallNote } from './stall-note.js'
import { formats } from './stats-panel.js'
import { readReceived } from './stats.js'

const fields = [
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
]

/** @param {object} parts plan, code, manager, onStart, onState and onEvent: see page.js */
export function openSubscriberPage({ onStart, onState, onEvent, ...parts }) {
  const video = byId('red5pro-subscriber')
  const stall = new StallNote()
  const firstFrame = new FirstFrame(video)
  const autoplay = new AutoplayHelp(video, {
    muted: SubscriberEventTypes.AUTO_PLAYBACK_MUTED,
    failed: SubscriberEventTypes.AUTO_PLAYBACK_FAILURE,
  })

  const page = openPage({
    ...parts,
    side: 'subscriber',
    read: readReceived,
    fields,
    onStart() {
      firstFrame.watch((ms) => page.stats.show({ firstFrame: ms }))
      onStart?.()
    },
    onState(state, detail) {
      const playing = ['locating', 'connecting', 'live', 'recovering'].includes(state)
      byId('stage').dataset.picture = String(playing)
      if (!playing || !detail.busy) {
        firstFrame.stop()
        autoplay.hide()
        stall.clear()
      }
      onState?.(state, detail)
    },
    onEvent(event) {
      autoplay.hear(event.type)
      onEvent?.(event)
    },
    onSample: (sample) => stall.see(sample),
  })
  return page
}
