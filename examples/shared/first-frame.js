// How long the reader waited for the first picture: from the press of the button to a decoded frame.

export class FirstFrame {
  #video
  #stop = () => {}

  constructor(video) {
    this.#video = video
  }

  watch(onFrame) {
    this.stop()
    const since = performance.now()
    const video = this.#video
    const seen = () => {
      this.stop()
      onFrame(performance.now() - since)
    }
    // The frame callback is the exact one, but rests in a tab behind; the other event does not.
    const frame = video.requestVideoFrameCallback?.(seen)
    video.addEventListener('loadeddata', seen)
    this.#stop = () => {
      if (frame !== undefined) video.cancelVideoFrameCallback(frame)
      video.removeEventListener('loadeddata', seen)
      this.#stop = () => {}
    }
  }

  stop() {
    this.#stop()
  }
}
