// How long until a picture is there again after the user's own network has changed under a running
// stream: a browser in a network namespace of its own, with two ways out of it. Needs root.
//   --n 20              runs of each
//   --only mobile,hole  some of the scenes: mobile, hole, vpn, vpnoff
//   --kinds rtc,http    some of the clients; --roles subscriber,publisher
//                       restart: WHIP and WHEP at a server that can restart ICE (werift)
//   --policies sluice,page,plain  as in the bench `recovery`
//   --others-n 3        fewer runs of those that are not Sluice's
//   --against commit    that commit's dist/ as well, run by run beside this one's
//   --json file         every sample, with all that its pages noted
import { writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { chromiumPath } from '../e2e/browser.mjs'
import { RestartingServer } from '../e2e/servers/werift.mjs'
import { Roaming } from '../network/roaming.mjs'
import { isOurs, policies } from './recovery/report.mjs'
import { sleep, Stage } from './recovery/stage.mjs'
import { listOption, numberOption, printHead, printRow, textOption } from './stats.mjs'

const runs = numberOption('n', 20)
const othersRuns = numberOption('others-n', 3)
const file = textOption('json')
const wantedKinds = listOption('kinds', ['rtc', 'http', 'restart'])
const STEADY_MS = 3500
const HOLE_MS = 2000

const leaveWiFi = (pauseMs) => async (network) => {
  await network.leave('wifi')
  await sleep(pauseMs)
  await network.enter('mobile')
  return Date.now()
}

/** Each gives the time from which on the new network can be used. */
const scenes = {
  mobile: { title: 'Wi-Fi to mobile', change: leaveWiFi(0) },
  hole: { title: 'Wi-Fi, 2 s of nothing, mobile', change: leaveWiFi(HOLE_MS) },
  vpn: {
    title: 'VPN on',
    async change(network) {
      await network.enter('mobile')
      return Date.now()
    },
  },
  vpnoff: {
    title: 'VPN off',
    prepare: (network) => network.enter('mobile'),
    async change(network) {
      await network.leave('mobile')
      return Date.now()
    },
  },
}

/**
 * From now on: when the browser names an address that it did not name before. Nobody's media can
 * take the new way earlier.
 */
function watchAddresses() {
  const known = new Set()
  const connection = new RTCPeerConnection()
  connection.createDataChannel('')
  connection.onicecandidate = ({ candidate }) => {
    if (candidate?.protocol !== 'udp' || known.has(candidate.address)) return
    known.add(candidate.address)
    window.addressAt = Date.now()
  }
  connection.setLocalDescription()
}

/** How a client reaches its stream. */
const reach = (stage, role, kind, streamName) =>
  kind === 'restart'
    ? { endpoint: stage.restarting.endpoint(role === 'publisher' ? 'whip' : 'whep', streamName) }
    : { streamName }

async function countSessions({ restarting, cluster }, kind) {
  return kind === 'restart' ? restarting.sessions : (await cluster.load()).sessions
}

/** The new session's first frame, or the old one's next behind the change. */
async function play(stage, scene, role, kind, policy, phase, streamName) {
  const { network, far } = stage
  await network.reset()
  await scene.prepare?.(network)
  await sleep(1000) // a browser breaks off what it loads while its network changes
  const roams = await stage.page({ browser: far })
  const near = role === 'publisher' ? await stage.page() : undefined
  if (near) {
    await stage.act(roams, role, kind, policy, reach(stage, role, kind, streamName))
    await roams.evaluate(() => actor.started)
    await stage.act(
      near,
      'subscriber',
      kind,
      'sluice',
      reach(stage, 'subscriber', kind, streamName),
    )
  } else {
    await stage.act(roams, role, kind, policy, reach(stage, role, kind, 'air'))
  }
  const viewer = near ?? roams
  if (!(await stage.frame(viewer, 0))) throw new Error('there was no picture to begin with')
  await roams.evaluate(watchAddresses)
  await sleep(STEADY_MS + 1000 * phase)
  const began = Date.now()
  const usable = await scene.change(network)
  // Frames that were on their way are not the new network's.
  const since = role === 'publisher' ? Math.max(usable, began + 400) : usable + 100
  const frame = await viewer.evaluate(
    ([since, timeout]) => stage.frameAfterGap(view, since, { timeout }),
    [since, 30_000],
  )
  const addressAt = await roams.evaluate(() => window.addressAt)
  await sleep(3000)
  const notes = { roams: await stage.notes(roams), near: near && (await stage.notes(near)) }
  const sessions = await countSessions(stage, kind)
  const usual = 2 // with who publishes, or plays
  for (const page of [near, roams]) if (page) await stage.leave(page)
  await stage.settle({ sessions: near || kind === 'restart' ? 0 : 1 })
  const success = notes.roams.findLast(({ what }) => what === 'Reconnect.Success')
  return {
    // What has gone on for a while is no time without a picture.
    ms: frame && frame.at - Math.max(usable, frame.before),
    addressMs: addressAt > began ? Math.max(addressAt - usable, 0) : null,
    extra: sessions - usual,
    kept: success?.kept ?? null,
    began,
    usable,
    ...notes,
  }
}

function report(label, samples) {
  const seconds = (times) => times.filter((ms) => ms !== null).map((ms) => ms / 1000)
  const back = seconds(samples.map(({ ms }) => ms))
  if (back.length) printRow(label, back, 2)
  const kept = samples.filter(({ kept }) => kept).length
  if (kept) console.log(`    the session was kept in ${kept} of ${samples.length}`)
  const named = seconds(samples.map(({ addressMs }) => addressMs))
  if (named.length) printRow('  until Chromium named the new address', named, 2)
  if (back.length < samples.length)
    console.log(`  ${label}: ${samples.length - back.length} never within 30 s`)
}

const all = []
for (const name of listOption('only', Object.keys(scenes))) {
  const scene = scenes[name]
  const stage = await Stage.start('--origins', '1', '--edges', '1')
  stage.restarting = await RestartingServer.start()
  stage.network = await Roaming.start()
  stage.far = await Stage.launch(stage.network.wrap(chromiumPath))
  printHead(`${scene.title}: s until a picture (${cpus().length} cores)`)
  try {
    for (const role of listOption('roles', ['subscriber', 'publisher'])) {
      for (const kind of wantedKinds) {
        const onAir =
          role === 'subscriber' &&
          (await stage.air('air', reach(stage, 'publisher', kind, 'air').endpoint))
        const wanted = listOption('policies', Object.keys(policies))
        const results = Object.fromEntries(wanted.map((policy) => [policy, []]))
        for (let run = 0; run < runs; run++) {
          // Who goes first changes, so that neither profits from the other.
          for (const policy of run % 2 === 0 ? wanted : wanted.toReversed()) {
            if (!isOurs(policy) && run >= othersRuns) continue
            const stream = `roams-${name}-${kind}-${policy}-${run}`
            const phase = (run * 0.618034) % 1
            results[policy].push(await play(stage, scene, role, kind, policy, phase, stream))
          }
        }
        for (const [policy, samples] of Object.entries(results)) {
          all.push(...samples.map((sample) => ({ name, role, kind, policy, ...sample })))
          report(`${role}, ${kind}, ${policies[policy]}`, samples)
        }
        if (onAir) await stage.leave(onAir)
      }
    }
  } finally {
    await stage.far.close()
    stage.network.stop()
    await stage.stop()
    await stage.restarting.stop()
  }
  console.log(`  load ${loadavg()[0].toFixed(1)}`)
}
if (file) writeFileSync(file, JSON.stringify(all))
