// Camera and microphone: opened by a client, as an app opens them, and let go again.
import type { CheckId, DiagnoseOptions } from './diagnose'
import { WHIPClient } from './index'
import { pause, until, within, type Finding, type Run, type Scope } from './diagnose_run'

/** A person's answer to the browser's question is part of it. */
const OPEN_MS = 60_000
const FRAME_MS = 5000
const SOUND_MS = 1500

const kinds = {
  camera: { title: 'Camera', input: 'videoinput', constraints: { video: true, audio: false } },
  microphone: {
    title: 'Microphone',
    input: 'audioinput',
    constraints: { audio: true, video: false },
  },
} as const

export async function checkMedia(run: Run, options: DiagnoseOptions): Promise<void> {
  for (const id of ['camera', 'microphone'] as const) {
    const { title } = kinds[id]
    if (options.media !== true) run.skip(id, title, 'Not asked for.')
    else if (!run.has('wasm') || !run.has('webrtc'))
      run.skip(id, title, 'It is opened by the SDK, which does not run here.')
    else await run.check(id, title, OPEN_MS + 2 * FRAME_MS, (scope) => ofDevice(id, options, scope))
  }
}

async function ofDevice(
  id: keyof typeof kinds & CheckId,
  options: DiagnoseOptions,
  scope: Scope,
): Promise<Finding> {
  const { input, constraints, title } = kinds[id]
  const devices = await navigator.mediaDevices?.enumerateDevices().catch(() => undefined)
  const present = devices?.filter(({ kind }) => kind === input).length
  // Not every browser has this, or knows that name.
  const permission = await Promise.resolve()
    .then(() => navigator.permissions.query({ name: id as PermissionName }))
    .then(
      ({ state }) => state,
      () => undefined,
    )
  const known = { present, permission }
  const track = await open(constraints, options, scope)
  const { label, ...rest } = await (id === 'camera' ? picture(track, scope) : sound(track, scope))
  const details = { ...known, ...rest }
  if (label) return { state: 'warning', ...label, details }
  return {
    state: 'passed',
    meaning: `${title} opens, and gives ${id === 'camera' ? 'pictures' : 'sound'}.`,
    details,
  }
}

/** @throws SluiceError media.*, as publish() would */
async function open(
  mediaConstraints: MediaStreamConstraints,
  { wasmUrl }: DiagnoseOptions,
  scope: Scope,
): Promise<MediaStreamTrack> {
  const client = new WHIPClient()
  scope.defer(() => client.unpublish(true))
  // Its preview is not for an element of the page's.
  client.setView(document.createElement('video'))
  const opened = new Promise<MediaStream | undefined>((resolve) => {
    client.on('WebRTC.MediaStream.Available', ({ data }) => resolve(data as MediaStream))
    client.on('WebRTC.MediaConstraints.Rejected', () => resolve(undefined))
  })
  const timeouts = { media: OPEN_MS }
  // Nothing is sent there: it is asked for the device alone.
  await client.init({ host: 'localhost', streamName: 'x', mediaConstraints, timeouts, wasmUrl })
  const stream = await opened
  // A client that has been refused the device says why before it asks anybody.
  const [track] = (stream ?? (await client.publish()).getMediaStream())?.getTracks() ?? []
  if (!track) throw new TypeError('no track')
  return track
}

interface Look extends Record<string, unknown> {
  label?: { meaning: string; remedy: string }
}

async function picture(track: MediaStreamTrack, scope: Scope): Promise<Look> {
  const video = document.createElement('video')
  scope.defer(() => (video.srcObject = null))
  video.muted = true
  video.playsInline = true
  video.srcObject = new MediaStream([track])
  const came = new Promise<boolean>((resolve) =>
    video.addEventListener('loadeddata', () => resolve(true), { once: true }),
  )
  video.play().catch(() => {}) // a picture may come all the same
  const hasCome = await within(came, FRAME_MS, scope.signal).catch(() => false)
  const { width, height, frameRate } = track.getSettings()
  const ended = track.readyState === 'ended'
  const details = {
    width,
    height,
    frameRate: frameRate && Math.round(frameRate),
    frames: hasCome,
    ended,
  }
  if (hasCome && !ended) return details
  const meaning = ended
    ? 'The camera opened, and then ended by itself.'
    : 'The camera opens, but gives no picture.'
  const remedy = 'See whether it is covered, unplugged, switched off or used by another program.'
  return { ...details, label: { meaning, remedy } }
}

async function sound(track: MediaStreamTrack, scope: Scope): Promise<Look> {
  const audio = new AudioContext()
  scope.defer(() => audio.close())
  const analyser = audio.createAnalyser()
  audio.createMediaStreamSource(new MediaStream([track])).connect(analyser)
  // A page that nobody has touched may not be allowed to.
  await Promise.race([audio.resume(), pause(FRAME_MS / 10, scope.signal)])
  const samples = new Float32Array(analyser.fftSize)
  const isHeard = () => {
    analyser.getFloatTimeDomainData(samples)
    return samples.some((sample) => sample !== 0) || undefined
  }
  const canListen = audio.state === 'running'
  const heard = canListen
    ? await within(until(isHeard, 50, scope.signal), SOUND_MS, scope.signal).catch(() => false)
    : undefined
  const ended = track.readyState === 'ended'
  const details = { heard, muted: track.muted, ended }
  if (!ended && !track.muted && heard !== false) return details
  const meaning = ended
    ? 'The microphone opened, and then ended by itself.'
    : 'The microphone opens, but is silent.'
  const remedy = 'See whether it is muted, by its own switch or in the system’s settings.'
  return { ...details, label: { meaning, remedy } }
}
