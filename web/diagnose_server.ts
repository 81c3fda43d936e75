// The server, asked by the clients themselves: each goes just as far as the check needs, and takes back
// what it has begun.
import type { CheckId, DiagnoseOptions } from './diagnose'
import { ANSWER_MS, addressOf, clientOptions, hiddenView, madeUpStream } from './diagnose_clients'
import { measureRoundTrip, whyUnreachable } from './diagnose_reach'
import type { Finding, Run, Scope } from './diagnose_run'
import { codeOf, findingOf } from './diagnose_words'
import { RTCPublisher, RTCSubscriber, SluiceError, WHEPClient, WHIPClient } from './index'

/** An answer, the question to the manager that follows a failure, and the end of a session. */
const CHECK_MS = 3 * ANSWER_MS
const REQUESTS_MS = 15_000

const titles = {
  manager: 'The stream manager answers',
  lookup: 'It names a node',
  socket: 'WebSocket',
  http: 'WHIP (publishing)',
  playing: 'WHEP (playing)',
  roundtrip: 'Round trip',
} as const

/** What came of asking: the error, or undefined where all is well. */
type Answer = Promise<SluiceError | undefined>

interface Asked {
  /** Whether the manager has named a node. */
  located: Answer
  /** Whether the server has greeted, or answered. */
  answered: Answer
  /** How long it took to be told the node, and from there to the answer. */
  took: { located: number; answered: number }
  /** What the client has warned of. */
  warnings: SluiceError[]
  /** What the server has given to be found by. */
  iceServers: RTCIceServer[]
}

type Client = RTCPublisher | RTCSubscriber | WHIPClient | WHEPClient

/** Starts `client`, and ends it as soon as it has heard one of `events`. */
function ask(client: Client, events: string[], scope: Scope, start: () => Promise<unknown>): Asked {
  const end = () => ('publish' in client ? client.unpublish() : client.unsubscribe())
  scope.defer(end)
  client.setView(hiddenView())
  const warnings: SluiceError[] = []
  const iceServers: RTCIceServer[] = []
  const on = client.on as (
    type: string,
    listener: (event: { type: string; data: unknown }) => void,
  ) => void
  on('*', ({ type, data }) => {
    if (type.endsWith('.Status') && data instanceof SluiceError) warnings.push(data)
  })
  const heard = (...types: string[]) =>
    new Promise<undefined>((resolve) => {
      for (const type of types) on(type, () => resolve(undefined))
    })
  const failed = start().then(
    () => undefined,
    (error: SluiceError) => error,
  )
  const took = { located: 0, answered: 0 }
  const began = performance.now()
  const passed = () => Math.round(performance.now() - began)
  const answered = Promise.race([heard(...events), failed]).then((error) => {
    took.answered = passed() - took.located
    iceServers.push(...(client.getPeerConnection()?.getConfiguration().iceServers ?? []))
    return end().then(() => error)
  })
  const located = Promise.race([
    heard('WebRTC.Endpoint.Changed').then(() => void (took.located = passed())),
    answered,
  ])
  return { located, answered, took, warnings, iceServers }
}

export class Server {
  readonly #options: DiagnoseOptions
  readonly #scope: Scope
  #socket: Asked | undefined
  #http: Asked | undefined

  constructor(options: DiagnoseOptions, scope: Scope) {
    this.#options = options
    this.#scope = scope
  }

  /** Asks for an origin and greets it, by a WebSocket. */
  get socket(): Asked {
    if (this.#socket) return this.#socket
    const given = clientOptions(this.#options)
    // The proxy of v1 finds a node by itself, unless it is to have a spare one.
    const { streamManager: wishes } = given
    if (typeof wishes === 'object' && wishes.api === 'v1')
      wishes.endpoints = Math.max(2, wishes.endpoints ?? 2)
    const client = new RTCPublisher()
    const stream = madeUpStream(this.#scope)
    return (this.#socket = ask(client, ['Connect.Success'], this.#scope, async () => {
      await client.initWithStream(given, stream)
      await client.publish()
    }))
  }

  /** Offers to publish, by WHIP, and ends the session as soon as it is answered. */
  get http(): Asked {
    if (this.#http) return this.#http
    const given = clientOptions(this.#options, this.#options.endpoint)
    const client = new WHIPClient()
    const stream = madeUpStream(this.#scope)
    return (this.#http = ask(client, ['WebRTC.Offer.End'], this.#scope, async () => {
      await client.initWithStream(given, stream)
      await client.publish()
    }))
  }

  /** Asks for the edge of a stream that somebody publishes. */
  edge(scope: Scope): Answer {
    const client = new RTCSubscriber()
    const { located } = ask(client, ['Connect.Success'], scope, () =>
      client.init(clientOptions(this.#options)),
    )
    return located
  }

  /** Offers to play, by WHEP. */
  play(scope: Scope): Answer {
    const given = clientOptions(this.#options, this.#options.playEndpoint)
    const client = new WHEPClient()
    const events = ['WebRTC.Offer.End', 'WebRTC.Answer.Start']
    return ask(client, events, scope, async () => {
      await client.init(given)
      await client.subscribe()
    }).answered
  }
}

/** @returns the ICE servers that the options, or else the server, name */
export async function checkServer(
  run: Run,
  options: DiagnoseOptions,
  scope: Scope,
): Promise<RTCIceServer[]> {
  const { host, endpoint, playEndpoint, rtcConfiguration } = options
  // One that is to be published here need not be there yet.
  const streamName = options.stream === true ? undefined : options.streamName
  const own = options.iceServers ?? rtcConfiguration?.iceServers ?? []
  const skip = (meaning: string, ...ids: (keyof typeof titles)[]) => {
    for (const id of ids) run.skip(id, titles[id], meaning)
  }
  const all = Object.keys(titles) as (keyof typeof titles)[]
  const address = addressOf(options)
  if (!host && !endpoint && !playEndpoint) {
    skip('No server is named.', ...all)
    return own
  }
  if (!run.has('wasm') || !run.has('webrtc')) {
    skip('The server is asked by the SDK, which does not run here.', ...all)
    return own
  }
  const server = new Server(options, scope)
  const isManaged = Boolean(options.streamManager) && !endpoint && !playEndpoint
  const explain = (error: SluiceError, own: Scope): Finding | Promise<Finding> =>
    address && /^(manager\.unreachable|http\.network)$/.test(error.code)
      ? whyUnreachable(address, own).then((finding) => ({ ...finding, code: error.code }))
      : findingOf(error)
  const check = (id: keyof typeof titles, make: (own: Scope) => Promise<Finding>) =>
    run.check(id, isManaged ? titleBehind(id) : titles[id], CHECK_MS, make)

  let waitsFor = ''
  if (!isManaged) skip('No stream manager is asked for.', 'manager', 'lookup')
  else {
    await check('manager', async (own) => {
      const error = await server.socket.located
      const isAnswer = !error || !isSilence(error)
      return isAnswer
        ? { state: 'passed', meaning: 'The stream manager answers this page.' }
        : explain(error, own)
    })
    if (!run.has('manager'))
      waitsFor = 'It cannot be told while the stream manager does not answer.'
    if (waitsFor) skip(waitsFor, 'lookup')
    else await check('lookup', (own) => ofLookup(server, Boolean(streamName), own))
    if (!waitsFor && !run.has('lookup')) waitsFor = 'It cannot be told while no node is named.'
  }

  if (waitsFor) skip(waitsFor, 'socket', 'http', 'playing')
  else {
    if (playEndpoint && !endpoint) skip('No WHIP endpoint is named.', 'http')
    else await check('http', (own) => ofHttp(server, isManaged, (error) => explain(error, own)))
    if (endpoint || playEndpoint) skip('An endpoint is tested, and no WebSocket.', 'socket')
    else await check('socket', () => ofSocket(server, isManaged))
    if (endpoint && !playEndpoint) skip('No WHEP endpoint is named.', 'playing')
    else if (options.stream === true && !(playEndpoint && !endpoint))
      skip('The stream is published and played below.', 'playing')
    else if (!playEndpoint && !streamName) skip('No stream is named.', 'playing')
    else await check('playing', (own) => ofPlaying(server, own, (error) => explain(error, own)))
  }
  const reached: CheckId[] = ['manager', 'socket', 'http', 'playing']
  if (address && reached.some((id) => run.has(id)))
    await run.check('roundtrip', titles.roundtrip, REQUESTS_MS, (own) =>
      measureRoundTrip(address, own),
    )
  else skip('It cannot be told while the server does not answer.', 'roundtrip')
  return own.length || !run.has('http') ? own : server.http.iceServers
}

const titleBehind = (id: keyof typeof titles) =>
  ({
    ...titles,
    socket: 'Proxy: WebSocket',
    http: 'Proxy: WHIP (publishing)',
    playing: 'Proxy: WHEP (playing)',
  })[id]

/** Whether the manager has not even answered. */
const isSilence = ({ code }: SluiceError) =>
  /^(manager\.(unreachable|timeout)|config\.|env\.|wasm\.|internal\.)/.test(code)

async function ofLookup(server: Server, isNamed: boolean, scope: Scope): Promise<Finding> {
  const error = await server.socket.located
  const ms = server.socket.took.located
  if (error && /^manager\./.test(error.code)) return { ...findingOf(error), ms }
  if (!isNamed)
    return { state: 'passed', meaning: 'Its answer is well formed, and names an origin.', ms }
  const noEdge = await server.edge(scope)
  if (codeOf(noEdge) === 'manager.no_edge') {
    return {
      ...findingOf(noEdge),
      state: 'warning',
      meaning: 'It names an origin, but no edge: nobody publishes the stream, or no edge is up.',
    }
  }
  if (noEdge && /^manager\./.test(noEdge.code)) return findingOf(noEdge)
  return {
    state: 'passed',
    meaning: 'Its answers are well formed, and name an origin and an edge.',
  }
}

async function ofSocket(server: Server, isManaged: boolean): Promise<Finding> {
  const error = await server.socket.answered
  const ms = server.socket.took.answered
  if (!error) return { state: 'passed', meaning: 'A WebSocket opens, and the server greets.', ms }
  const finding = { ...findingOf(error), ms }
  if (!/^(proxy\.disabled|signal\.(unreachable|timeout))$/.test(error.code)) return finding
  const other = await server.http.answered
  const isOnlySocket = !other || other.code === 'stream.name_taken'
  if (!isOnlySocket) return finding
  const blocked = {
    ...finding,
    meaning: isManaged
      ? 'WebSockets do not get through to the stream manager, but requests do.'
      : 'The server takes no WebSockets here, but it takes WHIP.',
    remedy:
      'See that the load balancer, the firewall and extensions let WebSockets pass. Or use WHIP and WHEP, which need none.',
  }
  // A server that has WHIP and WHEP alone is as good.
  return isManaged ? blocked : { ...blocked, state: 'warning' }
}

type Explain = (error: SluiceError) => Finding | Promise<Finding>

async function ofHttp(server: Server, isManaged: boolean, explain: Explain): Promise<Finding> {
  const error = await server.http.answered
  const isReached = !error || error.code === 'stream.name_taken'
  const warning = server.http.warnings.find(({ code }) => /location|not_ended/.test(code))
  if (isReached && warning) return { ...findingOf(warning), state: 'warning' }
  if (isReached) return { state: 'passed', meaning: 'The server answers an offer to publish.' }
  if (error.code !== 'proxy.disabled' || !isManaged || (await server.socket.answered))
    return explain(error)
  // Where the answer could not be read, it may be for other reasons.
  const isMissing = error.httpStatus !== undefined
  return {
    ...findingOf(error),
    meaning: isMissing
      ? 'The stream manager relays WebSockets, but neither WHIP nor WHEP.'
      : 'The stream manager relays WebSockets, but this page gets no answer of its WHIP that it may read.',
    remedy: isMissing
      ? 'Use the WebSocket clients, or a stream manager whose proxy has WHIP and WHEP.'
      : 'See that its proxy has WHIP, and that its answers there, to OPTIONS too, allow this page (CORS). Or use the WebSocket clients.',
  }
}

async function ofPlaying(server: Server, scope: Scope, explain: Explain): Promise<Finding> {
  const error = await server.play(scope)
  if (!error) return { state: 'passed', meaning: 'The server answers an offer to play the stream.' }
  if (error.code === 'stream.not_found' || error.code === 'manager.no_edge') {
    return {
      ...findingOf(error),
      state: 'warning',
      meaning: 'The server answers: nobody publishes this stream now.',
    }
  }
  return explain(error)
}
