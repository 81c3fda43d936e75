import { Publisher } from './publisher'

/** Publishes over WHIP (RFC 9725). */
export class WHIPClient extends Publisher {
  /**
   * With a URL, initializes and publishes at once; what comes of it is told by events.
   * @param endpoint the URL of a WHIP endpoint
   * @param element where the preview is shown
   */
  constructor(endpoint?: string, element?: HTMLMediaElement) {
    super('publisher', 'http')
    if (element) this.setView(element)
    if (endpoint === undefined) return
    this.init({ endpoint })
      .then(() => this.publish())
      .catch((error: unknown) => this.failEarly(error))
  }
}
