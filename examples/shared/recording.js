// "Record this session": the SDK keeps what happens to the client, in this tab, and a button saves it as
// a file. That works at any time: while the session runs, and after it has ended or failed.

import { byId, el } from './dom.js'

const kept =
  'Kept in this tab: what the SDK was told, when, and what it did about it; no sound and no picture. Names, tokens and addresses are replaced before they are stored. The file goes nowhere but where you send it. Look at it on the '

export class Recording {
  #side
  #client
  #url
  #switch = el('input', {
    type: 'checkbox',
    class: 'switch',
    id: 'record',
    'aria-describedby': 'record-hint',
  })
  #save = el('button', {
    class: 'button',
    id: 'save-recording',
    type: 'button',
    'aria-disabled': 'true',
  })
  #said = el('p', { class: 'hint', id: 'recording-note', 'aria-live': 'polite' })

  /**
   * @param {'publisher' | 'subscriber'} side
   * @param {Destination} destination holds the setting
   */
  constructor(side, destination) {
    this.#side = side
    this.#save.append('Save recording')
    this.#save.addEventListener('click', () => this.save())
    this.#switch.addEventListener('change', () =>
      destination.set('recording', this.#switch.checked),
    )
    destination.watch(() => (this.#switch.checked = destination.settings.recording))
    byId('access').after(
      el(
        'div',
        { class: 'recording' },
        el('label', { class: 'field toggle' }, this.#switch, 'Record this session'),
        this.#save,
        el(
          'p',
          { class: 'hint', id: 'record-hint' },
          kept,
          el('a', { href: '../replay/', target: '_blank', rel: 'noopener' }, 'Replay page'),
          '.',
        ),
        this.#said,
      ),
    )
  }

  /** From now on it is this client's. */
  follow(client) {
    this.#client = client
    this.#said.textContent = ''
    this.#save.setAttribute('aria-disabled', String(!this.#switch.checked))
  }

  /** A running session keeps what it was started with. */
  lock(locked) {
    this.#switch.disabled = locked
  }

  /** Whether there is something to save. */
  get exists() {
    return Boolean(this.#client?.recording())
  }

  save() {
    if (this.#save.getAttribute('aria-disabled') === 'true') return
    const file = this.#client?.recording()
    if (!file?.size) {
      this.#said.textContent = 'There is nothing to save: the session has not come that far.'
      return
    }
    // The one before this has long been read.
    if (this.#url) URL.revokeObjectURL(this.#url)
    this.#url = URL.createObjectURL(file)
    const name = `sluice-${this.#side}-${stamp(new Date())}.recording`
    el('a', { href: this.#url, download: name }).click()
    this.#said.textContent = `Saved as ${name}.`
  }
}

/** The local time, and nothing that tells whose session it was: 20261130-091500. */
function stamp(date) {
  const pad = (value) => String(value).padStart(2, '0')
  const [month, day] = [date.getMonth() + 1, date.getDate()].map(pad)
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(pad).join('')
  return `${date.getFullYear()}${month}${day}-${time}`
}
