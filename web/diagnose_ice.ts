// Which ways out of this network there are for media: the machine's own addresses, those that STUN
// servers see, and the relays of TURN servers, each server by itself.
import { TimedOut, within, type Finding, type Run, type Scope } from './diagnose_run'

const GATHERING_MS = 6000
const CHECK_MS = GATHERING_MS + 4000
const MOST_SERVERS = 8

/** One URL of an ICE server's, over one transport. */
interface Way {
  /** Which server of the list it is, from 1: its name is not told. */
  server: number
  scheme: string
  transport: 'udp' | 'tcp'
  /** It is asked beside what the options say: whether another transport would do. */
  extra: boolean
  ice: RTCIceServer
}

interface Found {
  answered: boolean
  ms: number
  /** Of the candidate that came; without one a STUN server has answered with what is known already. */
  candidate?: string
  /** RFC 8489 section 18.6; 701 is the browser's for a server that does not answer. */
  error?: number
}

/** What the result says of a way. */
type Told = Omit<Way, 'ice'> & Found & { fault?: string }

export async function checkIce(run: Run, servers: RTCIceServer[]): Promise<void> {
  const titles = {
    host: 'Addresses of this machine',
    stun: 'STUN: the address outside',
    turn: 'TURN: relays',
  }
  const ids = ['host', 'stun', 'turn'] as const
  if (!run.has('webrtc')) {
    for (const id of ids) run.skip(id, titles[id], 'Without WebRTC there is none.')
    return
  }
  await run.check('host', titles.host, CHECK_MS, ofHost)
  const ways = waysOf(servers)
  for (const id of ['stun', 'turn'] as const) {
    const own = ways.filter(({ scheme }) => scheme.startsWith(id))
    if (own.length === 0) run.skip(id, titles[id], `No ${id.toUpperCase()} server is named.`)
    else await run.check(id, titles[id], CHECK_MS, (scope) => ofWays(id, own, scope))
  }
}

function waysOf(servers: unknown): Way[] {
  const ways: Way[] = []
  const list = Array.isArray(servers) ? (servers as RTCIceServer[]) : []
  for (const [at, entry] of list.slice(0, MOST_SERVERS).entries()) {
    const { urls, ...rest } = Object(entry) as RTCIceServer
    for (const url of [urls].flat().slice(0, MOST_SERVERS)) {
      const [, scheme, named] = /^(stuns?|turns?):[^?]*(?:\?transport=(udp|tcp))?$/i.exec(url) ?? []
      if (!scheme) continue
      const usual = scheme.endsWith('s') ? 'tcp' : 'udp'
      const way = (transport: 'udp' | 'tcp', extra: boolean, ice: string): Way => ({
        server: at + 1,
        scheme: scheme.toLowerCase(),
        transport,
        extra,
        ice: { ...rest, urls: ice },
      })
      ways.push(way((named?.toLowerCase() as 'udp' | undefined) ?? usual, false, url))
      // Networks that forbid UDP are why there are relays.
      if (!named && scheme.toLowerCase() === 'turn')
        ways.push(way('tcp', true, `${url}?transport=tcp`))
    }
  }
  return ways.slice(0, 2 * MOST_SERVERS)
}

/** Gathers until `isWanted` has been found, all has been, or the time is over. */
async function gather(
  configuration: RTCConfiguration,
  isWanted: (candidate: RTCIceCandidate) => boolean,
  scope: Scope,
): Promise<Found> {
  const began = performance.now()
  let error: number | undefined
  const probe = new RTCPeerConnection(configuration)
  scope.defer(() => probe.close())
  try {
    const done = new Promise<RTCIceCandidate | undefined>((resolve) => {
      probe.addEventListener('icecandidate', ({ candidate }) => {
        if (!candidate) resolve(undefined)
        else if (isWanted(candidate)) resolve(candidate)
      })
      probe.addEventListener('icecandidateerror', ({ errorCode }) => (error = errorCode))
    })
    probe.createDataChannel('')
    await probe.setLocalDescription()
    const candidate = await within(done, GATHERING_MS, scope.signal)
    const isRelayed = configuration.iceTransportPolicy === 'relay'
    const answered = candidate !== undefined || (!isRelayed && error === undefined)
    return {
      answered,
      ms: Math.round(performance.now() - began),
      candidate: candidate?.type ?? undefined,
      ...(answered ? {} : { error }),
    }
  } catch (thrown) {
    if (!(thrown instanceof TimedOut)) throw thrown
    return { answered: false, ms: Math.round(performance.now() - began), error }
  } finally {
    probe.close()
  }
}

async function ofHost(scope: Scope): Promise<Finding> {
  const counts = { udp: 0, tcp: 0, ipv4: 0, ipv6: 0, hidden: 0 }
  const count = ({ protocol, address, type }: RTCIceCandidate) => {
    if (type !== 'host' || !protocol) return false
    counts[protocol]++
    if (protocol === 'udp')
      counts[address?.endsWith('.local') ? 'hidden' : address?.includes(':') ? 'ipv6' : 'ipv4']++
    return false
  }
  await gather({}, count, scope)
  if (counts.udp > 0) {
    return { state: 'passed', meaning: 'Media may leave this machine by UDP.', details: counts }
  }
  return {
    state: 'failed',
    meaning: 'The browser offers no address of this machine for UDP.',
    remedy:
      'See whether the machine has a network, and whether a policy or an extension restricts WebRTC’s addresses; a TURN server is the way without them.',
    details: counts,
  }
}

async function ofWays(id: 'stun' | 'turn', ways: Way[], scope: Scope): Promise<Finding> {
  const found = await Promise.all(
    ways.map(async ({ ice, ...way }): Promise<Told> => {
      const configuration: RTCConfiguration =
        id === 'turn' ? { iceServers: [ice], iceTransportPolicy: 'relay' } : { iceServers: [ice] }
      const type = id === 'turn' ? 'relay' : 'srflx'
      try {
        return {
          ...way,
          ...(await gather(configuration, (candidate) => candidate.type === type, scope)),
        }
      } catch (error) {
        // The browser does not take it: a TURN server without credentials, for instance.
        return { ...way, answered: false, ms: 0, fault: String(Object(error).name).slice(0, 60) }
      }
    }),
  )
  const named = found.filter(({ extra }) => !extra)
  const lost = named.filter(({ answered }) => !answered)
  const details = { ways: found }
  const name = id.toUpperCase()
  if (lost.length === 0) {
    const fastest = Math.min(...named.map(({ ms }) => ms))
    return {
      state: 'passed',
      meaning:
        id === 'turn'
          ? `A relay is there after ${fastest} ms.`
          : `STUN answers after ${fastest} ms.`,
      details,
    }
  }
  const isRefused = lost.some(({ error }) => error === 401 || error === 403)
  const wrong = isRefused
    ? `The ${name} server refuses the user name or the credential.`
    : `Your network blocks ${transports(lost)} to the ${name} server, or the server is down.`
  const remedy = isRefused
    ? 'Correct them; they may have expired.'
    : id === 'turn'
      ? 'See that the server runs and its port is open; offer TURN over TCP or TLS at port 443, too.'
      : 'Allow it in the firewall, or set a TURN server that answers over TCP or TLS.'
  if (lost.length === named.length && !found.some(({ answered }) => answered))
    return { state: 'failed', meaning: wrong, remedy, details }
  return {
    state: 'warning',
    meaning: `${lost.length} of ${named.length} ${name} servers ${lost.length === 1 ? 'does' : 'do'} not answer (${transports(lost)}).`,
    remedy,
    details,
  }
}

const transports = (ways: { transport: string }[]) =>
  [...new Set(ways.map(({ transport }) => transport.toUpperCase()))].join(' and ')
