// How much media has come: a player's, or for what only sends the signs of life that come back.
import type { Inputs, In } from './boundary'

type Counts = Omit<Inputs[In.StatsSampled], 'attempt'>

/** The counters only grow. Undefined where the browser gives none. */
export async function countMedia(connection: RTCPeerConnection): Promise<Counts | undefined> {
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
