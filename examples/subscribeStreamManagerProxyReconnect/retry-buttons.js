// While something is lost: how it stands, and two ways to interfere. They are the SDK's own calls,
// `client.recovery.retryNow()` and `client.recovery.stop()`.

import { byId } from '../shared/dom.js'

const waits = new Intl.NumberFormat('en', { maximumFractionDigits: 1 })

export class RetryButtons {
  #panel = byId('retry')
  #note = byId('retry-note')

  /** @param {() => object | undefined} recovery of the client, if there is one */
  constructor(recovery, story) {
    byId('retry-now').addEventListener('click', () => {
      story.hasten()
      recovery()?.retryNow()
    })
    byId('retry-stop').addEventListener('click', () => recovery()?.stop())
  }

  follow(state, { busy, stopping }) {
    if (!busy || stopping || state === 'live') this.#hide()
  }

  hear({ type, data }) {
    if (type === 'Reconnect.Attempt' || type === 'Page.Retry') {
      const { attempt, delay, error } = data
      const when = delay > 0 ? `after a wait of ${waits.format(delay / 1000)} s` : 'at once'
      const why = error?.code ? ` Last time: ${error.code}.` : ''
      this.#note.textContent = `Attempt ${attempt}, ${when}.${why}`
      this.#panel.hidden = false
    } else if (type === 'Reconnect.Success' || type === 'Reconnect.Failure') this.#hide()
  }

  #hide() {
    // The keyboard's focus must not vanish with the button that it is on.
    if (this.#panel.contains(document.activeElement)) byId('start').focus()
    this.#panel.hidden = true
    this.#note.textContent = ''
  }
}
