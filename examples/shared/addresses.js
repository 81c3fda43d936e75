// The two ends of a way through a stream manager: the proxy that the page talks to, and the node
// behind it, which only the stream manager knows beforehand.

import { byId, el } from './dom.js'

const unknown = '–'

export class Addresses {
  #line = byId('addresses')
  #node

  /** @param {'Origin' | 'Edge'} node */
  constructor(node) {
    this.#node = node
    this.clear()
  }

  show(proxy, node) {
    this.#line.replaceChildren(
      el('span', {}, 'Proxy Address: ', el('strong', {}, proxy)),
      ' | ',
      el('span', {}, `${this.#node} Address: `, el('strong', {}, node)),
    )
  }

  clear() {
    this.show(unknown, unknown)
  }
}
