// The camera and microphone, or the stream that the app has given.
import { describe, In, type Feed } from './boundary'

type Use = (fresh: MediaStreamTrack, ended: MediaStreamTrack) => void

/** That cameras have, by width and height. */
const sizes = [
  [1920, 1080],
  [1280, 720],
  [640, 480],
  [320, 240],
  [160, 120],
] as const

export class Camera {
  #error: unknown
  #accepted: MediaStreamConstraints | undefined // in the place of those that no camera meets
  #isReopening = false
  #hopes: unknown[] | undefined // what tells that a refusal may be none any more

  stream: MediaStream | undefined
  readonly #options: Readonly<Record<string, unknown>>
  readonly #feed: Feed
  readonly #life: AbortSignal
  readonly #devices = new WeakMap<MediaStreamTrack, string | undefined>() // that have been ours
  #isOwned: boolean

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
    this.#options = options
    this.stream = stream
    this.#isOwned = isOwned
    this.#feed = feed
    this.#life = life
    for (const track of this.#tracks) this.#watch(track)
  }

  /** Feeds MediaReady or MediaFailed. */
  async acquire(): Promise<void> {
    const { onGetUserMedia } = this.#options
    const devices = navigator.mediaDevices as MediaDevices | undefined
    let stream: unknown
    let hasCome = false
    try {
      if (typeof onGetUserMedia === 'function') stream = await onGetUserMedia()
      else if (typeof devices?.getUserMedia === 'function') stream = await this.#openSized(devices)
      else return this.#feed(In.MediaFailed, {})
      hasCome = true
      const media = stream as MediaStream
      const hasVideo = media.getVideoTracks().length > 0
      // Whoever answered the prompt when all was over opened it for nobody.
      if (this.#life.aborted) return stopAll(media)
      this.stream = media
      this.#isOwned = true
      for (const track of this.#tracks) this.#watch(track)
      this.#feed(In.MediaReady, { flag: hasVideo })
    } catch (error) {
      this.#error = error
      const thrown = hasCome
        ? { name: 'TypeError', message: 'onGetUserMedia gave no MediaStream' }
        : describe(error)
      this.#feed(In.MediaFailed, thrown)
      try {
        if (hasCome) stopAll(stream as MediaStream)
      } catch {
        // It is no stream, or not one that can be stopped.
      }
    }
  }

  /** Where no camera has the size that is wanted, one of the next smaller ones. */
  async #openSized(devices: MediaDevices): Promise<MediaStream> {
    const wanted = this.#options.mediaConstraints as MediaStreamConstraints
    try {
      return await devices.getUserMedia(wanted)
    } catch (error) {
      const video = Object(wanted.video) as MediaTrackConstraints
      const { exact, min } = Object(video.width) as ConstrainULongRange
      const most = exact ?? min ?? 0
      const isTooMuch = describe(error).name === 'OverconstrainedError'
      for (const [w, h] of isTooMuch ? sizes : []) {
        if (w >= most || this.#life.aborted) continue
        const smaller = {
          ...wanted,
          video: { ...video, width: { exact: w }, height: { exact: h } },
        }
        try {
          const stream = await devices.getUserMedia(smaller)
          this.#accepted = smaller
          return stream
        } catch {
          // Nor that one.
        }
      }
      throw error
    }
  }

  /**
   * Opens what has ended by itself once more: the same device, else the one that the options mean.
   * Feeds MediaReopened, and MediaHoped when a refusal may be none any more.
   * @param use is given each new track, and the one whose place it takes
   */
  async reopen(use: Use): Promise<void> {
    if (this.#isReopening) return
    this.#isReopening = true
    let refusal: object = { flag: true }
    try {
      const ended = () => this.#tracks.filter(({ readyState }) => readyState === 'ended')
      for (let lost; this.#isOwned && (lost = ended()).length;) {
        // An app's function may give what it has given before.
        const ours = this.#tracks
        const found = (await this.#open(lost)).getTracks().filter((each) => !ours.includes(each))
        try {
          for (const track of lost) this.#replace(track, found, use)
        } finally {
          for (const track of found) track.stop() // what is left
        }
      }
    } catch (error) {
      refusal = { flag: false, ...describe(error) }
      this.#hope()
    }
    this.#isReopening = false
    this.#feed(In.MediaReopened, refusal as { flag: boolean })
  }

  #open(lost: MediaStreamTrack[]): Promise<MediaStream> {
    const { onGetUserMedia, mediaConstraints } = this.#options
    if (typeof onGetUserMedia === 'function') return (onGetUserMedia as () => never)()
    const wanted = lost.map((track) => {
      const deviceId = { ideal: this.#devices.get(track) }
      return [track.kind, { deviceId, ...Object(Object(mediaConstraints)[track.kind]) }]
    })
    return navigator.mediaDevices.getUserMedia(Object.fromEntries(wanted))
  }

  /** Tracks of one kind stay in their order. */
  #replace(ended: MediaStreamTrack, found: MediaStreamTrack[], use: Use): void {
    const at = found.findIndex((each) => each.kind === ended.kind && each.readyState === 'live')
    const fresh = found[at]
    if (!fresh) throw new TypeError(`there is no ${ended.kind}`)
    // Nobody is left who would send it.
    if (this.#life.aborted || !this.#isOwned) return
    found.splice(at, 1)
    fresh.enabled = ended.enabled
    const kin = this.#tracks.filter(({ kind }) => kind === ended.kind)
    for (const track of kin) this.stream?.removeTrack(track)
    for (const track of kin) this.stream?.addTrack(track === ended ? fresh : track)
    this.#watch(fresh)
    use(fresh, ended)
  }

  get #tracks(): MediaStreamTrack[] {
    return this.stream?.getTracks() ?? []
  }

  /** Tells what becomes of it by itself, and keeps nothing alive for that. */
  #watch(track: MediaStreamTrack): void {
    const video = track.kind === 'video'
    this.#devices.set(track, track.getSettings().deviceId)
    const self = new WeakRef(this)
    const hear = (type: string, tell: (camera: Camera) => void) => {
      const listener = () => {
        const camera = self.deref()
        if (camera) tell(camera)
      }
      track.addEventListener(type, listener, { signal: this.#life })
    }
    hear('ended', (camera) => camera.#feed(In.MediaEnded, { video, flag: camera.#isOwned }))
    hear('mute', (camera) => camera.#feed(In.MediaInterrupted, { video }))
  }

  /** Listens from the first refusal on. */
  #hope(): void {
    if (this.#hopes) return
    const { mediaDevices } = navigator
    // Web views on Android have none.
    const permissions = navigator.permissions as Permissions | undefined
    const hopes: unknown[] = (this.#hopes = [])
    const tell = () => this.#feed(In.MediaHoped, {})
    mediaDevices.addEventListener('devicechange', tell, { signal: this.#life })
    for (const name of ['camera', 'microphone'] as PermissionName[]) {
      const listen = (status: PermissionStatus) => {
        hopes.push(status) // browsers forget one that nobody holds
        status.addEventListener('change', () => status.state === 'granted' && tell(), {
          signal: this.#life,
        })
      }
      // Firefox knows no such names in older versions.
      permissions?.query({ name }).then(listen, () => {})
    }
  }

  /** @param isForNow what is ours is opened again, by `reopen()` */
  release(isForNow: boolean): void {
    if (!this.#isOwned) return
    this.#isOwned = isForNow
    if (this.stream) stopAll(this.stream)
  }

  /** The stream is another session's to stop. */
  disown(): void {
    this.#isOwned = false
  }

  /** The data of WebRTC.MediaConstraints.Accepted and Rejected. */
  get constraints(): object {
    const { mediaConstraints } = this.#options
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
