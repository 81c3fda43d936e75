// A cluster of the test's own: real processes on ports that nobody else uses.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

export class Cluster {
  /** What the processes have logged, oldest first. */
  log = []
  #process

  static async start(...options) {
    const cluster = new Cluster()
    await cluster.#start(options)
    return cluster
  }

  async #start(options) {
    const main = join(root, 'examples/cluster/main.js')
    this.#process = spawn(process.execPath, [main, '--port', '0', '--node-port', '0', ...options], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    createInterface({ input: this.#process.stderr }).on('line', (line) => this.log.push(line))
    const lines = createInterface({ input: this.#process.stdout })
    const [line] = await Promise.race([once(lines, 'line'), once(this.#process, 'exit')])
    const ready = /^ready (http:\/\/localhost:(\d+)\/)$/.exec(line)
    if (!ready) throw new Error(`the cluster did not start: ${line}\n${this.log.join('\n')}`)
    this.url = ready[1]
    this.port = Number(ready[2])
  }

  async stop() {
    if (this.#process.exitCode !== null) return
    this.#process.kill('SIGTERM')
    await once(this.#process, 'exit')
  }

  async nodes() {
    return (await this.#control('GET', 'nodes')).json()
  }

  kill(id) {
    return this.#control('POST', `nodes/${id}/kill`)
  }

  restart(id) {
    return this.#control('POST', `nodes/${id}/restart`)
  }

  /** Makes the next answers faulty; see examples/cluster/README.md. */
  async fault(match, answer, times = 1) {
    await this.#control('POST', 'faults', { match, answer, times })
  }

  /** The faults that no answer has met yet. */
  async faults() {
    return (await this.#control('GET', 'faults')).json()
  }

  clearFaults() {
    return this.#control('DELETE', 'faults')
  }

  /** How many client sessions and streams there are, on all nodes. */
  async load() {
    const nodes = await this.nodes()
    return {
      sessions: nodes.reduce((sum, node) => sum + node.sessions, 0),
      streams: nodes.reduce((sum, node) => sum + node.streams.length, 0),
    }
  }

  async #control(method, path, body) {
    const response = await fetch(`${this.url}cluster/${path}`, {
      method,
      headers: body ? { 'content-type': 'application/json' } : {},
      body: body && JSON.stringify(body),
    })
    if (!response.ok)
      throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
    return response
  }
}
