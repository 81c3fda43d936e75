// @ts-check
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { request } from '../shared/http.js'
import { freeze } from './freeze.js'

/** @typedef {{sessions: number, pulls: number, players: number, streams: string[]}} NodeState */

const NODE_MAIN = fileURLToPath(new URL('../node/main.js', import.meta.url))
const START_TIMEOUT_MS = 15_000
const STOP_TIMEOUT_MS = 3_000
const STATE_TIMEOUT_MS = 1_000

/** One origin or edge: an operating system process that can be started and really killed. */
export class NodeProcess {
  /** Requests on their way to this node, so that a burst does not all go to the same one. */
  pending = 0
  /** @type {import('node:child_process').ChildProcess | null} */
  #child = null
  #ready = false
  #stopping = false
  /** Ends the pause that the node is in. @type {(() => void) | null} */
  #endPause = null
  /** @type {Promise<unknown>} kill and restart run one after the other */
  #queue = Promise.resolve()

  /**
   * @param {{id: string, role: 'origin' | 'edge', address: string, port: number, region: string,
   *   managerUrl: string, secret: string}} config port 0: any, kept over restarts
   * @param {import('../shared/log.js').Log} log
   * @param {(node: NodeProcess) => void} onDown
   */
  constructor(config, log, onDown) {
    this.id = config.id
    this.role = config.role
    this.address = config.address
    this.port = config.port
    this.region = config.region
    this.config = config
    this.log = log
    this.onDown = onDown
  }

  get up() {
    return this.#ready
  }

  get paused() {
    return this.#endPause !== null
  }

  get pid() {
    return this.#child?.pid ?? null
  }

  get url() {
    return `http://${this.address}:${this.port}`
  }

  async start() {
    const config = { ...this.config, port: this.port }
    // stdout belongs to the ready line of the cluster, so a node's own output goes to stderr.
    const child = spawn(process.execPath, [NODE_MAIN], {
      stdio: ['ignore', 2, 2, 'ipc'],
      env: { ...process.env, CLUSTER_NODE: JSON.stringify(config) },
    })
    this.#child = child
    child.once('exit', (code, signal) => {
      this.#endPause?.()
      this.#child = null
      this.#ready = false
      const how = signal ?? `code ${code}`
      this.log(this.#stopping ? 'node stopped' : 'node down', { node: this.id, how })
      this.onDown(this)
    })

    const port = await firstWord(child)
    this.port = port
    this.#ready = true
    this.log('node up', { node: this.id, address: this.address, port, pid: child.pid })
  }

  /** Ends the process as a crash would: nothing is closed, nobody is told. */
  kill() {
    return this.#inTurn(() => this.#end('SIGKILL'))
  }

  restart() {
    return this.#inTurn(async () => {
      await this.#end('SIGKILL')
      await this.start()
    })
  }

  /**
   * The node neither hears nor says anything for this long, as if its cable were cut. Another pause
   * takes the place of this one.
   *
   * @param {number} ms
   * @returns {boolean} false: it is down
   */
  pause(ms) {
    const { pid } = this
    if (!this.#ready || pid === null) return false
    this.#endPause?.()
    const wake = freeze(pid)
    const timer = setTimeout(() => this.#endPause?.(), ms)
    this.#endPause = () => {
      clearTimeout(timer)
      this.#endPause = null
      wake()
      this.log('node goes on', { node: this.id })
    }
    this.log('node paused', { node: this.id, ms })
    return true
  }

  /** The orderly end, with the cluster's own. */
  stop() {
    this.#stopping = true
    return this.#inTurn(async () => {
      const child = this.#child
      if (!child) return
      // It could not hear the signal.
      this.#endPause?.()
      const late = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS)
      await this.#end('SIGTERM')
      clearTimeout(late)
    })
  }

  /** @returns {Promise<NodeState | null>} null: down, paused, or too busy to answer */
  async state() {
    if (!this.#ready || this.paused) return null
    try {
      const headers = { 'X-Cluster-Secret': this.config.secret }
      const url = `${this.url}/internal/state`
      const { status, body } = await request(url, { headers, timeoutMs: STATE_TIMEOUT_MS })
      return status === 200 ? JSON.parse(body) : null
    } catch {
      return null
    }
  }

  /** @param {object} message */
  tell(message) {
    if (this.#child?.connected) this.#child.send(message, () => {})
  }

  /** @param {NodeJS.Signals} signal */
  async #end(signal) {
    const child = this.#child
    if (!child) return
    this.#ready = false
    const exited = once(child, 'exit')
    child.kill(signal)
    await exited
  }

  /** @param {() => Promise<void>} step */
  #inTurn(step) {
    const turn = this.#queue.then(step)
    this.#queue = turn.catch(() => {})
    return turn
  }
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<number>} the port on which the node listens
 */
function firstWord(child) {
  /** @type {Promise<number>} */
  const word = new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', () => reject(new Error('A node ended before it was ready.')))
    child.once('message', (/** @type {any} */ { port, error }) =>
      port ? resolve(port) : reject(new Error(error)),
    )
  })
  // Its exit then rejects the promise above.
  const late = setTimeout(() => child.kill('SIGKILL'), START_TIMEOUT_MS)
  return word.finally(() => clearTimeout(late))
}
