// @ts-check
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import http from 'node:http'
import https from 'node:https'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../main.js', import.meta.url))

/** @typedef {{status: number, headers: http.IncomingHttpHeaders, body: string}} Reply */
/** @typedef {{id: string, role: string, address: string, port: number, pid: number, region: string,
 *   up: boolean, paused: boolean, sessions: number, pulls: number, streams: string[]}} NodeRow */

/** A cluster of the test's own: real processes, on ports that nobody else uses. */
export class Cluster {
  /** @type {import('node:child_process').ChildProcess} */
  process
  port = 0
  isSecure = false
  stderr = ''

  /** @param {string[]} options */
  static async start(...options) {
    const cluster = new Cluster(options)
    const { stdout } = cluster.process
    if (!stdout) throw new Error('The cluster has no stdout.')
    const lines = createInterface({ input: stdout })
    const [line] = await Promise.race([once(lines, 'line'), once(cluster.process, 'exit')])
    const ready = /^ready (https?):\/\/localhost:(\d+)\/$/.exec(String(line))
    if (!ready) throw new Error(`The cluster did not start: ${line}\n${cluster.stderr}`)
    cluster.isSecure = ready[1] === 'https'
    cluster.port = Number(ready[2])
    return cluster
  }

  /** @param {string[]} options */
  constructor(options) {
    this.process = spawn(process.execPath, [MAIN, '--port', '0', '--node-port', '0', ...options], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.process.stderr?.on('data', (text) => (this.stderr += text))
  }

  /** @param {NodeJS.Signals} [signal] @returns {Promise<number | null>} exit code */
  async stop(signal = 'SIGTERM') {
    if (this.process.exitCode !== null) return this.process.exitCode
    const exited = once(this.process, 'exit')
    this.process.kill(signal)
    return (await exited)[0]
  }

  get socketUrl() {
    return `${this.isSecure ? 'wss' : 'ws'}://127.0.0.1:${this.port}`
  }

  /** @returns {Promise<NodeRow[]>} */
  async nodes() {
    return this.read('/cluster/nodes')
  }

  /** @param {string} path @returns {Promise<any>} */
  async read(path) {
    return JSON.parse((await this.request('GET', path)).body)
  }

  /** @param {string} id */
  async node(id) {
    const node = (await this.nodes()).find((one) => one.id === id)
    if (!node) throw new Error(`There is no ${id}.`)
    return node
  }

  /** Nobody publishes, plays or pulls. */
  async isIdle() {
    return (await this.nodes()).every((node) => {
      return node.sessions === 0 && node.pulls === 0 && node.streams.length === 0
    })
  }

  /** @param {string} path @param {unknown} [value] sent as JSON */
  post(path, value, method = 'POST') {
    const body = value === undefined ? '' : JSON.stringify(value)
    return this.request(method, path, { 'Content-Type': 'application/json' }, body)
  }

  /** @param {object} match @param {object} answer @param {number} [times] */
  fault(match, answer, times = 1) {
    return this.post('/cluster/faults', { match, answer, times })
  }

  /**
   * The path goes out as it is: fetch would tidy up the very things that some tests are about.
   *
   * @param {string} method
   * @param {string} path
   * @param {Record<string, string>} [headers]
   * @param {string} [body]
   * @param {AbortSignal} [signal]
   * @returns {Promise<Reply>}
   */
  request(method, path, headers = {}, body = '', signal = undefined) {
    const options = { host: '127.0.0.1', port: this.port, method, path, headers, signal }
    const { request } = this.isSecure ? https : http
    return new Promise((resolve, reject) => {
      const req = request({ ...options, agent: false, rejectUnauthorized: false }, (res) => {
        let text = ''
        res.setEncoding('utf8')
        res.on('data', (chunk) => (text += chunk))
        res.on('error', reject)
        res.on('end', () =>
          resolve({ status: res.statusCode ?? 0, headers: res.headers, body: text }),
        )
      })
      req.on('error', reject)
      req.end(body)
    })
  }
}

/**
 * Waits for something that nobody announces.
 *
 * @template T
 * @param {() => T | Promise<T>} condition
 * @param {string} what
 * @param {number} [limitMs]
 * @returns {Promise<NonNullable<T>>}
 */
export async function until(condition, what, limitMs = 30_000) {
  const end = performance.now() + limitMs
  for (;;) {
    const value = await condition()
    if (value) return value
    if (performance.now() > end) throw new Error(`Not within ${limitMs} ms: ${what}.`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** @param {number} pid */
export function isAlive(pid) {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
