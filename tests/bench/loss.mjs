// How often clients with recovery take lost packets for a lost stream: each such alarm is false. The
// packets of media and of signalling are lost alike, on both ways. Needs root, and nftables.
//   --seconds 60        of each scene
//   --only two,holes    some of the scenes
import { loadavg } from 'node:os'
import { chromiumPath } from '../e2e/browser.mjs'
import { Link } from '../network/link.mjs'
import { Stage, sleep } from './recovery/stage.mjs'
import { listOption, numberOption } from './stats.mjs'

const seconds = numberOption('seconds', 60)

const scenes = {
  two: { title: '2 % lost', act: (link) => link.lose(2) },
  ten: { title: '10 % lost', act: (link) => link.lose(10) },
  quarter: { title: '25 % lost', act: (link) => link.lose(25) },
  short: { title: 'holes of 0.7 s, each 4 s', act: (link) => holes(link, 700, 4000) },
  holes: { title: 'holes of 2 s, each 6 s', act: (link) => holes(link, 2000, 6000) },
}

/** Until it is ended. */
function holes(link, length, every) {
  let isOver = false
  const run = async () => {
    while (!isOver) {
      await sleep(every - length)
      await link.lose(100)
      await sleep(length)
      await link.lose(0)
    }
  }
  const running = run()
  return () => {
    isOver = true
    return running
  }
}

const clients = [
  ['publisher', 'rtc'],
  ['publisher', 'http'],
  ['subscriber', 'rtc'],
  ['subscriber', 'http'],
]

function observe(page) {
  return page.evaluate(async () => {
    const alarms = notes.filter(({ what }) => what === 'noticed').map(({ cause }) => cause)
    let frames = 0
    for (const peer of openPeers())
      for (const { type, framesDecoded } of (await peer.getStats()).values())
        if (type === 'inbound-rtp') frames += framesDecoded ?? 0
    return { alarms, peers: notes.filter(({ what }) => what === 'peer made').length, frames }
  })
}

let alarms = 0
for (const name of listOption('only', Object.keys(scenes))) {
  const { title, act } = scenes[name]
  const stage = await Stage.start()
  const onAir = await stage.air('air')
  const link = await Link.start()
  const far = await Stage.launch(link.wrap(chromiumPath))
  const pages = []
  for (const [role, kind] of clients) {
    const page = await stage.page({ browser: far })
    const streamName = role === 'publisher' ? `far-${kind}` : 'air'
    await stage.act(page, role, kind, 'sluice', { streamName })
    await page.evaluate(() => actor.started)
    pages.push(page)
  }
  await sleep(3000)
  const end = await act(link)
  await sleep(seconds * 1000)
  console.log(`\n${title}, ${seconds} s, load of the machine ${loadavg()[0].toFixed(1)}`)
  for (const [i, page] of pages.entries()) {
    const seen = await observe(page)
    alarms += seen.alarms.length
    const [role, kind] = clients[i]
    const what = `${kind} ${role}`.padEnd(16)
    const causes = seen.alarms.length ? ` (${seen.alarms.join(', ')})` : ''
    const frames = role === 'subscriber' ? `, ${seen.frames} frames decoded` : ''
    console.log(
      `  ${what} ${seen.alarms.length} alarms${causes}, ${seen.peers} connections${frames}`,
    )
  }
  await end?.()
  await link.lose(0)
  for (const page of [...pages, onAir]) await stage.leave(page)
  await far.close()
  link.stop()
  await stage.stop()
}
console.log(`\nfalse alarms: ${alarms}`)
