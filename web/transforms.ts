// Encoded frames through a worker of the app's (W3C WebRTC Encoded Transform).

/** One kind of track's frames go through this worker's `rtctransform` event. */
export interface Transformer {
  worker: Worker
  /** What the worker gets with it. */
  options?: unknown
  transfer?: Transferable[]
}

export interface Transforms {
  audio?: Transformer
  video?: Transformer
}

type End = RTCRtpSender | RTCRtpReceiver
type MakeTransform = new (worker: Worker, options?: unknown, transfer?: Transferable[]) => unknown

/** Whether this browser can do it. */
export function canTransform(): boolean {
  return 'RTCRtpScriptTransform' in globalThis
}

/** Puts its kind's transform into one end of a connection. Throws what the browser throws. */
export function transformEnd(end: End, transforms: Transforms): void {
  const kind = end.track?.kind
  const transformer = kind === 'audio' || kind === 'video' ? transforms[kind] : undefined
  if (!transformer) return
  const { RTCRtpScriptTransform: Make } = globalThis as unknown as {
    RTCRtpScriptTransform: MakeTransform
  }
  const { worker, options, transfer } = transformer
  ;(end as { transform?: unknown }).transform = new Make(worker, options, transfer)
}
