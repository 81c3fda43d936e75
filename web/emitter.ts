import { aliases } from './events'

/**
 * What a listener gets. `publisher` or `subscriber` is the client that the event comes from. All
 * fields are the object's own, so it survives spreading and JSON.stringify().
 */
export interface SluiceEvent<Client = unknown> {
  /** The event's name. */
  readonly type: string
  /** Of each type its own: see the names of the events. */
  // The shape depends on the type, and pages written for untyped events use it as it comes.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly data: any
  /** The publisher that it comes from. */
  readonly publisher?: Client
  /** The player that it comes from. */
  readonly subscriber?: Client
}

/** What `on()` takes. */
export type Listener<Client = unknown> = (event: SluiceEvent<Client>) => void

const ALL = '*'

/** Listeners by event name; `'*'` hears everything, after the others. */
export class Emitter<Client> {
  readonly #listeners = new Map<string, Listener<Client>[]>()

  /** A listener is called once per event, however often it is added; what is no function is ignored. */
  on(type: string, listener: Listener<Client>): void {
    if (typeof listener !== 'function') return
    const name = aliases[type] ?? type
    const listeners = this.#listeners.get(name) ?? []
    if (!listeners.includes(listener)) this.#listeners.set(name, [...listeners, listener])
  }

  /** Unknown listeners are no fault. */
  off(type: string, listener: Listener<Client>): void {
    const name = aliases[type] ?? type
    const listeners = this.#listeners.get(name)
    if (listeners)
      this.#listeners.set(
        name,
        listeners.filter((other) => other !== listener),
      )
  }

  /**
   * Calls all, as the DOM's EventTarget does: one that is removed meanwhile is not called any more,
   * one that is added comes with the next event, and what one throws goes where the page's uncaught
   * errors go.
   */
  trigger(event: SluiceEvent<Client>): void {
    const targets = [event.type, ALL].map(
      (name) => [name, this.#listeners.get(name) ?? []] as const,
    )
    for (const [name, listeners] of targets) {
      for (const listener of listeners) {
        if (!this.#listeners.get(name)?.includes(listener)) continue
        try {
          listener(event)
        } catch (error) {
          queueMicrotask(() => {
            throw error
          })
        }
      }
    }
  }
}
