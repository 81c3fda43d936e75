// A camera or microphone may go while the stream is on air, without an end of the session: what has
// happened, and what to do about it, for as long as it is so.

import { byId } from './dom.js'
import { describeError } from './errors.js'

export class DeviceNote {
  #note = byId('device')
  #code

  /** @param {{ type: string, data: unknown }} event any of the client's */
  hear({ type, data }) {
    if (type !== 'Publish.Status' || !String(data?.code).startsWith('media.')) return
    const { message, advice } = describeError(data, 'publisher')
    this.#code = data.code
    this.#note.textContent = `${message} ${advice}`
  }

  /** @param {MediaStream} [stream] what is on air @param {{ fps?: number }} sample */
  see(stream, { fps }) {
    if (!this.#code) return
    const tracks = stream?.getTracks() ?? []
    const works = tracks.every(({ readyState, muted }) => readyState === 'live' && !muted)
    if (works && (this.#code !== 'media.no_frames' || fps > 0)) this.clear()
  }

  clear() {
    this.#code = undefined
    this.#note.textContent = ''
  }
}
