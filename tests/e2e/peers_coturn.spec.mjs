// Media through coturn alone, as in a network that lets nothing else out.
import { join } from 'node:path'
import {
  expect,
  expectNothingLeft,
  expectPicture,
  start,
  stop,
  test as base,
  viaManager,
} from './lab.mjs'
import { checkOf, diagnose, faultsOf } from './selftest_support.mjs'
import { startPeers } from './servers/peers.mjs'
import { play, tell } from './servers/play.mjs'
import { freePort, Processes, skipWithout } from './servers/processes.mjs'
import { Scripted } from './servers/scripted.mjs'

const username = 'viewer'
/** With what separates parameters and values of a `Link` header. */
const credential = 'p;w,1=2'

const test = base.extend({
  coturn: [
    async ({}, use) => {
      const processes = new Processes()
      try {
        const port = await freePort('127.0.0.1')
        const server = processes.start('turnserver', argumentsFor(port, processes.folder))
        await processes.said(server, /Total General servers/)
        await use({ port, said: server.lines })
      } finally {
        await processes.stop()
      }
    },
    { scope: 'worker', timeout: 120_000 },
  ],
})

skipWithout(test, 'turnserver')

function argumentsFor(port, folder) {
  return [
    ['-n', '--log-file', 'stdout', '--simple-log', '--verbose', '--pidfile', join(folder, 'pid')],
    ['--userdb', join(folder, 'users'), '--listening-ip', '127.0.0.1', '--relay-ip', '127.0.0.1'],
    ['--listening-port', String(port), '--no-tls', '--no-dtls', '--no-cli'],
    // The nodes are on loopback.
    ['--allow-loopback-peers'],
    ['--lt-cred-mech', '--realm', 'sluice.test', '--user', `${username}:${credential}`],
  ].flat()
}

const linkTo = ({ port }, transport = 'udp') =>
  `<turn:127.0.0.1:${port}?transport=${transport}>; rel="ice-server"; ` +
  `username="${username}"; credential="${credential}"; credential-type="password"`

const serverAt = ({ port }) => ({
  urls: `turn:127.0.0.1:${port}?transport=udp`,
  username,
  credential,
})

/** The way that the media of the page's client takes: what its own end of it is. */
const way = (page) =>
  page.evaluate(async () => {
    const stats = await client.getPeerConnection().getStats()
    const entries = [...stats.values()]
    const pair = entries.find(({ type, nominated, state }) => {
      return type === 'candidate-pair' && nominated && state === 'succeeded'
    })
    const { candidateType, relayProtocol } = stats.get(pair?.localCandidateId) ?? {}
    return { candidateType, relayProtocol }
  })

const relayOnly = { iceTransportPolicy: 'relay' }

/** Plays what `source` sends, sees both ends at the relay, and stops them; ms until the first frame. */
async function playRelayed(source, page, Player, options) {
  const { result, firstFrame } = await play(page, Player, options)
  expect(result).toBe('ok')
  await expectPicture(page)
  for (const end of [source, page])
    expect(await way(end)).toEqual({ candidateType: 'relay', relayProtocol: 'udp' })
  await stop(page)
  await stop(source)
  return firstFrame
}

test('by the relay that the answers name', async ({ cluster, lab, coturn }, testInfo) => {
  const options = { streamName: 'relayed', rtcConfiguration: relayOnly }
  const headers = { link: linkTo(coturn) }
  const source = await lab()
  await cluster.fault({ method: 'POST', path: '/whip/' }, { headers })
  expect(await start(source, 'WHIPClient', options)).toBe('ok')
  const page = await lab('examples/subscribe/')
  await cluster.fault({ method: 'POST', path: '/whep/' }, { headers })
  tell(testInfo, 'first frame (ms)', await playRelayed(source, page, 'WHEPClient', options))
  await expectNothingLeft(cluster, source, page)
})

test("by the app's own relay, over the WebSocket", async ({ cluster, lab, coturn }, testInfo) => {
  const options = {
    streamName: 'relayed',
    rtcConfiguration: { ...relayOnly, iceServers: [serverAt(coturn)] },
    ...viaManager(cluster),
  }
  const source = await lab()
  expect(await start(source, 'RTCPublisher', options)).toBe('ok')
  const page = await lab('examples/subscribe/')
  tell(testInfo, 'first frame (ms)', await playRelayed(source, page, 'RTCSubscriber', options))
  await expectNothingLeft(cluster, source, page)
})

test("by the app's own relay without trickling: the offer waits for the relay's address", async ({
  cluster,
  lab,
  coturn,
}) => {
  const page = await lab()
  const offers = []
  page.on('request', (request) => {
    if (request.method() === 'POST') offers.push(request.postData())
  })
  const options = {
    streamName: 'relayed',
    trickleIce: false,
    rtcConfiguration: { ...relayOnly, iceServers: [serverAt(coturn)] },
  }
  expect(await start(page, 'WHIPClient', options)).toBe('ok')
  expect(offers).toHaveLength(1)
  expect(offers[0]).toMatch(/a=candidate:.* typ relay/)
  expect(offers[0]).not.toMatch(/a=candidate:.* typ host/)
  await expect.poll(() => way(page)).toMatchObject({ candidateType: 'relay' })
  await stop(page)
  await expectNothingLeft(cluster, page)
})

// Where nothing but TCP is let out. The cluster's nodes cannot be reached like this: their ICE and
// Chromium's find no common way behind such a relay, with plain connections either.
test('by the relay that the answers name, over TCP', async ({ lab, coturn }) => {
  const [far, page] = [await lab(), await lab('examples/subscribe/')]
  // Of who may not have an address only a name is told, which the headless shell cannot look up.
  await far.context().grantPermissions(['camera'])
  const peers = await startPeers(far)
  const link = linkTo(coturn, 'tcp')
  const server = await Scripted.start(
    [
      {
        request: 'POST /endpoint',
        answer: { status: 201, headers: { Location: '/session', Link: link }, sdp: 'answer' },
      },
      { request: 'PATCH /session', times: 'any', answer: { status: 204 } },
      { request: 'DELETE /session', answer: { status: 200 } },
    ],
    peers,
  )
  const options = { endpoint: `${server.origin}/endpoint`, rtcConfiguration: relayOnly }
  expect((await play(page, 'WHEPClient', options)).result).toBe('ok')
  await expectPicture(page)
  expect(await way(page)).toEqual({ candidateType: 'relay', relayProtocol: 'tcp' })
  await stop(page)
  await server.stop()
  expect(await peers.open()).toBe(0)
})

test('the self-test finds the relay by UDP and TCP, and is told a wrong credential', async ({
  cluster,
  lab,
  coturn,
}) => {
  const page = await lab()
  const urls = `turn:127.0.0.1:${coturn.port}`
  const right = { urls, username, credential }
  const { result } = await diagnose(page, {
    host: '',
    iceServers: [right, { urls: `stun:127.0.0.1:${coturn.port}` }],
  })
  expect(faultsOf(result)).toEqual({})
  expect(checkOf(result, 'stun')).toMatchObject({ state: 'passed' })
  expect(checkOf(result, 'turn')).toMatchObject({
    state: 'passed',
    details: {
      ways: [
        { server: 1, transport: 'udp', answered: true, candidate: 'relay' },
        { server: 1, transport: 'tcp', answered: true, candidate: 'relay' },
      ],
    },
  })
  const wrong = await diagnose(page, { host: '', iceServers: [{ ...right, credential: 'wrong' }] })
  expect(faultsOf(wrong.result)).toEqual({ turn: undefined })
  expect(checkOf(wrong.result, 'turn').meaning).toMatch(/refuses the user name or the credential/)
  expect(JSON.stringify([result, wrong.result])).not.toContain(username)

  // Where the app names none, the one that the server's answer names.
  await cluster.fault({ method: 'POST', path: '/whip/' }, { headers: { link: linkTo(coturn) } })
  const theirs = await diagnose(page, {})
  expect(checkOf(theirs.result, 'turn').details.ways).toMatchObject([
    { transport: 'udp', answered: true },
  ])
  await expectNothingLeft(cluster, page)
})
