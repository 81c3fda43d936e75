// What comes back by itself, with `recovery: true`: real nodes are killed under real media.
import { dataOf, expect, expectNothingLeft, heard, start, stop, test, viaManager } from './lab.mjs'

test.use({ clusterArgs: [['--origins', '2', '--edges', '2'], { scope: 'worker' }] })

const stream = 's'
const kinds = [
  { transport: 'WebSocket', publisher: 'RTCPublisher', player: 'RTCSubscriber' },
  { transport: 'HTTP', publisher: 'WHIPClient', player: 'WHEPClient' },
]

const recovering = (cluster, more) => ({
  streamName: stream,
  recovery: true,
  ...viaManager(cluster),
  ...more,
})
const lost = (types) => types.filter((type) => /Closed|Unpublish|Fail|Stop|InvalidName/.test(type))
const reconnects = (types) => types.filter((type) => type.startsWith('Reconnect.'))

/** The frames that the client in this page has decoded since its last connection was made. */
const frames = (page) =>
  page.evaluate(async () => {
    let sum = 0
    for (const entry of (await client.getPeerConnection()?.getStats())?.values() ?? [])
      if (entry.type === 'inbound-rtp') sum += entry.framesDecoded ?? 0
    return sum
  })

async function expectPicture(page) {
  const before = await frames(page)
  await expect.poll(() => frames(page)).toBeGreaterThan(before + 5)
}

/** The node whose sessions are those of this page's client. */
async function nodeOf(cluster, role) {
  const nodes = (await cluster.nodes()).filter((node) => node.role === role && node.up)
  return nodes.find(({ sessions }) => sessions > 0)
}

for (const { transport, publisher, player } of kinds) {
  test(`an edge that dies is replaced, over ${transport}`, async ({ cluster, lab }) => {
    const [source, page] = [await lab(), await lab('examples/subscribe/')]
    expect(await start(source, publisher, recovering(cluster))).toBe('ok')
    expect(await start(page, player, recovering(cluster))).toBe('ok')
    await expectPicture(page)
    const resources = () => page.evaluate(() => resources())
    // What a player waits for at its start is over, but for its session's own timer.
    await expect.poll(async () => (await resources()).timers).toBe(1)
    const before = await resources()
    const edge = await nodeOf(cluster, 'edge')
    await cluster.kill(edge.id)
    await expect.poll(() => heard(page)).toContain('Reconnect.Success')
    await expectPicture(page)
    await expect.poll(resources).toEqual(before)
    const types = await heard(page)
    expect(lost(types)).toEqual([])
    expect(reconnects(types)).toEqual(['Reconnect.Start', 'Reconnect.Attempt', 'Reconnect.Success'])
    expect(types.filter((type) => type === 'Subscribe.Start')).toHaveLength(2)
    expect(await page.evaluate(() => client.recovery.active)).toBe(false)
    await stop(page)
    expect(lost(await heard(page))).toEqual(['Subscribe.Stop'])
    await stop(source)
    await cluster.restart(edge.id)
    await expectNothingLeft(cluster, source, page)
  })

  test(`an origin that dies takes nothing with it, over ${transport}`, async ({ cluster, lab }) => {
    const [source, page] = [await lab(), await lab('examples/subscribe/')]
    expect(await start(source, publisher, recovering(cluster))).toBe('ok')
    expect(await start(page, player, recovering(cluster))).toBe('ok')
    await expectPicture(page)
    const origin = await nodeOf(cluster, 'origin')
    await cluster.kill(origin.id)
    await expect.poll(() => heard(source)).toContain('Reconnect.Success')
    await expect.poll(() => heard(page)).toContain('Reconnect.Success')
    await expectPicture(page)
    expect(lost(await heard(source))).toEqual([])
    expect(lost(await heard(page))).toEqual([])
    // The camera was asked for once and never let go.
    const camera = (await heard(source)).filter((type) => /MediaStream|Constraints/.test(type))
    expect(camera).toHaveLength(2)
    await stop(page)
    await stop(source)
    await cluster.restart(origin.id)
    await expectNothingLeft(cluster, source, page)
  })

  test(`a player waits for a publisher that went, over ${transport}`, async ({ cluster, lab }) => {
    const [source, page] = [await lab(), await lab('examples/subscribe/')]
    // It may come first, too: subscribe() is pending until there is something to play.
    await page.evaluate(
      ([Player, options]) => {
        window.client = make(sluice[Player])
        window.playing = outcome(
          client.init({ ...server, ...options }).then(() => client.subscribe()),
        )
      },
      [player, recovering(cluster)],
    )
    await expect.poll(() => heard(page)).toContain('Reconnect.Attempt')
    expect(await start(source, publisher, recovering(cluster))).toBe('ok')
    expect(await page.evaluate(() => window.playing)).toBe('ok')
    await expectPicture(page)
    await stop(source)
    await expect
      .poll(async () => (await dataOf(page, 'Reconnect.Start')).length)
      .toBeGreaterThanOrEqual(2)
    expect(await start(source, publisher, recovering(cluster))).toBe('ok')
    await expect
      .poll(async () => (await dataOf(page, 'Reconnect.Success')).length)
      .toBeGreaterThanOrEqual(2)
    await expectPicture(page)
    expect(lost(await heard(page))).toEqual([])
    await stop(page)
    await stop(source)
    await expectNothingLeft(cluster, source, page)
  })
}

test('what cannot be helped is not tried again', async ({ cluster, lab }) => {
  const page = await lab('examples/subscribe/')
  await cluster.fault({ method: 'POST', path: '/whep/' }, { status: 401 }, 5)
  const error = await start(page, 'WHEPClient', recovering(cluster))
  expect(error).toMatchObject({ code: 'http.unauthorized' })
  expect(await heard(page)).toContain('Connect.Failure http.unauthorized')
  expect(reconnects(await heard(page))).toEqual([])
  expect(await cluster.faults()).toHaveLength(1)
  await cluster.clearFaults()
  await expectNothingLeft(cluster, page)
})

test('a refused token is renewed once', async ({ cluster, lab }) => {
  const [source, page] = [await lab(), await lab('examples/subscribe/')]
  expect(await start(source, 'WHIPClient', recovering(cluster))).toBe('ok')
  for (const [refusals, expected] of [
    [1, 'ok'],
    [2, { code: 'http.unauthorized' }],
  ]) {
    await cluster.fault({ method: 'POST', path: '/whep/' }, { status: 401 }, refusals)
    const { result, asked } = await page.evaluate(
      async ([options]) => {
        window.client = make(sluice.WHEPClient)
        let asked = 0
        const token = async () => `secret-${++asked}`
        const result = await outcome(
          client.init({ ...server, ...options, token }).then(() => client.subscribe()),
        )
        return { result, asked }
      },
      [recovering(cluster)],
    )
    if (expected === 'ok') expect(result).toBe('ok')
    else expect(result).toMatchObject(expected)
    expect(asked).toBe(2)
    await stop(page)
  }
  await stop(source)
  await expectNothingLeft(cluster, source, page)
})

test('a policy decides, and stop() ends it', async ({ cluster, lab }) => {
  const page = await lab('examples/subscribe/')
  const seen = await page.evaluate(
    async ([options]) => {
      window.client = make(sluice.WHEPClient)
      const contexts = []
      const policy = (context) => {
        contexts.push(context)
        return contexts.length < 4 ? 10 : null
      }
      const result = await outcome(
        client.init({ ...server, ...options, recovery: { policy } }).then(() => client.subscribe()),
      )
      return { contexts: JSON.parse(JSON.stringify(contexts)), result }
    },
    [recovering(cluster)],
  )
  expect(seen.result).toMatchObject({ code: 'stream.not_found' })
  expect(seen.contexts.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4])
  expect(seen.contexts[0]).toMatchObject({ cause: 'connect', error: { code: 'stream.not_found' } })
  expect((await heard(page)).filter((type) => type === 'Reconnect.Failure')).toHaveLength(1)

  const stopped = await page.evaluate(
    async ([options]) => {
      window.client = make(sluice.WHEPClient)
      await client.init({ ...server, ...options })
      const result = outcome(client.subscribe())
      await new Promise((resolve) => client.on('Reconnect.Attempt', resolve))
      const { active } = client.recovery
      client.recovery.stop()
      return { active, result: await result, after: client.recovery.active }
    },
    [recovering(cluster)],
  )
  expect(stopped).toMatchObject({
    active: true,
    result: { code: 'stream.not_found' },
    after: false,
  })
  expect((await heard(page)).filter((type) => type === 'Reconnect.Failure')).toHaveLength(2)
  await expectNothingLeft(cluster, page)
})
