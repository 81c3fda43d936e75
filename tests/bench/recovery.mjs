// How long until a stream is back after something really has died, with Sluice's recovery and, in
// turn and in the same run, with what pages of this field do by themselves (documented_page.js).
//   --n 20            runs of each
//   --only edge,link  some of the scenes: edge, origin, return, link (needs root), manager
//   --kinds rtc,http  some of the clients: rtc, socket (rtc that keeps its WebSocket), http
//   --policies sluice,page,plain  plain: nobody brings it back; only where a link comes back by itself
//   --others-n 5      fewer runs of those that are not Sluice's
//   --against commit  that commit's dist/ as well, run by run beside this one's
//   --cut 3000        ms that the link is cut
//   --json file       every sample, with all that its pages noted
import { writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { isOurs, policies, printScene } from './recovery/report.mjs'
import { scenes } from './recovery/scenes.mjs'
import { Stage } from './recovery/stage.mjs'
import { listOption, numberOption, textOption } from './stats.mjs'

const runs = numberOption('n', 20)
const othersRuns = numberOption('others-n', runs)
const file = textOption('json')
const wantedKinds = listOption('kinds', ['rtc', 'socket', 'http'])
const wantedPolicies = listOption('policies', Object.keys(policies))
/** Parts of a second that no two runs share and that fill it evenly. */
const phase = (run) => (run * 0.618034) % 1

let broken = 0

async function playScene(name, scene) {
  const stage = await Stage.start()
  await scene.setUp(stage)
  const results = {}
  const able = wantedPolicies.filter((policy) => policy !== 'plain' || scene.returnsByItself)
  try {
    for (const kind of scene.kinds.filter((one) => wantedKinds.includes(one))) {
      results[kind] = Object.fromEntries(able.map((policy) => [policy, []]))
      for (let run = 0; run < runs; run++) {
        // Who goes first changes, so that neither profits from the other.
        const order = run % 2 === 0 ? able : able.toReversed()
        for (const policy of order) {
          if (!isOurs(policy) && run >= othersRuns) continue
          const stream = `${name}-${kind}-${policy}-${run}`
          const sample = await scene.play(stage, kind, policy, phase(run), stream)
          results[kind][policy].push(sample)
          const lost = Object.values(sample).filter(({ ms }) => ms === null)
          if (policy !== 'plain') broken += lost.length
        }
      }
    }
  } finally {
    await scene.tearDown?.(stage)
    await stage.stop()
  }
  return results
}

const all = {}
for (const name of listOption('only', Object.keys(scenes))) {
  all[name] = await playScene(name, scenes[name])
  // On a machine that is busy with something else the numbers are worth little.
  console.log(`\n${cpus().length} cores, load ${loadavg()[0].toFixed(1)}`)
  printScene(scenes[name], all[name])
}
if (file) writeFileSync(file, JSON.stringify(all))
if (broken) {
  console.error(`\n${broken} times nothing came back within a minute.`)
  process.exitCode = 1
}
