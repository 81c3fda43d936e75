import { stateError } from './error'
import { Publisher } from './publisher'

/** Publishes over the WebSocket of a node, or of a stream manager's proxy. */
export class RTCPublisher extends Publisher {
  constructor() {
    super('publisher', 'socket')
  }

  /**
   * Left out: a session over a WebSocket of the app's, which Sluice could not keep its promises for.
   * @throws SluiceError env.unsupported, always
   */
  async publishWithSocket(_socket: WebSocket, _streamName?: string): Promise<this> {
    throw stateError('env.unsupported', 'Sluice opens its WebSocket itself: call publish().')
  }
}
