// How much media has come: a player's, or for what only sends the signs of life that come back.
import type { Inputs, In } from './boundary'

type Counts = Omit<Inputs[In.StatsSampled], 'attempt'>

const oddMs = 60_000 // an age of news beyond which the browser's clock is another one

/** Looks at one connection; the counters only grow. */
export class Counters {
  readonly #connection: RTCPeerConnection
  #newest = 0 // when the last media came, in ms of performance.timeOrigin and now()
  #picture = 0
  #packets = 0
  #frames = 0
  #isOdd = false

  constructor(connection: RTCPeerConnection) {
    this.#connection = connection
  }

  /** `thorough`: counts packets as well, also those that nothing was made of. */
  async look(thorough: boolean): Promise<Counts | undefined> {
    const receivers = this.#connection.getReceivers()
    const plays = this.#connection
      .getTransceivers()
      .some(({ direction }) => direction.startsWith('recv'))
    if (!plays || this.#isOdd || !receivers[0]?.getSynchronizationSources)
      return countMedia(this.#connection)
    let newest = 0
    let picture = 0
    for (const receiver of receivers) {
      for (const { timestamp } of receiver.getSynchronizationSources()) {
        newest = Math.max(newest, timestamp)
        if (receiver.track.kind === 'video') picture = Math.max(picture, timestamp)
      }
    }
    if (thorough) {
      try {
        for (const { lastPacketReceivedTimestamp } of (await this.#connection.getStats()).values())
          newest = Math.max(newest, lastPacketReceivedTimestamp ?? 0)
      } catch {
        return undefined
      }
    }
    const isNew = newest > this.#newest
    if (isNew) this.#packets += 1
    if (picture > this.#picture) this.#frames += 1
    this.#newest = Math.max(newest, this.#newest)
    this.#picture = Math.max(picture, this.#picture)
    if (!this.#newest) return { packets: 0, frames: 0 }
    const age = performance.timeOrigin + performance.now() - this.#newest
    this.#isOdd = isNew && Math.abs(age) > oddMs
    return { packets: this.#packets, frames: this.#frames, age: Math.max(0, age) }
  }
}

/** Undefined where the browser gives none. */
async function countMedia(connection: RTCPeerConnection): Promise<Counts | undefined> {
  const received = { packets: 0, frames: 0 }
  const back = { packets: 0, frames: 0 } // bytes and answers
  let sends = false
  try {
    for (const entry of (await connection.getStats()).values()) {
      sends ||= entry.type === 'outbound-rtp'
      if (entry.type === 'inbound-rtp') {
        received.packets += entry.packetsReceived ?? 0
        received.frames += entry.framesDecoded ?? 0
      } else if (entry.type === 'remote-inbound-rtp') {
        back.packets += entry.roundTripTimeMeasurements ?? 0
      } else if (entry.type === 'candidate-pair' && entry.nominated) {
        back.packets += (entry.bytesReceived ?? 0) + (entry.responsesReceived ?? 0)
      }
    }
  } catch {
    return undefined
  }
  return sends ? back : received
}
