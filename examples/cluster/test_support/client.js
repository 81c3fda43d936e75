// @ts-check
import { Peer, localMedia } from '../node/peer.js'
import { isKeyFrameRequest, partsOf, receiverReport, senderReport } from '../node/rtcp.js'
import { isRtcp, isRtp } from '../node/rtp.js'

/** @typedef {import('./cluster.js').Cluster} Cluster */
/** @typedef {import('./cluster.js').Reply} Reply */
/** @typedef {'audio' | 'video'} Kind */

const PACKET_EVERY_MS = 20
const REPORT_EVERY_MS = 200

/** @type {Record<string, import('../node/sdp.js').Payload>} */
export const CODECS = {
  VP8: { type: 100, codec: 'VP8', parameters: '' },
  H264: {
    type: 102,
    codec: 'H264',
    parameters: 'level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f',
  },
  OPUS: { type: 109, codec: 'OPUS', parameters: 'minptime=10;useinbandfec=1' },
}

/** A WHIP or WHEP client without a browser: what it sends looks like media, and is not. */
class Client {
  /** @type {(packet: Buffer) => boolean} */
  send = () => false
  /** @type {Reply} */
  reply = { status: 0, headers: {}, body: '' }
  state = 'new'
  description = ''
  /** @type {Record<string, any>[]} what it was told over its data channel */
  heardByChannel = []
  /** @type {import('../node/peer.js').Channel | null} */
  channel = null
  /** @type {NodeJS.Timeout | undefined} */
  timer

  /** @param {Cluster} cluster */
  constructor(cluster) {
    this.cluster = cluster
    const log = (/** @type {string} */ step, /** @type {object} */ facts = {}) =>
      console.error(step, facts)
    this.peer = new Peer('127.0.0.1', (state) => (this.state = state), log)
    this.peer.onChannelOpen = (channel) => (this.channel = channel)
    this.peer.onChannelMessage = (_, text) => this.heardByChannel.push(JSON.parse(text))
  }

  /** Candidates are left out; the node finds this client by the checks that it gets. */
  async offer() {
    return (await this.peer.offer()).replace(/^a=(candidate:|end-of-candidates).*\r?\n/gm, '')
  }

  /** @param {string} path */
  async negotiate(path) {
    const sdp = (this.description = await this.offer())
    this.ufrag = /a=ice-ufrag:(\S+)/.exec(sdp)?.[1] ?? ''
    const headers = { 'Content-Type': 'application/sdp' }
    this.reply = await this.cluster.request('POST', path, headers, sdp)
    if (this.reply.status === 201) this.peer.acceptAnswer(this.reply.body)
    else this.leave()
  }

  get location() {
    return String(this.reply.headers.location)
  }

  /** @param {string} fragment @param {Record<string, string>} [headers] */
  patch(fragment, headers = {}) {
    const type = 'application/trickle-ice-sdpfrag'
    return this.cluster.request(
      'PATCH',
      this.location,
      { 'Content-Type': type, ...headers },
      fragment,
    )
  }

  /** The orderly end. */
  async stop() {
    const { status } = await this.cluster.request('DELETE', this.location)
    this.leave()
    return status
  }

  /** The connection alone is closed; nobody is told by HTTP. */
  leave() {
    clearInterval(this.timer)
    this.peer.close()
  }
}

export class Publisher extends Client {
  keyFrameRequests = 0

  /**
   * @param {Cluster} cluster
   * @param {string} stream
   * @param {{codec?: 'VP8' | 'H264' | 'OPUS', query?: string, path?: string,
   *   withChannel?: boolean}} [options]
   */
  static async publish(cluster, stream, { codec = 'VP8', query = '', path, withChannel } = {}) {
    const publisher = new Publisher(cluster)
    const payload = CODECS[codec]
    /** @type {Kind} */
    const kind = codec === 'OPUS' ? 'audio' : 'video'
    const media = localMedia(kind, '0', 'SendOnly', [payload], 4711)
    publisher.send = publisher.peer.addTrack(media, (packet) => publisher.#hear(packet))
    if (withChannel) publisher.peer.createChannel()
    path ??= `/live/whip/endpoint/${encodeURIComponent(stream)}`
    await publisher.negotiate(path + query)
    if (publisher.reply.status === 201) publisher.timer = sendPackets(publisher.send, payload.type)
    return publisher
  }

  /** @param {Buffer} packet */
  #hear(packet) {
    if (!isRtcp(packet)) return
    for (const part of partsOf(packet)) if (isKeyFrameRequest(part)) this.keyFrameRequests++
  }
}

/** Counts what arrives and reports like a browser. */
export class Player extends Client {
  packets = 0
  senderReports = 0
  /** @type {Set<number>} */
  payloadTypes = new Set()

  /**
   * @param {Cluster} cluster
   * @param {string} stream
   * @param {{codecs?: string[], query?: string, path?: string, withChannel?: boolean}} [options]
   */
  static async play(cluster, stream, options = {}) {
    const { codecs = ['VP8', 'H264'], query = '', withChannel } = options
    const player = new Player(cluster)
    /** @type {Kind} */
    const kind = codecs.includes('OPUS') ? 'audio' : 'video'
    const payloads = codecs.map((codec) => CODECS[codec])
    const media = localMedia(kind, '0', 'RecvOnly', payloads)
    player.send = player.peer.addTrack(media, (packet) => player.#receive(packet))
    if (withChannel) player.peer.createChannel()
    const path = options.path ?? `/live/whep/endpoint/${encodeURIComponent(stream)}`
    await player.negotiate(path + (query || '?requestId=test'))
    const ssrc = Number(/a=ssrc:(\d+)/.exec(player.reply.body)?.[1] ?? 0)
    const seen = { fractionLost: 0, lost: 0, highest: 0, lastReport: 0, sinceLastReport: 0 }
    const report = () => player.send(receiverReport(ssrc, seen))
    if (player.reply.status === 201) player.timer = setInterval(report, REPORT_EVERY_MS)
    return player
  }

  /** @param {Buffer} packet */
  #receive(packet) {
    if (isRtp(packet)) {
      this.packets++
      this.payloadTypes.add(packet[1] & 0x7f)
    } else if (packet[1] === 200) this.senderReports++
  }
}

/**
 * A packet of one track every 20 ms, and a sender report now and then.
 *
 * @param {(packet: Buffer) => boolean} send
 * @param {number} payloadType
 */
export function sendPackets(send, payloadType) {
  let count = 0
  return setInterval(() => {
    const packet = Buffer.alloc(100, count)
    packet.set([0x80, payloadType])
    packet.writeUInt16BE(count & 0xffff, 2)
    packet.writeUInt32BE(count * 1800, 4)
    packet.writeUInt32BE(4711, 8)
    send(packet)
    if (count++ % 10 === 0) send(senderReport(4711, Buffer.alloc(20, 7)))
  }, PACKET_EVERY_MS)
}
