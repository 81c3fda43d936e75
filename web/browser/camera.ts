// The camera and microphone, or the stream that the app has given.
import { describe, In, type Feed } from './boundary'

export class Camera {
  #error: unknown
  #isOver = false

  stream: MediaStream | undefined
  readonly #options: Readonly<Record<string, unknown>>
  readonly #feed: Feed
  #isOwned: boolean

  /**
   * @param stream one that is there already
   * @param isOwned it is ours to stop, as an earlier session of the client opened it
   */
  constructor(
    options: Readonly<Record<string, unknown>>,
    stream: MediaStream | undefined,
    isOwned: boolean,
    feed: Feed,
  ) {
    this.#options = options
    this.stream = stream
    this.#isOwned = isOwned
    this.#feed = feed
  }

  /** Feeds MediaReady or MediaFailed. */
  async acquire(): Promise<void> {
    const { onGetUserMedia, mediaConstraints } = this.#options
    const devices = navigator.mediaDevices as MediaDevices | undefined
    let stream: unknown
    let hasCome = false
    try {
      if (typeof onGetUserMedia === 'function') stream = await onGetUserMedia()
      else if (typeof devices?.getUserMedia === 'function')
        stream = await devices.getUserMedia(mediaConstraints as MediaStreamConstraints)
      else return this.#feed(In.MediaFailed, {})
      hasCome = true
      const media = stream as MediaStream
      const hasVideo = media.getVideoTracks().length > 0
      // Whoever answered the prompt when all was over opened it for nobody.
      if (this.#isOver) return stopAll(media)
      this.stream = media
      this.#isOwned = true
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

  release(): void {
    if (!this.#isOwned) return
    this.#isOwned = false
    if (this.stream) stopAll(this.stream)
  }

  /** The stream is another session's to stop. */
  disown(): void {
    this.#isOwned = false
  }

  /** No session takes what is still to come. */
  end(): void {
    this.#isOver = true
  }

  /** The data of WebRTC.MediaConstraints.Accepted and Rejected. */
  get constraints(): object {
    const { mediaConstraints } = this.#options
    return this.stream
      ? { requested: mediaConstraints, accepted: mediaConstraints }
      : { constraints: mediaConstraints, error: this.#error }
  }

  get dimensions(): MediaTrackSettings | undefined {
    return this.stream?.getVideoTracks()[0]?.getSettings()
  }
}

function stopAll(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop()
}
