// @ts-check
import { chooseNodes } from './node_choice.js'
import { NodeProcess } from './node_process.js'

/** @typedef {import('./node_process.js').NodeState} NodeState */

/**
 * Every node of the cluster, running or not. Nodes are asked for their state whenever it matters
 * instead of being remembered: on loopback the question costs about a millisecond, and an answer
 * cannot be out of date.
 */
export class Fleet {
  /** @type {Map<string, NodeProcess>} */
  nodes = new Map()

  /**
   * @param {{origins: number, edges: number, nodePort: number, managerUrl: string, secret: string}} plan
   * @param {import('../shared/log.js').Log} log
   */
  constructor({ origins, edges, nodePort, managerUrl, secret }, log) {
    /** @type {['origin' | 'edge', number, number][]} */
    const roles = [
      ['origin', origins, 10],
      ['edge', edges, 20],
    ]
    for (const [role, count, firstHost] of roles) {
      for (let number = 1; number <= count; number++) {
        const id = `${role}-${number}`
        const address = `127.0.0.${firstHost + number}`
        const place = { id, role, address, region: `region-${number}` }
        const config = { ...place, port: nodePort, managerUrl, secret }
        this.nodes.set(id, new NodeProcess(config, log, (node) => this.#spread(node)))
      }
    }
  }

  /** @param {NodeProcess} gone */
  #spread(gone) {
    for (const node of this.nodes.values()) node.tell({ gone: gone.id })
  }

  async start() {
    await Promise.all([...this.nodes.values()].map((node) => node.start()))
  }

  async stop() {
    await Promise.all([...this.nodes.values()].map((node) => node.stop()))
  }

  /**
   * @param {'origin' | 'edge'} [role]
   * @returns {Promise<{node: NodeProcess, state: NodeState | null}[]>} state is null when down
   */
  async survey(role) {
    const nodes = [...this.nodes.values()].filter((node) => !role || node.role === role)
    return Promise.all(nodes.map(async (node) => ({ node, state: await node.state() })))
  }

  /**
   * The nodes for a newcomer, the best first.
   *
   * @param {'origin' | 'edge'} role
   * @param {import('./node_choice.js').Wish} wish
   */
  async rank(role, wish) {
    /** @type {{node: NodeProcess, state: NodeState, load: number}[]} */
    const up = []
    for (const { node, state } of await this.survey(role)) {
      if (!state) continue
      const load = (role === 'origin' ? state.streams.length : state.sessions) + node.pending
      up.push({ node, state, load })
    }
    return chooseNodes(up, wish)
  }

  /** @param {string | null} address */
  nodeAt(address) {
    return [...this.nodes.values()].find((node) => node.address === address) ?? null
  }

  /**
   * @param {string} stream
   * @returns {Promise<NodeProcess | null>} the origin that has it
   */
  async originOf(stream) {
    const origins = await this.survey('origin')
    return origins.find(({ state }) => state?.streams.includes(stream))?.node ?? null
  }
}
