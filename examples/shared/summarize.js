// One line about an event's data, fit to be copied into a bug report: never a session description,
// never an address from a candidate, never a token. Unknown objects show their keys, not their values.

const longest = 160 // characters of one text
const mostKeys = 8
const plainKeys = [
  ...['code', 'state', 'width', 'height', 'message', 'methodName', 'streamingMode'],
  ...['cause', 'attempt', 'delay', 'elapsed', 'kept'],
]

export function summarize(data) {
  if (data == null) return ''
  if (typeof data === 'string') return describeText(data)
  if (typeof data !== 'object') return typeof data === 'function' ? 'function' : String(data)
  return describeThing(data) ?? describeKeys(data)
}

/** Takes out what must not be read over a shoulder or pasted into a ticket. */
export function redactSecrets(text) {
  return text
    .replace(/\b(Bearer|Basic)\s+[^\s…]+/gi, '$1 …')
    .replace(
      /\b(\w*token|password|credential|secret|sig|signature)(["']?\s*[=:]\s*)[^\s&;,]+/gi,
      '$1$2…',
    )
    .replace(/([?#])[^\s"'<>]+/g, '$1…')
    .replace(/\/\/[^\s/@]+@/g, '//…@')
}

/** The same for network addresses: they tell where a person is. A clock time may go with them. */
function redactAddresses(text) {
  return text
    .replace(/\b\d{1,3}(\.\d{1,3}){3}\b/g, '[address]')
    .replace(/(?<![\w:])[\da-f]*:[\da-f]*:[\da-f:]*(?!\w)/gi, '[address]')
}

function describeText(text) {
  if (/^v=0/.test(text)) return `session description, ${text.length} characters`
  if (/^(a=)?candidate:/.test(text)) return 'ICE candidate'
  const safe = redactAddresses(redactSecrets(text)).replace(/\s+/g, ' ').trim()
  return safe.length > longest ? `${safe.slice(0, longest - 1)}…` : safe
}

function describeThing(data) {
  if (data instanceof Error)
    return describeText([data.code, data.message].filter(Boolean).join(': '))
  // How a recovery stands: its node and its error are only a part of that.
  if (typeof data.cause === 'string') return undefined
  if (is('MediaStream', data)) {
    return `media stream: ${data.getAudioTracks().length} audio, ${data.getVideoTracks().length} video`
  }
  if (is('MediaStreamTrack', data)) return `${data.kind} track`
  if (is('RTCPeerConnection', data)) return `peer connection, ${data.connectionState}`
  if (is('RTCIceCandidate', data)) {
    return ['ICE candidate', data.type, data.protocol].filter(Boolean).join(', ')
  }
  if (is('Element', data)) return `<${data.localName}>`
  if (is('MediaStreamTrack', data.track)) return `${data.track.kind} track`
  if (typeof data.candidate === 'string') return 'ICE candidate'
  if (typeof data.sdp === 'string') return `session description, ${data.sdp.length} characters`
  if (data.error instanceof Error) return describeThing(data.error)
  if (Array.isArray(data)) return `list of ${data.length}`
  return undefined
}

// A browser without WebRTC has no such class; that must not keep its error out of the log.
function is(className, value) {
  const Class = globalThis[className]
  return Boolean(Class) && value instanceof Class
}

function describePlain(value) {
  return typeof value === 'number' ? Math.round(value) : describeText(String(value))
}

function describeKeys(data) {
  const isPlain = (key) =>
    plainKeys.includes(key) && ['string', 'number', 'boolean'].includes(typeof data[key])
  const keys = Object.keys(data).filter((key) => data[key] !== undefined)
  const parts = [...keys.filter(isPlain), ...keys.filter((key) => !isPlain(key))]
    .slice(0, mostKeys)
    .map((key) => {
      if (isPlain(key)) return `${key}: ${describePlain(data[key])}`
      return data[key] instanceof Error ? `${key}: ${data[key].code ?? data[key].name}` : key
    })
  if (keys.length > mostKeys) parts.push('…')
  return parts.length ? `{ ${parts.join(', ')} }` : ''
}
