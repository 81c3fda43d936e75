// From an error to the words under the picture: what happened, and what to do about it.
// A code that this table does not know falls back on who is to blame.

const settings = 'Open the settings and correct it.'
const report = 'Please report it, with the event log below.'

// An entry is one sentence for both sides, or one for each.
const adviceByCode = {
  'config.missing': `The SDK was not given something that it needs. ${settings}`,
  'config.invalid': `The SDK was given a value that it cannot use. ${settings}`,
  'config.insecure':
    'A secure page may talk only to a secure server. Choose https in the settings.',
  'state.busy': 'Wait for the current session to end, then start again.',
  'state.closed': 'This session has ended. Start a new one.',
  'media.denied':
    'Allow the camera and the microphone for this site, by the icon in the address bar, and start again.',
  'media.not_found':
    'Connect a camera or a microphone, or switch off the missing one in the settings.',
  'media.in_use': 'Close the other program or tab that uses the camera, then start again.',
  'media.overconstrained':
    'The camera has no such format. Choose a lower resolution or frame rate.',
  'media.failed':
    'The browser could not open the device. Unplug it, plug it in again, and start again.',
  'http.network':
    'No answer came from the server. Check that it runs, that host and port are right, and that it allows requests from this page.',
  'http.bad_request': 'The server refused the request. Check the application and the stream name.',
  'http.unauthorized': 'The server wants to know who you are. Enter a valid token under Access.',
  'http.forbidden':
    'The server knows you, but does not allow this. Ask for a token with more rights.',
  'http.not_found': {
    publisher:
      'The server has no such address. Check the port and the application in the settings.',
    subscriber:
      'Nobody publishes under this name. Open the Publish page, start it, and try this one again.',
  },
  'http.conflict': {
    publisher: 'This name is already on air. Choose another stream name.',
    subscriber: 'The server is busy with this stream. Wait a moment and start again.',
  },
  'http.too_large': 'The server finds the request too large. Pass fewer parameters.',
  'http.server_error': 'The server failed. Wait a moment and start again; its own log knows more.',
  'http.unavailable': 'The server has no room or is starting up. Wait a moment and start again.',
  'http.redirected_auth_lost':
    'The server sent the request on to another host, and the token stays with the first one. Enter the final host in the settings.',
  'signal.timeout': 'The server took too long to answer. Check the network, then start again.',
  'signal.no_location':
    'The server gave no address for the session, so that it could not be ended later. It may not be a WHIP or WHEP server.',
  'signal.not_sdp':
    'The answer is not a session description. Check that the port leads to the media server.',
  'peer.failed':
    'Signalling worked but media found no way through. Check firewalls, and whether UDP is open to the server.',
  'peer.rejected_sdp':
    'The browser cannot use the media that the server offers. Try another browser or codec.',
  'wasm.load':
    'The file core.wasm beside dist/index.js could not be loaded. Check that the server offers it and that the page’s policy allows WebAssembly.',
  'env.unsupported':
    'This browser lacks WebRTC or WebAssembly. Use a current one, on https or localhost.',
}

const adviceByBlame = {
  caller: `Something in the configuration or in the order of calls is wrong. ${settings}`,
  remote: 'The server refused or failed. Its own log should say why.',
  network: 'The connection did not hold. Check the network, then start again.',
  internal: `This is a fault in Sluice. ${report}`,
}

/**
 * @param {unknown} error whatever was thrown
 * @param {'publisher' | 'subscriber'} side
 * @returns {{ message: string, code: string, advice: string, status?: number }}
 */
export function describeError(error, side) {
  const code = typeof error?.code === 'string' ? error.code : ''
  const known = lookUp(adviceByCode, code) ?? lookUp(adviceByBlame, error?.blame)
  const advice = typeof known === 'object' ? known[side] : known
  return {
    message: typeof error?.message === 'string' && error.message ? error.message : String(error),
    code,
    advice: advice ?? `This was not expected. ${report}`,
    status: Number.isInteger(error?.httpStatus) ? error.httpStatus : undefined,
  }
}

function lookUp(table, key) {
  return Object.hasOwn(table, key) ? table[key] : undefined
}

/** For a session that ended from outside without an error that says why. */
export function describeLoss(side) {
  return {
    message: 'The connection to the server has ended.',
    code: '',
    advice:
      side === 'publisher'
        ? 'The server or the network closed it. Start again to go back on air.'
        : 'The publisher may have stopped, or the network failed. Start again to look for the stream.',
  }
}
