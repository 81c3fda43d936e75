// From the browser's reports to a few numbers. Pure: a report and the sample before it, in; a sample,
// out. A number that the browser does not give stays undefined and is shown as a dash.

/** What is sent. Takes the sum over all layers, and the picture of the largest. */
export function readSent(report, before) {
  const parts = split(report)
  const streams = parts.filter((part) => part.type === 'outbound-rtp')
  const remote = parts.filter((part) => part.type === 'remote-inbound-rtp')
  const picture = largestPicture(streams)
  return {
    ...common(report, parts, streams, before, 'bytesSent'),
    packets: sum(streams, 'packetsSent'),
    lost: sum(remote, 'packetsLost'),
    fps: picture?.framesPerSecond,
    width: picture?.frameWidth,
    height: picture?.frameHeight,
    roundTrip: roundTrip(parts) ?? toMs(remote.find((part) => part.roundTripTime)?.roundTripTime),
  }
}

/** What arrives. */
export function readReceived(report, before) {
  const parts = split(report)
  const streams = parts.filter((part) => part.type === 'inbound-rtp')
  const picture = largestPicture(streams)
  return {
    ...common(report, parts, streams, before, 'bytesReceived'),
    packets: sum(streams, 'packetsReceived'),
    lost: sum(streams, 'packetsLost'),
    jitter: toMs((picture ?? streams[0])?.jitter),
    fps: picture?.framesPerSecond,
    frames: picture?.framesDecoded,
    freezes: picture?.freezeCount,
    width: picture?.frameWidth,
    height: picture?.frameHeight,
    roundTrip: roundTrip(parts),
  }
}

function common(report, parts, streams, before, counter) {
  const bytes = sum(streams, counter)
  const at = streams[0]?.timestamp
  // A counter that went back belongs to a new connection; there is no rate across that border.
  const comparable = before?.bytes !== undefined && bytes >= before.bytes && at > before.at
  return {
    at,
    bytes,
    bitrate: comparable ? ((bytes - before.bytes) * 8) / (at - before.at) : undefined, // kbit/s
    codec: codecs(report, streams),
  }
}

function split(report) {
  const parts = []
  report.forEach((part) => parts.push(part))
  return parts
}

function sum(parts, field) {
  const values = parts.map((part) => part[field]).filter(Number.isFinite)
  return values.length ? values.reduce((total, value) => total + value, 0) : undefined
}

function largestPicture(streams) {
  const pictures = streams.filter((part) => part.kind === 'video')
  return pictures.sort((a, b) => (b.frameWidth ?? 0) - (a.frameWidth ?? 0))[0]
}

function codecs(report, streams) {
  const order = { video: 0, audio: 1 }
  const names = [...streams]
    .sort((a, b) => order[a.kind] - order[b.kind])
    .map((part) => report.get(part.codecId)?.mimeType?.split('/')[1])
    .filter(Boolean)
  return names.length ? [...new Set(names)].join(', ') : undefined
}

function roundTrip(parts) {
  const pairs = parts.filter((part) => part.type === 'candidate-pair' && part.nominated)
  return toMs(
    pairs.find((pair) => Number.isFinite(pair.currentRoundTripTime))?.currentRoundTripTime,
  )
}

function toMs(seconds) {
  return Number.isFinite(seconds) ? seconds * 1000 : undefined
}
