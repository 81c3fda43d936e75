// Streams that are no camera's. Runs in the page.

const DRAW_MS = 100

let tone

/** A tone that never ends. */
function sounding() {
  if (!tone) {
    const context = new AudioContext()
    tone = context.createMediaStreamDestination()
    const oscillator = context.createOscillator()
    oscillator.connect(tone)
    oscillator.start()
  }
  return tone.stream.getTracks()[0].clone()
}

/** A picture that changes: the cluster drops a publisher that is silent. */
function painted() {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = 32
  const context = canvas.getContext('2d')
  const paint = () => {
    context.fillStyle = `hsl(${performance.now() % 360} 50% 50%)`
    context.fillRect(0, 0, 32, 32)
    if (track.readyState === 'ended') clearInterval(painting)
  }
  const [track] = canvas.captureStream().getTracks()
  const painting = setInterval(paint, DRAW_MS)
  paint()
  return track
}

/** A stream of a track of each of these kinds. */
export function drawn(kinds) {
  return new MediaStream(kinds.map((kind) => (kind === 'audio' ? sounding() : painted())))
}
