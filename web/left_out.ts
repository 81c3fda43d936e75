// What pages of the field may name and Sluice leaves out on purpose. Each class is there, so that a
// page which has it as its last resort still loads; its init() rejects.
import { bindAll } from './bound'
import { stateError } from './error'
import { Emitter, type Listener } from './emitter'

abstract class LeftOut {
  readonly #emitter = new Emitter<this>()
  readonly #reason: string

  protected constructor(reason: string) {
    bindAll(this)
    this.#reason = reason
  }

  /** Adds a listener, which hears nothing. */
  on(type: string, listener: Listener<this>): void {
    this.#emitter.on(type, listener)
  }

  /** Removes a listener. */
  off(type: string, listener: Listener<this>): void {
    this.#emitter.off(type, listener)
  }

  /**
   * Rejects.
   * @throws SluiceError env.unsupported, always
   */
  async init(_options?: unknown): Promise<this> {
    throw stateError('env.unsupported', this.#reason)
  }
}

const flash = 'RTMP needs Flash, which no browser has any more.'
const sharedObject = 'Shared objects are not part of Sluice: use send() or a WebSocket of your own.'
const conference = 'Conferences are not part of Sluice: use a publisher and a player for each one.'

/** Flash. */
export class RTMPPublisher extends LeftOut {
  constructor() {
    super(flash)
  }
  /** `RTMP`. */
  getType(): string {
    return 'RTMP'
  }
}

/** Flash. */
export class RTMPSubscriber extends LeftOut {
  constructor() {
    super(flash)
  }
  /** `RTMP`. */
  getType(): string {
    return 'RTMP'
  }
}

/** Shared objects. */
export class Red5ProSharedObject extends LeftOut {
  constructor() {
    super(sharedObject)
  }
}

/** Shared objects. */
export class Red5ProSharedObjectSocket extends LeftOut {
  constructor() {
    super(sharedObject)
  }
}

/** Shared objects. */
export class Red5ProSharedObjectPeerConnection extends LeftOut {
  constructor() {
    super(sharedObject)
  }
}

/** Conferences. */
export class RTCConferenceParticipant extends LeftOut {
  constructor() {
    super(conference)
  }
}

/** Seeking back in a live stream. */
export class LiveSeekClient extends LeftOut {
  constructor() {
    super('Live seek is not part of Sluice: an HLSSubscriber plays what can be sought in.')
  }
}

/** Messages through another company's service. */
export class PubNubClient extends LeftOut {
  constructor() {
    super('PubNub is not part of Sluice: use its own SDK.')
  }
}
