// The last error in words: what happened, its code, and what to do next.

import { byId, el } from './dom.js'
import { describeError, describeLoss } from './errors.js'
import { redactSecrets } from './summarize.js'

/** Whether the self-test could tell more: something stands between, and it is not what was typed. */
const canBeTested = (code) =>
  /^(env|http\.(network|not_found|server_error|unavailable)|manager|media|peer|proxy|signal|wasm)\b/.test(
    code,
  )

export class ErrorPanel {
  #panel = byId('error')
  #side
  #proxied
  #recording
  #again = el(
    'button',
    { class: 'button', id: 'again', type: 'submit', form: 'controls' },
    'Start again',
  )
  #attach = el('button', { class: 'button', type: 'button' }, 'Save recording for a report')

  #test = el(
    'a',
    { class: 'alert-test', href: new URL('../selftest/', import.meta.url).href },
    'Find out why with the self-test',
  )

  /**
   * @param {'publisher' | 'subscriber'} side
   * @param {boolean} proxied whether the page goes through a stream manager
   * @param {Recording} recording what to send to whoever is to look into it
   */
  constructor(side, proxied, recording) {
    this.#side = side
    this.#proxied = proxied
    this.#recording = recording
    this.#attach.addEventListener('click', () => recording.save())
  }

  /**
   * @param {unknown} [error] without one, the connection ended and nobody said why
   * @param {{ ended: boolean }} [loss] for a session that was live; `ended`: the server said that
   *   the stream is over
   */
  show(error, loss) {
    const ended = loss?.ended ?? false
    const { message, code, advice, status } =
      error === undefined
        ? describeLoss(this.#side, ended)
        : describeError(error, this.#side, { proxied: this.#proxied, wasLive: Boolean(loss) })
    const labels = [code, status && `HTTP ${status}`].filter(Boolean)
    this.#panel.replaceChildren(
      el('p', { class: 'alert-message' }, redactSecrets(message)),
      el('p', { class: 'alert-advice' }, advice),
    )
    this.#panel.classList.toggle('calm', ended)
    if (labels.length) this.#panel.append(el('p', { class: 'alert-code' }, labels.join('  ·  ')))
    if (canBeTested(code)) this.#panel.append(this.#test)
    const buttons = [loss && this.#again, this.#recording.exists && this.#attach].filter(Boolean)
    if (buttons.length) this.#panel.append(el('div', { class: 'buttons' }, ...buttons))
    this.#panel.hidden = false
  }

  /** The way back is open only when the session that ended has let go of everything. */
  offerAgain(possible) {
    this.#again.setAttribute('aria-disabled', String(!possible))
  }

  clear() {
    this.#panel.hidden = true
    this.#panel.replaceChildren()
  }
}
