// What recovery costs while all is well: time of the page's main thread, and calls, for players and a
// publisher with it and without, in turns.
//   --rounds 3          of each
//   --seconds 20        measured in each round
//   --players 1,12,30
//   --recording         with recovery and the option `recording` as well
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Stage, sleep } from './recovery/stage.mjs'
import { listOption, numberOption, printHead, printRow } from './stats.mjs'

const rounds = numberOption('rounds', 3)
const seconds = numberOption('seconds', 20)
const counts = listOption('players', ['1', '12', '30']).map(Number)
const records = process.argv.includes('--recording')
const streamName = 'watched'
const mediaConstraints = { audio: true, video: { width: 160, height: 120, frameRate: 10 } }

/** Counts what the page asks of its browser; runs before anything else. */
function countCalls() {
  const calls = { timers: 0, stats: 0, sources: 0 }
  const count = (type, name, key) => {
    const real = type[name]
    type[name] = function (...args) {
      calls[key] += 1
      return real.apply(this, args)
    }
  }
  count(window, 'setTimeout', 'timers')
  count(RTCPeerConnection.prototype, 'getStats', 'stats')
  count(RTCRtpReceiver.prototype, 'getStats', 'stats')
  count(RTCRtpReceiver.prototype, 'getSynchronizationSources', 'sources')
  window.calls = calls
}

/** Of the first client's recording so far. */
async function sizeOfRecording(page) {
  const bytes = await page.evaluate(async () => {
    const blob = window.clients[0].recording()
    return blob && [...new Uint8Array(await blob.arrayBuffer())]
  })
  if (!bytes) return { bytes: 0, inputs: 0 }
  const folder = mkdtempSync(join(tmpdir(), 'sluice-'))
  const file = join(folder, 'recording')
  writeFileSync(file, Buffer.from(bytes))
  const program = join(import.meta.dirname, '../../bin/sluice-replay.mjs')
  const told = execFileSync(process.execPath, [program, '--check', file], { encoding: 'utf8' })
  rmSync(folder, { recursive: true })
  return { bytes: bytes.length, inputs: Number(/of (\d+) inputs/.exec(told)[1]) }
}

/** `count` clients of a class in one page, which is left when it is measured. */
async function measure(stage, { Class, count, ...options }) {
  const page = await stage.page()
  await page.evaluate(countCalls)
  await page.evaluate(
    async ([name, clients, options]) => {
      window.clients = []
      for (let i = 0; i < clients; i += 1) {
        const client = new sluice[name]()
        const video = document.createElement('video')
        video.autoplay = video.muted = true
        video.width = 80
        document.body.append(video)
        client.setView(video)
        const number = options.mediaConstraints ? `-${Math.random()}` : ''
        await client.init({ ...server, ...options, streamName: options.streamName + number })
        await (client.publish ? client.publish() : client.subscribe())
        window.clients.push(client)
      }
    },
    [
      Class,
      count,
      { streamName, ...options, ...(Class === 'WHIPClient' ? { mediaConstraints } : {}) },
    ],
  )
  // A stream is young for some seconds, and is looked at more closely.
  await sleep(6000)
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  const look = async () => {
    const { metrics } = await session.send('Performance.getMetrics')
    const { TaskDuration, ScriptDuration } = Object.fromEntries(
      metrics.map(({ name, value }) => [name, value]),
    )
    return { TaskDuration, ScriptDuration, ...(await page.evaluate(() => ({ ...window.calls }))) }
  }
  const sizeBefore = await sizeOfRecording(page)
  const before = await look()
  await sleep(seconds * 1000)
  const after = await look()
  const size = await sizeOfRecording(page)
  const perSecond = (key) => (after[key] - before[key]) / seconds
  await page.evaluate(() =>
    Promise.all(window.clients.map((one) => one.unpublish?.(true) ?? one.unsubscribe())),
  )
  await page.close()
  return {
    thread: perSecond('TaskDuration') * 100,
    script: perSecond('ScriptDuration') * 100,
    timers: perSecond('timers') / count,
    stats: perSecond('stats') / count,
    sources: perSecond('sources') / count,
    bytes: ((size.bytes - sizeBefore.bytes) / seconds) * 60,
    inputs: (size.inputs - sizeBefore.inputs) / seconds,
  }
}

const stage = await Stage.start()
const publisher = await stage.page()
await publisher.evaluate(
  async (options) => {
    window.client = new sluice.WHIPClient()
    await client.init({ ...server, ...options })
    await client.publish()
  },
  { streamName, mediaConstraints },
)

const cases = [
  ...counts.map((count) => ({ options: { Class: 'WHEPClient', count }, name: `${count} players` })),
  { options: { Class: 'WHIPClient', count: 1 }, name: '1 publisher' },
]
const modes = [{ recovery: false }, { recovery: true }]
const modeNames = ['', ', recovery', ', recorded too']
if (records) modes.push({ recovery: true, recording: true })
const found = new Map()
for (let round = 0; round < rounds; round += 1) {
  for (const one of cases) {
    for (const mode of round % 2 ? modes.toReversed() : modes) {
      const name = `${one.name}${modeNames[modes.indexOf(mode)]}`
      found.set(name, [
        ...(found.get(name) ?? []),
        await measure(stage, { ...one.options, ...mode }),
      ])
    }
  }
}
await publisher.evaluate(() => client.unpublish(true))
await stage.stop()

const figures = {
  thread: 'main thread, %',
  script: 'of that script, %',
  timers: 'timers a second and client',
  stats: 'getStats() a second and client',
  sources: 'getSynchronizationSources() a second and client',
  ...(records && { bytes: 'bytes recorded a minute', inputs: 'inputs recorded a second' }),
}
for (const [key, title] of Object.entries(figures)) {
  printHead(title)
  for (const [name, samples] of found)
    printRow(
      name,
      samples.map((sample) => sample[key]),
      2,
    )
}
