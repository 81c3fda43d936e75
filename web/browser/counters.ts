// What a look at a connection's media tells: how much has come of a player's, or for what only sends
// the signs of life that come back and the frames that the camera gives.
import type { Inputs, In } from './boundary'

type Counts = Omit<Inputs[In.StatsSampled], 'attempt'>

const freshMs = 100 // the age of a picture that leaves nothing to ask the sound for
const oddMs = 60_000 // an age of news beyond which the browser's clock is another one

const now = () => performance.timeOrigin + performance.now()

/** Looks at one connection; the counters only grow. */
export class Counters {
  readonly #connection: RTCPeerConnection
  readonly #plays: boolean
  // When the last media came, and the last picture, in ms of performance.timeOrigin and now().
  #newest = 0
  #shown = 0
  #packets = 0
  #frames = 0
  #isOdd = false

  constructor(connection: RTCPeerConnection, plays: boolean) {
    this.#connection = connection
    this.#plays = plays
  }

  /** `thorough`: also what nothing was made of. Undefined where the browser gives nothing. */
  look(thorough: boolean): Counts | Promise<Counts | undefined> {
    const receivers = this.#connection.getReceivers()
    const isCheap =
      this.#plays && !this.#isOdd && receivers.every((each) => !!each.getSynchronizationSources)
    return isCheap && !thorough ? this.#glance(receivers, 0) : this.#count(isCheap, receivers)
  }

  /**
   * By what has become sound or picture, and `newest`. Each question waits for a thread of the
   * browser's, so that the sound is asked only where the picture is late, or there is none.
   */
  #glance(receivers: RTCRtpReceiver[], newest: number): Counts {
    const last = (kind: string) =>
      Math.max(
        0,
        ...receivers
          .filter(({ track }) => track.kind === kind)
          .flatMap((each) => each.getSynchronizationSources().map(({ timestamp }) => timestamp)),
      )
    const shown = last('video')
    const isFresh = shown > this.#newest && now() - shown < freshMs
    newest = Math.max(newest, shown, isFresh ? 0 : last('audio'))
    if (newest > this.#newest) this.#packets += 1
    if (shown > this.#shown) this.#frames += 1
    this.#shown = Math.max(shown, this.#shown)
    return {
      packets: this.#packets,
      frames: this.#frames,
      ...this.#ageOf(newest),
      ...(this.#shown && { still: now() - this.#shown }),
    }
  }

  async #count(isCheap: boolean, receivers: RTCRtpReceiver[]): Promise<Counts | undefined> {
    let packets = 0
    let frames = 0
    let newest = 0
    let picture: number | undefined
    const isKind = (kind: string) => this.#plays === (kind === 'inbound-rtp')
    try {
      for (const entry of (await this.#connection.getStats()).values()) {
        const { type, kind } = entry
        if (!isKind(type) || (type === 'candidate-pair' && !entry.nominated)) continue
        packets += entry.packetsReceived ?? entry.bytesReceived ?? 0
        packets += entry.roundTripTimeMeasurements ?? 0
        packets += entry.responsesReceived ?? 0
        frames += entry.framesDecoded ?? 0
        newest = Math.max(newest, entry.lastPacketReceivedTimestamp ?? 0)
        if (kind !== 'video' || (!this.#plays && type !== 'media-source')) continue
        picture = (picture ?? 0) + (entry.bytesReceived ?? entry.frames ?? 0)
      }
    } catch {
      return undefined
    }
    const seen = this.#plays || this.#films() ? { picture } : {}
    if (isCheap) return { ...this.#glance(receivers, newest), ...seen }
    return { packets, frames, ...this.#ageOf(newest), ...seen }
  }

  /** Whether a camera is on that should give pictures. What is drawn or shared may stand still. */
  #films(): boolean {
    return this.#connection.getSenders().some(({ track }) => {
      if (track?.kind !== 'video' || track.readyState !== 'live') return false
      const isDrawn = 'canvas' in track
      return !isDrawn && !track.muted && track.enabled && !track.getSettings().displaySurface
    })
  }

  #ageOf(newest: number): { age?: number } {
    if (newest > this.#newest) {
      this.#isOdd ||= Math.abs(now() - newest) > oddMs
      this.#newest = newest
    }
    return this.#newest && !this.#isOdd ? { age: now() - this.#newest } : {}
  }
}
