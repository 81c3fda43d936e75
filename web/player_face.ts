// What a viewer sees of <sluice-player>: the picture, and with `controls` a word about how the stream
// stands and one button for what can be done about it.
import type { KeptState } from './keeper'
import type { PlayerTexts } from './player'

const english: PlayerTexts = {
  label: 'Live stream',
  play: 'Play',
  unmute: 'Unmute',
  again: 'Try again',
  connecting: 'Connecting …',
  recovering: 'Reconnecting …',
  ended: 'The stream has ended.',
}

/** Why a live stream is not seen, or not heard. */
export type Restriction = 'blocked' | 'muted' | undefined

export interface Shown {
  readonly state: KeptState
  /** Of `failed`. */
  readonly problem?: string
  readonly restriction: Restriction
  readonly hasControls: boolean
}

const css = `
:host { display: inline-block; position: relative; overflow: hidden; background: #000; color: #fff; font: 1rem/1.4 system-ui, sans-serif }
:host([hidden]) { display: none }
video { display: block; width: 100%; height: 100%; aspect-ratio: auto 16 / 9; object-fit: contain }
div { position: absolute; inset: 0; display: flex; flex-direction: column; align-items: center; justify-content: center; gap: .75em; padding: 1em; text-align: center; pointer-events: none }
p { margin: 0; max-width: 100%; overflow-wrap: anywhere }
p:not(:empty) { padding: .25em .75em; border-radius: .5em; background: #000c }
button { pointer-events: auto; min-width: 44px; min-height: 44px; padding: 0 1.25em; border: 2px solid #fff; border-radius: 22px; background: #000c; color: #fff; font: inherit; cursor: pointer }
button:focus-visible { outline: 3px solid #6cf; outline-offset: 3px }
[hidden] { display: none }`

export class PlayerFace {
  readonly video = document.createElement('video')
  readonly #overlay = document.createElement('div')
  readonly #message = document.createElement('p')
  readonly #button = document.createElement('button')
  #texts = english
  #label: string | null = null
  #shown: Shown = { state: 'idle', restriction: undefined, hasControls: false }

  /** `act`: the button was pressed. */
  constructor(root: ShadowRoot, act: () => void) {
    const { video } = this
    video.autoplay = true
    video.playsInline = true
    this.#message.setAttribute('role', 'status')
    this.#button.type = 'button'
    this.#button.addEventListener('click', act)
    const parts = { video, message: this.#message, button: this.#button }
    for (const [name, element] of Object.entries(parts)) element.setAttribute('part', name)
    this.#overlay.append(this.#message, this.#button)
    root.append(video, this.#overlay)
    // Not a <style>, which a strict content security policy forbids.
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(css)
    root.adoptedStyleSheets = [sheet]
    this.show(this.#shown)
  }

  /** Those that are left out stay English. */
  set texts(texts: Partial<PlayerTexts>) {
    this.#texts = { ...english, ...texts }
    this.show(this.#shown)
  }

  set label(label: string | null) {
    this.#label = label
    this.show(this.#shown)
  }

  get name(): string {
    return this.#label || this.#texts.label
  }

  show(shown: Shown): void {
    this.#shown = shown
    const { state, hasControls } = shown
    const { video } = this
    // The browser's own have nothing to control before there is a picture.
    video.controls = hasControls && (state === 'live' || state === 'recovering')
    video.setAttribute('aria-label', this.name)
    this.#overlay.hidden = !hasControls
    // A live region speaks whenever its text is set, even to the same text.
    const message = this.#messageOf(shown)
    if (this.#message.textContent !== message) this.#message.textContent = message
    const action = this.#actionOf(shown)
    const hadFocus = this.#button.matches(':focus')
    this.#button.hidden = action === undefined
    this.#button.textContent = action ?? ''
    // Or whoever has pressed it by a key would begin again at the top of the page.
    if (hadFocus && this.#button.hidden) {
      video.tabIndex = 0
      video.focus({ preventScroll: true })
    }
  }

  #messageOf({ state, problem }: Shown): string {
    if (state === 'failed') return problem ?? ''
    if (state === 'idle' || state === 'live') return ''
    return this.#texts[state]
  }

  #actionOf({ state, restriction }: Shown): string | undefined {
    const { play, unmute, again } = this.#texts
    if (state === 'idle') return play
    if (state === 'ended' || state === 'failed') return again
    if (state !== 'live' || !restriction) return undefined
    return restriction === 'blocked' ? play : unmute
  }
}
