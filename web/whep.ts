import type { SubscriberOptions } from './options'
import { Subscriber } from './subscriber'
import type { Transforms } from './transforms'

/** Plays over WHEP (draft-ietf-wish-whep). */
export class WHEPClient extends Subscriber {
  /**
   * With a URL, initializes and subscribes at once; what comes of it is told by events.
   * @param endpoint the URL of a WHEP endpoint
   * @param element where the stream is shown
   */
  constructor(endpoint?: string, element?: HTMLMediaElement) {
    super('subscriber', 'http')
    if (element) this.setView(element)
    if (endpoint === undefined) return
    this.init({ endpoint })
      .then(() => this.subscribe())
      .catch((error: unknown) => this.failEarly(error))
  }

  /**
   * Checks the options.
   * @throws SluiceError config.*, state.busy, env.unsupported, wasm.load
   */
  init(options: SubscriberOptions, transforms?: Transforms): Promise<this> {
    return this.initialize(options, { transforms })
  }
}
