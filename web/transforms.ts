// Encoded frames through a worker of the app's (W3C WebRTC Encoded Transform).

/** One kind of track's frames go through this worker's `rtctransform` event. */
export interface Transformer {
  /** Whose `rtctransform` event gets the frames. */
  worker: Worker
  /** What the worker gets with it. */
  options?: unknown
  /**
   * Objects in `options` that are the worker's from then on. The browser takes them once: a session
   * after that, also one of `recovery`, has to do with options that can be copied.
   */
  transfer?: Transferable[]
}

/** What encoded frames go through, by the kind of track. */
export interface Transforms {
  /** Sound. Default: none. */
  audio?: Transformer
  /** Picture. Default: none. */
  video?: Transformer
}

export type End = RTCRtpSender | RTCRtpReceiver
type MakeTransform = new (worker: Worker, options?: unknown, transfer?: Transferable[]) => unknown

/** Puts the transforms that are given into the ends of connections, each end once. */
export class Transforming {
  readonly #done = new WeakSet<End>()
  given: Transforms | undefined

  /** `tell` hears of what cannot be done; frames then pass as they are. */
  apply(end: End, tell: (type: string, data: unknown) => void): void {
    const kind = end.track?.kind
    const transformer = kind === 'audio' || kind === 'video' ? this.given?.[kind] : undefined
    if (!transformer || this.#done.has(end)) return
    this.#done.add(end)
    const { RTCRtpScriptTransform: Make } = globalThis as { RTCRtpScriptTransform?: MakeTransform }
    if (!Make) {
      return tell('WebRTC.Unsupported.Feature', {
        feature: 'Insertable Streams',
        message: 'This browser has no RTCRtpScriptTransform.',
      })
    }
    const { worker, options, transfer } = transformer
    try {
      ;(end as { transform?: unknown }).transform = new Make(worker, options, transfer)
    } catch (error) {
      tell('WebRTC.Transform.Error', { error })
    }
  }
}
