// A WHIP and WHEP server that answers as its rules have it; a real peer connection is behind it. The
// rules are those of the scenario files: tests/scenarios/README.md says what they hold.
import { once } from 'node:events'
import { createServer } from 'node:http'
import { relayedAnswer } from './datagram_relay.mjs'

const CORS = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Methods': 'POST, PATCH, DELETE',
  'Access-Control-Allow-Headers': 'authorization, content-type, if-match, last-event-id',
  'Access-Control-Expose-Headers': 'location, etag, link, retry-after',
}
const FRAGMENT = 'application/trickle-ice-sdpfrag'
const SDP = 'application/sdp'

const lineOf = (text, name) => new RegExp(`^a=${name}:(.*?)\\r?$`, 'm').exec(text)?.[1]

const isMany = (times) => typeof times === 'string'
const leftAtFirst = (times = 1) => (isMany(times) ? Number(times === 'some') : times)

export class Scripted {
  /** What was asked, oldest first: `{ method, path, headers, body, line }`. */
  requests = []
  #rules
  #peers
  #sessions = new Map() // the peer's id by the session's path
  #streams = new Set()
  #servers = []
  #last // the peer whose description was sent last
  #relays // of each session's media, where the first one's is to be cut

  /** `peers`: what startPeers() gives; `isCut`: the first session's media will be. */
  static async start(rules, peers, isCut = false) {
    const scripted = new Scripted()
    if (isCut) scripted.#relays = []
    scripted.#rules = rules.map((rule) => ({ ...rule, left: leftAtFirst(rule.times) }))
    scripted.#peers = peers
    scripted.origin = await scripted.#listen('')
    scripted.other = await scripted.#listen('other')
    return scripted
  }

  async #listen(name) {
    const server = createServer((request, response) => {
      this.#handle(name, request, response).catch((error) => {
        console.error(error)
        response.destroy()
      })
    })
    this.#servers.push(server)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return `http://127.0.0.1:${server.address().port}`
  }

  async stop() {
    for (const server of this.#servers) {
      server.closeAllConnections()
      server.close()
    }
    for (const id of this.#sessions.values()) await this.#peers.close(id)
    for (const relay of this.#relays ?? []) relay.close()
  }

  /** The first session's media goes nowhere from now on, of which nobody is told. */
  cutMedia() {
    this.#relays[0].cut()
  }

  /** Whether a rule still waits for its request, other than for the session's end. */
  get waits() {
    return this.#rules.some(({ left, request }) => left > 0 && !request.startsWith('DELETE'))
  }

  /** With {origin}, {other} and {in:1} (a date, so many seconds from now) filled in. */
  filled(text) {
    return text
      .replaceAll('{origin}', this.origin)
      .replaceAll('{other}', this.other)
      .replace(/^\{in:(\d+)\}$/, (_, seconds) =>
        new Date(Date.now() + seconds * 1000).toUTCString(),
      )
  }

  /** Sends an event to all who have asked for the stream of events. */
  tell(event, data = {}) {
    for (const stream of this.#streams)
      stream.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
  }

  /** Breaks the streams of events off. */
  cutStreams() {
    for (const stream of this.#streams) stream.destroy()
  }

  get openStreams() {
    return this.#streams.size
  }

  lines() {
    return this.requests.map(({ line }) => line)
  }

  async #handle(where, request, response) {
    const chunks = []
    for await (const chunk of request) chunks.push(chunk)
    // On a connection that it has used before a browser asks again by itself where one is cut.
    response.shouldKeepAlive = false
    if (request.method === 'OPTIONS') return response.writeHead(204, CORS).end()
    const { method, url, headers } = request
    const asked = { method, path: where + url, headers, body: Buffer.concat(chunks).toString() }
    asked.kind = await this.#kindOf(asked)
    const rule = this.#rules.find((each) => matches(each, asked))
    const answer = rule?.answer ?? { status: 500 }
    if (rule) rule.left--
    asked.line = lineFor(asked, rule ? (answer.cut ? 'cut' : answer.status) : 'unexpected')
    this.requests.push(asked)
    await this.#answer(asked, answer, response)
  }

  /** What a request's body is. */
  async #kindOf({ path, body, headers }) {
    if (!body) return ''
    if (headers['content-type'] === SDP)
      return lineOf(body, 'setup') === 'actpass' ? 'offer' : 'answer'
    if (headers['content-type'] !== FRAGMENT) return body
    const session = this.#sessions.get(path)
    const offer = session === undefined ? '' : await this.#peers.offerAt(session)
    const isOf = (text) => lineOf(text, 'ice-ufrag') === lineOf(body, 'ice-ufrag')
    return offer && !isOf(offer) ? 'restart' : 'candidates'
  }

  async #answer(asked, answer, response) {
    if (answer.delayMs) await new Promise((resolve) => setTimeout(resolve, answer.delayMs))
    if (answer.cut) return response.destroy()
    const written = { ...CORS }
    const fill = (text) => this.filled(text)
    for (const [name, value] of Object.entries(answer.headers ?? {})) {
      const own = Object.keys(written).find((each) => each.toLowerCase() === name.toLowerCase())
      if (own) delete written[own]
      if (value !== null) written[name] = fill(value)
    }
    if (answer.stream) {
      response.writeHead(answer.status, { 'Content-Type': 'text/event-stream', ...written })
      response.write(fill(answer.stream.join('')))
      this.#streams.add(response)
      response.on('close', () => this.#streams.delete(response))
      return
    }
    const body = answer.sdp ? await this.#describe(answer, asked) : fill(answer.body ?? '')
    if (answer.sdp && !written['Content-Type']) written['Content-Type'] = SDP
    if (asked.kind === 'answer' && answer.status < 300)
      await this.#peers.accept(this.#last, asked.body)
    if (asked.method === 'DELETE' && this.#sessions.has(asked.path))
      await this.#peers.close(this.#sessions.get(asked.path))
    response.writeHead(answer.status, written).end(body)
  }

  /** The real description of a new session's peer. */
  async #describe({ sdp, headers }, { body }) {
    const id = this.#peers.next()
    this.#last = id
    this.#sessions.set(headers?.Location ?? `${id}`, id)
    if (sdp === 'offer') return this.#peers.offer(id)
    const answer = await this.#peers.answer(id, body)
    if (!this.#relays) return answer
    const relayed = await relayedAnswer(answer)
    this.#relays.push(relayed.relay)
    return relayed.answer
  }
}

function matches(rule, asked) {
  const [method, path] = rule.request.split(' ')
  if (method !== asked.method || path !== asked.path) return false
  if (!isMany(rule.times) && rule.left <= 0) return false
  if (rule.body !== undefined && rule.body !== asked.kind) return false
  return Object.entries(rule.headers ?? {}).every(
    ([name, value]) => (asked.headers[name.toLowerCase()] ?? null) === value,
  )
}

/** A request as a trace has it. */
function lineFor({ method, path, headers, kind }, outcome) {
  const conditions = ['authorization', 'if-match', 'last-event-id']
    .filter((name) => headers[name] !== undefined)
    .map((name) => ` [${name}: ${headers[name]}]`)
  return `${method} ${path}${conditions.join('')}${kind && ` ${kind}`} -> ${outcome}`
}
