// Two tabs of players and one of publishers, all with recovery, over many restarts of the cluster's
// nodes: whether everybody comes back each time, what is left in the end, and what grows.
//   --cycles 100
import { readdirSync, readFileSync } from 'node:fs'
import { poll, sleep, Stage } from './recovery/stage.mjs'
import { numberOption } from './stats.mjs'

const cycles = numberOption('cycles', 100)
const every = Math.max(1, Math.floor(cycles / 10))
const COME_BACK_MS = 60_000

const stage = await Stage.start()
const kinds = ['rtc', 'http']
let lateStarts = 0

/** A tab with a client of each kind. */
async function openTab(role) {
  const page = await stage.page()
  await page.evaluate(
    async ([role, kinds]) => {
      // Small pictures: this is about what is left, not about how much fits.
      const mediaConstraints = { audio: true, video: { width: 320, height: 240 } }
      const open = (kind) => {
        const view = role === 'subscriber' ? stage.makeView() : undefined
        const options = { ...server, streamName: `soak-${kind}`, mediaConstraints }
        return { view, ...stage.start(role, kind, 'sluice', options, view) }
      }
      window.actors = kinds.map(open)
      await Promise.all(actors.map(({ started }) => started))
    },
    [role, kinds],
  )
  return page
}

const publishing = await openTab('publisher')
const tabs = [await openTab('subscriber'), await openTab('subscriber')]
const pages = [publishing, ...tabs]

/** Alternately an edge with players and an origin with a stream; each fifth time, all nodes at once. */
async function restart(cycle) {
  const nodes = await stage.cluster.nodes()
  const role = cycle % 2 ? 'origin' : 'edge'
  const busy = nodes.filter((node) => node.role === role && node.sessions > 0)
  const chosen = cycle % 5 === 4 ? nodes : busy.slice((cycle >> 1) % busy.length).slice(0, 1)
  for (const { pid } of chosen) process.kill(pid, 'SIGKILL')
  const gone = async () =>
    (await stage.cluster.nodes()).filter(({ up }) => !up).length >= chosen.length
  await poll(gone, 5000)
  await Promise.all(chosen.map(({ id }) => start(id)))
}

/** On a machine that is very busy a node may miss its time to start. */
async function start(id) {
  try {
    await stage.cluster.restart(id)
  } catch {
    lateStarts++
    await stage.cluster.restart(id)
  }
}

/** How many ms until all players have a picture again, or null. */
async function comeBack(time) {
  const frames = await Promise.all(
    tabs.map((page) =>
      page.evaluate(
        ([time, timeout]) =>
          Promise.all(
            actors.map(({ view }) => stage.frameAfter(view, time, { fresh: false, timeout })),
          ),
        [time, COME_BACK_MS],
      ),
    ),
  )
  const times = frames.flat().map((frame) => frame?.at)
  return times.includes(undefined) ? null : Math.max(...times) - time
}

function parentOf(pid) {
  return Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1])
}

async function measure(cycle) {
  const row = { cycle }
  for (const [index, page] of pages.entries()) {
    const cdp = await page.context().newCDPSession(page)
    // What this bench keeps is not the clients'.
    await page.evaluate(() => {
      notes.length = 0
      for (const { view } of actors) if (view) view.frames.length = 0
    })
    await cdp.send('HeapProfiler.collectGarbage')
    const { usedSize, embedderHeapUsedSize } = await cdp.send('Runtime.getHeapUsage')
    row[`heap ${index}, kB`] = Math.round((usedSize + (embedderHeapUsedSize ?? 0)) / 1024)
    const { peers, sockets, timers, sessions, callbacks } = await page.evaluate(() => handles())
    row[`handles ${index}`] = `${peers}/${sockets}/${timers}/${sessions}/${callbacks}`
    await cdp.detach()
  }
  const [{ pid }] = await stage.cluster.nodes()
  row['manager fds'] = readdirSync(`/proc/${parentOf(pid)}/fd`).length
  const { sessions, sockets } = await stage.cluster.load()
  return Object.assign(row, { sessions, sockets })
}

const rows = [await measure(0)]
let lost = 0
let slowest = 0
for (let cycle = 1; cycle <= cycles; cycle++) {
  await sleep(1500)
  await restart(cycle)
  const ms = await comeBack(Date.now() + 200)
  if (ms === null) lost++
  else slowest = Math.max(slowest, ms)
  if (cycle % every !== 0) continue
  // What is being ended takes its time: nodes miss a vanished session after 2.5 s.
  await sleep(6000)
  rows.push(await measure(cycle))
}
console.log('tab 0 publishes; handles are peers/sockets/timers/sessions/callbacks')
console.table(rows)
console.log(`players that did not come back within a minute: in ${lost} cycles of ${cycles}`)
if (lateStarts) console.log(`nodes that did not start at the first try: ${lateStarts}`)
console.log(`slowest return after a node was up again: ${slowest} ms`)

for (const page of pages)
  await page.evaluate(() => Promise.all(actors.map(({ stop }) => stop()))).catch(console.error)
await poll(async () => (await stage.cluster.load()).sessions === 0, 10_000, 100)
const left = await stage.cluster.load()
console.log('left on the cluster:', left)
for (const page of pages) console.log('left in a tab:', await page.evaluate(() => handles()))
await stage.stop()
if (lost || left.sessions || left.streams || left.sockets) process.exitCode = 1
