// Values that options and events are made of, by the names that the field's pages know.

/** What `iceTransport` may be. */
export const IceTransportTypes = Object.freeze({ UDP: 'udp', TCP: 'tcp' } as const)

/** What a player's `videoEncoding` may be; `NONE` leaves the choice to the browser. */
export const PlaybackVideoEncoder = Object.freeze({
  VP8: 'VP8',
  H264: 'H264',
  H265: 'H265',
  NONE: 'NONE',
} as const)

/** What a player's `audioEncoding` may be. */
export const PlaybackAudioEncoder = Object.freeze({ OPUS: 'OPUS', NONE: 'NONE' } as const)

/** What a publisher's `videoEncoding` may be. */
export const PublishVideoEncoder = Object.freeze({
  VP8: 'VP8',
  H264: 'H264',
  H265: 'H265',
} as const)

/** What a publisher's `audioEncoding` may be. */
export const PublishAudioEncoder = Object.freeze({ OPUS: 'OPUS' } as const)

/** What a transform works on. Browsers give encoded frames; packets are the name of a plan. */
export const TransformFrameTypes = Object.freeze({
  ENCODED_FRAME: 'EncodedFrame',
  PACKET: 'Packet',
} as const)

/** The `code` of Subscribe.Playback.Change. */
export const PlaybackState = Object.freeze({
  AVAILABLE: 0,
  IDLE: 1,
  PLAYING: 2,
  PAUSED: 3,
  UNAVAILABLE: 1000,
} as const)

export type PlaybackStateName = keyof typeof PlaybackState

/** Its `state`, for people. */
export const PlaybackStateReadable = Object.freeze({
  AVAILABLE: 'Playback.AVAILABLE',
  IDLE: 'Playback.IDLE',
  PLAYING: 'Playback.PLAYING',
  PAUSED: 'Playback.PAUSED',
  UNAVAILABLE: 'Playback.UNAVAILABLE',
} as const)
