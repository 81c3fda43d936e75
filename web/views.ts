// The element a client's stream is shown in, as the field's older pages wire it up.
import { bindAll } from './bound'
import { elementOf } from './element'

interface Shown {
  setView(view: HTMLMediaElement | string): unknown
}

/** Shows a client's stream in one element. */
class View {
  readonly #element: HTMLMediaElement | null

  /**
   * @param element it, or its id
   * @throws SluiceError config.invalid, env.unsupported
   */
  constructor(element: HTMLMediaElement | string) {
    bindAll(this)
    this.#element = elementOf(element)
  }

  /** The element. */
  get view(): HTMLMediaElement | null {
    return this.#element
  }

  protected show(client: Shown): this {
    if (this.#element) client.setView(this.#element)
    return this
  }
}

/** Shows a publisher's camera. */
export class PublisherView extends View {
  /** Shows this publisher's camera in the element. */
  attachPublisher(publisher: Shown): this {
    return this.show(publisher)
  }
}

/** Shows what a player plays. */
export class PlaybackView extends View {
  /** Plays what this player plays in the element. */
  attachSubscriber(subscriber: Shown): this {
    return this.show(subscriber)
  }
}
