// From an error to the words under the picture: what happened, and what to do about it.
// A code that this table does not know falls back on who is to blame.

const correct = 'Correct it in the settings and start again.'
const again = 'Wait a moment and start again.'
const nobodyOnAir =
  'Nobody publishes under this name. Start the Publish page with it, then try this one again.'
const report = 'Please report it, with the events below.'
const nameTaken = 'Somebody is on air under this name already. Choose another stream name.'
const notAManager =
  'Check that host and port lead to a stream manager, and not to one of its nodes.'
const switchProxyOn =
  'set proxy.enabled=true in red5-web.properties on the stream manager, and restart it'

// An entry is one sentence for both sides, or one for each.
const adviceByCode = {
  'config.invalid': `The SDK was given a value that it cannot use. ${correct}`,
  'config.host_missing': 'Enter a host in the settings and start again.',
  'config.host_invalid': 'Enter the host alone, without protocol, port or path.',
  'config.stream_missing': 'Enter a stream name and start again.',
  'config.stream_invalid': 'Enter a shorter or plainer stream name, without slashes.',
  'config.app_invalid': `The application is not usable as a part of an address. ${correct}`,
  'config.endpoint_invalid': `The endpoint is not a usable http or https address. ${correct}`,
  'config.insecure':
    'Browsers let a secure page reach nothing but https and wss. Set the protocol to https in the settings, and the host to one with a certificate.',
  'config.no_node':
    'The proxy was given no node. Ask the stream manager for one, and put its address and application into connectionParams.',
  'env.local_network':
    'Allow this page to reach the local network (beside the address, in the settings of the page), and serve it by https. Or open it from an address of that network.',
  'env.unsupported':
    'This page needs a browser with WebRTC and WebAssembly, on https or on localhost.',
  'hls.load': 'Put hls.js, of the same version, beside the script of Sluice, then start again.',
  'http.auth_lost':
    'The server sent the request on to another host, and the token stays with the first one. Enter the final host in the settings, or name it in tokenOrigins.',
  'http.bad_request':
    'The server did not like the request. Check the application and the stream name.',
  'http.client_error': 'The server refused the request. Check the application and the stream name.',
  'http.forbidden':
    'The server knows who you are and does not allow this. Ask for a token with more rights.',
  'http.network':
    'No answer came. Check that the server runs, that host and port are right, and that it allows requests from this page.',
  'http.not_found':
    'The server has no such address. Check the port and the application in the settings.',
  'http.server_error': `The server failed; its own log knows more. ${again}`,
  'http.unauthorized': 'The server wants to know who you are. Enter a valid token under Access.',
  'http.unavailable': `The server has no room at the moment, or is starting up. ${again}`,
  'http.unexpected_status':
    'The server answered in a way that WHIP and WHEP do not know. Check that the port leads to the media server.',
  'internal.fault': `This is a fault in Sluice. ${report}`,
  'manager.bad_address': `The stream manager names a node that no browser could reach. ${notAManager}`,
  'manager.bad_answer': `The stream manager was not understood. ${notAManager}`,
  'manager.bad_request':
    'Check the application, the stream name, the region and the number of endpoints.',
  'manager.failed': `The stream manager’s own log knows more. ${again}`,
  'manager.no_edge':
    'Nobody publishes under this name, or no edge is up. Start a publisher with it, then try this one again.',
  'manager.no_origin':
    'No origin is up, or none in this region. Wait until one is, or leave the region empty in the settings.',
  'manager.not_json': notAManager,
  'manager.refused': 'Check the application and the region; the stream manager’s log knows more.',
  'manager.timeout': `The stream manager is slow or out of reach. ${again}`,
  'manager.too_large': notAManager,
  'manager.unauthorized': 'The stream manager wants to know who you are.',
  'manager.unreachable':
    'Check that the stream manager runs, that host and port are right, and that it allows requests from this page.',
  'media.denied':
    'Allow camera and microphone for this site, at the icon in the address bar, and start again.',
  'media.ended':
    'Plug the device in again, or allow it again at the icon in the address bar: with recovery it comes back by itself.',
  'media.failed':
    'The browser could not open a device. Unplug it, plug it in again, and start again.',
  'media.in_use': 'Another program or tab holds the camera. Close it and start again.',
  'media.interrupted':
    'Something else has the device for now, as a call does. It comes back by itself.',
  'media.no_frames':
    'The camera is on and sends nothing: look whether it is covered, unplugged or used elsewhere.',
  'media.not_found':
    'Connect a camera or a microphone, or switch off the missing one in the settings.',
  'media.overconstrained':
    'The camera has no such format. Choose a lower resolution or frame rate.',
  'media.timeout':
    'The browser’s question about camera and microphone went unanswered. Start again.',
  'media.unsupported': 'Browsers give a camera only to pages on https or on localhost.',
  'peer.failed':
    'The server answered, but media found no way through. Check firewalls, and whether UDP can reach it.',
  'peer.frozen': 'The picture should be back by itself. If it is not, start again.',
  'peer.refused_sdp':
    'The browser cannot use the media that the server offers. Try another browser or codec.',
  'peer.timeout':
    'The server answered, but media did not begin to flow. Check firewalls, and whether UDP can reach it.',
  'peer.unsupported':
    'This browser’s WebRTC lacks something that is needed. Use a current browser.',
  'proxy.disabled': `Nothing is wrong with this page: ${switchProxyOn}. Then start again.`,
  'signal.closed': `The server ended the connection; its own log should say why. ${again}`,
  'signal.foreign_location':
    'The server put the session on another host, which is not safe to follow. Ask those who run it.',
  'signal.channel_refused':
    'The server takes no data channel: messages and calls are not possible, and the stream goes on.',
  'signal.kinds_refused':
    'The stream has no sound, or no picture, or the server takes only one of them. It was asked for what it has.',
  'signal.no_location':
    'The server gave the session no address, so that it could not be ended. It may not be a WHIP or WHEP server.',
  'signal.wrong_location':
    'The server forgets the session as soon as it has made it. If there is a proxy before it, the Location that it sends probably lacks the proxy’s path.',
  'signal.answer_late': `The server made an offer and did not wait for the answer. ${again}`,
  'signal.not_ended':
    'The session may stay on the server until it times out, and hold the stream’s name until then.',
  'signal.not_sdp':
    'The answer is not a session description. Check that the port leads to the media server.',
  'signal.refused':
    'The server does not want this stream. Check the stream name, and who may use it.',
  'signal.rejected':
    'The server let nobody in. Check the application, and whether it asks for credentials.',
  'signal.timeout': 'The server took too long to answer. Check the network, then start again.',
  'signal.too_large':
    'The answer is too large to be meant for this. Check the port in the settings.',
  'signal.unreachable':
    'Check that the server runs, and that host and port are right. A stream manager has no WebSockets of its own: use the page for its proxy, or the other transport.',
  'state.busy': 'Wait for the current session to end, then start again.',
  'state.closed': 'This session has ended. Start a new one.',
  'state.not_initialized': `The calls came in the wrong order, which is a fault of this page. ${report}`,
  'stream.name_taken': nameTaken,
  'stream.not_found': nobodyOnAir,
  'stream.unplayable':
    'Check that the address is that of a playlist. If it is, its codecs are none that this browser knows.',
  'wasm.load':
    'The WebAssembly file beside dist/index.js could not be loaded. Check that the server offers it, and that its policy for the page allows WebAssembly.',
}

// What means something else when a stream manager stands between.
const adviceThroughProxy = {
  'http.not_found': `The stream manager has no such address. Check the application in the settings; if it is right, ${switchProxyOn}.`,
  'stream.not_found': `Nobody publishes under this name, or the proxy is switched off. Start a publisher; if there is one, ${switchProxyOn}.`,
  'http.server_error': `The node that the stream manager chose has failed. ${again}`,
  'http.unavailable': `The stream manager has no node for this at the moment. ${again}`,
  'signal.closed':
    'The node is gone, or the proxy between has let go. Start again: the stream manager then names a node that is up.',
}

// What means something else when media has flowed before.
const adviceAfterLive = {
  'peer.failed': {
    publisher:
      'Media flowed, and then did no more: the server is gone, or the network is. Start again to go back on air.',
    subscriber:
      'Media flowed, and then did no more: the publisher has stopped, or the server or the network is gone. Start again to look for the stream.',
  },
}

const adviceByBlame = {
  caller: `Something about the request is wrong. ${correct}`,
  remote: 'The server refused or failed. Its own log should say why.',
  network: 'The connection did not hold. Check the network, then start again.',
  internal: adviceByCode['internal.fault'],
}

/**
 * @param {unknown} error whatever was thrown
 * @param {'publisher' | 'subscriber'} side
 * @param {{ proxied?: boolean, wasLive?: boolean }} [when] `proxied`: a stream manager stands between
 * @returns {{ message: string, code: string, advice: string, status?: number }}
 */
export function describeError(error, side, { proxied, wasLive } = {}) {
  const code = typeof error?.code === 'string' ? error.code : ''
  const known =
    lookUp(wasLive ? adviceAfterLive : {}, code) ??
    lookUp(proxied ? adviceThroughProxy : {}, code) ??
    lookUp(adviceByCode, code) ??
    lookUp(adviceByBlame, error?.blame)
  const advice = typeof known === 'object' ? known[side] : known
  return {
    message: typeof error?.message === 'string' && error.message ? error.message : String(error),
    code,
    advice: `${advice ?? `This was not expected. ${report}`}${describeWait(error?.retryAfterMs)}`,
    status: Number.isInteger(error?.httpStatus) ? error.httpStatus : undefined,
  }
}

function describeWait(ms) {
  return Number.isFinite(ms) ? ` The server asks to wait ${Math.ceil(ms / 1000)} s.` : ''
}

function lookUp(table, key) {
  return Object.hasOwn(table, key) ? table[key] : undefined
}

/**
 * For a session that ended from outside without an error that says why.
 * @param {boolean} ended whether the server said that the stream is over
 */
export function describeLoss(side, ended) {
  if (ended) {
    return {
      message: 'The stream has ended.',
      code: '',
      advice: 'Its publisher has stopped. Start again to look for the stream.',
    }
  }
  return {
    message: 'The connection to the server has ended.',
    code: '',
    advice:
      side === 'publisher'
        ? 'The server or the network closed it. Start again to go back on air.'
        : 'The publisher may have stopped, or the network failed. Start again to look for the stream.',
  }
}
