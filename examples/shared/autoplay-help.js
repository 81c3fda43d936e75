// Browsers may refuse to play with sound, or at all, before the reader has touched the page. The SDK
// says so by an event; one button over the picture puts it right, because a press is such a touch.

import { byId } from './dom.js'

export class AutoplayHelp {
  #video
  #events
  #button = byId('autoplay')

  /** @param {{ muted: string, failed: string }} events the event types of the two cases */
  constructor(video, events) {
    this.#video = video
    this.#events = events
    this.#button.addEventListener('click', () => this.#press())
    video.addEventListener('playing', () => this.#button.dataset.need === 'play' && this.hide())
    video.addEventListener('volumechange', () => {
      if (!video.muted && this.#button.dataset.need === 'sound') this.hide()
    })
  }

  hear(type) {
    if (type === this.#events.muted) this.#show('sound', 'Playing muted: turn on the sound')
    if (type === this.#events.failed) this.#show('play', 'Play')
  }

  hide() {
    this.#button.hidden = true
  }

  #show(need, label) {
    this.#button.dataset.need = need
    this.#button.textContent = label
    this.#button.hidden = false
  }

  async #press() {
    const { need } = this.#button.dataset
    if (need === 'sound') this.#video.muted = false
    try {
      await this.#video.play()
      this.hide()
    } catch {
      // Still refused, or the stream has just ended: the button stays for another try.
    }
  }
}
