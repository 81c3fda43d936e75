// Between a component and the keeper of its client: what React asks for, in the way in which it asks.
import { Keeper, type Kept, type Keepable, type Side } from '../../../web/keeper'
import type { SluiceError, SluiceEvent } from 'sluice-sdk'
import { Sampler } from './sampler'
import type { StreamState, StreamStats } from './types'

/** The least time between two looks at the statistics, in ms. */
const LEAST_INTERVAL = 100

export interface Callbacks<Client> {
  onEvent?: (event: SluiceEvent<Client>) => void
  onStateChange?: (state: StreamState) => void
  onError?: (error: SluiceError) => void
}

interface Connected {
  getPeerConnection?(): RTCPeerConnection | undefined
}

/** All that a render shows; another object whenever something of it changes. */
export interface Snapshot<Client> {
  readonly kept: Kept<Client>
  readonly stats?: StreamStats
}

const onServer: Snapshot<never> = { kept: { state: 'idle' } }

export class Binding<Client extends Keepable> {
  readonly keeper: Keeper<Client>
  callbacks: Callbacks<Client> = {}
  readonly #sampler: Sampler
  readonly #listeners = new Set<() => void>()
  #statsInterval = 0
  #snapshot: Snapshot<Client> = onServer

  constructor(side: Side<Client>) {
    this.keeper = new Keeper(side, {
      changed: () => this.#changed(),
      // The client's own listeners may throw without harm, and so may this one.
      heard: (event) => this.callbacks.onEvent?.(event as SluiceEvent<Client>),
    })
    this.#sampler = new Sampler(
      () => (this.keeper.kept.client as Connected | undefined)?.getPeerConnection?.(),
      (stats) => this.#show({ kept: this.keeper.kept, stats }),
    )
  }

  // Bound, as React takes them for what they are.
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
  readonly snapshot = (): Snapshot<Client> => this.#snapshot
  readonly serverSnapshot = (): Snapshot<Client> => onServer
  readonly restart = (): void => this.keeper.restart()
  readonly videoRef = (element: HTMLMediaElement | null): void => {
    if (element) this.keeper.show(element)
  }

  set statsInterval(interval: number) {
    this.#statsInterval = interval > 0 ? Math.max(interval, LEAST_INTERVAL) : 0
    this.#sample()
  }

  #sample(): void {
    const { state } = this.keeper.kept
    const isUp = state === 'live' || state === 'recovering'
    this.#sampler.interval = isUp ? this.#statsInterval : 0
  }

  #changed(): void {
    const { kept } = this.keeper
    const { state, error } = kept
    const before = this.#snapshot.kept.state
    this.#show({ kept, stats: this.#snapshot.stats })
    this.#sample()
    if (state === before) return
    // What these throw goes where the page's uncaught errors go.
    queueMicrotask(() => this.callbacks.onStateChange?.(state))
    if (error) queueMicrotask(() => this.callbacks.onError?.(error))
  }

  #show(snapshot: Snapshot<Client>): void {
    this.#snapshot = snapshot
    for (const listener of this.#listeners) listener()
  }
}
