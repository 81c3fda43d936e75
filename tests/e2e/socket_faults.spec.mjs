// What servers and networks may do to a WebSocket.
import {
  expect,
  expectNothingLeft,
  heard,
  nothing,
  received,
  start,
  stop,
  test,
  viaManager,
} from './lab.mjs'

// What a socket may do to a client, at each message that the client says.
const junk = [
  '<!doctype html><title>502</title>',
  '',
  '[]',
  'null',
  {},
  { data: null },
  { data: [] },
  { data: { type: 'status', code: 7 } },
  { data: { type: 7, message: { a: 1 } } },
  { data: { sdp: 'v=0' } },
  { data: { sdp: { type: 'answer' } } },
  { data: { sdp: { type: 'pranswer', sdp: 'v=0' } } },
  { data: { candidate: 7 } },
  { isAvailable: 'perhaps', data: { type: 'result' }, async: true, id: 'x' },
  { send: 7 },
]
const garbledSdp = (type) => [{ data: { sdp: { type, sdp: 'v=0\r\nnot sdp' } } }]
const openings = [
  [{ delayMs: 60_000 }, 'signal.timeout'],
  [{ hang: true }, 'signal.timeout'],
  [{ status: 404 }, 'proxy.disabled'],
  [{ drop: true }, 'proxy.disabled'],
  [{ close: 1011 }, 'signal.closed'],
  [{ close: 1008 }, 'signal.rejected'],
  [{ reject: true }, 'signal.rejected'],
]
const broken = [
  [{ close: 1011 }, 'signal.closed'],
  [{ drop: true }, 'signal.closed'],
]
const refused = [[{ messages: [{ data: { type: 'error', message: 'No.' } }] }, 'signal.refused']]
const silent = (code) => [
  [{ hang: true }, code],
  [{ messages: junk }, code],
]

for (const [Client, steps] of [
  [
    'RTCPublisher',
    {
      isAvailable: [...broken, ...refused, ...silent('signal.timeout')],
      handleOffer: [
        ...broken,
        ...refused,
        ...silent('signal.timeout'),
        [{ messages: garbledSdp('answer') }, 'signal.not_sdp'],
      ],
      handleCandidate: [...broken, ...refused],
      publish: [
        ...broken,
        ...refused,
        ...silent('signal.timeout'),
        [
          { messages: [{ data: { type: 'status', code: 'NetStream.Publish.BadName' } }] },
          'stream.name_taken',
        ],
      ],
    },
  ],
  [
    'RTCSubscriber',
    {
      isAvailable: [
        ...broken,
        ...refused,
        ...silent('signal.timeout'),
        [{ messages: [{ isAvailable: false }] }, 'stream.not_found'],
      ],
      requestOffer: [
        ...broken,
        ...refused,
        ...silent('signal.timeout'),
        [{ messages: garbledSdp('offer') }, 'signal.not_sdp'],
      ],
      // Nothing answers it but what leads to the connection.
      handleAnswer: [...broken, ...refused, ...silent('peer.timeout')],
      subscribe: [...broken, ...refused, ...silent('signal.timeout')],
    },
  ],
]) {
  test(`whatever the server does to its socket, the ${Client}'s promise is kept`, async ({
    cluster,
    lab,
  }) => {
    test.setTimeout(240_000)
    const onAir = await lab('examples/publish/')
    expect(await start(onAir, 'WHIPClient', { streamName: 'air' })).toBe('ok')
    const calm = await cluster.load()
    const page = await lab('examples/publish/')
    const streamName = Client === 'RTCPublisher' ? 'mine' : 'air'
    const timeouts = { answer: 1000, connect: 1000, remove: 500 }
    const rows = Object.entries(steps).flatMap(([message, faults]) =>
      faults.map((row) => [{ method: 'WS', message }, ...row]),
    )
    for (const [match, answer, code] of [
      ...openings.map((row) => [{ method: 'WS' }, ...row]),
      ...rows,
    ]) {
      const what = `${match.message ?? 'opening'} ${JSON.stringify(answer).slice(0, 60)}`
      await page.evaluate(() => (events.length = 0))
      await cluster.fault(match, answer)
      // A node that has not heard the offer would complain about these.
      if (match.message === 'handleOffer')
        await cluster.fault({ method: 'WS', message: 'handleCandidate' }, { hang: true }, 100)
      // Else the answer to that question is not waited for.
      const waitForAvailable = match.message === 'isAvailable'
      const options = { streamName, timeouts, waitForAvailable, ...viaManager(cluster) }
      const error = await start(page, Client, options)
      expect(error, what).toMatchObject({ name: 'SluiceError', code })
      const told = await heard(page)
      expect(
        told.filter((type) => type.startsWith('Connect.Failure')),
        what,
      ).toEqual([`Connect.Failure ${code}`])
      expect(told, what).not.toContainEqual(
        expect.stringMatching(/(Publish|Subscribe)\.Start|Closed/),
      )
      const unmet = (await cluster.faults()).map((fault) => fault.match.message)
      expect(unmet, what).not.toContain(match.message)
      await cluster.clearFaults()
      await expect.poll(() => page.evaluate(() => resources()), what).toEqual(nothing)
      await expect.poll(() => cluster.load(), what).toMatchObject(calm)
    }
    // And a socket that behaves is enough.
    expect(await start(page, Client, { streamName, ...viaManager(cluster) })).toBe('ok')
    await stop(page)
    await stop(onAir)
    await expectNothingLeft(cluster, page, onAir)
    expect(page.problems.filter((problem) => problem.startsWith('uncaught'))).toEqual([])
  })
}

test('messages that are too large, binary or without sense are passed over', async ({
  cluster,
  context,
  lab,
}) => {
  const large = 'x'.repeat(300 * 1024)
  const nonsense = [
    large,
    JSON.stringify({ data: { type: 'error', message: large } }),
    Buffer.from('{"data":{"type":"error","message":"No."}}'),
    ...junk.map((message) => (typeof message === 'string' ? message : JSON.stringify(message))),
  ]
  await context.routeWebSocket(/streammanager/, (client) => {
    const server = client.connectToServer()
    server.onMessage((message) => {
      for (const text of nonsense) client.send(text)
      client.send(message)
    })
  })
  const publisher = await lab('examples/publish/')
  const subscriber = await lab('examples/subscribe/')
  const options = { streamName: 'firm', ...viaManager(cluster), signalingSocketOnly: false }
  expect(await start(publisher, 'RTCPublisher', options)).toBe('ok')
  expect(await start(subscriber, 'RTCSubscriber', options)).toBe('ok')
  await stop(subscriber)
  await stop(publisher)
  await expectNothingLeft(cluster, publisher, subscriber)
  expect([...publisher.problems, ...subscriber.problems]).toEqual([])
})

test('candidates that get lost on the way to the server cost nothing', async ({ cluster, lab }) => {
  const publisher = await lab('examples/publish/')
  const subscriber = await lab('examples/subscribe/')
  await cluster.fault({ method: 'WS', message: 'handleCandidate' }, { hang: true }, 100)
  const options = { streamName: 'lost', ...viaManager(cluster) }
  expect(await start(publisher, 'RTCPublisher', options)).toBe('ok')
  expect(await start(subscriber, 'RTCSubscriber', options)).toBe('ok')
  await expect.poll(async () => (await received(subscriber)).frames).toBeGreaterThan(10)
  await stop(subscriber)
  await stop(publisher)
  await cluster.clearFaults()
  await expectNothingLeft(cluster, publisher, subscriber)
})
