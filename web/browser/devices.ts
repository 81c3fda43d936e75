// What a camera does that is not there, or has gone: a file of its own, dist/devices.js, loaded
// behind the first picture of a publisher's.
import { describe, In } from './boundary'
import type { Camera, Use } from './camera'

/** That cameras have, by width and height. */
const sizes = [
  [1920, 1080],
  [1280, 720],
  [640, 480],
  [320, 240],
  [160, 120],
] as const

/**
 * Where no camera has the size that is wanted, one of the next smaller ones, and what it was opened
 * by.
 * @throws refusal where there is none
 */
export async function openSmaller(
  wanted: MediaStreamConstraints,
  life: AbortSignal,
  refusal: unknown,
): Promise<[MediaStream, MediaStreamConstraints]> {
  const video = Object(wanted.video) as MediaTrackConstraints
  const { exact, min } = Object(video.width) as ConstrainULongRange
  const most = exact ?? min ?? 0
  for (const [w, h] of sizes) {
    if (w >= most || life.aborted) continue
    const smaller = { ...wanted, video: { ...video, width: { exact: w }, height: { exact: h } } }
    try {
      return [await navigator.mediaDevices.getUserMedia(smaller), smaller]
    } catch {
      // Nor that one.
    }
  }
  throw refusal
}

/** Opens a camera's devices again. */
export class Reopening {
  readonly #camera: Camera
  #isReopening = false
  #hopes: unknown[] | undefined // what tells that a refusal may be none any more

  constructor(camera: Camera) {
    this.#camera = camera
  }

  /** Camera.reopen() says what for. */
  async reopen(use: Use): Promise<void> {
    if (this.#isReopening) return
    this.#isReopening = true
    const camera = this.#camera
    let refusal: object = { flag: true }
    try {
      const ended = () => camera.tracks.filter(({ readyState }) => readyState === 'ended')
      for (let lost; camera.isOwned && (lost = ended()).length;) {
        // An app's function may give what it has given before.
        const ours = camera.tracks
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
    camera.feed(In.MediaReopened, refusal as { flag: boolean })
  }

  #open(lost: MediaStreamTrack[]): Promise<MediaStream> {
    const { onGetUserMedia, mediaConstraints } = this.#camera.options
    if (typeof onGetUserMedia === 'function') return (onGetUserMedia as () => never)()
    const wanted = lost.map((track) => {
      const deviceId = { ideal: this.#camera.devices.get(track) }
      return [track.kind, { deviceId, ...Object(Object(mediaConstraints)[track.kind]) }]
    })
    return navigator.mediaDevices.getUserMedia(Object.fromEntries(wanted))
  }

  /** Tracks of one kind stay in their order. */
  #replace(ended: MediaStreamTrack, found: MediaStreamTrack[], use: Use): void {
    const camera = this.#camera
    const at = found.findIndex((each) => each.kind === ended.kind && each.readyState === 'live')
    const fresh = found[at]
    if (!fresh) throw new TypeError(`there is no ${ended.kind}`)
    // Nobody is left who would send it.
    if (camera.life.aborted || !camera.isOwned) return
    found.splice(at, 1)
    fresh.enabled = ended.enabled
    const kin = camera.tracks.filter(({ kind }) => kind === ended.kind)
    for (const track of kin) camera.stream?.removeTrack(track)
    for (const track of kin) camera.stream?.addTrack(track === ended ? fresh : track)
    camera.watch(fresh)
    use(fresh, ended)
  }

  /** Listens from the first refusal on. */
  #hope(): void {
    if (this.#hopes) return
    const { life: signal, feed } = this.#camera
    const { mediaDevices } = navigator
    // Web views on Android have none.
    const permissions = navigator.permissions as Permissions | undefined
    const hopes: unknown[] = (this.#hopes = [])
    const tell = () => feed(In.MediaHoped, {})
    mediaDevices.addEventListener('devicechange', tell, { signal })
    for (const name of ['camera', 'microphone'] as PermissionName[]) {
      const listen = (status: PermissionStatus) => {
        hopes.push(status) // browsers forget one that nobody holds
        status.addEventListener('change', () => status.state === 'granted' && tell(), { signal })
      }
      // Firefox knows no such names in older versions.
      permissions?.query({ name }).then(listen, () => {})
    }
  }
}
