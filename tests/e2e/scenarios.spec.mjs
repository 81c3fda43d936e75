// The scenario files (tests/scenarios), in a browser: each against a scripted server of its own, with
// real media. tests/sim/script_test.cpp runs the same ones natively; both hold what the client does
// against the trace that the file names.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, nothing, test } from './lab.mjs'
import { startPeers } from './servers/peers.mjs'
import { Scripted } from './servers/scripted.mjs'

const folder = join(import.meta.dirname, '../scenarios')
const scenarios = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .map((file) => ({ file, ...JSON.parse(readFileSync(join(folder, file), 'utf8')) }))

/** What a client tells of the server. The rest is the browser's own, which has more of it. */
const TOLD =
  /^(Connect|Publish|Unpublish|Publisher\.Connection|Reconnect)\.|^Subscribe\.(Start|Stop|Fail|Status|Invalid|Server|Play\.|Connection\.)/

/** In the page: the client of a scenario, known by `name`. */
function prepareScenarios() {
  window.runs = {}
  const canvas = document.createElement('canvas')
  canvas.getContext('2d').fillRect(0, 0, 8, 8)
  window.begin = async (name, role, options) => {
    const Client = role === 'publisher' ? sluice.WHIPClient : sluice.WHEPClient
    const client = new Client()
    const run = { client, events: [], result: '' }
    window.runs[name] = run
    client.on('*', ({ type, data }) =>
      run.events.push(data instanceof sluice.SluiceError ? `${type} ${data.code}` : type),
    )
    try {
      if (role === 'publisher') {
        await client.initWithStream(options, canvas.captureStream(5))
        await client.publish()
      } else {
        await client.init(options)
        await client.subscribe()
      }
      run.result = 'ok'
    } catch (error) {
      // What the server said goes with the code; a browser's own words are others in each.
      run.result = error.code + (error.httpStatus && error.detail ? `: ${error.detail}` : '')
    }
  }
  window.end = async (name) => {
    const { client } = window.runs[name]
    await (client.publish ? client.unpublish(true) : client.unsubscribe())
  }
  window.told = (name) => {
    const { events, result } = window.runs[name]
    return { events, result }
  }
}

// Into how many requests candidates go, and whether the last one overtakes another, is the moment's.
const onceEach = (lines) =>
  lines.filter((line, i) => !line.includes(' candidates ') || lines.indexOf(line) === i)
const onceInARow = (lines) => lines.filter((line, i) => line !== lines[i - 1])

async function run(page, peers, { file, role, options, rules, until, trace }) {
  const server = await Scripted.start(rules, peers)
  const fill = (value) =>
    Array.isArray(value)
      ? value.map(fill)
      : typeof value === 'string'
        ? server.filled(value)
        : value
  const given = Object.fromEntries(
    Object.entries(options ?? {}).map(([key, value]) => [key, fill(value)]),
  )
  const read = async () => {
    const { events, result } = await page.evaluate((name) => window.told(name), file)
    const told = events.filter((event) => TOLD.test(event))
    return { requests: onceEach(onceInARow(server.lines())), events: onceInARow(told), result }
  }
  await page.evaluate(
    ([...all]) => window.begin(...all),
    [file, role, { endpoint: `${server.origin}/endpoint`, ...given }],
  )
  const wanted = until ?? (role === 'publisher' ? 'Publish.Start' : 'Subscribe.Start')
  await expect
    .poll(async () => {
      const { events, result } = await read()
      return (result !== 'ok' || events.includes(wanted)) && !server.waits
    }, `${file}: goes its way`)
    .toBe(true)
  // Where it has failed it comes to its end by itself.
  if ((await read()).result === 'ok') await page.evaluate((name) => window.end(name), file)
  await expect.poll(read, file).toEqual({ ...trace, requests: onceEach(trace.requests) })
  await server.stop()
}

test('each scenario file gives the trace that it names', async ({ lab }) => {
  // As long as many tests have together.
  test.setTimeout(360_000)
  const [far, page] = [await lab(), await lab('examples/subscribe/')]
  const peers = await startPeers(far)
  await page.evaluate(prepareScenarios)
  const left = [...scenarios]
  const faults = []
  const work = async () => {
    for (let next = left.shift(); next; next = left.shift())
      await run(page, peers, next).catch((error) => faults.push(error.message))
  }
  await Promise.all(Array.from({ length: 4 }, work))
  expect(faults).toEqual([])
  await expect.poll(() => page.evaluate(() => resources())).toEqual(nothing)
  expect(await peers.open()).toBe(0)
})
