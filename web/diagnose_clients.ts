// What the clients of a self-test are given: the app's options, a stream that is made up, and a name for
// it; and where requests go to that are none of the clients'.
import type { DiagnoseOptions } from './diagnose'
import type { PublisherOptions, StreamManagerOptions } from './index'
import type { Scope } from './diagnose_run'

const FRAMES_PER_SECOND = 15
/** How long a server may take to answer. */
export const ANSWER_MS = 8000

/** What is the self-test's alone. */
const ownOptions = {
  media: undefined,
  stream: undefined,
  onCheck: undefined,
  signal: undefined,
  playEndpoint: undefined,
}

/** `endpoint`: of this client. A lookup that fails is not repeated: its failure is what is asked for. */
export function clientOptions(options: DiagnoseOptions, endpoint?: string): PublisherOptions {
  const { streamManager, streamName = randomName() } = options
  const wishes: StreamManagerOptions = streamManager === true ? {} : Object(streamManager)
  return {
    ...options,
    ...ownOptions,
    endpoint,
    streamName,
    recovery: false,
    recording: false,
    timeouts: { answer: ANSWER_MS, remove: 3000, ...options.timeouts },
    ...(streamManager && !endpoint ? { streamManager: { ...wishes, retries: 0 } } : {}),
  }
}

export function randomName(): string {
  const words = crypto.getRandomValues(new Uint32Array(2))
  return `selftest-${[...words].map((word) => word.toString(16)).join('')}`
}

/** A picture that moves, without a camera. */
export function madeUpStream(scope: Scope): MediaStream {
  const canvas = document.createElement('canvas')
  canvas.width = 640
  canvas.height = 360
  const context = canvas.getContext('2d')
  const stream = canvas.captureStream(FRAMES_PER_SECOND)
  let at = 0
  const draw = () => {
    at = (at + 8) % canvas.width
    if (!context) return
    context.fillStyle = '#0b7287'
    context.fillRect(0, 0, canvas.width, canvas.height)
    context.fillStyle = '#d5ecf1'
    context.fillRect(at, 0, 80, canvas.height)
  }
  draw()
  const timer = setInterval(draw, 1000 / FRAMES_PER_SECOND)
  scope.defer(() => {
    clearInterval(timer)
    for (const track of stream.getTracks()) track.stop()
  })
  return stream
}

/** An element that nobody sees, so that none of the page's is used. */
export function hiddenView(): HTMLVideoElement {
  const video = document.createElement('video')
  video.muted = true
  video.autoplay = true
  video.playsInline = true
  return video
}

/** Where the server is asked without the SDK; undefined where the options do not say it. */
export function addressOf(options: DiagnoseOptions): string | undefined {
  const { endpoint, playEndpoint, host, streamManager, protocol = 'https', port } = options
  try {
    const named = endpoint || playEndpoint
    if (named) return new URL(named.replace(/^ws(s?):/i, 'http$1:')).href
    if (!host) return undefined
    if (streamManager) return managerAddress(host, Object(streamManager), options.httpport)
    const scheme = /^(http|ws)$/.test(protocol) ? 'http' : 'https'
    return new URL(`${scheme}://${host}${port ? `:${port}` : ''}/`).href
  } catch {
    return undefined
  }
}

/** As the core has it (src/config/manager_options.cpp), whose URL no event tells. */
function managerAddress(host: string, wishes: StreamManagerOptions, httpport: unknown): string {
  if (wishes.url) return new URL('/', wishes.url).href
  const isSecure = location.protocol === 'https:'
  const port = wishes.port ?? (isSecure ? 443 : (httpport ?? 5080))
  return new URL(`${isSecure ? 'https' : 'http'}://${host}:${port}/`).href
}
