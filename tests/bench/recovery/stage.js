// What a page of this bench can do: play or publish under one of two policies, and say when frames
// came. `notes` (watch.js) holds all that happened.
import { DocumentedPage } from './documented_page.js'

/** Between two frames: more than this is no accident. */
const GAP_MS = 250

const clients = {
  rtc: { subscriber: 'RTCSubscriber', publisher: 'RTCPublisher' },
  socket: { subscriber: 'RTCSubscriber', publisher: 'RTCPublisher' },
  http: { subscriber: 'WHEPClient', publisher: 'WHIPClient' },
  restart: { subscriber: 'WHEPClient', publisher: 'WHIPClient' },
}

/**
 * @param {'subscriber' | 'publisher'} role
 * @param {'rtc' | 'socket' | 'http' | 'restart'} kind socket: the WebSocket is kept, instead of a data
 *   channel; restart: at a server that can restart ICE
 * @param {'sluice' | 'before' | 'page' | 'plain'} policy before: what `--against` names; plain: nobody
 *   brings it back
 * @param {object} options
 * @param {HTMLVideoElement} [view]
 */
export function start(role, kind, policy, options, view) {
  const all = { ...options, ...(kind === 'socket' && { signalingSocketOnly: false }) }
  if (policy === 'sluice' || policy === 'before') all.recovery = true
  const sdk = policy === 'before' ? window.before : sluice
  const create = () => {
    const client = new sdk[clients[kind][role]]()
    client.on('*', ({ type, data }) => noteEvent(type, data))
    if (view) client.setView(view)
    const begin = () => (role === 'subscriber' ? client.subscribe() : client.publish())
    return { client, started: client.init(all).then(begin) }
  }
  if (policy === 'page') return new DocumentedPage(role, create, note)
  const { client, started } = create()
  started.then(
    () => note('started'),
    (error) => note('gave up', { cause: String(error.code ?? error) }),
  )
  return {
    client,
    started,
    stop: () => (role === 'subscriber' ? client.unsubscribe() : client.unpublish(true)),
  }
}

function noteEvent(type, data) {
  note(type, { cause: data?.cause ?? data?.code, delay: data?.delay, kept: data?.kept })
  if (type === 'Reconnect.Start') note('noticed', { cause: data.cause })
  // It tells what is decided; the attempt itself begins after the delay.
  if (type === 'Reconnect.Attempt') notes.push({ at: Date.now() + data.delay, what: 'attempt' })
}

/** What may be published instead of the camera. */
export const sources = {
  /** One frame a second. */
  slow() {
    const canvas = document.createElement('canvas')
    Object.assign(canvas, { width: 320, height: 240 })
    const context = canvas.getContext('2d')
    const stream = canvas.captureStream(0)
    let frames = 0
    setInterval(() => {
      context.fillStyle = `hsl(${(frames++ * 40) % 360} 80% 50%)`
      context.fillRect(0, 0, canvas.width, canvas.height)
      stream.getVideoTracks()[0].requestFrame()
    }, 1000)
    return Promise.resolve(stream)
  },
}

/** An element that notes each of its frames, and of which peer it is. */
export function makeView() {
  const view = document.createElement('video')
  Object.assign(view, { autoplay: true, muted: true, playsInline: true })
  view.frames = []
  const seen = (_, { rtpTimestamp }) => {
    const [track] = view.srcObject?.getVideoTracks() ?? []
    // What a browser shows when a track ends is no frame of it.
    if (rtpTimestamp) view.frames.push({ at: Date.now(), peer: peerOfTrack.get(track) })
    view.requestVideoFrameCallback(seen)
  }
  view.requestVideoFrameCallback(seen)
  document.body.append(view)
  return view
}

/** The first frame after this time; `fresh`: of another peer than the one before. */
export async function frameAfter(view, time, { fresh, timeout }) {
  const before = view.frames.findLast(({ at }) => at <= time)?.peer
  const fits = ({ at, peer }) => at > time && !(fresh && peer === before)
  const deadline = Date.now() + timeout
  while (Date.now() < deadline) {
    const frame = view.frames.find(fits)
    if (frame) return frame
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return null
}

/** The first frame after this time that comes behind a gap and goes on; `before`: the last one. */
export async function frameAfterGap(view, time, { timeout }) {
  const isBehindGap = ({ at }, i, frames) =>
    at > time && i > 0 && at - frames[i - 1].at > GAP_MS && frames[i + 1]?.at - at < GAP_MS
  const deadline = Date.now() + timeout
  while (Date.now() < deadline) {
    const i = view.frames.findIndex(isBehindGap)
    if (i >= 0) return { ...view.frames[i], before: view.frames[i - 1].at }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return null
}

/** When a peer that was made after this time has connected. */
export async function connectedAfter(time, timeout) {
  const deadline = Date.now() + timeout
  while (Date.now() < deadline) {
    const made = notes.filter(({ at, what }) => what === 'peer made' && at >= time)
    const fits = ({ what, peer }) =>
      what === 'peer connected' && made.some((maker) => maker.peer === peer)
    const connected = notes.find(fits)
    if (connected) return connected
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return null
}
