// @ts-check
import { once } from 'node:events'
import WebSocket from 'ws'
import { Peer, localMedia } from '../node/peer.js'
import { receiverReport } from '../node/rtcp.js'
import { isRtp, sequenceNumberOf } from '../node/rtp.js'
import { CODECS, sendPackets } from './client.js'
import { until } from './cluster.js'

/** @typedef {import('./cluster.js').Cluster} Cluster */
/** @typedef {Record<string, any>} Message */

const END_OF_CANDIDATES = { type: 'candidate', candidate: '' }

/** A client over a WebSocket, without a browser. It says one thing at a time, as a test wants it. */
export class SocketClient {
  /** @type {Message[]} what it was told over the socket */
  heard = []
  /** @type {Message[]} what it was told over its data channel */
  heardByChannel = []
  state = 'new'
  /** What the socket was closed with. @type {{code: number, reason: string} | null} */
  end = null
  /** @type {import('../node/peer.js').Channel | null} */
  channel = null
  /** @type {NodeJS.Timeout | undefined} */
  timer

  /**
   * @param {Cluster} cluster
   * @param {string} target path and query at the manager, or a whole URL
   */
  constructor(cluster, target) {
    const url = target.startsWith('ws') ? target : cluster.socketUrl + target
    this.socket = new WebSocket(url, { rejectUnauthorized: false, perMessageDeflate: false })
    this.socket.on('message', (data) => this.heard.push(JSON.parse(String(data))))
    this.socket.on('error', () => {})
    this.socket.on('close', (code, reason) => (this.end = { code, reason: String(reason) }))
    const log = (/** @type {string} */ step, /** @type {object} */ facts = {}) =>
      console.error(step, facts)
    this.peer = new Peer('127.0.0.1', (state) => (this.state = state), log)
    this.peer.onChannelOpen = (channel) => (this.channel = channel)
    this.peer.onChannelMessage = (_, text) => this.heardByChannel.push(JSON.parse(text))
  }

  /** @param {Message | string} message */
  say(message) {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message))
  }

  /** @param {Message} message */
  sayByChannel(message) {
    if (!this.channel?.send(JSON.stringify(message))) throw new Error('The channel is not open.')
  }

  /**
   * Takes what it was told out of the list, so that the next question is about something new.
   *
   * @param {(message: Message) => unknown} fits
   * @param {string} what
   */
  async told(fits, what, list = this.heard) {
    await until(() => list.some(fits), `${what}; heard ${JSON.stringify(list).slice(0, 500)}`)
    return list.splice(list.findIndex(fits), 1)[0]
  }

  /** @param {string} code */
  status(code, list = this.heard) {
    return this.told(({ data }) => data?.code === code, code, list)
  }

  /** @returns {Promise<string>} the message of an error */
  async failure() {
    return (await this.told(({ data }) => data?.type === 'error', 'an error')).data.message
  }

  greeting() {
    return this.status('NetConnection.Connect.Success')
  }

  /** @param {string} type @returns {Promise<string>} */
  async description(type) {
    const fits = (/** @type {Message} */ { data }) => data?.sdp?.type === type
    return (await this.told(fits, `the ${type}`)).data.sdp.sdp
  }

  /** @param {string} stream */
  endCandidates(stream) {
    this.say({ handleCandidate: stream, data: { candidate: END_OF_CANDIDATES } })
    return this.status('NetConnection.ICE.TricleCompleted')
  }

  /** To the data channel, with the socket closed behind. */
  async move() {
    await this.status('NetConnection.DataChannel.Available')
    this.say({ switchChannel: 'red5pro' })
    this.socket.close()
    await until(() => this.end, 'the socket is closed')
  }

  /** The socket and the connection are closed, without a word. */
  leave() {
    clearInterval(this.timer)
    this.socket.terminate()
    this.peer.close()
  }

  async refused() {
    const [, response] = await once(this.socket, 'unexpected-response')
    return response.statusCode
  }
}

export class SocketPublisher extends SocketClient {
  /**
   * @param {Cluster} cluster
   * @param {string} target
   * @param {string} stream
   * @param {{codec?: 'VP8' | 'H264' | 'OPUS', withChannel?: boolean}} [options]
   */
  static async publish(cluster, target, stream, options) {
    const publisher = new SocketPublisher(cluster, target)
    await publisher.greeting()
    await publisher.negotiate(stream, options)
    publisher.say({ publish: stream, mode: 'live', keyFramerate: 3000 })
    await publisher.status('NetStream.Publish.Start')
    return publisher
  }

  /**
   * @param {string} stream
   * @param {{codec?: 'VP8' | 'H264' | 'OPUS', withChannel?: boolean}} [options]
   */
  async negotiate(stream, { codec = 'VP8', withChannel = false } = {}) {
    const payload = CODECS[codec]
    const media = localMedia(codec === 'OPUS' ? 'audio' : 'video', '0', 'SendOnly', [payload], 4711)
    const send = this.peer.addTrack(media, () => {})
    if (withChannel) this.peer.createChannel()
    const sdp = (await this.peer.offer()).replace(/^a=(candidate:|end-of).*\r?\n/gm, '')
    this.say({ handleOffer: stream, transport: 'udp', data: { sdp: { type: 'offer', sdp } } })
    this.peer.acceptAnswer(await this.description('answer'))
    await this.endCandidates(stream)
    this.timer = sendPackets(send, payload.type)
  }
}

export class SocketPlayer extends SocketClient {
  packets = 0
  /** @type {number[]} as they arrived */
  sequenceNumbers = []

  /**
   * @param {Cluster} cluster
   * @param {string} target
   * @param {string} stream
   * @param {boolean} [withChannel]
   */
  static async play(cluster, target, stream, withChannel = false) {
    const player = new SocketPlayer(cluster, target)
    await player.greeting()
    await player.negotiate(stream, withChannel)
    player.say({ subscribe: stream, requestId: 'test' })
    await player.status('NetStream.Play.Start')
    return player
  }

  /**
   * @param {string} stream
   * @param {boolean} [datachannel]
   */
  async negotiate(stream, datachannel = false) {
    this.say({ requestOffer: stream, requestId: 'test', transport: 'udp', datachannel })
    const offer = await this.description('offer')
    const [, ...sections] = offer.split(/^m=/m)
    /** @type {((packet: Buffer) => boolean)[]} */
    const senders = []
    for (const section of sections) {
      const [, kind, type] = /^(\w+) \d+ \S+ (\S+)/.exec(section) ?? []
      if (kind !== 'audio' && kind !== 'video') continue
      const codec = (/^a=rtpmap:\d+ (\w+)\//m.exec(section)?.[1] ?? '').toUpperCase()
      const payload = { ...CODECS[codec], type: Number(type) }
      const mid = /^a=mid:(\w+)/m.exec(section)?.[1] ?? ''
      const media = localMedia(kind, mid, 'RecvOnly', [payload])
      senders.push(this.peer.addTrack(media, (packet) => this.#receive(packet)))
    }
    const sdp = (await this.peer.answer(offer)).replace(/^a=(candidate:|end-of).*\r?\n/gm, '')
    this.say({ handleAnswer: stream, requestId: 'test', data: { sdp: { type: 'answer', sdp } } })
    const seen = { fractionLost: 0, lost: 0, highest: 0, lastReport: 0, sinceLastReport: 0 }
    const ssrc = Number(/a=ssrc:(\d+)/.exec(offer)?.[1] ?? 0)
    this.timer = setInterval(() => {
      for (const send of senders) send(receiverReport(ssrc, seen))
    }, 200)
    await this.endCandidates(stream)
    for (const { data } of this.heard) {
      if (data?.candidate?.candidate)
        this.peer.addCandidate(data.candidate.candidate, data.candidate.sdpMid)
    }
  }

  /** @param {Buffer} packet */
  #receive(packet) {
    if (!isRtp(packet)) return
    this.packets++
    this.sequenceNumbers.push(sequenceNumberOf(packet))
  }
}
