import { bindAll } from './bound'
import { Emitter, type Listener } from './emitter'
import { SluiceError, stateError } from './error'
import { PublisherFailoverEventTypes, SubscriberFailoverEventTypes } from './events'
import { ownCopy } from './given'
import { HLSSubscriber } from './hls_subscriber'
import { log } from './log'
import type { HLSOptions, PublisherOptions, SubscriberOptions } from './options'
import { RTCPublisher } from './rtc_publisher'
import { RTCSubscriber } from './rtc_subscriber'
import { WHEPClient } from './whep'
import { WHIPClient } from './whip'

/** What a {@link Red5ProPublisher} may give. */
export type FailoverPublisher = RTCPublisher | WHIPClient
/** What a {@link Red5ProSubscriber} may give. */
export type FailoverSubscriber = RTCSubscriber | WHEPClient | HLSSubscriber

/** The options of each implementation; one without options is not tried. */
export interface PublishOptions {
  /** Of an RTCPublisher. Default: none; it is not tried. */
  rtc?: PublisherOptions
  /** Of a WHIPClient. Default: none; it is not tried. */
  whip?: PublisherOptions
  /** Flash: rejected always, by env.unsupported. Default: none. */
  rtmp?: object
}

/** The options of each implementation; one without options is not tried. */
export interface PlaybackOptions {
  /**
   * Of an RTCSubscriber. With `recovery`, the next implementation's turn comes only when recovery has
   * given up. Default: none; it is not tried.
   */
  rtc?: SubscriberOptions
  /** Of a WHEPClient. Default: none; it is not tried. */
  whep?: SubscriberOptions
  /** Of an HLSSubscriber. Default: none; it is not tried. */
  hls?: HLSOptions
  /** Flash: rejected always, by env.unsupported. Default: none. */
  rtmp?: object
}

const publishTypes = Object.freeze({ RTC: 'rtc', WHIP: 'whip', RTMP: 'rtmp' } as const)
const playbackTypes = Object.freeze({ RTC: 'rtc', WHEP: 'whep', RTMP: 'rtmp', HLS: 'hls' } as const)

/** Tries one implementation after the other until one is ready. */
abstract class Failover<Client extends FailoverPublisher | FailoverSubscriber> {
  readonly #emitter = new Emitter<Client>()
  readonly #types: readonly string[]
  #order: string[]

  protected constructor(types: readonly string[], order: string[]) {
    bindAll(this)
    this.#types = types
    this.#order = order
  }

  /** Adds a listener; `'*'` hears all events. */
  on(type: string, listener: Listener<Client>): void {
    this.#emitter.on(type, listener)
  }

  /** Removes a listener; unknown ones are no fault. */
  off(type: string, listener: Listener<Client>): void {
    this.#emitter.off(type, listener)
  }

  /** A new, untouched client; nothing where this type can never work. */
  protected abstract make(type: string): Client | undefined

  /** Ends what a client that could not be used may have begun. */
  protected abstract end(client: Client): Promise<unknown>

  protected abstract tell(type: string, client: Client | undefined, error?: SluiceError): void

  protected trigger(event: Parameters<Emitter<Client>['trigger']>[0]): void {
    this.#emitter.trigger(Object.freeze(event))
  }

  protected get order(): string[] {
    return [...this.#order]
  }

  protected set order(given: unknown) {
    const names = typeof given === 'string' ? given.split(',') : Array.isArray(given) ? given : []
    const wanted = names.map((name) => String(name).trim().toLowerCase())
    this.#order = [...new Set(wanted)].filter((name) => this.#types.includes(name))
  }

  protected async firstOf(given: object): Promise<Client> {
    if (typeof given !== 'object' || given === null)
      throw stateError('config.invalid', 'The options must be an object.')
    const config = ownCopy(given)
    const failures: [type: string, error: SluiceError][] = []
    for (const type of this.order.filter((name) => config[name] != null)) {
      const client = this.make(type)
      try {
        if (!client) throw flashIsGone()
        // Each type's options are for its own client only.
        await client.init(config[type] as never)
        log('info', `failover: ${type} is used`)
        this.tell(type, client)
        return client
      } catch (caught) {
        const error =
          caught instanceof SluiceError
            ? caught
            : stateError('config.invalid', 'The options cannot be read.')
        if (client) void this.end(client)
        log('info', `failover: ${type} cannot be used (${error.code})`)
        failures.push([type, error])
        this.tell(type, client, error)
      }
    }
    throw noneWorked(failures)
  }
}

function flashIsGone(): SluiceError {
  return stateError('env.unsupported', 'RTMP needs Flash, which no browser has any more.')
}

/** One error for all: the first of those that say more than that the browser lacks something. */
function noneWorked(failures: [type: string, error: SluiceError][]): SluiceError {
  const errors = failures.map(([, error]) => error)
  const telling = errors.find(({ code }) => code !== 'env.unsupported') ?? errors[0]
  if (!telling)
    return stateError('config.invalid', 'No implementation in the order has options to start with.')
  return new SluiceError({
    ...telling.toJSON(),
    message: 'None of the implementations could start.',
    detail: `${failures.map(([type, { code }]) => `${type}: ${code}`).join(', ')}: ${telling.message}`,
  })
}

/** Publishes by the first implementation in an order that the browser and the server can use. */
export class Red5ProPublisher extends Failover<FailoverPublisher> {
  constructor() {
    super(Object.values(publishTypes), [publishTypes.RTC, publishTypes.RTMP])
  }

  /** The names that an order may hold. */
  get publishTypes(): typeof publishTypes {
    return publishTypes
  }

  /**
   * Which implementations to try, the first one first. Default `['rtc', 'rtmp']`.
   * @param order names out of `publishTypes`, as a list or with commas between; others are dropped
   */
  setPublishOrder(order: readonly string[] | string): this {
    this.order = order
    return this
  }

  /** The order as it has been understood. */
  getPublishOrder(): string[] {
    return this.order
  }

  /**
   * Resolves with the first client whose own init() resolves. Publisher.Accept and Publisher.Reject
   * tell of each one.
   * @throws SluiceError when there is none; its code is that of the failure that says most
   */
  init(options: PublishOptions): Promise<FailoverPublisher> {
    return this.firstOf(options)
  }

  protected make(type: string): FailoverPublisher | undefined {
    if (type === publishTypes.RTC) return new RTCPublisher()
    return type === publishTypes.WHIP ? new WHIPClient() : undefined
  }

  protected end(client: FailoverPublisher): Promise<unknown> {
    return client.unpublish(true)
  }

  protected tell(type: string, publisher: FailoverPublisher | undefined, error?: SluiceError) {
    const { PUBLISHER_ACCEPT, PUBLISHER_REJECT } = PublisherFailoverEventTypes
    const name = error ? PUBLISHER_REJECT : PUBLISHER_ACCEPT
    this.trigger({ type: name, data: { type, error }, publisher })
  }
}

/** Plays by the first implementation in an order that the browser and the server can use. */
export class Red5ProSubscriber extends Failover<FailoverSubscriber> {
  constructor() {
    super(Object.values(playbackTypes), [playbackTypes.RTC, playbackTypes.RTMP, playbackTypes.HLS])
  }

  /** The names that an order may hold. */
  get playbackTypes(): typeof playbackTypes {
    return playbackTypes
  }

  /**
   * Which implementations to try, the first one first. Default `['rtc', 'rtmp', 'hls']`.
   * @param order names out of `playbackTypes`, as a list or with commas between; others are dropped
   */
  setPlaybackOrder(order: readonly string[] | string): this {
    this.order = order
    return this
  }

  /** The order as it has been understood. */
  getPlaybackOrder(): string[] {
    return this.order
  }

  /**
   * Resolves with the first client whose own init() resolves: an RTCSubscriber's when the server has
   * let it in, the others' when their options are good. Subscriber.Accept and Subscriber.Reject tell
   * of each one.
   * @throws SluiceError when there is none; its code is that of the failure that says most
   */
  init(options: PlaybackOptions): Promise<FailoverSubscriber> {
    return this.firstOf(options)
  }

  protected make(type: string): FailoverSubscriber | undefined {
    if (type === playbackTypes.RTC) return new RTCSubscriber()
    if (type === playbackTypes.WHEP) return new WHEPClient()
    return type === playbackTypes.HLS ? new HLSSubscriber() : undefined
  }

  protected end(client: FailoverSubscriber): Promise<unknown> {
    return client.unsubscribe()
  }

  protected tell(type: string, subscriber: FailoverSubscriber | undefined, error?: SluiceError) {
    const { SUBSCRIBER_ACCEPT, SUBSCRIBER_REJECT } = SubscriberFailoverEventTypes
    const name = error ? SUBSCRIBER_REJECT : SUBSCRIBER_ACCEPT
    this.trigger({ type: name, data: { type, error }, subscriber })
  }
}
