// The built module at its boundary, in Node: what crosses between JavaScript and C++, and what an
// import of the package does where there is no browser. The browser's side is a stand-in here; the
// real one is in tests/e2e.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { after, beforeEach, test } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const sluice = await import(join(root, 'dist/index.js'))

test('an import without a browser is harmless, and a use is env.unsupported', async () => {
  assert.deepEqual(sluice.diagnostics(), { sessions: 0, callbacks: 0 })
  const client = new sluice.WHEPClient()
  const error = await client.init({ host: 'a', streamName: 'b' }).catch((reason) => reason)
  assert.ok(error instanceof sluice.SluiceError)
  assert.equal(error.code, 'env.unsupported')
  // And nothing keeps the process alive.
  const told = execFileSync(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `import { PlaybackView, WHEPClient } from '${join(root, 'dist/index.js')}'
       for (const call of [() => new WHEPClient().setView('id'), () => new PlaybackView('id')])
         try { call() } catch ({ code }) { console.log(code) }`,
    ],
    { encoding: 'utf8', timeout: 10_000 },
  )
  assert.equal(told, 'env.unsupported\nenv.unsupported\n') // row 75: there is no document to look in
})

test('a module that cannot be loaded is wasm.load, and can be tried again', async () => {
  globalThis.RTCPeerConnection = StandInPeer
  const first = await sluice
    .load({ wasmUrl: 'data:application/wasm,nonsense' })
    .catch((error) => error)
  assert.equal(first.code, 'wasm.load')
  assert.equal(first.retryable, true)
  // (module (import "a" "another version's" (func))): what a stale cache gives
  const other = '0061736d010000000104016000000217010161' + hex("\x11another version's") + '0000'
  const stale = await WebAssembly.compile(Buffer.from(other, 'hex'))
  const second = await sluice.load({ wasmModule: stale }).catch((error) => error)
  assert.equal(second.code, 'wasm.load')
  assert.equal(second.retryable, false)
  assert.match(second.message, /another version/)
  const wasmModule = await WebAssembly.compile(readFileSync(join(root, 'dist/sluice.wasm')))
  await sluice.load({ wasmModule })
})

// ---------------------------------------------------------------------------------------------

const hex = (text) => Buffer.from(text, 'latin1').toString('hex')

/** As much of RTCPeerConnection as a session that gets no further than its POST asks for. */
class StandInPeer extends EventTarget {
  signalingState = 'stable'
  constructor() {
    super()
    if (StandInPeer.refuses) throw new TypeError('not here')
  }
  addTransceiver(kind) {
    return { receiver: { track: { kind } } }
  }
  async createOffer() {
    return {
      type: 'offer',
      sdp: 'v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:0\r\na=rtcp-mux\r\n',
    }
  }
  async setLocalDescription() {}
  getSenders() {
    return []
  }
  getReceivers() {
    return []
  }
  close() {
    this.signalingState = 'closed'
  }
}
globalThis.addEventListener ??= () => {}
globalThis.removeEventListener ??= () => {}
globalThis.document = Object.assign(new EventTarget(), { getElementById: () => null })
globalThis.HTMLMediaElement = class {}

const requests = []
let answer
globalThis.fetch = async (url, init) => {
  requests.push({ url, ...init })
  return answer(url, init)
}

beforeEach(() => {
  requests.length = 0
  StandInPeer.refuses = false
  answer = () => new Response('no', { status: 404 })
})

after(() => assert.deepEqual(sluice.diagnostics(), { sessions: 0, callbacks: 0 }))

async function subscribe(options) {
  const client = new sluice.WHEPClient()
  const events = []
  client.on('*', (event) => events.push(event))
  await client.init({ host: 'sm.example.com', streamName: 'stream1', ...options })
  const error = await client.subscribe().catch((reason) => reason)
  return { client, events, error }
}

test('an error crosses with all its fields [row 1] [row 37]', async () => {
  answer = () =>
    new Response(JSON.stringify({ title: 'Gone fishing', detail: 'Ask 10.1.2.3, token=hunter2' }), {
      status: 503,
      headers: { 'content-type': 'application/problem+json', 'retry-after': '30' },
    })
  const { error, events } = await subscribe({})
  assert.ok(error instanceof sluice.SluiceError && error instanceof Error)
  assert.deepEqual(JSON.parse(JSON.stringify(error)), {
    name: 'SluiceError',
    code: 'http.unavailable',
    blame: 'remote',
    retryable: true,
    message: error.message,
    detail: 'Ask <ip>, token=<hidden>',
    httpStatus: 503,
    retryAfterMs: 30_000,
  })
  const failure = events.find(({ type }) => type === 'Connect.Failure')
  assert.equal(failure.data.code, 'http.unavailable')
})

test('a Retry-After may be a date, by the clock of the server where it can be read [row 37]', async () => {
  const date = (ms) => new Date(ms).toUTCString()
  const year2020 = Date.UTC(2020, 0, 1)
  const waitFor = async (headers) => {
    answer = () => new Response('', { status: 503, headers })
    return (await subscribe({})).error.retryAfterMs
  }
  const inHalfAMinute = date(year2020 + 30_000)
  assert.equal(await waitFor({ 'retry-after': inHalfAMinute, date: date(year2020) }), 30_000)
  assert.equal(await waitFor({ 'retry-after': inHalfAMinute }), 0)
  const soon = await waitFor({ 'retry-after': date(Date.now() + 60_000) })
  assert.ok(soon > 50_000 && soon <= 60_000, String(soon))
  assert.equal(await waitFor({ 'retry-after': 'whenever' }), undefined)
})

test('events own their fields and survive spreading', async () => {
  const { client, events } = await subscribe({})
  const event = { ...events[0] }
  assert.equal(event.type, 'WebRTC.PeerConnection.Available')
  assert.ok(event.data instanceof StandInPeer)
  assert.equal(event.subscriber, client)
  assert.equal(JSON.parse(JSON.stringify(events.at(-1))).type, 'Connect.Failure')
})

test('names and parameters are encoded exactly once, whatever is in them', async () => {
  const params = {
    'a key': 'b&c=d',
    token: 'x/y?z#',
    percent: '100%41',
    uni: 'grün €',
    n: 1.5,
    yes: true,
    no: null,
  }
  await subscribe({ streamName: 'a b&c', app: 'live/room 1', connectionParams: params })
  const url = new URL(requests[0].url)
  assert.equal(url.origin, 'https://sm.example.com')
  assert.deepEqual(url.pathname.split('/').map(decodeURIComponent), [
    '',
    'live',
    'room 1',
    'whep',
    'endpoint',
    'a b&c',
  ])
  for (const [key, value] of Object.entries(params)) {
    assert.equal(url.searchParams.get(key), value === null ? null : String(value))
  }
})

test('the token is sent as a bearer token, and only when there is one [row 43]', async () => {
  await subscribe({ token: 'secret' })
  assert.equal(requests[0].headers.Authorization, 'Bearer secret')
  requests.length = 0
  await subscribe({})
  assert.equal('Authorization' in requests[0].headers, false)
})

test("the app's options are not changed, and unknown keys come back from getOptions()", async () => {
  const options = Object.freeze({
    host: 'a.example',
    streamName: 's',
    favourite: Object.freeze({ colour: 'green' }),
  })
  const { client } = await subscribe(options)
  assert.deepEqual(client.getOptions().favourite, { colour: 'green' })
  assert.equal(client.getOptions().app, 'live')
  assert.equal(client.getOptions().mediaElementId, 'red5pro-subscriber')
})

test('a hook that throws, and a browser that refuses, become errors', async () => {
  const hooked = await subscribe({
    mungeOffer() {
      throw new RangeError('from the hook')
    },
  })
  assert.equal(hooked.error.code, 'config.invalid')
  assert.match(hooked.error.detail, /^mungeOffer: from the hook/)
  const spoilt = await subscribe({ mungeOffer: () => 'nonsense' })
  assert.equal(spoilt.error.code, 'config.invalid')
  assert.match(spoilt.error.detail, /^mungeOffer: it gave no SDP/)
  StandInPeer.refuses = true
  const refused = await subscribe({ rtcConfiguration: { iceServers: [{ urls: 'http://a' }] } })
  assert.equal(refused.error.code, 'peer.unsupported')
  assert.match(refused.error.detail, /not here/)
})

test('large and odd strings cross whole', async () => {
  const detail = '\u{1f30a}'.repeat(40)
  answer = () => new Response(detail, { status: 400, headers: { 'content-type': 'text/plain' } })
  const { error } = await subscribe({ streamName: 'näme €' })
  assert.equal(error.code, 'http.bad_request')
  assert.ok(error.detail.startsWith('\u{1f30a}'))
  const long = await subscribe({ token: 'x'.repeat(9000) }).catch((reason) => ({ error: reason }))
  assert.equal(long.error.code, 'config.invalid')
})
