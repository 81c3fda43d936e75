// What the built package asks of a browser for its offers. The browser is a stand-in that notes it;
// what a real one writes is in tests/e2e.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

const sdp = 'v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:0\r\na=rtcp-mux\r\n'

/** As much of RTCPeerConnection as a session that gets no further than its POST asks for. */
class StandInPeer extends EventTarget {
  static last
  added = []
  constructor(configuration) {
    super()
    this.configuration = configuration
    StandInPeer.last = this
  }
  addTransceiver(what, init) {
    const kind = what.kind ?? what
    const one = { kind, ...init, preferences: undefined }
    this.added.push(one)
    return {
      receiver: { track: { kind } },
      sender: { track: what, getParameters: () => ({ encodings: [] }) },
      setCodecPreferences: (codecs) => (one.preferences = codecs.map(({ mimeType }) => mimeType)),
    }
  }
  createOffer = async () => ({ type: 'offer', sdp })
  async setLocalDescription() {}
  getSenders = () => []
  getReceivers = () => []
  close() {}
}

const codecs = ['VP8', 'H264', 'AV1'].map((name) => ({ mimeType: `video/${name}` }))
const capabilities = { getCapabilities: () => ({ codecs }) }
Object.assign(globalThis, {
  RTCPeerConnection: StandInPeer,
  RTCRtpSender: capabilities,
  RTCRtpReceiver: capabilities,
  HTMLMediaElement: class {},
  document: Object.assign(new EventTarget(), { getElementById: () => null }),
  addEventListener() {},
  removeEventListener() {},
  fetch: async () => new Response('no', { status: 404 }),
})

const sluice = await import(join(root, 'dist/index.js'))
const wasmModule = await WebAssembly.compile(readFileSync(join(root, 'dist/sluice.wasm')))
await sluice.load({ wasmModule })

const server = { host: 'sm.example.com', streamName: 'stream1' }

async function played(options) {
  const client = new sluice.WHEPClient()
  await client.init({ ...server, ...options })
  await client.subscribe().catch(() => {})
  return StandInPeer.last
}

const stream = Object.assign(new EventTarget(), {
  getTracks: () => tracks,
  getVideoTracks: () => tracks.slice(0, 1),
  getAudioTracks: () => tracks.slice(1),
})
const track = (kind) =>
  Object.assign(new EventTarget(), { kind, readyState: 'live', getSettings: () => ({}) })
const tracks = [track('video'), track('audio')]

async function published(options) {
  const client = new sluice.WHIPClient()
  await client.initWithStream({ ...server, ...options }, stream)
  await client.publish().catch(() => {})
  return StandInPeer.last
}

test('a publisher only sends, and a player only receives [row 5] [row 6]', async () => {
  const directions = (peer) => peer.added.map(({ kind, direction }) => `${kind} ${direction}`)
  assert.deepEqual(directions(await published({})), ['video sendonly', 'audio sendonly'])
  assert.deepEqual(directions(await played({})), ['video recvonly', 'audio recvonly'])
})

test('no codec is left out, whichever is preferred [row 7]', async () => {
  const preferences = (peer) => peer.added.find(({ kind }) => kind === 'video').preferences
  assert.equal(preferences(await played({})), undefined) // the browser's order, all of them
  const h264First = ['video/H264', 'video/VP8', 'video/AV1']
  assert.deepEqual(preferences(await played({ videoEncoding: 'H264' })), h264First)
})

test('all media are in one bundle, unless the app wants it otherwise [row 31]', async () => {
  for (const peer of [await published({}), await played({})])
    assert.equal(peer.configuration.bundlePolicy, 'max-bundle')
  const own = await played({ rtcConfiguration: { bundlePolicy: 'balanced' } })
  assert.equal(own.configuration.bundlePolicy, 'balanced')
})

test('all tracks are of one stream, and there is one of each kind [row 33]', async () => {
  tracks.push(track('video'))
  const { added } = await published({})
  tracks.pop()
  assert.deepEqual(
    added.map(({ kind }) => kind),
    ['video', 'audio'],
  )
  for (const { streams } of added) assert.deepEqual(streams, [stream])
})

test("the video's encodings are the app's, and the sound has none of them [row 44]", async () => {
  const sendEncodings = [{ rid: 'h' }, { rid: 'l', scaleResolutionDownBy: 4 }]
  const [video, audio] = (await published({ sendEncodings })).added
  assert.deepEqual(video.sendEncodings, sendEncodings)
  assert.ok(!audio.sendEncodings?.some(({ rid }) => rid))
})
