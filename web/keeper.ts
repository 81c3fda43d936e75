// Keeps a client as somebody wishes it, for what is mounted and unmounted at any time: a custom
// element, a framework's component. A client is made and started, begun anew where the wish has
// changed, and ended where there is none any more.
//
// The rules:
//  - A wish that says the same as the last one changes nothing, whatever objects it is made of.
//  - One thing at a time: what is not wished any more is given up at once, and the next begins when
//    that is over. Of wishes that come meanwhile only the last one counts.
//  - What is unmounted is ended at the end of the turn, unless it has been mounted again by then:
//    elements are moved by taking them out and putting them in, and React's StrictMode mounts twice.
//  - A publisher waits for those that are leaving its stream's name, anywhere in the page: the name
//    is free only then.
//  - A client is kept for the next session where it is of the right kind, and so is its camera.
//
// Types alone are imported: this is bundled into more than one file, beside one copy of the package.
import type { SluiceError } from './error'
import { HookOptions } from './hook_options'
import type { RecoveryState } from './options'
import { isSame } from './same'

export interface Heard {
  readonly type: string
  readonly data: unknown
}

/** What all clients can. */
export interface Keepable {
  on(type: string, listener: (event: Heard) => void): void
  off(type: string, listener: (event: Heard) => void): void
  setView(view: HTMLMediaElement): unknown
}

export interface Wish {
  /** The kinds of clients to try, the first one first; the first whose init() resolves is used. */
  readonly kinds: readonly string[]
  readonly options: Readonly<Record<string, unknown>>
  /** The app's own, to be published. */
  readonly stream?: MediaStream
}

/** What is done with the clients of one side. */
export interface Side<Client extends Keepable> {
  /** @throws SluiceError for a kind that there is not */
  make(kind: string): Client
  init(client: Client, wish: Wish): Promise<unknown>
  start(client: Client): Promise<unknown>
  /** Resolves always. `keepCamera`: a next session is to use it. */
  stop(client: Client, keepCamera: boolean): Promise<unknown>
  /** What only one session at a time can have. */
  nameOf(options: Wish['options']): string | undefined
}

/**
 * `idle`: nothing is wished. `connecting` lasts until media may flow, through all attempts of a
 * recovery. `recovering`: a live stream is lost, and not back yet. `ended`: it is over, without a
 * fault. `failed`: there is an error.
 */
export type KeptState = 'idle' | 'connecting' | 'live' | 'recovering' | 'ended' | 'failed'

/** How it stands; another object whenever something of it changes. */
export interface Kept<Client> {
  readonly state: KeptState
  readonly client?: Client
  readonly error?: SluiceError
  /** What Reconnect.* has told last, until the stream is back. */
  readonly recovery?: RecoveryState
}

export interface Host {
  changed(): void
  heard(event: Heard): void
}

const nothing: Kept<never> = Object.freeze({ state: 'idle' })

/** The events that end a session which was live; with an error in them it has failed. */
const endings = ['Publisher.Connection.Closed', 'Subscribe.Connection.Closed']
/** Those that end it without one: the stream's own end, and an app that has stopped the client itself. */
const quietEndings = ['Subscribe.Play.Unpublish', 'Subscribe.Stop', 'Unpublish.Success']

/** What is being left, by name; all keepers of the page know of each other by it. */
const leaving = new Map<string, Promise<unknown>>()

function leave(name: string, end: Promise<unknown>): void {
  const left = Promise.all([leaving.get(name), end]).then(() => {
    if (leaving.get(name) === left) leaving.delete(name)
  })
  leaving.set(name, left)
}

export class Keeper<Client extends Keepable> {
  readonly #side: Side<Client>
  readonly #host: Host
  readonly #hooks = new HookOptions()
  #kept: Kept<Client> = nothing
  #view: HTMLMediaElement | undefined
  #isMounted = false
  #told: Wish | undefined
  #wish: Wish | undefined // what is told, while it is mounted
  #turn = 0 // counts wishes
  #isFollowing = false
  #client: Client | undefined
  #kind: string | undefined // its kind
  #unlisten: (() => void) | undefined
  #name: string | undefined // of the session that has begun
  #hasBegun = false // and is not being ended
  #wasLive = false
  #end: Promise<unknown> | undefined // of what was last

  constructor(side: Side<Client>, host: Host) {
    this.#side = side
    this.#host = host
  }

  get kept(): Kept<Client> {
    return this.#kept
  }

  mount(): void {
    this.#isMounted = true
    this.#aim(this.#told)
  }

  unmount(): void {
    this.#isMounted = false
    queueMicrotask(() => {
      if (!this.#isMounted) this.#aim(undefined)
    })
  }

  /** undefined: nothing. Before mount() it only becomes known. */
  want(wish: Wish | undefined): void {
    this.#told = wish && { ...wish, options: this.#hooks.take(wish.options) }
    if (this.#isMounted) this.#aim(this.#told)
  }

  /** Begins once more, also what has failed or ended. */
  restart(): void {
    if (this.#wish) this.#begin()
  }

  /** Shows the stream in this element, now and from now on. */
  show(view: HTMLMediaElement): void {
    this.#view = view
    this.#client?.setView(view)
  }

  #aim(wish: Wish | undefined): void {
    if (isSame(wish, this.#wish)) return
    this.#wish = wish
    this.#begin()
  }

  #begin(): void {
    ++this.#turn
    this.#leave(this.#kind !== undefined && this.#wish?.kinds[0] === this.#kind)
    this.#set(this.#wish ? { state: 'connecting' } : nothing)
    if (!this.#isFollowing) void this.#follow()
  }

  /** Until what is, is what is wished. */
  async #follow(): Promise<void> {
    this.#isFollowing = true
    let turn
    do {
      turn = this.#turn
      if (this.#wish) await this.#enter(this.#wish, turn)
    } while (turn !== this.#turn)
    this.#isFollowing = false
  }

  async #enter(wish: Wish, turn: number): Promise<void> {
    const isWished = () => turn === this.#turn
    const client = await this.#firstReady(wish, isWished)
    if (!client) return
    try {
      await this.#side.start(client)
      if (!isWished()) return
      this.#wasLive = true
      this.#set({ state: 'live', client })
    } catch (error) {
      if (isWished()) this.#over(error as SluiceError)
    }
  }

  /**
   * As the package's own failover, which cannot be given up while it chooses. undefined: none, or it
   * is not wished any more.
   */
  async #firstReady(wish: Wish, isWished: () => boolean): Promise<Client | undefined> {
    const failures: SluiceError[] = []
    const name = this.#side.nameOf(wish.options)
    // Of an empty order the side says what is wrong with it.
    for (const kind of wish.kinds.length > 0 ? wish.kinds : ['']) {
      // For a microtask at least: whoever is unmounted in this turn of the page is then leaving, too.
      await this.#end
      while (name !== undefined && leaving.has(name)) await leaving.get(name)
      if (!isWished()) return undefined
      try {
        const client = this.#take(kind)
        this.#name = name
        this.#hasBegun = true
        this.#set({ state: 'connecting', client })
        await this.#side.init(client, wish)
        return isWished() ? client : undefined
      } catch (error) {
        if (!isWished()) return undefined
        failures.push(error as SluiceError)
        this.#leave(false)
      }
    }
    const telling = failures.find(({ code }) => code !== 'env.unsupported') ?? failures[0]
    this.#over(telling)
    return undefined
  }

  /** A client of this kind, which is heard from now on. */
  #take(kind: string): Client {
    const kept = kind === this.#kind ? this.#client : undefined
    const client = kept ?? this.#side.make(kind)
    this.#kind = kind
    this.#client = client
    if (this.#view) client.setView(this.#view)
    const listener = (event: Heard) => this.#hear(event, client)
    client.on('*', listener)
    this.#unlisten = () => client.off('*', listener)
    return client
  }

  /** Ends what has begun; nothing of it is heard any more. */
  #leave(keepCamera: boolean): void {
    this.#unlisten?.()
    this.#unlisten = undefined
    this.#wasLive = false
    const client = this.#client
    if (client && (this.#hasBegun || !keepCamera)) {
      this.#end = Promise.all([this.#end, this.#side.stop(client, keepCamera)])
      if (this.#name !== undefined) leave(this.#name, this.#end)
    }
    this.#hasBegun = false
    if (keepCamera) return
    this.#client = undefined
    this.#kind = undefined
  }

  #over(error: SluiceError | undefined): void {
    const { client } = this.#kept
    this.#leave(false)
    this.#set({ state: error ? 'failed' : 'ended', client, error })
  }

  #hear(event: Heard, client: Client): void {
    this.#host.heard(event)
    // A listener may have ended it.
    if (client !== this.#client || !this.#unlisten) return
    const { type, data } = event
    if (type === 'Reconnect.Success') {
      this.#set({ state: this.#wasLive ? 'live' : 'connecting', client })
    } else if (type === 'Reconnect.Start' || type === 'Reconnect.Attempt') {
      const state = this.#wasLive ? 'recovering' : 'connecting'
      this.#set({ state, client, recovery: data as RecoveryState })
    } else if (this.#wasLive && type === 'Reconnect.Failure') {
      this.#over((data as RecoveryState).error)
    } else if (this.#wasLive && quietEndings.includes(type)) {
      this.#over(undefined)
    } else if (this.#wasLive && endings.includes(type)) {
      this.#over(data instanceof Error ? (data as SluiceError) : undefined)
    }
  }

  #set(kept: Kept<Client>): void {
    if (isSame(kept, this.#kept)) return
    this.#kept = Object.freeze(kept)
    this.#host.changed()
  }
}
