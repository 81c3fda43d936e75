// @ts-check
import { STATUS_CODES } from 'node:http'
import { WebSocketServer } from 'ws'
import { Problem } from '../shared/http.js'
import { nodesFor, parseSocketUrl } from './proxy_paths.js'
import { MESSAGE_LIMIT_BYTES, Pipe } from './socket_pipe.js'

/** @typedef {import('./node_process.js').NodeProcess} NodeProcess */
/** @typedef {import('./proxy_paths.js').SocketRoute} SocketRoute */
/** @typedef {import('./fault_rules.js').Fault} Fault */
/** @typedef {import('ws').WebSocket} WebSocket */
/** @typedef {{code: number, reason: string}} Refusal */

const SOCKETS_LIMIT = 1_000
const REJECTED = { data: { type: 'status', code: 'NetConnection.Connect.Rejected' } }

/**
 * WebSockets between pages and nodes. Only nodes of this cluster are ever dialled, whatever the query
 * says. A refusal opens the socket and closes it with a code, because of a refused opening a page
 * learns nothing; so a proxy that is off (404) looks different from a node that is down (1011).
 */
export class SocketProxy {
  #sockets = new WebSocketServer({ noServer: true, maxPayload: MESSAGE_LIMIT_BYTES })
  /** Connections that are to become sockets. @type {Set<import('node:stream').Duplex>} */
  #opening = new Set()

  /**
   * @param {import('./fleet.js').Fleet} fleet
   * @param {import('./faults.js').Faults} faults
   * @param {import('./manager.js').Settings} settings
   * @param {import('./request_record.js').RequestRecord} record
   * @param {import('../shared/log.js').Log} log
   */
  constructor(fleet, faults, settings, record, log) {
    this.fleet = fleet
    this.faults = faults
    this.settings = settings
    this.record = record
    this.log = log
  }

  get open() {
    return this.#sockets.clients.size
  }

  close() {
    for (const socket of this.#sockets.clients) socket.terminate()
    for (const stream of this.#opening) stream.destroy()
  }

  /**
   * @param {import('node:http').IncomingMessage} req
   * @param {import('node:stream').Duplex} stream
   * @param {Buffer} head
   */
  async upgrade(req, stream, head) {
    const gone = new AbortController()
    stream.on('error', () => {})
    stream.on('close', () => {
      this.#opening.delete(stream)
      gone.abort()
    })
    this.#opening.add(stream)
    const refuse = (/** @type {Fault['answer']} */ answer) => writeRefusal(stream, answer)
    try {
      const url = new URL(req.url ?? '/', 'http://cluster.invalid')
      const route = parseSocketUrl(url)
      if (!route) return refuse({ status: 404 })
      this.record.add('WS', url)
      if (!this.settings.proxyEnabled) return refuse({ status: 404 })
      if (this.open >= SOCKETS_LIMIT) return refuse({ status: 503 })

      const atManager = this.faults.take({ method: 'WS', url }, 'manager')
      if (await this.#spoils(atManager, stream, gone.signal)) return
      const choice = await this.#choose(route, url)
      const atNode = 'code' in choice ? undefined : this.#takeAtNode(url, choice)
      if (await this.#spoils(atNode, stream, gone.signal)) return
      if (gone.signal.aborted) return
      this.#sockets.handleUpgrade(req, stream, head, (socket) => {
        this.#opening.delete(stream)
        socket.on('error', () => {})
        this.#opened(socket, { url, route, choice, faults: [atManager, atNode], gone: gone.signal })
      })
    } catch (error) {
      if (!(error instanceof Problem)) this.log('socket failed', { error: String(error) })
      refuse({ status: error instanceof Problem ? error.status : 400 })
    }
  }

  /**
   * @param {URL} url
   * @param {NodeProcess} node
   */
  #takeAtNode(url, node) {
    return this.faults.take({ method: 'WS', url }, node.id)
  }

  /**
   * @param {SocketRoute} route
   * @param {URL} url
   * @returns {Promise<NodeProcess | Refusal>}
   */
  async #choose({ isV1, role }, { searchParams }) {
    if (!isV1) {
      const node = this.fleet.nodeAt(searchParams.get('host'))
      return node ?? { code: 1008, reason: 'the host is not a node of this cluster' }
    }
    try {
      const [node] = await nodesFor(this.fleet, role, searchParams, isV1)
      return node ?? { code: 1011, reason: `no ${role} is up, or none that fits` }
    } catch (error) {
      if (error instanceof Problem) return { code: 1008, reason: error.message.slice(0, 100) }
      throw error
    }
  }

  /**
   * @param {Fault | undefined} fault
   * @param {import('node:stream').Duplex} stream
   * @param {AbortSignal} gone
   * @returns {Promise<boolean>} the socket will not open
   */
  async #spoils(fault, stream, gone) {
    if (!fault) return false
    const { delayMs = 0, drop, status } = fault.answer
    if (delayMs > 0) await this.faults.released(AbortSignal.timeout(delayMs), gone)
    if (drop) stream.destroy()
    else if (status !== undefined) writeRefusal(stream, fault.answer)
    return Boolean(drop) || status !== undefined
  }

  /**
   * @param {WebSocket} socket
   * @param {{url: URL, route: SocketRoute, choice: NodeProcess | Refusal,
   *   faults: (Fault | undefined)[], gone: AbortSignal}} opening
   */
  async #opened(socket, { url, route, choice, faults, gone }) {
    const answers = faults.flatMap((fault) => (fault ? [fault.answer] : []))
    const pipe = new Pipe(socket, this.#messageFaults(url, choice), this.faults)
    const closing = answers.find(({ close }) => close !== undefined)?.close
    if (closing !== undefined) return socket.close(closing, 'a fault')
    if (answers.some(({ reject }) => reject)) return socket.send(JSON.stringify(REJECTED))
    if (answers.some(({ hang }) => hang)) await this.faults.released(gone)
    if ('code' in choice) return socket.close(choice.code, choice.reason)
    if (!choice.up) return socket.close(1011, 'node unreachable')
    pipe.dial(nodeSocketUrl(choice, route))
  }

  /**
   * @param {URL} url
   * @param {NodeProcess | Refusal} choice
   * @returns {(keys: string[]) => Fault | undefined}
   */
  #messageFaults(url, choice) {
    const targets = ['code' in choice ? '' : choice.id, 'manager']
    return (keys) => {
      for (const target of targets) {
        const fault = this.faults.take({ method: 'WS', url, keys }, target)
        if (fault) return fault
      }
    }
  }
}

/**
 * What came decoded is encoded once again, and only once.
 *
 * @param {{address: string, port: number}} node
 * @param {{scope: string, passed: [string, string][]}} route
 */
export function nodeSocketUrl({ address, port }, { scope, passed }) {
  const path = scope.split('/').filter(Boolean).map(encodeURIComponent).join('/')
  const query = passed.map((pair) => pair.map(encodeURIComponent).join('=')).join('&')
  return `ws://${address}:${port}/${path}/?${query}`
}

/**
 * @param {import('node:stream').Duplex} stream
 * @param {Fault['answer']} answer
 */
function writeRefusal(stream, { status = 500, headers, body = '', bodySize = 0, omitHeaders }) {
  const omitted = omitHeaders?.map((name) => name.toLowerCase()) ?? []
  const content = body || '.'.repeat(bodySize)
  const all = { Connection: 'close', 'Content-Length': Buffer.byteLength(content), ...headers }
  const lines = Object.entries(all)
    .filter(([name]) => !omitted.includes(name.toLowerCase()))
    .map(([name, value]) => `${name}: ${value}\r\n`)
  const start = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Refused'}\r\n`
  stream.end(`${start}${lines.join('')}\r\n${content}`, () => stream.destroy())
}
