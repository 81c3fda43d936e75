// The app's functions among the options, which may be others at each render: a session keeps one for
// each that calls the latest.

type Options = Readonly<Record<string, unknown>>
type Hook = (...given: unknown[]) => unknown

const NAMES = ['token', 'onGetUserMedia', 'mungeOffer', 'mungeAnswer'] as const

const isHook = (value: unknown): value is Hook => typeof value === 'function'

/** The options with these functions in them; what the same function is called on changes with `latest`. */
export class HookOptions {
  #latest: Options = {}
  readonly #kept: Readonly<Record<string, Hook>>

  constructor() {
    const kept = NAMES.map((name) => [name, (...given: unknown[]) => this.#call(name, given)])
    this.#kept = Object.fromEntries(kept) as Record<string, Hook>
  }

  /** Takes these for the latest, and gives what a client is to have. */
  take(options: Options): Record<string, unknown> {
    this.#latest = options
    const taken: Record<string, unknown> = { ...options }
    for (const name of NAMES) if (isHook(taken[name])) taken[name] = this.#kept[name]
    const { recovery } = taken
    if (isHook((recovery as Options | undefined)?.policy))
      taken.recovery = { ...(recovery as object), policy: this.#policy }
    return taken
  }

  readonly #policy: Hook = (...given) => {
    const { policy } = this.#latest.recovery as Record<string, Hook>
    return policy?.(...given)
  }

  #call(name: string, given: unknown[]): unknown {
    return (this.#latest[name] as Hook)(...given)
  }
}
