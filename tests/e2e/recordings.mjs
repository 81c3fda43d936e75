// Recordings for the tests of the page that replays them, made by the module itself: a session as long
// as is wanted, one that another core would have recorded, one with markup in it.
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const { openCore } = await import(join(root, 'dist/extra.js'))

export const kept = (name) => readFileSync(join(root, 'tests/recordings', name))

/** The module in Node, as bin/sluice-replay.mjs has it. */
export async function loadCore() {
  const bytes = readFileSync(join(root, 'dist/sluice.extra.wasm'))
  return openCore(await WebAssembly.compile(bytes))
}

// The places in the variants; scripts/check-boundary.mjs holds web/browser/boundary.ts against them.
const names = (text) =>
  Object.fromEntries(
    text
      .trim()
      .split(/\s+/)
      .map((name, at) => [name, at]),
  )
const list = readFileSync(join(root, 'src/recording/names.hpp'), 'utf8')
const wordsOf = (variable) =>
  [...new RegExp(`${variable} =([^;]*);`).exec(list)[1].matchAll(/"([^"]*)"/g)]
    .map(([, text]) => text)
    .join('')
export const In = names(wordsOf('kInputNames'))
export const Out = names(wordsOf('kEffectNames'))

const sdp =
  'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\n' +
  'm=video 9 UDP/TLS/RTP/SAVPF 96\r\nc=IN IP4 0.0.0.0\r\na=mid:0\r\na=rtcp-mux\r\n' +
  'a=ice-ufrag:ufrag\r\na=ice-pwd:passwordpasswordpassword\r\na=setup:active\r\n' +
  'a=fingerprint:sha-256 00:11\r\na=rtpmap:96 VP8/90000\r\na=recvonly\r\n'

/**
 * A player's session that is live, and looks at its media until it has had so many inputs.
 *
 * @param {number} [bytes] the bound of the recording; what is too much is missing in the middle
 */
export function longSession(core, inputs, bytes) {
  let now = 1000
  let packets = 0
  let delay = Infinity
  const waiting = [[In.StartCalled, { call: 1 }]]
  const answers = {
    [Out.CreateOffer]: (fields) => [In.OfferCreated, { ...fields, text: sdp }],
    [Out.ApplyLocal]: (fields) => [In.DescriptionApplied, fields],
    [Out.ApplyRemote]: (fields) => [In.DescriptionApplied, fields],
    [Out.SendHttp]: ({ attempt, op, url }) => [
      In.HttpAnswered,
      {
        ...{ attempt, op, code: 201, url, redirected: false, location: `${url}/1`, etag: '' },
        ...{ link: '', retryAfter: '', contentType: 'application/sdp', sessionHost: '' },
        body: sdp.replace('recvonly', 'sendonly'),
      },
    ],
    [Out.SampleStats]: ({ attempt }) => [
      In.StatsSampled,
      { attempt, packets: (packets += 10), frames: packets / 2, age: 20, still: 20 },
    ],
  }
  const host = {
    act(kind, fields) {
      const answer = answers[kind]?.(fields)
      if (answer) waiting.push(answer)
      // The answer has been applied: the peer connects.
      if (kind === Out.ApplyRemote)
        waiting.push([In.PeerStateChanged, { attempt: fields.attempt, code: 0 }])
    },
  }
  const page = { secure: true, seed: 1, now, record: { bytes, key0: 1, key1: 2, key2: 3, key3: 4 } }
  const options = { endpoint: 'https://media.example.com/live/whep/endpoint/stream1' }
  const id = core.open(
    'subscriber',
    'http',
    JSON.stringify({ ...options, recovery: true }),
    page,
    host,
  )
  for (let count = 0; count < inputs; count++) {
    const [kind, fields] = waiting.shift() ?? [In.Timeout, {}]
    now += kind === In.Timeout ? delay + 1 : 1
    delay = core.feed(id, kind, now, fields)
    if (delay < 0) break
  }
  const file = Buffer.from(core.recording(id))
  core.close(id)
  return file
}

/** The same with one byte of its steps changed, so that the core comes to something else. */
export function withDifference(core, bytes) {
  for (let at = Math.floor(bytes.length / 2); at > 0; at--) {
    const changed = Buffer.from(bytes)
    changed[at] ^= 1
    const told = core.replay(changed, false)
    if (!told.error && !told.exact) return changed
  }
  throw new Error('each change is an error')
}

/** The same as if another core had recorded it. */
export function fromAnotherCore(bytes) {
  const changed = Buffer.from(bytes)
  changed.write('9.9.9+', 'sluice recording\n'.length + 2)
  return changed
}

/** The same with this text, over as many bytes as it has, wherever `place` stands. */
export function withText(bytes, place, text) {
  const changed = Buffer.from(bytes)
  let at = -1
  let count = 0
  while ((at = changed.indexOf(place, at + 1)) >= 0) {
    changed.write(text, at)
    count++
  }
  if (!count || text.length > place.length) throw new Error('there is no room for the text')
  return changed
}
