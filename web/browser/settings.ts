// What an app has set on the ends of a connection, which lives on in the one that takes its place:
// what is sent now, how, and how it is played. By the ends as they were, whatever the options say.

interface SenderSettings {
  track: MediaStreamTrack | null
  /** As the app has changed them; undefined where they are still the options'. */
  encodings: RTCRtpEncodingParameters[] | undefined
  degradation: RTCDegradationPreference | undefined
}

interface ReceiverSettings {
  buffer: number | null | undefined
  isEnabled: boolean
}

export interface Settings {
  /** By kind. */
  senders: Map<string, SenderSettings>
  /** By kind. */
  receivers: Map<string, ReceiverSettings>
}

/** A device's track has been replaced. */
export function exchange(
  { senders }: Settings,
  ended: MediaStreamTrack,
  fresh: MediaStreamTrack,
): void {
  for (const sender of senders.values()) if (sender.track === ended) sender.track = fresh
}

export const noSettings = (): Settings => ({ senders: new Map(), receivers: new Map() })

/** What an app may set of an encoding (W3C WebRTC section 5.2.3), without what the browser adds. */
const fields = [
  'active',
  'maxBitrate',
  'maxFramerate',
  'scaleResolutionDownBy',
  'priority',
  'networkPriority',
] as const

const textOf = ({ encodings }: Partial<RTCRtpSendParameters>): string =>
  JSON.stringify(encodings?.map((encoding) => fields.map((field) => encoding[field])))

/** A sender of ours, and what it was when it was made. */
export class Sender {
  readonly #end: RTCRtpSender
  readonly #made: RTCRtpSendParameters
  readonly #kept: SenderSettings | undefined

  constructor(end: RTCRtpSender, kept: SenderSettings | undefined) {
    this.#end = end
    this.#made = end.getParameters()
    this.#kept = kept
    if (kept?.degradation) this.#set(kept)
  }

  get settings(): SenderSettings {
    const now = this.#end.getParameters()
    // A sender that has ended knows none.
    const isChanged = now.encodings.length > 0 && textOf(now) !== textOf(this.#made)
    return {
      track: this.#end.track,
      encodings: isChanged ? now.encodings : this.#kept?.encodings,
      degradation: now.degradationPreference ?? this.#kept?.degradation,
    }
  }

  /** What a device gives has another track now. */
  exchange(ended: MediaStreamTrack, fresh: MediaStreamTrack): void {
    if (this.#end.track === ended) this.#end.replaceTrack(fresh).catch(ignore)
  }

  /** They may have changed since the sender was made. */
  follow(wanted: SenderSettings): void {
    if (this.#end.track !== wanted.track) this.#end.replaceTrack(wanted.track).catch(ignore)
    this.#set(wanted)
  }

  #set({ encodings, degradation }: SenderSettings): void {
    const now = this.#end.getParameters()
    const isSame =
      (!encodings || textOf({ encodings }) === textOf(now)) &&
      degradation === now.degradationPreference
    if (isSame || (encodings && encodings.length !== now.encodings.length)) return
    encodings?.forEach((encoding, i) => {
      for (const field of fields)
        Object.assign(now.encodings[i] ?? {}, { [field]: encoding[field] })
    })
    if (degradation) now.degradationPreference = degradation
    this.#end.setParameters(now).catch(ignore)
  }
}

const ignore = () => {}

export function receiverSettings(connection: RTCPeerConnection): Settings['receivers'] {
  const settings: Settings['receivers'] = new Map()
  for (const { track, jitterBufferTarget: buffer } of connection.getReceivers())
    if (!settings.has(track.kind)) settings.set(track.kind, { buffer, isEnabled: track.enabled })
  return settings
}

export function setReceiver(receiver: RTCRtpReceiver, settings: Settings['receivers']): void {
  const wanted = settings.get(receiver.track.kind)
  if (!wanted) return
  receiver.track.enabled = wanted.isEnabled
  // Browsers without it have given none.
  if (wanted.buffer != null) receiver.jitterBufferTarget = wanted.buffer
}
