// Nodes that refuse or die, and a proxy that is off.
import { dataOf, expect, expectNothingLeft, heard, start, stop, test, viaManager } from './lab.mjs'

/** The origins in the order that a lookup now names them in. */
async function originsAsNamed(cluster, page) {
  const answer = await page.evaluate(
    (port) =>
      sluice.streamManagerUtil.getOrigin('localhost', 'live', 'any', '', 2, false, false, { port }),
    cluster.port,
  )
  return Promise.all(answer.map(({ serverAddress }) => cluster.nodeAt(serverAddress)))
}

/** That the page's last publish() failed over from the first to the second of these nodes. */
async function expectFailover(cluster, page, [first, second], code, streamName) {
  expect(await dataOf(page, 'WebRTC.Endpoint.Changed')).toEqual([
    { endpoint: first.address },
    { endpoint: second.address },
  ])
  expect(await dataOf(page, 'Candidate.Failure')).toMatchObject([
    { endpoint: first.address, error: { name: 'SluiceError', code } },
  ])
  const told = (await heard(page)).filter((type) => /Failure|Endpoint|Start$/.test(type))
  expect(told.filter((type) => type !== 'WebRTC.Offer.Start')).toEqual([
    'WebRTC.Endpoint.Changed',
    'Candidate.Failure',
    'WebRTC.Endpoint.Changed',
    'Publish.Start',
  ])
  expect((await cluster.nodeAt(second.address)).streams).toEqual([streamName])
}

for (const [what, match, answer, code] of [
  ['turns it away', {}, { reject: true }, 'signal.rejected'],
  ['is unreachable', {}, { close: 1011 }, 'signal.closed'],
  ['says nothing', {}, { hang: true }, 'signal.timeout'],
  ['does not let it open', {}, { status: 503 }, 'signal.unreachable'],
  ['cuts it in the middle', { message: 'handleOffer' }, { drop: true }, 'signal.closed'],
  [
    'refuses its stream',
    { message: 'publish' },
    { messages: [{ data: { type: 'error', message: 'Full.' } }] },
    'signal.refused',
  ],
]) {
  test(`a publisher whose first origin ${what} goes to the second`, async ({ cluster, lab }) => {
    const page = await lab('examples/publish/')
    const origins = await originsAsNamed(cluster, page)
    await cluster.fault({ method: 'WS', target: origins[0].id, ...match }, answer)
    // Short only where it is to run out: a busy machine takes longer to answer.
    const timeouts = { ...(answer.hang && { answer: 1500 }), remove: 500 }
    const options = { streamName: 'spare', timeouts, ...viaManager(cluster, { endpoints: 2 }) }
    expect(await start(page, 'RTCPublisher', options)).toBe('ok')
    await expectFailover(cluster, page, origins, code, 'spare')
    expect(await cluster.faults()).toEqual([])
    await stop(page)
    await cluster.clearFaults()
    await expectNothingLeft(cluster, page)
  })
}

for (const [when, match] of [
  ['between lookup and connection', { method: 'WS' }],
  ['with the offer on its way to it', { method: 'WS', message: 'handleOffer' }],
]) {
  test(`an origin that dies ${when} is replaced by the second`, async ({ cluster, lab }) => {
    const page = await lab('examples/publish/')
    const origins = await originsAsNamed(cluster, page)
    // Until the faults are cleared.
    await cluster.fault(match, { delayMs: 60_000 })
    const options = { streamName: 'heir', ...viaManager(cluster, { endpoints: 2 }) }
    const published = start(page, 'RTCPublisher', options)
    await expect.poll(() => cluster.faults()).toEqual([])
    await cluster.kill(origins[0].id)
    await cluster.clearFaults()
    expect(await published).toBe('ok')
    await expectFailover(cluster, page, origins, 'signal.closed', 'heir')
    await stop(page)
    await cluster.restart(origins[0].id)
    await expectNothingLeft(cluster, page)
  })
}

test('a player whose first edge turns it away goes to the second', async ({ cluster, lab }) => {
  const publisher = await lab('examples/publish/')
  expect(await start(publisher, 'WHIPClient', { streamName: 'air' })).toBe('ok')
  const page = await lab('examples/subscribe/')
  const edges = (await cluster.nodes()).filter(({ role }) => role === 'edge')
  await cluster.fault({ method: 'WS' }, { reject: true })
  const options = { streamName: 'air', ...viaManager(cluster, { endpoints: 2 }) }
  expect(await start(page, 'RTCSubscriber', options)).toBe('ok')
  const tried = (await dataOf(page, 'WebRTC.Endpoint.Changed')).map(({ endpoint }) => endpoint)
  expect(tried.toSorted()).toEqual(edges.map(({ address }) => address))
  expect(await dataOf(page, 'Candidate.Failure')).toMatchObject([
    { endpoint: tried[0], error: { code: 'signal.rejected' } },
  ])
  await expect.poll(async () => (await cluster.nodeAt(tried[1])).sessions).toBe(1)
  await stop(page)
  await stop(publisher)
  await expectNothingLeft(cluster, page, publisher)
})

test('a player whose edge dies between init() and subscribe() plays from another one', async ({
  cluster,
  lab,
}) => {
  const publisher = await lab('examples/publish/')
  expect(await start(publisher, 'WHIPClient', { streamName: 'air' })).toBe('ok')
  const page = await lab('examples/subscribe/')
  await page.evaluate(
    async (options) => {
      window.client = make(sluice.RTCSubscriber)
      await client.init({ ...server, ...options })
    },
    { streamName: 'air', ...viaManager(cluster) },
  )
  const [{ endpoint }] = await dataOf(page, 'WebRTC.Endpoint.Changed')
  const { id } = await cluster.nodeAt(endpoint)
  await cluster.kill(id)
  await expect.poll(() => page.evaluate(() => resources().sockets)).toBe(0)
  expect(await page.evaluate(() => outcome(client.subscribe()))).toBe('ok')
  await stop(page)
  await cluster.restart(id)
  await stop(publisher)
  await expectNothingLeft(cluster, page, publisher)
})

test('a socket that closes between init() and subscribe() is told', async ({ cluster, lab }) => {
  const page = await lab('examples/subscribe/')
  const edge = (await cluster.nodes()).find(({ role }) => role === 'edge')
  await page.evaluate(
    async (connectionParams) => {
      window.client = make(sluice.RTCSubscriber)
      const options = { ...server, app: 'streammanager', streamName: 'air', connectionParams }
      await client.init(options)
    },
    { host: edge.address, app: 'live' },
  )
  await cluster.kill(edge.id)
  await expect
    .poll(() => heard(page))
    .toContainEqual(expect.stringMatching(/^Subscribe.Connection.Closed/))
  await cluster.restart(edge.id)
  await expectNothingLeft(cluster, page)
})

test('with no node that works there is one failure, and nothing is left', async ({
  cluster,
  lab,
}) => {
  const page = await lab('examples/publish/')
  const [first, second] = await originsAsNamed(cluster, page)
  await cluster.fault({ method: 'WS', target: first.id }, { close: 1011 })
  await cluster.fault({ method: 'WS', target: second.id }, { reject: true })
  const error = await start(page, 'RTCPublisher', {
    streamName: 'nowhere',
    ...viaManager(cluster, { endpoints: 2 }),
  })
  expect(error).toMatchObject({ code: 'signal.rejected' })
  const told = (await heard(page)).filter((type) => /Failure|Fail$|Closed/.test(type))
  expect(told).toEqual(['Candidate.Failure', 'Connect.Failure signal.rejected'])
  expect(await dataOf(page, 'Candidate.Failure')).toMatchObject([{ endpoint: first.address }])
  await expectNothingLeft(cluster, page)
  expect(await cluster.faults()).toEqual([])
  // The browser itself writes no line, and neither does Sluice.
  expect(page.problems).toEqual([])
})

test('a name that is taken is taken on every node: no second one is tried', async ({
  cluster,
  lab,
}) => {
  const first = await lab('examples/publish/')
  const second = await lab('examples/publish/')
  const options = { streamName: 'taken', ...viaManager(cluster, { endpoints: 2 }) }
  expect(await start(first, 'RTCPublisher', options)).toBe('ok')
  expect(await start(second, 'RTCPublisher', options)).toMatchObject({ code: 'stream.name_taken' })
  expect(await heard(second)).not.toContain('Candidate.Failure')
  await stop(first)
  await expectNothingLeft(cluster, first, second)
})

test('a WHIP publisher asks for two origins too, and the proxy goes on to the second', async ({
  cluster,
  lab,
}) => {
  const page = await lab('examples/publish/')
  const [first, second] = await originsAsNamed(cluster, page)
  await cluster.fault({ method: 'POST', target: first.id }, { status: 503 })
  const options = { streamName: 'spare', ...viaManager(cluster, { endpoints: 2 }) }
  expect(await start(page, 'WHIPClient', options)).toBe('ok')
  expect(await dataOf(page, 'WebRTC.Endpoint.Changed')).toEqual([{ endpoint: second.address }])
  expect((await cluster.nodeAt(second.address)).streams).toEqual(['spare'])
  expect(await cluster.faults()).toEqual([])
  await stop(page)
  await expectNothingLeft(cluster, page)
})

test('a proxy that is off is told as that, and how it is switched on', async ({ cluster, lab }) => {
  const onAir = await lab('examples/publish/')
  const page = await lab('examples/publish/')
  expect(await start(onAir, 'WHIPClient', { streamName: 'air', ...viaManager(cluster) })).toBe('ok')
  await cluster.setProxy(false)
  try {
    for (const [Client, streamName, wishes] of [
      ['RTCPublisher', 'off', {}],
      ['RTCPublisher', 'off', { endpoints: 2 }],
      ['RTCPublisher', 'off', { api: 'v1' }],
      ['RTCSubscriber', 'air', {}],
      ['RTCSubscriber', 'air', { api: 'v1' }],
      ['WHIPClient', 'off', {}],
      ['WHIPClient', 'off', { api: 'v1' }],
      ['WHEPClient', 'air', {}],
    ]) {
      const what = `${Client} ${JSON.stringify(wishes)}`
      await page.evaluate(() => (events.length = 0))
      const error = await start(page, Client, { streamName, ...viaManager(cluster, wishes) })
      expect(error, what).toMatchObject({ code: 'proxy.disabled', blame: 'remote' })
      expect(error.message, what).toContain('proxy.enabled=true')
      expect(error.message, what).toContain('red5-web.properties')
      expect(
        (await heard(page)).filter((type) => type.startsWith('Connect.Failure')),
        what,
      ).toEqual(['Connect.Failure proxy.disabled'])
    }
    // The manager names no node for what nobody publishes: then the proxy need not be the trouble.
    const { code } = await start(page, 'WHEPClient', { streamName: 'off', ...viaManager(cluster) })
    expect(code).toBe('stream.not_found')
    // One of v1 names edges for whatever it is asked for, so that a player's 404 proves nothing.
    const v1 = { streamName: 'air', ...viaManager(cluster, { api: 'v1' }) }
    expect((await start(page, 'WHEPClient', v1)).code).toBe('stream.not_found')
  } finally {
    await cluster.setProxy(true)
  }
  await stop(onAir)
  await expectNothingLeft(cluster, page, onAir)
})
