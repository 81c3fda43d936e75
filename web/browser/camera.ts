// The camera and microphone, or the stream that the app has given.
import { importDevices } from '../devices_import'
import { describe, In, type Feed } from './boundary'
import type { Reopening } from './devices'

export type Use = (fresh: MediaStreamTrack, ended: MediaStreamTrack) => void

export class Camera {
  #error: unknown
  #accepted: MediaStreamConstraints | undefined // in the place of those that no camera meets
  #loading: ReturnType<typeof importDevices> | undefined
  #reopening: Reopening | undefined

  stream: MediaStream | undefined
  readonly options: Readonly<Record<string, unknown>>
  readonly feed: Feed
  readonly life: AbortSignal
  /** The device of each track that has been ours. */
  readonly devices = new WeakMap<MediaStreamTrack, string | undefined>()
  isOwned: boolean

  /**
   * @param stream one that is there already
   * @param isOwned it is ours to stop, as an earlier session of the client opened it
   * @param life aborted when no session takes what is still to come
   */
  constructor(
    options: Readonly<Record<string, unknown>>,
    stream: MediaStream | undefined,
    isOwned: boolean,
    feed: Feed,
    life: AbortSignal,
  ) {
    this.options = options
    this.stream = stream
    this.isOwned = isOwned
    this.feed = feed
    this.life = life
    for (const track of this.tracks) this.watch(track)
  }

  /** Feeds MediaReady or MediaFailed. */
  async acquire(): Promise<void> {
    const { onGetUserMedia } = this.options
    const devices = navigator.mediaDevices as MediaDevices | undefined
    let stream: unknown
    let hasCome = false
    try {
      if (typeof onGetUserMedia === 'function') stream = await onGetUserMedia()
      else if (typeof devices?.getUserMedia === 'function') stream = await this.#openSized(devices)
      else return this.feed(In.MediaFailed, {})
      hasCome = true
      const media = stream as MediaStream
      const hasVideo = media.getVideoTracks().length > 0
      // Whoever answered the prompt when all was over opened it for nobody.
      if (this.life.aborted) return stopAll(media)
      this.stream = media
      this.isOwned = true
      for (const track of this.tracks) this.watch(track)
      this.feed(In.MediaReady, { flag: hasVideo })
      // Needed when a device goes, and perhaps the network with it.
      this.#part().catch(() => {})
    } catch (error) {
      this.#error = error
      const thrown = hasCome
        ? { name: 'TypeError', message: 'onGetUserMedia gave no MediaStream' }
        : describe(error)
      this.feed(In.MediaFailed, thrown)
      try {
        if (hasCome) stopAll(stream as MediaStream)
      } catch {
        // It is no stream, or not one that can be stopped.
      }
    }
  }

  /** Where no camera has the size that is wanted, one of the next smaller ones. */
  async #openSized(devices: MediaDevices): Promise<MediaStream> {
    const wanted = this.options.mediaConstraints as MediaStreamConstraints
    try {
      return await devices.getUserMedia(wanted)
    } catch (error) {
      if (describe(error).name !== 'OverconstrainedError') throw error
      const part = await this.#part().catch(() => Promise.reject(error))
      const [stream, accepted] = await part.openSmaller(wanted, this.life, error)
      this.#accepted = accepted
      return stream
    }
  }

  /**
   * Opens what has ended by itself once more: the same device, else the one that the options mean.
   * Feeds MediaReopened, and MediaHoped when a refusal may be none any more.
   * @param use is given each new track, and the one whose place it takes
   */
  async reopen(use: Use): Promise<void> {
    try {
      const part = await this.#part()
      this.#reopening ??= new part.Reopening(this)
    } catch (error) {
      return this.feed(In.MediaReopened, { flag: false, ...describe(error) })
    }
    await this.#reopening.reopen(use)
  }

  #part(): ReturnType<typeof importDevices> {
    return (this.#loading ??= importDevices().catch((error: unknown) => {
      this.#loading = undefined
      throw error
    }))
  }

  get tracks(): MediaStreamTrack[] {
    return this.stream?.getTracks() ?? []
  }

  /** Tells what becomes of it by itself, and keeps nothing alive for that. */
  watch(track: MediaStreamTrack): void {
    const video = track.kind === 'video'
    this.devices.set(track, track.getSettings().deviceId)
    const self = new WeakRef(this)
    const hear = (type: string, tell: (camera: Camera) => void) => {
      const listener = () => {
        const camera = self.deref()
        if (camera) tell(camera)
      }
      track.addEventListener(type, listener, { signal: this.life })
    }
    hear('ended', (camera) => camera.feed(In.MediaEnded, { video, flag: camera.isOwned }))
    hear('mute', (camera) => camera.feed(In.MediaInterrupted, { video }))
  }

  /** @param isForNow what is ours is opened again, by `reopen()` */
  release(isForNow: boolean): void {
    if (!this.isOwned) return
    this.isOwned = isForNow
    if (this.stream) stopAll(this.stream)
  }

  /** The stream is another session's to stop. */
  disown(): void {
    this.isOwned = false
  }

  /** The data of WebRTC.MediaConstraints.Accepted and Rejected. */
  get constraints(): object {
    const { mediaConstraints } = this.options
    return this.stream
      ? { requested: mediaConstraints, accepted: this.#accepted ?? mediaConstraints }
      : { constraints: mediaConstraints, error: this.#error }
  }

  get dimensions(): MediaTrackSettings | undefined {
    return this.stream?.getVideoTracks()[0]?.getSettings()
  }
}

function stopAll(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop()
}
