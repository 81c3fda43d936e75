// Encoded frames through a worker of the app's (W3C WebRTC Encoded Transform).

/** One kind of track's frames go through this worker's `rtctransform` event. */
export interface Transformer {
  worker: Worker
  /** What the worker gets with it. */
  options?: unknown
  /**
   * Objects in `options` that are the worker's from then on. The browser takes them once: a session
   * after that, also one of `recovery`, has to do with options that can be copied.
   */
  transfer?: Transferable[]
}

export interface Transforms {
  audio?: Transformer
  video?: Transformer
}

export type End = RTCRtpSender | RTCRtpReceiver
type MakeTransform = new (worker: Worker, options?: unknown, transfer?: Transferable[]) => unknown

/** Whether this browser can do it. */
export function canTransform(): boolean {
  return 'RTCRtpScriptTransform' in globalThis
}

/** What this end's frames are to go through, if anything. */
export function transformerOf(end: End, transforms: Transforms | undefined) {
  const kind = end.track?.kind
  return kind === 'audio' || kind === 'video' ? transforms?.[kind] : undefined
}

/** Throws what the browser throws. */
export function transformEnd(end: End, transformer: Transformer): void {
  const { RTCRtpScriptTransform: Make } = globalThis as unknown as {
    RTCRtpScriptTransform: MakeTransform
  }
  const { worker, options, transfer } = transformer
  ;(end as { transform?: unknown }).transform = new Make(worker, options, transfer)
}
