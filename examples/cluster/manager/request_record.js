// @ts-check

const REQUESTS_LIMIT = 200
const PARAMS_LIMIT = 50
const TEXT_LIMIT = 2_000

/**
 * What came in last, as it was understood. Tests see here what a client really asked for; tokens are
 * in it too, which is why it is told to this machine only.
 */
export class RequestRecord {
  /** @type {{method: string, path: string, query: [string, string][]}[]} oldest first */
  #seen = []

  /**
   * @param {string} method "WS" for the opening of a WebSocket
   * @param {URL} url
   */
  add(method, { pathname, searchParams }) {
    const cut = (/** @type {string} */ text) => text.slice(0, TEXT_LIMIT)
    const pairs = [...searchParams].slice(0, PARAMS_LIMIT)
    /** @type {[string, string][]} */
    const query = pairs.map(([key, value]) => [cut(key), cut(value)])
    this.#seen.push({ method, path: cut(pathname), query })
    if (this.#seen.length > REQUESTS_LIMIT) this.#seen.shift()
  }

  list() {
    return this.#seen
  }

  clear() {
    this.#seen = []
  }
}
