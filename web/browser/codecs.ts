import type { Role } from '../core-glue'

interface Wishes {
  readonly role: Role
  readonly options: Readonly<Record<string, unknown>>
}

/** Puts the codec that the options name in front. The others stay: the server may not have it. */
export function preferCodec(
  transceiver: RTCRtpTransceiver,
  { role, options }: Wishes,
  isVideo: boolean,
): void {
  const { videoEncoding, audioEncoding, forceVP8 } = options
  const named = (isVideo ? videoEncoding : audioEncoding) ?? ''
  const wanted = isVideo && !named && forceVP8 === true ? 'VP8' : named
  if (typeof wanted !== 'string' || !wanted || wanted === 'NONE') return
  const kind = isVideo ? 'video' : 'audio'
  const mimeType = `${kind}/${wanted}`.toLowerCase()
  const side = role === 'publisher' ? RTCRtpSender : RTCRtpReceiver
  const codecs = side.getCapabilities(kind)?.codecs
  const isWanted = (codec: RTCRtpCodec) => codec.mimeType.toLowerCase() === mimeType
  const { setCodecPreferences } = transceiver as Partial<RTCRtpTransceiver>
  if (!codecs || !setCodecPreferences) return
  transceiver.setCodecPreferences([
    ...codecs.filter(isWanted),
    ...codecs.filter((codec) => !isWanted(codec)),
  ])
}
