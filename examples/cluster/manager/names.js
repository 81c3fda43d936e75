// @ts-check

// A node answers within milliseconds; one that dies in between must not keep the name.
const CLAIM_LIMIT_MS = 2_000

/** Names of streams that are about to be published, which no node lists yet. */
export class Names {
  /** @type {Set<string>} */
  #reserved = new Set()
  /** @type {Map<string, () => void>} what nodes have claimed and not settled */
  #claims = new Map()

  /** @param {import('./fleet.js').Fleet} fleet */
  constructor(fleet) {
    this.fleet = fleet
  }

  /**
   * @param {string} stream
   * @returns {Promise<(() => void) | null>} to be called when it is settled; null: taken
   */
  async reserve(stream) {
    if (this.#reserved.has(stream)) return null
    this.#reserved.add(stream)
    const settle = () => void this.#reserved.delete(stream)
    try {
      if (!(await this.fleet.originOf(stream))) return settle
    } catch (error) {
      settle()
      throw error
    }
    settle()
    return null
  }

  /** For a node, which settles it by another request. @param {string} stream */
  async claim(stream) {
    const settle = await this.reserve(stream)
    if (!settle) return false
    const late = setTimeout(() => this.settle(stream), CLAIM_LIMIT_MS)
    this.#claims.set(stream, () => {
      clearTimeout(late)
      settle()
    })
    return true
  }

  /** @param {string} stream */
  settle(stream) {
    this.#claims.get(stream)?.()
    this.#claims.delete(stream)
  }
}
