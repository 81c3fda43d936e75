import type { SubscriberOptions } from './options'
import { Subscriber } from './subscriber'
import type { Transforms } from './transforms'

/** Plays over the WebSocket of a node, or of a stream manager's proxy. */
export class RTCSubscriber extends Subscriber {
  constructor() {
    super('subscriber', 'socket')
  }

  /**
   * Checks the options, opens the WebSocket, and resolves when the server has let us in.
   * @throws SluiceError config.*, manager.*, proxy.*, signal.*, state.*, env.unsupported, wasm.load
   */
  init(options: SubscriberOptions, transforms?: Transforms): Promise<this> {
    return this.initialize(options, { connect: true, transforms })
  }
}
