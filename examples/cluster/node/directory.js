// @ts-check
import { Problem, request as send } from '../shared/http.js'
import { SDP, endpointPath } from '../shared/whip.js'

/** @typedef {{answer: string, leave: () => void}} PullAnswer */
/** @typedef {{origin: string, exchange: (offer: string) => Promise<PullAnswer>}} Pull */

/** What a node asks the manager, who knows all nodes: where a stream is, and whose name it is. */
export class Directory {
  /**
   * @param {string} id of the node that asks
   * @param {string} managerUrl
   * @param {string} secret
   */
  constructor(id, managerUrl, secret) {
    this.managerUrl = managerUrl
    this.trust = { 'X-Cluster-Secret': secret, 'X-Cluster-Node': id }
  }

  /**
   * @param {string} stream
   * @returns {Promise<{id: string, url: string} | null>} the origin that has it
   */
  async originOf(stream) {
    const located = await this.#ask('GET', 'origin', stream)
    return located?.status === 200 ? JSON.parse(located.body) : null
  }

  /**
   * Two origins must not get the same name at the same time.
   *
   * @param {string} stream
   * @returns {Promise<(() => Promise<unknown>) | null>} to be called once the node has the stream;
   *   null: taken
   */
  async claim(stream) {
    const claimed = await this.#ask('POST', 'claim', stream)
    return claimed?.status === 204 ? () => this.#ask('DELETE', 'claim', stream) : null
  }

  /**
   * How an edge gets at a stream: the manager knows the origin, the origin is a WHEP server.
   *
   * @param {string} stream
   * @returns {Promise<Pull>} origin: its id
   */
  async exchangeFor(stream) {
    const origin = await this.originOf(stream)
    if (!origin) throw notPublished()
    const exchange = async (/** @type {string} */ offer) => {
      const reply = await send(origin.url + endpointPath('whep', stream), {
        method: 'POST',
        headers: { ...this.trust, 'Content-Type': SDP },
        body: offer,
      }).catch(() => null)
      if (reply?.status === 409) throw notPublished()
      if (reply?.status !== 201)
        throw new Problem(503, 'The origin does not answer.', { 'Retry-After': '1' })
      const resource = origin.url + reply.headers.location
      const leave = () => void send(resource, { method: 'DELETE' }).catch(() => {})
      return { answer: reply.body, leave }
    }
    return { origin: origin.id, exchange }
  }

  /**
   * @param {string} method
   * @param {string} what
   * @param {string} stream
   */
  #ask(method, what, stream) {
    const url = `${this.managerUrl}/internal/${what}?stream=${encodeURIComponent(stream)}`
    return send(url, { method, headers: this.trust }).catch(() => null)
  }
}

export function notPublished() {
  return new Problem(409, 'The stream is not being published.', { 'Retry-After': '1' })
}
