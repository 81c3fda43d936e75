// From the browser's report to a few numbers. Pure: a report and the sample before it, in; a sample, out.
import type { StreamStats } from './types'

/** The members of RTCStats that are read here, of whatever type they are. */
type Part = Readonly<Record<string, unknown>>

/** A sample, and what the next one's rate is reckoned from. */
export interface Sample {
  readonly stats: StreamStats
  readonly bytes: number
  readonly at: number
}

const number = (value: unknown) => (Number.isFinite(value) ? (value as number) : undefined)
const ms = (seconds: unknown) => (Number.isFinite(seconds) ? (seconds as number) * 1000 : undefined)

function sum(parts: readonly Part[], field: string): number | undefined {
  const values = parts.map((part) => number(part[field])).filter((value) => value !== undefined)
  return values.length ? values.reduce((total, value) => total + value, 0) : undefined
}

export function read(report: RTCStatsReport, before: Sample | undefined): Sample {
  const parts: Part[] = []
  report.forEach((part: Part) => parts.push(part))
  const of = (type: string) => parts.filter((part) => part.type === type)
  const [sent, received] = [of('outbound-rtp'), of('inbound-rtp')]
  const isSent = sent.length > 0
  const streams = isSent ? sent : received
  const width = (part: Part | undefined) => number(part?.frameWidth)
  const pictures = streams.filter(({ kind }) => kind === 'video')
  const picture = pictures.sort((a, b) => (width(b) ?? 0) - (width(a) ?? 0))[0]
  const pair = of('candidate-pair').find(
    ({ nominated, state }) => nominated && state === 'succeeded',
  )

  const bytes = sum(streams, isSent ? 'bytesSent' : 'bytesReceived') ?? 0
  const at = number(streams[0]?.timestamp) ?? 0
  // A counter that went back belongs to a new connection; there is no rate across that border.
  const isOneRun = before !== undefined && bytes >= before.bytes && at > before.at
  const stats: StreamStats = {
    bitrateKbps: isOneRun ? ((bytes - before.bytes) * 8) / (at - before.at) : undefined,
    packets: sum(streams, isSent ? 'packetsSent' : 'packetsReceived'),
    packetsLost: sum(isSent ? of('remote-inbound-rtp') : received, 'packetsLost'),
    framesPerSecond: number(picture?.framesPerSecond),
    width: width(picture),
    height: number(picture?.frameHeight),
    roundTripMs: ms(pair?.currentRoundTripTime),
    jitterMs: isSent ? undefined : ms((picture ?? received[0])?.jitter),
  }
  return { stats, bytes, at }
}
