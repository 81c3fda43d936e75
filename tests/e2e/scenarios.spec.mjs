// The scenario files (tests/scenarios), in a browser: each against a scripted server of its own, with
// real media. tests/sim/script_test.cpp runs the same ones natively; both hold what the client does
// against the trace that the file names.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, nothing, test } from './lab.mjs'
import { startPeers } from './servers/peers.mjs'
import { Scripted } from './servers/scripted.mjs'

// To such pages Chromium shows the machine's addresses, which a relay of datagrams needs.
test.use({ permissions: ['camera'] })

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
  // What the server said goes with the code; a browser's own words are others in each.
  const told = ({ code, httpStatus, detail }) => code + (httpStatus && detail ? `: ${detail}` : '')
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
      run.result = told(error)
    }
  }
  window.choose = async (name, choice) => {
    const run = window.runs[name]
    run.layer = await run.client.selectLayer(choice).then(
      () => 'ok',
      (error) => told(error),
    )
  }
  window.end = async (name) => {
    const { client } = window.runs[name]
    await (client.publish ? client.unpublish(true) : client.unsubscribe())
  }
  window.told = (name) => {
    const { events, result, layer } = window.runs[name]
    return { events, result, ...(layer && { layer }) }
  }
}

// Into how many requests candidates go, and whether another request overtakes them, is the moment's.
const isOfCandidates = (line) => line.includes(' candidates ')
const inAnyOrder = (lines) => ({
  requests: lines.filter((line) => !isOfCandidates(line)),
  candidates: [...new Set(lines.filter(isOfCandidates))].sort(),
})
const onceInARow = (lines) => lines.filter((line, i) => line !== lines[i - 1])

async function run(page, peers, { file, role, options, rules, cutMedia, until, layer, trace }) {
  const server = await Scripted.start(rules, peers, cutMedia !== undefined)
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
    const { events, ...results } = await page.evaluate((name) => window.told(name), file)
    const told = events.filter((event) => TOLD.test(event))
    return { ...inAnyOrder(onceInARow(server.lines())), events: onceInARow(told), ...results }
  }
  await page.evaluate(
    ([...all]) => window.begin(...all),
    [file, role, { endpoint: `${server.origin}/endpoint`, ...given }],
  )
  const wanted = until ?? (role === 'publisher' ? 'Publish.Start' : 'Subscribe.Start')
  const hasTold = async (event) => {
    const { events, result } = await read()
    return result !== '' && (result !== 'ok' || events.includes(event))
  }
  const isUp = () => hasTold(wanted)
  if (cutMedia) {
    await expect.poll(() => hasTold(cutMedia), `${file}: is up`).toBe(true)
    server.cutMedia()
  }
  if (layer) {
    await expect.poll(isUp, `${file}: is up`).toBe(true)
    await page.evaluate(([...all]) => window.choose(...all), [file, JSON.parse(layer)])
  }
  await expect.poll(async () => (await isUp()) && !server.waits, `${file}: goes its way`).toBe(true)
  // Where it has failed it comes to its end by itself.
  if ((await read()).result === 'ok') await page.evaluate((name) => window.end(name), file)
  await expect.poll(read, file).toEqual({ ...trace, ...inAnyOrder(trace.requests) })
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
