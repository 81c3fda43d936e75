// @ts-check
import { once } from 'node:events'
import { EventEmitter } from 'node:events'
import rtc from 'node-datachannel'

/** @typedef {import('node-datachannel').Track} Track */
/** @typedef {InstanceType<typeof rtc.Video> | InstanceType<typeof rtc.Audio>} LocalMedia */

const GATHER_TIMEOUT_MS = 2_000
const STREAM_ID = 'cluster'
const CHANNELS_LIMIT = 16
const CHANNEL_BACKLOG_BYTES = 1024 * 1024
/** The label of the data channel that nodes and clients exchange messages on. */
export const CHANNEL = 'red5pro'

/** @typedef {{label: string, send: (text: string) => boolean}} Channel send: false: not sent */

/**
 * One peer connection of the media library, with its habits dealt with: an exception in a callback
 * would end the process, and a track that only the library knows is closed by garbage collection.
 */
export class Peer {
  /** @type {Track[]} */
  #tracks = []
  /** @type {import('node-datachannel').DataChannel[]} */
  #channels = []
  /** Data channels, whoever made them. @type {(channel: Channel) => void} */
  onChannelOpen = () => {}
  /** @type {(channel: Channel, text: string) => void} */
  onChannelMessage = () => {}
  /** @type {(channel: Channel) => void} */
  onChannelClosed = () => {}
  #events = new EventEmitter()
  #closed = false

  /**
   * @param {string} address media goes out from this address, and candidates name it
   * @param {(state: string) => void} onState
   * @param {import('../shared/log.js').Log} log
   */
  constructor(address, onState, log) {
    this.log = log
    const config = { iceServers: [], bindAddress: address, disableAutoNegotiation: true }
    this.pc = new rtc.PeerConnection('cluster', config)
    this.pc.onStateChange(this.#contained(onState))
    this.pc.onGatheringStateChange(this.#contained((state) => this.#events.emit(state)))
    // Tracks that only the other side wants: accepted, kept, never used.
    this.pc.onTrack(this.#contained((track) => this.#keep(track)))
    this.pc.onDataChannel(this.#contained((channel) => this.#adopt(channel)))
  }

  /** Before the offer, which must have a section for it. */
  createChannel() {
    this.#adopt(this.pc.createDataChannel(CHANNEL))
  }

  /**
   * @param {LocalMedia} media
   * @param {(packet: Buffer) => void} onPacket RTP or RTCP
   * @param {() => void} [onOpen]
   * @returns {(packet: Buffer) => boolean} send; false: not open (any more)
   */
  addTrack(media, onPacket, onOpen = () => {}) {
    const track = this.pc.addTrack(media)
    this.#keep(track)
    track.onMessage(this.#contained(onPacket))
    track.onOpen(this.#contained(onOpen))
    return (packet) => {
      if (this.#closed || !track.isOpen()) return false
      try {
        return track.sendMessageBinary(packet)
      } catch {
        // The connection may close between the check and the call: it lives in another thread.
        return false
      }
    }
  }

  /**
   * @param {string} offer
   * @returns {Promise<string>} the answer, with every candidate in it
   */
  async answer(offer) {
    this.pc.setRemoteDescription(offer, 'offer')
    this.pc.setLocalDescription('answer')
    return this.#gathered()
  }

  async offer() {
    this.pc.setLocalDescription('offer')
    return this.#gathered()
  }

  /** @param {string} answer */
  acceptAnswer(answer) {
    this.pc.setRemoteDescription(answer, 'answer')
  }

  /**
   * @param {string} candidate
   * @param {string} mid
   */
  addCandidate(candidate, mid) {
    if (!this.#closed) this.pc.addRemoteCandidate(candidate, mid)
  }

  /** The other side learns of it at once, by a DTLS alert. */
  close() {
    if (this.#closed) return
    this.#closed = true
    this.#contained(() => {
      this.pc.close()
      for (const track of this.#tracks) track.close()
    })()
  }

  /** @returns {{candidate: string, mid: string, index: number}[]} what the last description named */
  candidates() {
    const [, ...sections] = (this.pc.localDescription()?.sdp ?? '').split(/^m=/m)
    return sections.flatMap((section, index) => {
      const mid = /^a=mid:(.+?)\r?$/m.exec(section)?.[1] ?? ''
      const lines = [...section.matchAll(/^a=(candidate:.+?)\r?$/gm)]
      return lines.map(([, candidate]) => ({ candidate, mid, index }))
    })
  }

  async #gathered() {
    // Host candidates are there at once; the wait is for the day when that changes.
    if (this.pc.gatheringState() !== 'complete')
      await once(this.#events, 'complete', { signal: AbortSignal.timeout(GATHER_TIMEOUT_MS) })
    const description = this.pc.localDescription()
    if (!description) throw new Error('The media library made no description.')
    return description.sdp
  }

  /** @param {import('node-datachannel').DataChannel} one */
  #adopt(one) {
    if (this.#channels.length >= CHANNELS_LIMIT) return one.close()
    this.#channels.push(one)
    /** @type {Channel} */
    const channel = {
      label: one.getLabel(),
      send: (text) => {
        if (this.#closed || !one.isOpen() || one.bufferedAmount() > CHANNEL_BACKLOG_BYTES)
          return false
        try {
          return one.sendMessage(text)
        } catch {
          // Like a track, it may close between the check and the call.
          return false
        }
      },
    }
    one.onOpen(this.#contained(() => this.onChannelOpen(channel)))
    one.onMessage(this.#contained((data) => this.onChannelMessage(channel, textOf(data))))
    one.onClosed(this.#contained(() => this.onChannelClosed(channel)))
  }

  /** @param {Track} track */
  #keep(track) {
    this.#tracks.push(track)
    // Without a handler of its own the library never lets go of a closed track.
    track.onClosed(() => {})
  }

  /**
   * @template {unknown[]} A
   * @param {(...args: A) => void} callback
   * @returns {(...args: A) => void}
   */
  #contained(callback) {
    return (...args) => {
      try {
        callback(...args)
      } catch (error) {
        this.log('media callback failed', { error: String(error) })
      }
    }
  }
}

/** @param {string | Buffer | ArrayBuffer} data */
function textOf(data) {
  return typeof data === 'string' ? data : Buffer.from(/** @type {Buffer} */ (data)).toString()
}

/**
 * @param {import('./sdp.js').Kind} kind
 * @param {string} mid
 * @param {'SendOnly' | 'RecvOnly' | 'Inactive'} direction
 * @param {import('./sdp.js').Payload[]} payloads
 * @param {number} [ssrc] of what is sent
 * @returns {LocalMedia}
 */
export function localMedia(kind, mid, direction, payloads, ssrc) {
  const media = kind === 'video' ? new rtc.Video(mid, direction) : new rtc.Audio(mid, direction)
  for (const { type, codec, parameters } of payloads) addCodec(media, type, codec, parameters)
  // One name for both tracks is what makes a browser play sound and picture in step.
  if (ssrc !== undefined) media.addSSRC(ssrc, STREAM_ID, STREAM_ID, kind)
  return media
}

/**
 * @param {LocalMedia} media
 * @param {number} type
 * @param {string} codec
 * @param {string} parameters
 */
function addCodec(media, type, codec, parameters) {
  if (media instanceof rtc.Audio) {
    if (codec === 'OPUS') media.addOpusCodec(type, parameters)
    else media.addAudioCodec(type, codec, parameters)
  } else if (codec === 'VP8') media.addVP8Codec(type)
  else if (codec === 'H264') media.addH264Codec(type, parameters)
  else media.addVideoCodec(type, codec, parameters)
}

/** The library's threads must end before the process does. */
export function releaseLibrary() {
  rtc.cleanup()
}
