// What the SDK's errors mean to somebody who looks for the fault: the error's own sentence, and what to
// do about it.
import { SluiceError, type Blame, type SluiceErrorCode } from './index'
import type { Finding } from './diagnose_run'

const PROXY = 'Set proxy.enabled=true in red5-web.properties on the stream manager, and restart it.'
const TOKEN = 'Get a valid token, and see that it is for this stream.'
const NOT_A_MANAGER = 'Check that host and port lead to the stream manager, and not to a node.'
const LOG = 'Look into the server’s log, and try again.'
const MEDIA =
  'Allow UDP to the server’s media ports in the firewall, or set a TURN server that answers over TCP or TLS.'

const remedies: Partial<Record<SluiceErrorCode, string>> = {
  'config.insecure':
    'Use https for the server, or go through the proxy of a stream manager that has a certificate.',
  'config.no_node': 'Go through the stream manager, which names a node.',
  'env.local_network':
    'Serve the page by https and allow it to reach the local network, in the browser’s settings of this page.',
  'env.unsupported': 'Use a current browser, on https or on localhost.',
  'http.not_found': 'Check the port, the application and the API in the options.',
  'http.unauthorized': TOKEN,
  'http.forbidden': TOKEN,
  'http.auth_lost': 'Name the origin that the server redirects to in tokenOrigins.',
  'http.server_error': LOG,
  'http.unavailable': 'No node is free or up: start one, or wait.',
  'manager.bad_address': NOT_A_MANAGER,
  'manager.bad_answer': NOT_A_MANAGER,
  'manager.bad_request': 'Check application, stream name, region and API in the options.',
  'manager.failed': 'Look into the stream manager’s log, and try again.',
  'manager.no_edge': 'Start a publisher under this name, or start an edge.',
  'manager.no_origin': 'Start an origin, or ask for another region.',
  'manager.not_json': NOT_A_MANAGER,
  'manager.refused': 'Check application and region; the stream manager’s log knows more.',
  'manager.timeout':
    'See whether the stream manager is overloaded, or whether a firewall drops it.',
  'manager.too_large': NOT_A_MANAGER,
  'manager.unauthorized': 'Get a valid access token for the stream manager.',
  'manager.unreachable': 'See that the stream manager runs, and that host and port are right.',
  'media.denied': 'Allow it for this site, at the icon beside the address, and test again.',
  'media.failed': 'Unplug the device, plug it in again, and test again.',
  'media.in_use': 'Close the other program or tab that has it.',
  'media.not_found': 'Connect one, or allow the browser to use it in the system’s settings.',
  'media.timeout': 'Answer the browser’s question about the device, and test again.',
  'media.unsupported': 'Serve the page by https.',
  'peer.failed': MEDIA,
  'peer.timeout': MEDIA,
  'peer.refused_sdp': 'Server and browser have no codec in common: offer H264 or VP8.',
  'proxy.disabled': PROXY,
  'signal.closed': 'The node behind it may be down. ' + LOG,
  'signal.no_location':
    'Have it send Location, and Access-Control-Expose-Headers with Location in it.',
  'signal.rejected': 'Check the application, and whether the server wants a token.',
  'signal.timeout': 'The server is slow, or something between drops what it says.',
  'signal.unreachable':
    'See that the server takes WebSockets at this port, and that no firewall or proxy between forbids them.',
  'stream.not_found': 'Start a publisher under this name, then test again.',
  'stream.name_taken': 'Test under another stream name, or under none: one is made up then.',
  'wasm.load':
    'Serve sluice.wasm beside the script, of the same version, and allow it in the page’s policy.',
}

const byBlame: Record<Blame, string> = {
  caller: 'Correct the options of this test.',
  remote: LOG,
  network: 'Check the network between this browser and the server.',
  internal: 'This is a fault of Sluice: please report it, with this result.',
}

/** An error's sentence alone: what it quotes may name a host. */
const sentenceOf = ({ message, detail }: SluiceError): string =>
  detail ? message.slice(0, message.length - detail.length - 3) : message

export const codeOf = (error: unknown): SluiceErrorCode | undefined =>
  error instanceof SluiceError ? error.code : undefined

/** A failure, as an error tells it. */
export function findingOf(error: unknown): Finding {
  if (!(error instanceof SluiceError)) {
    const { name } = Object(error) as Partial<Error>
    return {
      state: 'failed',
      meaning: 'This check could not be made.',
      remedy: byBlame.internal,
      details: { fault: typeof name === 'string' ? name.slice(0, 60) : typeof error },
    }
  }
  const { code, blame, httpStatus, retryAfterMs } = error
  const answer = { ...(httpStatus && { httpStatus }), ...(retryAfterMs && { retryAfterMs }) }
  return {
    state: 'failed',
    meaning: sentenceOf(error),
    remedy: remedies[code] ?? byBlame[blame],
    code,
    details: answer,
  }
}
