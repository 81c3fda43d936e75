// The self-test: each fault of the server is named by the right check, in words; and nothing of it
// stays open, or tells a secret. The page's and the browser's faults: selftest_browser.spec.mjs.
import { expect, expectNothingLeft, start, stop, test, viaManager } from './lab.mjs'
import { checkOf, diagnose, faultsOf, statesOf } from './selftest_support.mjs'

const managed = (cluster, wishes) => ({ app: 'live', ...viaManager(cluster, wishes) })
const lookup = { path: '/streammanager/api' }
const json = { 'content-type': 'application/json' }

test('all passes where all is well, and nothing is left', async ({ cluster, lab }) => {
  const page = await lab()
  const told = await diagnose(page, { ...managed(cluster), media: true, stream: true })
  const { result } = told
  const passed = [
    ...['page', 'wasm', 'webrtc', 'codecs', 'camera', 'microphone', 'manager', 'lookup', 'http'],
    ...['socket', 'roundtrip', 'host', 'stream'],
  ]
  const skipped = ['playing', 'stun', 'turn']
  expect(statesOf(result)).toEqual({
    ...Object.fromEntries(passed.map((id) => [id, 'passed'])),
    ...Object.fromEntries(skipped.map((id) => [id, 'skipped'])),
  })
  expect(result.state).toBe('passed')
  expect(result.summary).toBe(`All ${passed.length} checks passed.`)
  expect(checkOf(result, 'stream').details).toMatchObject({
    published: true,
    transport: 'http',
    frames: expect.any(Number),
    playing: { protocol: 'udp' },
    publishing: { protocol: 'udp' },
  })
  expect(checkOf(result, 'stream').details.frames).toBeGreaterThan(0)
  expect(checkOf(result, 'camera').details).toMatchObject({ frames: true, present: 1 })
  expect(checkOf(result, 'microphone').details).toMatchObject({ heard: true })

  // Each is told when it begins and when it ends, one after the other.
  const made = result.checks.filter(({ state }) => state !== 'skipped')
  const running = told.progress.filter(({ state }) => state === 'running')
  expect(running.map(({ id }) => id)).toEqual(made.map(({ id }) => id))
  expect(told.progress.filter(({ state }) => state !== 'running')).toEqual(result.checks)
  expect(JSON.parse(told.text)).toEqual(result)
  await expectNothingLeft(cluster, page)
})

// What the manager does wrong, and which checks say so.
const faults = [
  {
    name: 'a manager that fails',
    fault: [lookup, { status: 500 }],
    lookup: ['manager.failed', /stream manager failed/],
  },
  {
    name: 'a manager that answers with a page',
    fault: [lookup, { status: 200, body: '<html>', headers: { 'content-type': 'text/html' } }],
    lookup: ['manager.not_json', /not JSON/],
  },
  {
    name: 'a manager that answers with something else',
    fault: [lookup, { status: 200, body: '{"a":1}', headers: json }],
    lookup: ['manager.bad_answer', /known shape/],
  },
  {
    name: 'a manager that answers without an end',
    fault: [lookup, { status: 200, bodySize: 300_000, headers: json }],
    lookup: ['manager.too_large', /larger/],
  },
  {
    name: 'a manager that wants a token',
    fault: [lookup, { status: 401, body: '{"errorMessage":"no"}', headers: json }],
    lookup: ['manager.unauthorized', /access token/],
  },
  {
    name: 'a manager that is silent',
    fault: [lookup, { hang: true }],
    manager: ['manager.timeout', /in time/],
  },
  {
    name: 'a wrong token',
    fault: [{ path: '/whip/' }, { status: 401 }],
    http: ['http.unauthorized', /valid token/],
  },
  {
    name: 'no node behind WHIP',
    fault: [{ path: '/whip/' }, { status: 503 }],
    http: ['http.unavailable', /not available/],
  },
  {
    name: 'WebSockets that do not get through',
    fault: [{ method: 'WS' }, { status: 404 }],
    socket: ['proxy.disabled', /WebSockets do not get through/],
  },
  {
    name: 'a node that closes the WebSocket',
    fault: [{ method: 'WS' }, { close: 1011 }],
    socket: ['signal.closed', /closed the WebSocket/],
  },
  {
    name: 'a node that lets nobody in',
    fault: [{ method: 'WS' }, { reject: true }],
    socket: ['signal.rejected', /rejected/],
  },
]

test('each fault of the manager and its nodes is named by its own check alone', async ({
  cluster,
  lab,
}) => {
  const page = await lab()
  for (const { name, fault, ...wanted } of faults) {
    await cluster.fault(...fault, 100)
    const { result } = await diagnose(page, { ...managed(cluster), timeouts: { answer: 2000 } })
    await cluster.clearFaults()
    const [[id, [code, words]]] = Object.entries(wanted)
    expect(faultsOf(result), name).toEqual({ [id]: code })
    const check = checkOf(result, id)
    expect(check.meaning, name).toMatch(words)
    expect(check.remedy, name).not.toBe('')
    expect([result.state, result.summary], name).toEqual(['failed', check.meaning])
  }
  await expectNothingLeft(cluster, page)
})

test('the proxy is off: both ways say so, and what to set', async ({ cluster, lab }) => {
  const page = await lab()
  await cluster.setProxy(false)
  const { result } = await diagnose(page, { ...managed(cluster), stream: true })
  await cluster.setProxy(true)
  expect(faultsOf(result)).toEqual({ http: 'proxy.disabled', socket: 'proxy.disabled' })
  for (const id of ['http', 'socket'])
    expect(checkOf(result, id).remedy).toContain('proxy.enabled=true')
  expect(result.summary).toMatch(/proxy.*and 1 more/)
  expect(checkOf(result, 'stream').state).toBe('skipped')
  await expectNothingLeft(cluster, page)
})

test('dead nodes: origins fail the lookup, edges the stream', async ({ cluster, lab }) => {
  const page = await lab()
  const all = (ids, verb) => Promise.all(ids.map((id) => cluster[verb](id)))
  const origins = ['origin-1', 'origin-2']
  await all(origins, 'kill')
  const dead = await diagnose(page, managed(cluster))
  await all(origins, 'restart')
  expect(faultsOf(dead.result)).toEqual({ lookup: 'manager.no_origin' })

  const edges = ['edge-1', 'edge-2']
  await all(edges, 'kill')
  const halfDead = await diagnose(page, { ...managed(cluster), stream: true })
  await all(edges, 'restart')
  expect(faultsOf(halfDead.result)).toEqual({ stream: 'http.unavailable' })
  await expectNothingLeft(cluster, page)
})

test('a server that is not there, and one that lets the page read nothing', async ({
  cluster,
  lab,
}) => {
  const page = await lab()
  const away = await diagnose(page, { host: '127.0.0.1', port: 9 })
  expect(checkOf(away.result, 'http')).toMatchObject({
    code: 'http.network',
    details: { cause: 'refused' },
  })
  const managerAway = { host: '127.0.0.1', streamManager: { url: 'http://127.0.0.1:9' } }
  const gone = await diagnose(page, managerAway)
  expect(faultsOf(gone.result)).toEqual({ manager: 'manager.unreachable' })
  expect(checkOf(gone.result, 'manager').meaning).toMatch(/cannot be reached/)

  // The page is of another origin than this name.
  await cluster.fault({}, { omitHeaders: ['Access-Control-Allow-Origin'] }, 100)
  const unread = await diagnose(page, { ...managed(cluster), host: '127.0.0.1' })
  expect(faultsOf(unread.result)).toEqual({ manager: 'manager.unreachable' })
  expect(unread.result.summary).toMatch(/CORS/)
  await cluster.clearFaults()
  await expectNothingLeft(cluster, page)
})

test('a stream of others: a remark where it is not there, played where it is', async ({
  cluster,
  lab,
}) => {
  const page = await lab()
  const named = { ...managed(cluster), streamName: 'theirs' }
  const before = await diagnose(page, named)
  expect(faultsOf(before.result)).toEqual({})
  expect(checkOf(before.result, 'lookup')).toMatchObject({
    state: 'warning',
    code: 'manager.no_edge',
  })
  expect(checkOf(before.result, 'playing')).toMatchObject({
    state: 'warning',
    code: 'stream.not_found',
  })

  const source = await lab('examples/publish/')
  expect(await start(source, 'WHIPClient', named)).toBe('ok')
  const there = await diagnose(page, named)
  expect(there.result.state).toBe('passed')
  expect(checkOf(there.result, 'playing').state).toBe('passed')
  // It is played, and not published over.
  const played = await diagnose(page, { ...named, stream: true })
  expect(checkOf(played.result, 'stream')).toMatchObject({
    state: 'passed',
    details: { published: false },
  })
  await stop(source)
  await expectNothingLeft(cluster, page, source)
})

test('endpoints of WHIP and WHEP, both or the one; and the second generation of managers', async ({
  cluster,
  lab,
}) => {
  const page = await lab()
  const endpoint = `${cluster.url}live/whip/endpoint/own`
  const playEndpoint = `${cluster.url}live/whep/endpoint/own`
  const both = await diagnose(page, { host: '', endpoint, playEndpoint, stream: true })
  expect(both.result.state).toBe('passed')
  expect(checkOf(both.result, 'stream').details.published).toBe(true)
  const one = await diagnose(page, { host: '', endpoint, stream: true })
  expect(checkOf(one.result, 'stream')).toMatchObject({
    state: 'passed',
    details: { published: true },
  })
  const v1 = await diagnose(page, managed(cluster, { api: 'v1' }))
  expect(v1.result.state).toBe('passed')
  expect(checkOf(v1.result, 'lookup').state).toBe('passed')
  await expectNothingLeft(cluster, page)
})

test('a session whose end the page cannot ask for is a remark', async ({ cluster, lab }) => {
  const page = await lab()
  await cluster.fault({ path: '/whip/' }, { omitHeaders: ['Location'] }, 1)
  const { result } = await diagnose(page, managed(cluster))
  expect(checkOf(result, 'http')).toMatchObject({ state: 'warning', code: 'signal.no_location' })
  expect(result.summary).toMatch(/^It works, with a remark:/)
  // It would be 15 s until the node ends it by itself.
  for (const id of ['origin-1', 'origin-2']) await cluster.restart(id)
  await expectNothingLeft(cluster, page)
})
