// <sluice-player>: plays a stream in pages without a framework. `import 'sluice-sdk/player'` defines it;
// nothing of it is in the package's own index.
import type {
  FailoverSubscriber,
  RecoveryState,
  SluiceError,
  SluiceEvent,
  SubscriberOptions,
} from './index'
import { discover } from './discover'
import { Keeper, type Wish } from './keeper'
import { PlayerFace, type Restriction } from './player_face'
import { playerSide } from './sides'

/**
 * `idle`: not asked to play. `connecting`, `live`. `recovering`: lost, and not back yet (only with
 * `recovery`). `ended`: the stream is over. `failed`: see `error`.
 */
export type PlayerState = 'idle' | 'connecting' | 'live' | 'recovering' | 'ended' | 'failed'

/** What it says, and what its button does. */
export interface PlayerTexts {
  /** What the element is, to those who do not see it. Default `Live stream`; `label` goes before it. */
  label: string
  play: string
  unmute: string
  again: string
  connecting: string
  recovering: string
  ended: string
}

const optionOf: Readonly<Record<string, string>> = {
  endpoint: 'endpoint',
  protocol: 'protocol',
  host: 'host',
  port: 'port',
  app: 'app',
  stream: 'streamName',
}
const switchOf: Readonly<Record<string, string>> = {
  'stream-manager': 'streamManager',
  recovery: 'recovery',
}
const restrictionOf: Readonly<Record<string, Restriction>> = {
  'Subscribe.Autoplay.Failure': 'blocked',
  'Subscribe.Autoplay.Muted': 'muted',
}

// A server has none, and nothing to play either.
const Base = (globalThis.HTMLElement ?? Object) as typeof HTMLElement

/**
 * Attributes: `endpoint`, or `host`, `app`, `stream` (`port`, `protocol`); `stream-manager`,
 * `recovery`; `client`, which of `whep` (default), `rtc` and `hls` to use, or an order of them with
 * commas between, or `auto`: what the server says that the `endpoint` is, else `whep`; `autoplay`, `controls`, `muted`, `label`. What there is no attribute for, a token
 * for instance, goes by the property `options`.
 *
 * Events, none of which bubble: `statechange` (detail: {@link PlayerState}), `error` (detail:
 * SluiceError), and each event of the client's by its own name (`Subscribe.Start`; detail: its data).
 *
 * Removing it from the document ends the session; moving it does not.
 */
export class SluicePlayer extends Base {
  static readonly observedAttributes: readonly string[] = [
    ...Object.keys(optionOf),
    ...Object.keys(switchOf),
    'client',
    'autoplay',
    'controls',
    'muted',
    'label',
  ]

  readonly #internals: ElementInternals
  readonly #face: PlayerFace
  readonly #keeper: Keeper<FailoverSubscriber>
  #options: SubscriberOptions = {}
  #isAsked: boolean | undefined // by play() or stop(); undefined: `autoplay` says it
  #isPlanned = false
  #found: { endpoint: unknown; kind?: string } | undefined // what the server has said, or is asked
  #state: PlayerState = 'idle'
  #restriction: Restriction

  constructor() {
    super()
    this.#internals = this.attachInternals()
    this.#internals.role = 'group'
    const root = this.attachShadow({ mode: 'open', delegatesFocus: true })
    this.#face = new PlayerFace(root, () => this.#act())
    this.#keeper = new Keeper<FailoverSubscriber>(playerSide, {
      changed: () => this.#changed(),
      heard: (event) => this.#heard(event as SluiceEvent),
    })
    this.#keeper.show(this.#face.video)
    this.#face.video.addEventListener('volumechange', () => {
      if (this.#restriction === 'muted' && !this.#face.video.muted) this.#restrict(undefined)
    })
    this.#face.video.addEventListener('playing', () => {
      if (this.#restriction === 'blocked') this.#restrict(undefined)
    })
  }

  /** More options of the client's, over those of the attributes. */
  get options(): SubscriberOptions {
    return this.#options
  }
  set options(options: SubscriberOptions) {
    this.#options = { ...options }
    this.#plan()
  }

  /** The words that it shows, for pages in another language. */
  set texts(texts: Partial<PlayerTexts>) {
    this.#face.texts = texts
    this.#name()
  }

  get state(): PlayerState {
    return this.#state
  }
  /** Of `failed`, else null. */
  get error(): SluiceError | null {
    return this.#keeper.kept.error ?? null
  }
  /** How a recovery stands, else null. */
  get recovery(): RecoveryState | null {
    return this.#keeper.kept.recovery ?? null
  }
  /** What plays, for all that this element has no words for; null before it is asked to play. */
  get client(): FailoverSubscriber | null {
    return this.#keeper.kept.client ?? null
  }
  /** The element that shows the stream. */
  get video(): HTMLVideoElement {
    return this.#face.video
  }

  /** Starts, tries again, or plays on; what comes of it is told by events. */
  play(): void {
    this.#isAsked = true
    const { state, client } = this.#keeper.kept
    if (state === 'live') void client?.play().catch(() => {})
    else if (state === 'failed' || state === 'ended') this.#keeper.restart()
    this.#plan()
  }

  /** Ends the session, until play() is called. */
  stop(): void {
    this.#isAsked = false
    this.#plan()
  }

  connectedCallback(): void {
    // Given before the element was defined.
    for (const name of ['options', 'texts'] as const) {
      if (!Object.hasOwn(this, name)) continue
      const given = this[name as 'options']
      Reflect.deleteProperty(this, name)
      this[name] = given
    }
    this.#name()
    this.#keeper.mount()
    this.#plan()
  }

  disconnectedCallback(): void {
    this.#keeper.unmount()
    queueMicrotask(() => {
      if (!this.isConnected) this.#isAsked = undefined
    })
  }

  /** moveBefore() in place of the two above. */
  connectedMoveCallback(): void {}

  attributeChangedCallback(name: string, _before: string | null, value: string | null): void {
    if (name === 'muted') this.#face.video.muted = value !== null
    else if (name === 'controls') this.#show()
    else if (name === 'label') this.#name()
    else this.#plan()
  }

  /** Once for all that changes in this turn. */
  #plan(): void {
    if (this.#isPlanned) return
    this.#isPlanned = true
    queueMicrotask(() => {
      this.#isPlanned = false
      this.#keeper.want(this.#wish())
    })
  }

  #wish(): Wish | undefined {
    const options: Record<string, unknown> = {}
    for (const [attribute, option] of Object.entries(optionOf)) {
      const value = this.getAttribute(attribute)
      if (value) options[option] = value
    }
    for (const [attribute, option] of Object.entries(switchOf))
      if (this.hasAttribute(attribute)) options[option] = true
    Object.assign(options, this.#options)
    // An element that is still being written waits for its address; who asks it to play hears of that.
    const hasAddress = Boolean(options.endpoint || options.host)
    const isWanted = this.#isAsked ?? (this.hasAttribute('autoplay') && hasAddress)
    if (!isWanted) return undefined
    const client = this.getAttribute('client') || 'whep'
    if (client === 'auto') return this.#whatItIs(options)
    return { kinds: client.split(',').map((kind) => kind.trim()), options }
  }

  /** Nothing is wished before the server has said it. */
  #whatItIs(options: Record<string, unknown>): Wish | undefined {
    const { endpoint } = options
    if (!endpoint) return { kinds: ['whep'], options }
    if (this.#found?.endpoint !== endpoint) {
      const found: { endpoint: unknown; kind?: string } = { endpoint }
      this.#found = found
      void discover(String(endpoint)).then((kind = 'whep') => {
        found.kind = kind
        this.#plan()
      })
    }
    const { kind } = this.#found ?? {}
    return kind ? { kinds: [kind], options } : undefined
  }

  #act(): void {
    const { video } = this.#face
    if (this.#state === 'live' && this.#restriction === 'muted') video.muted = false
    else this.play()
  }

  #heard({ type, data }: SluiceEvent): void {
    const restriction = restrictionOf[type]
    if (restriction) this.#restrict(restriction)
    this.dispatchEvent(new CustomEvent(type, { detail: data }))
  }

  #changed(): void {
    const { state, error } = this.#keeper.kept
    if (state === this.#state) return
    this.#state = state
    this.dataset.state = state
    if (state !== 'live') this.#restriction = undefined
    this.#show()
    this.dispatchEvent(new CustomEvent('statechange', { detail: state }))
    // A listener may have begun something else.
    if (error && error === this.error)
      this.dispatchEvent(new CustomEvent('error', { detail: error }))
  }

  #restrict(restriction: Restriction): void {
    this.#restriction = restriction
    this.#show()
  }

  #show(): void {
    this.#face.show({
      state: this.#state,
      problem: this.error?.message,
      restriction: this.#restriction,
      hasControls: this.hasAttribute('controls'),
    })
  }

  #name(): void {
    this.#face.label = this.getAttribute('label')
    this.#internals.ariaLabel = this.#face.name
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sluice-player': SluicePlayer
  }
}

// Another copy of it may be there already.
if (globalThis.customElements && !customElements.get('sluice-player'))
  customElements.define('sluice-player', SluicePlayer)
