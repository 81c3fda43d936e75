// A page with a publisher on it: what such pages show besides the calls of the SDK, which stand in
// their own index.js.

import { DeviceNote } from './device-note.js'
import { byId } from './dom.js'
import { MuteButtons } from './mute-buttons.js'
import { openPage } from './page.js'
import { formats } from './stats-panel.js'
import { readSent } from './stats.js'

const fields = [
  { key: 'bitrate', label: 'Bitrate', format: formats.kbps },
  { key: 'fps', label: 'Frame rate', format: formats.fps },
  { key: 'size', label: 'Resolution', format: formats.text },
  { key: 'roundTrip', label: 'Round trip', format: formats.ms },
  { key: 'packets', label: 'Packets sent', format: formats.count },
  { key: 'lost', label: 'Packets lost', format: formats.count },
  { key: 'codec', label: 'Codec', format: formats.text },
  { key: 'duration', label: 'On air', format: formats.clock },
]

/** @param {object} parts plan, code, manager, onStart, onState and onEvent: see page.js */
export function openPublisherPage({ onState, onEvent, ...parts }) {
  const device = new DeviceNote()
  const page = openPage({
    ...parts,
    side: 'publisher',
    read: readSent,
    fields,
    onState(state, detail) {
      const { settings } = page.destination
      const running = ['locating', 'connecting', 'live', 'recovering'].includes(state)
      byId('stage').dataset.picture = String(running && settings.camera)
      mute.show(state, settings)
      if (!running) device.clear()
      onState?.(state, detail)
    },
    onEvent(event) {
      device.hear(event)
      onEvent?.(event)
    },
    onSample: (sample) => device.see(page.session.client?.getMediaStream(), sample),
  })

  const mute = new MuteButtons(
    () => page.session.client,
    (error) => page.errors.show(error),
  )

  const watch = byId('watch')
  page.destination.watch(() => {
    const { settings, choice } = page.destination
    byId('picture-note').textContent = settings.camera
      ? 'The camera stays off until you start.'
      : 'The camera is off in the settings.'
    // The player opens in a tab of its own: leaving this page would end the stream.
    watch.search = `?stream=${encodeURIComponent(choice.streamName)}`
  })
  return page
}
