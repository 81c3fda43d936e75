// A WHIP and WHEP server that can restart ICE, which the cluster's nodes cannot: werift, in this
// process. What is published under a name goes to all who play it.
import { createServer } from 'node:http'
import { once } from 'node:events'
import { randomUUID } from 'node:crypto'
import { RTCPeerConnection, useOPUS, useVP8 } from 'werift'

const LOOPBACK = '127.0.0.1'

const lineOf = (text, name) => new RegExp(`^a=${name}:(.*?)\\r?$`, 'm').exec(text)?.[1]
const replaceLine = (text, name, value) =>
  text.replaceAll(new RegExp(`^a=${name}:.*?(\\r?)$`, 'gm'), `a=${name}:${value}$1`)
const withoutCandidates = (text) =>
  text.replaceAll(/^a=(candidate:.*|end-of-candidates)\r?\n/gm, '')

/** Only the address that every browser of a test can reach. */
const onLoopback = (text) =>
  text.replaceAll(/^a=candidate:.*\r?\n/gm, (line) => (line.includes(` ${LOOPBACK} `) ? line : ''))

/** The media of one publisher or player. */
class Session {
  id = randomUUID()
  peer = new RTCPeerConnection({
    codecs: { audio: [useOPUS()], video: [useVP8()] },
    iceServers: [],
    iceUseIpv6: false,
    iceAdditionalHostAddresses: [LOOPBACK],
    bundlePolicy: 'max-bundle',
  })
  #offer
  #restarts = 0

  /** @param {'whip' | 'whep'} kind */
  constructor(kind) {
    this.kind = kind
  }

  get tag() {
    return `"${this.#restarts}"`
  }

  async answer(offer, prepare) {
    this.#offer = withoutCandidates(offer)
    await this.peer.setRemoteDescription({ type: 'offer', sdp: offer })
    prepare(this.peer.getTransceivers())
    await this.peer.setLocalDescription(await this.peer.createAnswer())
    return onLoopback(this.peer.localDescription.sdp)
  }

  isRestart(fragment) {
    return lineOf(fragment, 'ice-ufrag') !== lineOf(this.#offer, 'ice-ufrag')
  }

  async addCandidates(fragment) {
    const mid = lineOf(fragment, 'mid')
    for (const [, candidate] of fragment.matchAll(/^a=(candidate:.*?)\r?$/gm))
      await this.peer.addIceCandidate({ candidate, sdpMid: mid, sdpMLineIndex: 0 })
  }

  /** With the client's new credentials in an offer that is otherwise its first one. */
  async restart(fragment) {
    this.#restarts++
    for (const name of ['ice-ufrag', 'ice-pwd'])
      this.#offer = replaceLine(this.#offer, name, lineOf(fragment, name))
    await this.peer.setRemoteDescription({ type: 'offer', sdp: this.#offer })
    await this.peer.setLocalDescription(await this.peer.createAnswer())
    await this.addCandidates(fragment)
    const { sdp } = this.peer.localDescription
    const [media] = /^m=.*\r\n/m.exec(sdp)
    const of = (name) => `a=${name}:${lineOf(sdp, name)}\r\n`
    const candidates = new Set(onLoopback(sdp).match(/^a=candidate:.*\r\n/gm))
    return `${of('ice-ufrag')}${of('ice-pwd')}${media}${of('mid')}${[...candidates].join('')}`
  }
}

export class RestartingServer {
  /** What was asked of it, oldest first: POST, PATCH, restart, DELETE. */
  requests = []
  #sessions = new Map()
  /** By name: the publisher's receivers by kind. */
  #streams = new Map()
  #server = createServer((request, response) => this.#respond(request, response))

  static async start() {
    const server = new RestartingServer()
    server.#server.listen(0, LOOPBACK)
    await once(server.#server, 'listening')
    return server
  }

  /** @param {'whip' | 'whep'} kind */
  endpoint(kind, name) {
    return `http://${LOOPBACK}:${this.#server.address().port}/${kind}/${name}`
  }

  get sessions() {
    return this.#sessions.size
  }

  /** The newest one of this kind. */
  sessionOf(kind) {
    return [...this.#sessions.values()].findLast((session) => session.kind === kind)?.id
  }

  async stop() {
    this.#server.close()
    this.#server.closeAllConnections()
    await Promise.all([...this.#sessions.values()].map(({ peer }) => peer.close()))
  }

  async #respond(request, response) {
    response.setHeader('access-control-allow-origin', '*')
    response.setHeader('access-control-expose-headers', 'location, etag')
    if (request.method === 'OPTIONS') {
      response.setHeader('access-control-allow-methods', 'POST, PATCH, DELETE')
      response.setHeader('access-control-allow-headers', 'content-type, if-match, authorization')
      return response.writeHead(204).end()
    }
    let body = ''
    for await (const part of request.setEncoding('utf8')) body += part
    try {
      const { status, headers = {}, text } = await this.#handle(request, body)
      response.writeHead(status, headers).end(text)
    } catch (error) {
      response.writeHead(500, { 'content-type': 'text/plain' }).end(String(error))
    }
  }

  async #handle({ method, url, headers }, body) {
    const [, kind, name] = url.split('/')
    if (method === 'POST') return this.#open(kind, name, body)
    const session = kind === 'session' && this.#sessions.get(name)
    if (!session) return { status: 404 }
    if (method === 'DELETE') {
      this.requests.push('DELETE')
      await this.#close(session)
      return { status: 200 }
    }
    if (!session.isRestart(body)) {
      this.requests.push('PATCH')
      await session.addCandidates(body)
      return { status: 204 }
    }
    this.requests.push('restart')
    if (headers['if-match'] !== '"*"') return { status: 428 }
    const text = await session.restart(body)
    const type = 'application/trickle-ice-sdpfrag'
    return { status: 200, headers: { 'content-type': type, etag: session.tag }, text }
  }

  async #open(kind, name, offer) {
    this.requests.push('POST')
    if (kind === 'whip' ? this.#streams.has(name) : !this.#streams.has(name))
      return { status: kind === 'whip' ? 409 : 404 }
    const session = new Session(kind)
    this.#sessions.set(session.id, session)
    session.peer.connectionStateChange.subscribe((state) => {
      if (state === 'closed' || state === 'failed') this.#close(session)
    })
    const prepare = kind === 'whip' ? this.#receive : this.#send
    const text = await session.answer(offer, prepare.bind(this, session, name))
    const location = `/session/${session.id}`
    const type = 'application/sdp'
    return { status: 201, headers: { 'content-type': type, location, etag: session.tag }, text }
  }

  #receive(session, name, transceivers) {
    const sources = new Map()
    this.#streams.set(name, { session, sources })
    for (const transceiver of transceivers) {
      transceiver.setDirection('recvonly')
      sources.set(transceiver.kind, transceiver.receiver)
    }
  }

  #send(session, name, transceivers) {
    const { sources } = this.#streams.get(name)
    for (const transceiver of transceivers) {
      const source = sources.get(transceiver.kind)
      transceiver.setDirection(source ? 'sendonly' : 'inactive')
      if (source) this.#forward(source, transceiver.sender, session.peer)
    }
  }

  #forward(source, sender, peer) {
    const { track } = source
    const { unSubscribe } = track.onReceiveRtp.subscribe((packet) => sender.sendRtp(packet.clone()))
    const askKeyFrame = () => source.sendRtcpPLI(track.ssrc)
    sender.onPictureLossIndication.subscribe(askKeyFrame)
    peer.connectionStateChange.subscribe((state) => {
      if (state === 'connected' && track.kind === 'video') askKeyFrame()
      if (state === 'closed' || state === 'failed') unSubscribe()
    })
  }

  async #close(session) {
    if (!this.#sessions.delete(session.id)) return
    for (const [name, stream] of this.#streams)
      if (stream.session === session) this.#streams.delete(name)
    await session.peer.close()
  }
}
