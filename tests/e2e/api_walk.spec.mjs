// Random walks of the API: all calls of all clients over WebRTC, in any order and at any time. What
// must hold is compared with what the browser and the cluster have, not with what the SDK says.
//
// A walk that fails names its seed. SLUICE_WALK_SEED=<seed> SLUICE_WALK_STEPS=200 walks it again, with
// the same calls; how they meet the answers is time's. SLUICE_WALK_STEPS=20000 walks further.
import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { expect, expectNothingLeft, test } from './lab.mjs'

const STEPS = Number(process.env.SLUICE_WALK_STEPS ?? 2000)
const FIRST_SEED = Number(process.env.SLUICE_WALK_SEED ?? 1)
const STEPS_PER_WALK = 200
const STEPS_AT_A_TIME = 25

test.describe.configure({ mode: 'parallel' })

/** Brings the modules of walk/ into the page, whose policy wants them from its own origin. */
async function bringWalk(page, seed) {
  await page.route('**/walk/*.mjs', async (route) => {
    const name = basename(new URL(route.request().url()).pathname)
    const body = await readFile(join(import.meta.dirname, 'walk', name), 'utf8')
    await route.fulfill({ contentType: 'text/javascript', body })
  })
  await page.evaluate(async (given) => {
    const { Walk } = await import('/walk/walk.mjs')
    window.walk = new Walk(given, server)
    await window.walk.start()
  }, seed)
  await page.unroute('**/walk/*.mjs')
}

/** The names that are published at the cluster. */
async function onAir(cluster) {
  const origins = (await cluster.nodes()).filter(({ role }) => role === 'origin')
  return origins.flatMap(({ streams }) => streams).sort()
}

/** Fails with all that was found, the first being what to look for. */
function expectNoFaults(found, seed) {
  if (!found.length) return
  const told = found.map(({ text, trace }) => `  ${text}, after ${trace.at(-1)}`).join('\n')
  const { trace } = found[0]
  throw new Error(`SLUICE_WALK_SEED=${seed} found:\n${told}\nThe first one:\n${trace.join('\n')}`)
}

for (let walked = 0; walked < STEPS; walked += STEPS_PER_WALK) {
  const seed = FIRST_SEED + walked / STEPS_PER_WALK
  test(`a walk by seed ${seed}`, async ({ cluster, lab }) => {
    test.setTimeout(180_000)
    const page = await lab()
    await bringWalk(page, seed)
    const steps = Math.min(STEPS_PER_WALK, STEPS - walked)
    for (let done = 0; done < steps; done += STEPS_AT_A_TIME) {
      const { faults, live } = await page.evaluate(
        async (count) => {
          await window.walk.steps(count)
          return { faults: window.walk.faults, live: window.walk.liveNames }
        },
        Math.min(STEPS_AT_A_TIME, steps - done),
      )
      // What else a walk comes to find is told with it, within reason.
      if (faults.length > 4) break
      if (faults.length) continue
      await expect.poll(() => onAir(cluster), `on air, seed ${seed}`).toEqual(live.sort())
    }
    expectNoFaults(
      await page.evaluate(async () => {
        await window.walk.end()
        return window.walk.faults
      }),
      seed,
    )
    await expectNothingLeft(cluster, page)
    const { publish, subscribe } = await page.evaluate(() => window.walk.successes)
    // A walk that gets nothing on air has seen little.
    if (steps === STEPS_PER_WALK) expect(publish + subscribe).toBeGreaterThan(0)
    expect(page.problems.filter((problem) => problem.startsWith('uncaught'))).toEqual([])
  })
}
