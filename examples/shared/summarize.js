// One line about an event's data, fit to be copied into a bug report: never a session description,
// never an address from a candidate, never a token. Unknown objects show their keys, not their values.

const longest = 160
const plainKeys = ['code', 'state', 'width', 'height', 'message', 'methodName', 'streamingMode']

export function summarize(data) {
  if (data == null) return ''
  if (typeof data === 'string') return describeText(data)
  if (typeof data !== 'object') return typeof data === 'function' ? 'function' : String(data)
  return describeThing(data) ?? describeKeys(data)
}

/** Takes out what must not be read over a shoulder or pasted into a ticket. */
export function redact(text) {
  return text
    .replace(/\bBearer\s+\S+/gi, 'Bearer …')
    .replace(
      /\b(token|password|auth\w*|credential|secret|sig\w*)(["']?\s*[=:]\s*)[^\s&;,]+/gi,
      '$1$2…',
    )
    .replace(/([?#])[^\s"'<>]+/g, '$1…')
    .replace(/\/\/[^\s/@]+@/g, '//…@')
    .replace(/\b\d{1,3}(\.\d{1,3}){3}\b/g, '[address]')
    .replace(
      /(?<![\w:])(?:[\da-f]{1,4}:){2,7}[\da-f]{0,4}(?::[\da-f]{0,4})*(?![\w:])/gi,
      '[address]',
    )
    .replace(/(?<![\w:])::(?:[\da-f]{1,4}:?)+(?![\w:])/gi, '[address]')
}

function describeText(text) {
  if (/^v=0/.test(text)) return `session description, ${text.length} characters`
  if (/^(a=)?candidate:/.test(text)) return 'ICE candidate'
  const safe = redact(text).replace(/\s+/g, ' ').trim()
  return safe.length > longest ? `${safe.slice(0, longest - 1)}…` : safe
}

function describeThing(data) {
  if (data instanceof Error)
    return describeText([data.code, data.message].filter(Boolean).join(': '))
  if (data instanceof MediaStream) {
    return `media stream: ${data.getAudioTracks().length} audio, ${data.getVideoTracks().length} video`
  }
  if (data instanceof MediaStreamTrack) return `${data.kind} track`
  if (data instanceof RTCPeerConnection) return `peer connection, ${data.connectionState}`
  if (data instanceof Element) return `<${data.localName}>`
  if (typeof data.sdp === 'string')
    return `${data.type ?? 'description'}, ${data.sdp.length} characters`
  if (typeof data.candidate === 'string') {
    return ['ICE candidate', data.type, data.protocol]
      .filter((part) => part?.length < 8 || part === 'ICE candidate')
      .join(', ')
  }
  if (data.track instanceof MediaStreamTrack) return `${data.track.kind} track`
  if (Array.isArray(data)) return `list of ${data.length}`
  return undefined
}

function describeKeys(data) {
  const parts = Object.keys(data)
    .slice(0, 8)
    .map((key) => {
      const value = data[key]
      const plain =
        plainKeys.includes(key) && ['string', 'number', 'boolean'].includes(typeof value)
      return plain ? `${key}: ${describeText(String(value))}` : key
    })
  return parts.length ? `{ ${parts.join(', ')} }` : ''
}
