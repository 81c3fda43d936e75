// The self-test: each fault of the cluster, the page and the network is named by the right check, in
// words; and nothing of it stays open, or tells a secret.
import { bareArgs, chromiumPath } from './browser.mjs'
import { expect, expectNothingLeft, test, viaManager } from './lab.mjs'
import { diagnose, stateOf, statesOf } from './selftest_support.mjs'

const managed = (cluster, wishes) => ({ app: 'live', ...viaManager(cluster, wishes) })

test('all passes where all is well, and nothing is left', async ({ cluster, lab }) => {
  const page = await lab()
  const told = await diagnose(page, { ...managed(cluster), media: true, stream: true })
  const { result } = told
  expect(statesOf(result)).toEqual({
    page: 'passed',
    wasm: 'passed',
    webrtc: 'passed',
    codecs: 'passed',
    camera: 'passed',
    microphone: 'passed',
    manager: 'passed',
    lookup: 'passed',
    socket: 'passed',
    http: 'passed',
    playing: 'skipped',
    roundtrip: 'passed',
    host: 'passed',
    stun: 'skipped',
    turn: 'skipped',
    stream: 'passed',
  })
  expect(result.state).toBe('passed')
  expect(result.summary).toMatch(/^All \d+ checks passed\.$/)
  const { details } = result.checks.find(({ id }) => id === 'stream')
  expect(details.frames).toBeGreaterThan(0)
  expect(details.firstFrameMs).toBeGreaterThan(0)
  expect(details.playing).toMatchObject({ protocol: 'udp' })
  // Each begins before it ends, and one ends before the next begins.
  const made = result.checks.filter(({ state }) => state !== 'skipped').map(({ id }) => id)
  const running = told.progress.filter(({ state }) => state === 'running').map(({ id }) => id)
  expect(running).toEqual(made)
  expect(told.progress.filter(({ state }) => state !== 'running')).toEqual(result.checks)
  await expectNothingLeft(cluster, page)
})
