// From the events of either way to the timeline and its sentences.

import { causes } from '../shared/causes.js'
import { byId } from '../shared/dom.js'
import { PictureGap } from '../shared/picture-gap.js'
import { redactSecrets } from '../shared/summarize.js'
import { Timeline } from '../shared/timeline.js'

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })

export class Story {
  #timeline = new Timeline()
  #gap = new PictureGap(byId('red5pro-subscriber'), (ms) =>
    this.#timeline.tell(`The picture stood still for ${whole.format(ms)} ms; nobody reconnected.`),
  )
  #isLost = false

  /** The reader breaks something. */
  notes(verb, text) {
    this.#timeline.mark(verb)
    this.#timeline.tell(`You pressed: ${text}.`)
  }

  follow(state, { busy }) {
    if (state === 'locating' && busy) {
      this.#gap.watch()
      this.#timeline.enter('reconnecting')
    } else if (state === 'live' && !this.#isLost) {
      this.#timeline.enter('playing')
    } else if (['closed', 'failed'].includes(state) && !busy) {
      this.#timeline.enter(this.#isLost || state === 'failed' ? 'lost' : null)
      this.#gap.stop()
      this.#isLost = false
    }
  }

  hear({ type, data }) {
    switch (type) {
      case 'Reconnect.Start':
      case 'Page.Disconnected':
        return this.#lose(data)
      case 'Reconnect.Attempt':
      case 'Page.Retry':
        return this.#timeline.foresee(data.delay)
      case 'Reconnect.Success':
      case 'Page.Connected':
        return this.#regain(data)
      case 'Reconnect.Failure':
      case 'Page.Failure':
        return this.#timeline.tell(`Given up after ${attempts(data.attempt)}.`, 'Given up')
    }
  }

  hasten() {
    this.#timeline.hasten()
  }

  #lose({ cause, error }) {
    this.#isLost = true
    this.#gap.lost()
    this.#timeline.enter('reconnecting')
    const code = error?.code ? ` (${error.code})` : ''
    this.#timeline.tell(`Lost: ${redactSecrets(causes[cause] ?? cause)}${code}.`)
  }

  #regain({ attempt, kept }) {
    this.#isLost = false
    this.#timeline.enter('playing')
    const how = kept ? 'the connection woke up by itself' : `at attempt ${attempt}`
    this.#gap.regained((ms) => {
      const outcome =
        ms === null
          ? 'Playing again; this tab was in the background, so nobody knows after how long'
          : `Pictures again after ${whole.format(ms)} ms`
      this.#timeline.mark('back')
      this.#timeline.tell(`${outcome}: ${how}.`, outcome)
    })
  }
}

function attempts(count) {
  return `${count} ${count === 1 ? 'attempt' : 'attempts'}`
}
