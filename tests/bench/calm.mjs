// How often clients with recovery take something for a loss where nothing is lost; each such alarm is
// false. Beside them plays a page with the logic of its own (documented_page.js).
//   --scale 0.1         a tenth of the time
//   --only load,hidden  some of the situations
import { Worker } from 'node:worker_threads'
import { loadavg } from 'node:os'
import { Stage, sleep } from './recovery/stage.mjs'
import { startTabs } from './recovery/tabs.mjs'
import { listOption, numberOption } from './stats.mjs'

const scale = numberOption('scale', 1)
const minutes = (count) => count * 60_000 * scale

/** Who is watched, each in a tab of its own. */
const publishers = ['rtc', 'http']
const players = [
  { kind: 'rtc', policy: 'sluice' },
  { kind: 'http', policy: 'sluice' },
  { kind: 'http', policy: 'page' },
]

const onPublishers = (act) => (pages) =>
  Promise.all(pages.slice(0, publishers.length).map((page) => page.evaluate(act)))
const onRtcPlayer = (act) => (pages) => pages[publishers.length].evaluate(act)

const situations = {
  load: {
    title: 'steady, under load',
    time: minutes(10),
    // Small, so that two cores have just enough time for it: a stream that starves is not steady.
    options: {
      mediaConstraints: { audio: true, video: { width: 320, height: 240, frameRate: 15 } },
    },
    load: true,
  },
  audio: {
    title: 'audio only',
    time: minutes(2),
    options: { mediaConstraints: { audio: true, video: false } },
  },
  muted: {
    title: 'video muted by the publishers',
    time: minutes(2),
    begin: onPublishers(() => actor.client.muteVideo()),
  },
  silent: {
    title: 'all muted by the publishers',
    time: minutes(2),
    begin: onPublishers(() => {
      actor.client.muteVideo()
      actor.client.muteAudio()
    }),
  },
  ownMute: {
    title: 'video muted by the RTC player',
    time: minutes(2),
    begin: onRtcPlayer(() => actor.client.muteVideo()),
  },
  standby: {
    title: 'RTC player on standby',
    time: minutes(2),
    begin: onRtcPlayer(() => actor.client.enableStandby()),
  },
  paused: {
    title: 'players paused',
    time: minutes(2),
    begin: (pages) =>
      Promise.all(pages.slice(publishers.length).map((page) => page.evaluate(() => view.pause()))),
  },
  slow: { title: '1 frame a second, no sound', time: minutes(2), source: 'slow' },
  hidden: { title: 'tabs hidden', time: minutes(1), hidden: true },
}

/** A thread that takes half of a core, and a player more. */
async function startLoad(stage) {
  const page = await stage.page()
  await page.evaluate(async () => {
    const options = { ...server, streamName: 'calm-http' }
    await stage.start('subscriber', 'http', 'plain', options, stage.makeView()).started
  })
  const thread = new Worker(new URL('recovery/spin.mjs', import.meta.url))
  return () => Promise.all([page.close(), thread.terminate()])
}

/** What has arrived until now. */
function received(page) {
  return page.evaluate(async () => {
    const sums = { frames: 0, sound: 0 }
    for (const peer of openPeers())
      for (const { type, kind, framesDecoded, packetsReceived } of (await peer.getStats()).values())
        if (type === 'inbound-rtp')
          sums[kind === 'video' ? 'frames' : 'sound'] += framesDecoded ?? packetsReceived
    return sums
  })
}

/** What a tab has to say when its time is over. */
function observe(page) {
  return page.evaluate(() => {
    const alarms = notes.filter(({ what }) => what === 'noticed')
    return {
      alarms: alarms.map(({ cause }) => cause),
      peers: notes.filter(({ what }) => what === 'peer made').length,
    }
  })
}

/** The longest time without a picture that was shown since then. */
function longestGap(page, since) {
  return page.evaluate((since) => {
    const times = view.frames.map(({ at }) => at).filter((at) => at >= since)
    return Math.max(0, ...times.map((at, index) => at - (times[index - 1] ?? at)))
  }, since)
}

async function watch(stage, { title, time, options, source, begin, load, hidden }) {
  const browser = hidden ? await startTabs() : stage.browser
  const pages = []
  for (const kind of publishers) {
    const page = await stage.page({ browser })
    pages.push(page)
    const streamName = `calm-${kind}`
    await stage.act(page, 'publisher', kind, 'sluice', { streamName, ...options }, source)
    await page.evaluate(() => actor.started)
  }
  for (const { kind, policy } of players) {
    const page = await stage.page({ browser })
    pages.push(page)
    await stage.act(page, 'subscriber', kind, policy, { streamName: `calm-${kind}` })
    await page.evaluate(() => stage.connectedAfter(0, 20_000))
  }
  const unload = load && (await startLoad(stage))
  await sleep(3000)
  await begin?.(pages)
  if (hidden) await browser.hide()
  const start = Date.now()
  const before = await Promise.all(pages.map(received))
  await sleep(time)
  const after = await Promise.all(pages.map(received))
  if (hidden) {
    for (const page of pages) await page.bringToFront()
    await sleep(3000)
  }
  const seen = await Promise.all(pages.map(observe))
  console.log(`\n${title}, ${time / 1000} s, load of the machine ${loadavg()[0].toFixed(1)}`)
  const names = [
    ...publishers.map((kind) => `${kind} publisher, recovery`),
    ...players.map(
      ({ kind, policy }) => `${kind} player, ${policy === 'page' ? 'page logic' : 'recovery'}`,
    ),
  ]
  for (const [index, { alarms, peers }] of seen.entries()) {
    const counts = [`${alarms.length} alarms`, `${peers} connections`]
    // What was received by a connection that is closed cannot be asked for any more.
    if (index >= publishers.length && peers === 1) {
      counts.push(`${after[index].frames - before[index].frames} frames decoded`)
      counts.push(`longest gap ${await longestGap(pages[index], start)} ms`)
      counts.push(`${after[index].sound - before[index].sound} packets of sound`)
    }
    console.log(`  ${names[index].padEnd(26)}${[...counts, ...new Set(alarms)].join(', ')}`)
  }
  await unload?.()
  for (const page of pages.reverse()) await stage.leave(page)
  if (hidden) await browser.close()
  await stage.settle()
  return seen.reduce(
    (sum, { alarms }, index) => sum + (names[index].endsWith('recovery') ? alarms.length : 0),
    0,
  )
}

const stage = await Stage.start()
let alarms = 0
try {
  for (const name of listOption('only', Object.keys(situations)))
    alarms += await watch(stage, situations[name])
} finally {
  await stage.stop()
}
console.log(`\nfalse alarms of clients with recovery: ${alarms}`)
