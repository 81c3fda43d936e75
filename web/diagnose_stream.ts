// The whole way, for two seconds: a picture that is made up is published, played, and measured.
import type { DiagnoseOptions } from './diagnose'
import { clientOptions, hiddenView, madeUpStream } from './diagnose_clients'
import { pause, until, type Finding, type Run, type Scope } from './diagnose_run'
import { codeOf } from './diagnose_words'
import { RTCPublisher, RTCSubscriber, WHEPClient, WHIPClient, type ClientOptions } from './index'

const TITLE = 'Publish and play'
const CHECK_MS = 45_000
const MEASURED_MS = 2000
const LOOK_MS = 50
const MUCH_LOST = 0.02

export async function checkStream(run: Run, options: DiagnoseOptions): Promise<void> {
  const ways = ['http', 'socket', 'playing'] as const
  if (options.stream !== true) run.skip('stream', TITLE, 'Not asked for.')
  else if (!ways.some((id) => run.has(id)))
    run.skip('stream', TITLE, 'It cannot be told while the server does not answer.')
  else {
    const bySocket = !run.has('http') && run.has('socket')
    await run.check('stream', TITLE, CHECK_MS, (scope) => ofStream(options, bySocket, scope))
  }
}

async function ofStream(
  options: DiagnoseOptions,
  bySocket: boolean,
  scope: Scope,
): Promise<Finding> {
  const { endpoint, playEndpoint } = options
  const given = clientOptions(options)
  const transport = bySocket ? 'websocket' : 'http'
  const publisher =
    playEndpoint && !endpoint
      ? undefined
      : await publish({ ...given, endpoint }, bySocket, scope).catch((error: unknown) => {
          // What is on air under this name is played instead.
          if (codeOf(error) !== 'stream.name_taken') throw error
          return undefined
        })
  const sent = publisher?.getPeerConnection()
  if (endpoint && !playEndpoint) return sent ? ofSending(sent, transport, scope) : taken
  const began = performance.now()
  const Player = bySocket ? RTCSubscriber : WHEPClient
  const player = new Player()
  scope.defer(() => player.unsubscribe())
  player.setView(hiddenView())
  // An edge may not have heard of the stream yet.
  const recovery = { attempts: 0, duration: 5000, streamDelay: 300 }
  await player.init({ ...given, endpoint: playEndpoint, recovery })
  await player.subscribe()
  const peer = () => player.getPeerConnection()
  const hasPicture = async () => ((await read(peer())).frames > 0 ? true : undefined)
  await until(hasPicture, LOOK_MS, scope.signal)
  const firstFrameMs = Math.round(performance.now() - began)
  const before = await read(peer())
  await pause(MEASURED_MS, scope.signal)
  const after = await read(peer())
  const packets = after.packets - before.packets
  const lost = after.lost - before.lost
  const details = {
    published: publisher !== undefined,
    transport,
    firstFrameMs,
    frames: after.frames - before.frames,
    kbps: Math.round(((after.bytes - before.bytes) * 8) / MEASURED_MS),
    lossPercent: Math.round((1000 * Math.max(0, lost)) / Math.max(1, packets + lost)) / 10,
    playing: after.way,
    publishing: sent && (await read(sent)).way,
  }
  return judge(details)
}

const taken: Finding = {
  state: 'warning',
  meaning: 'Somebody is on air under this name, so that nothing was sent.',
  remedy: 'Test under another stream name, or under none: one is made up then.',
  code: 'stream.name_taken',
}

async function publish(given: ClientOptions, bySocket: boolean, scope: Scope) {
  const client = bySocket ? new RTCPublisher() : new WHIPClient()
  const stream = madeUpStream(scope)
  scope.defer(() => client.unpublish())
  client.setView(hiddenView())
  await client.initWithStream(given, stream)
  return client.publish()
}

interface Measured {
  frames: number
  kbps: number
  lossPercent: number
  firstFrameMs?: number
  playing?: Way
  publishing?: Way
}

function judge(details: Measured): Finding {
  const { frames, lossPercent, firstFrameMs, kbps, playing, publishing } = details
  const plain = { ...details }
  if (frames === 0) {
    return {
      state: 'failed',
      meaning: 'The stream began, and then no more pictures came.',
      remedy: 'Look at the firewall between, and at the server’s load.',
      details: plain,
    }
  }
  const isRelayed = [playing, publishing].some((way) => way?.local === 'relay')
  const relayed = isRelayed ? ' Media goes by a relay.' : ''
  if (lossPercent > 100 * MUCH_LOST) {
    return {
      state: 'warning',
      meaning: `Media flows, but ${lossPercent} % of the packets are lost.${relayed}`,
      remedy: 'Try a cable instead of Wi-Fi, a nearer server, or a lower bitrate.',
      details: plain,
    }
  }
  const first = firstFrameMs === undefined ? '' : `, the first picture after ${firstFrameMs} ms`
  const meaning = `Media flows: ${kbps} kbit/s, ${lossPercent} % lost${first}.${relayed}`
  return { state: 'passed', meaning, details: plain }
}

/** Where there is nothing to play from: what is sent, as the server reports it. */
async function ofSending(
  peer: RTCPeerConnection,
  transport: string,
  scope: Scope,
): Promise<Finding> {
  const before = await read(peer)
  await pause(MEASURED_MS, scope.signal)
  const after = await read(peer)
  const details = {
    published: true,
    transport,
    frames: after.encoded - before.encoded,
    kbps: Math.round(((after.sent - before.sent) * 8) / MEASURED_MS),
    lossPercent: Math.round(1000 * after.reported) / 10,
    publishing: after.way,
  }
  return judge(details)
}

/** The kinds of the two ends that media goes between, and what it goes by. */
interface Way {
  local?: string
  remote?: string
  protocol?: string
  relayProtocol?: string
  roundTripMs?: number
}

async function read(peer: RTCPeerConnection | undefined) {
  const sums = { frames: 0, packets: 0, lost: 0, bytes: 0, encoded: 0, sent: 0, reported: 0 }
  let way: Way | undefined
  const stats = await peer?.getStats()
  for (const entry of stats?.values() ?? []) {
    if (entry.type === 'inbound-rtp') {
      sums.frames += entry.framesDecoded ?? 0
      sums.packets += entry.packetsReceived ?? 0
      sums.lost += entry.packetsLost ?? 0
      sums.bytes += entry.bytesReceived ?? 0
    } else if (entry.type === 'outbound-rtp') {
      sums.encoded += entry.framesEncoded ?? 0
      sums.sent += entry.bytesSent ?? 0
    } else if (entry.type === 'remote-inbound-rtp') {
      sums.reported = Math.max(sums.reported, entry.fractionLost ?? 0)
    } else if (entry.type === 'candidate-pair' && entry.nominated && entry.state === 'succeeded') {
      const local = stats?.get(entry.localCandidateId)
      const remote = stats?.get(entry.remoteCandidateId)
      way = {
        local: local?.candidateType,
        remote: remote?.candidateType,
        protocol: local?.protocol,
        relayProtocol: local?.relayProtocol,
        roundTripMs: Math.round(1000 * (entry.currentRoundTripTime ?? 0)),
      }
    }
  }
  return { ...sums, way }
}
