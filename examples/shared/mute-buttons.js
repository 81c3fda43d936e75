// Two toggle buttons for a live publisher. They hold the microphone or the camera back without ending
// the stream.

import { byId } from './dom.js'

export class MuteButtons {
  #buttons
  #live = false

  /**
   * @param {() => object | null} client the current publisher
   * @param {(error: unknown) => void} onProblem
   */
  constructor(client, onProblem) {
    this.#buttons = [
      { button: byId('mute-camera'), setting: 'camera', on: 'muteVideo', off: 'unmuteVideo' },
      {
        button: byId('mute-microphone'),
        setting: 'microphone',
        on: 'muteAudio',
        off: 'unmuteAudio',
      },
    ]
    for (const { button, on, off } of this.#buttons) {
      button.addEventListener('click', async () => {
        if (button.disabled) return
        const mute = button.getAttribute('aria-pressed') !== 'true'
        try {
          await client()?.[mute ? on : off]()
          if (this.#live) button.setAttribute('aria-pressed', String(mute))
        } catch (error) {
          onProblem(error)
        }
      })
    }
  }

  show(state, settings) {
    this.#live = state === 'live'
    for (const { button, setting } of this.#buttons) {
      button.disabled = !this.#live || !settings[setting]
      // Every new stream begins with both of them on.
      if (!['live', 'recovering'].includes(state)) button.setAttribute('aria-pressed', 'false')
    }
  }
}
