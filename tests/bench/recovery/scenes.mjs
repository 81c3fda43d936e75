// What goes wrong, and what is measured. Each scene plays once for a kind of client and a policy, and
// gives for each of its measures the ms, or null where nothing came back, and the steps on the way.
import { Link } from '../../network/link.mjs'
import { Relay } from '../relay.mjs'
import { chromiumPath } from '../../e2e/browser.mjs'
import { playerSteps, publisherSteps } from './steps.mjs'
import { numberOption } from '../stats.mjs'
import { poll, sleep, Stage } from './stage.mjs'

const GIVE_UP_MS = 60_000
/** Long enough for a data channel to have taken over, and for the picture to be steady. */
const STEADY_MS = 2500

/** Runs later than `STEADY_MS` by a part of a second, so that no run meets a timer in step. */
const steady = (phase) => sleep(STEADY_MS + 1000 * phase)

async function playing(stage, page) {
  if (!(await stage.frame(page, 0))) throw new Error('there was no picture to begin with')
}

async function measured(stage, page, since, zero, options) {
  const frame = await stage.frame(page, since, options)
  const notes = await stage.notes(page)
  return { ms: frame && frame.at - zero, steps: frame && playerSteps(notes, frame, zero), notes }
}

/** SIGKILL, as nothing else would do it; gives the time. */
function kill({ pid }) {
  const time = Date.now()
  process.kill(pid, 'SIGKILL')
  return time
}

const edge = {
  title: 'edge killed',
  kinds: ['rtc', 'socket', 'http'],
  measures: { frame: { title: 'next frame', goal: () => 1000 } },
  async setUp(stage) {
    stage.onAir = await stage.air('air')
  },
  async play(stage, kind, policy, phase) {
    const page = await stage.page()
    await stage.act(page, 'subscriber', kind, policy, { streamName: 'air' })
    await playing(stage, page)
    await steady(phase)
    const nodes = await stage.cluster.nodes()
    const time = kill(nodes.find(({ role, sessions }) => role === 'edge' && sessions > 0))
    const frame = await measured(stage, page, time, time, { fresh: true })
    await stage.leave(page)
    await stage.settle({ sessions: 1 })
    return { frame }
  },
}

const origin = {
  title: 'origin killed',
  kinds: ['rtc', 'socket', 'http'],
  measures: {
    live: { title: 'live on another', goal: (kind) => (kind === 'http' ? 4000 : 2000) },
    frame: { title: 'players, after that', goal: () => 1000 },
  },
  async setUp() {},
  async play(stage, kind, policy, phase, name) {
    const publisher = await stage.page()
    await stage.act(publisher, 'publisher', kind, policy, { streamName: name })
    const on = async (other) =>
      (await stage.cluster.nodes()).find(
        ({ role, id, streams }) => role === 'origin' && id !== other && streams.includes(name),
      )
    const first = await poll(() => on(), 10_000)
    const player = await stage.page()
    await stage.act(player, 'subscriber', kind, policy, { streamName: name })
    await playing(stage, player)
    await steady(phase)

    const time = kill(first)
    const listed = (await poll(() => on(first.id), GIVE_UP_MS)) && Date.now()
    const connected = await publisher.evaluate(
      ([time, timeout]) => stage.connectedAfter(time, timeout),
      [time, 10_000],
    )
    const back = listed && connected && Math.max(listed, connected.at)
    const notes = await stage.notes(publisher)
    const live = {
      ms: back ? back - time : null,
      steps: back ? publisherSteps(notes, connected, time, back) : null,
      notes,
    }
    const frame = await measured(stage, player, time, back || time, { fresh: true })
    await stage.leave(player)
    await stage.leave(publisher)
    await stage.settle()
    return { live, frame }
  },
}

const back = {
  title: 'publisher stops, returns',
  kinds: ['rtc', 'http'],
  measures: { frame: { title: 'players, after it is live', goal: () => 1500 } },
  async setUp() {},
  async play(stage, kind, policy, phase, name) {
    const publisher = await stage.page()
    const publish = () => stage.act(publisher, 'publisher', kind, 'plain', { streamName: name })
    await publish()
    await publisher.evaluate(() => actor.started)
    const player = await stage.page()
    await stage.act(player, 'subscriber', kind, policy, { streamName: name })
    await playing(stage, player)
    await steady(phase)

    const stopped = await publisher.evaluate(() => actor.stop().then(() => Date.now()))
    await sleep(3000 + 2000 * phase)
    await publish()
    const live = await publisher.evaluate(() => actor.started.then(() => Date.now()))
    const frame = await measured(stage, player, stopped + 500, live, { fresh: true })
    await stage.leave(player)
    await stage.leave(publisher)
    await stage.settle()
    return { frame }
  },
}

/** Nodes of the cluster end a player's session after 2.4 s without a report, so this one does not wake. */
const CUT_MS = numberOption('cut', 3000)
/** What does not come by itself in this time never does. */
const ALONE_MS = 15_000

const link = {
  title: `link cut ${CUT_MS / 1000} s`,
  kinds: ['rtc', 'http'],
  returnsByItself: true,
  measures: {
    frame: { title: 'frame after its return', goal: () => 1000 },
    extra: { title: 'sessions too many', goal: () => 0, unit: 'sessions' },
  },
  async setUp(stage) {
    stage.onAir = await stage.air('air')
    stage.link = await Link.start()
    stage.far = await Stage.launch(stage.link.wrap(chromiumPath))
  },
  async tearDown(stage) {
    await stage.far.close()
    stage.link.stop()
  },
  async play(stage, kind, policy, phase) {
    const page = await stage.page({ browser: stage.far })
    await stage.act(page, 'subscriber', kind, policy, { streamName: 'air' })
    await playing(stage, page)
    await steady(phase)
    await stage.link.cut()
    await sleep(CUT_MS)
    const time = Date.now()
    await stage.link.mend()
    const timeout = policy === 'plain' ? ALONE_MS : GIVE_UP_MS
    const frame = await measured(stage, page, time, time, { timeout })
    // A node needs 2.5 s to miss a session that nobody has ended.
    await sleep(3500)
    const { sessions } = await stage.cluster.load()
    await stage.leave(page)
    await stage.settle({ sessions: 1 })
    return { frame, extra: { ms: Math.max(0, sessions - 2) } }
  },
}

const DOWN_MS = 5000

const manager = {
  title: 'manager down 5 s at the start',
  kinds: ['rtc', 'http'],
  measures: { frame: { title: 'first frame, after its return', goal: () => 1500 } },
  async setUp(stage) {
    stage.onAir = await stage.air('air')
    stage.relay = await Relay.start(stage.cluster.port)
  },
  async tearDown(stage) {
    stage.relay.stop()
  },
  async play(stage, kind, policy, phase) {
    const page = await stage.page({ port: stage.relay.port })
    stage.relay.down()
    await sleep(1000 * phase)
    await stage.act(page, 'subscriber', kind, policy, { streamName: 'air' })
    await sleep(DOWN_MS - 1000 * phase)
    const time = Date.now()
    await stage.relay.up()
    const frame = await measured(stage, page, time, time)
    await stage.leave(page)
    await stage.settle({ sessions: 1 })
    return { frame }
  },
}

export const scenes = { edge, origin, return: back, link, manager }
