// A cluster of the test's own: real processes on ports that nobody else uses.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
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
    const ready = /^ready ((https?):\/\/localhost:(\d+)\/)$/.exec(line)
    if (!ready) throw new Error(`the cluster did not start: ${line}\n${this.log.join('\n')}`)
    this.url = ready[1]
    this.protocol = ready[2]
    this.port = Number(ready[3])
  }

  async stop() {
    if (this.#process.exitCode !== null) return
    this.#process.kill('SIGTERM')
    await once(this.#process, 'exit')
  }

  nodes() {
    return this.#control('GET', 'nodes')
  }

  /** The node that a lookup has named. */
  async nodeAt(address) {
    return (await this.nodes()).find((node) => node.address === address)
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
  faults() {
    return this.#control('GET', 'faults')
  }

  clearFaults() {
    return this.#control('DELETE', 'faults')
  }

  /** The last lookups and proxy requests, as `{ method, path, query }`. */
  requests() {
    return this.#control('GET', 'requests')
  }

  clearRequests() {
    return this.#control('DELETE', 'requests')
  }

  /** Switches the manager's proxies on or off. */
  setProxy(enabled) {
    return this.#control('PUT', 'proxy', { enabled })
  }

  /** How many client sessions, streams and WebSockets there are, on all nodes and at the proxy. */
  async load() {
    const nodes = await this.nodes()
    const { sockets } = await this.#control('GET', 'proxy')
    return {
      sessions: nodes.reduce((sum, node) => sum + node.sessions, 0),
      streams: nodes.reduce((sum, node) => sum + node.streams.length, 0),
      sockets,
    }
  }

  async #control(method, path, body) {
    const { status, text } = await this.#request(method, `cluster/${path}`, body)
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text}`)
    return text ? JSON.parse(text) : undefined
  }

  /** Not by fetch(), which cannot be told to accept the certificate that nobody has signed. */
  async #request(method, path, body) {
    const request = (this.protocol === 'https' ? requestHttps : requestHttp)(this.url + path, {
      method,
      headers: body ? { 'content-type': 'application/json' } : {},
      rejectUnauthorized: false,
    })
    request.end(body && JSON.stringify(body))
    const [response] = await once(request, 'response')
    let text = ''
    for await (const part of response.setEncoding('utf8')) text += part
    return { status: response.statusCode, text }
  }
}
