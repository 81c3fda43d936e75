// Why each error comes, and what mends it: for those who write pages. What the error itself says, and
// who is to blame, is the core's (src/base/error.cpp); scripts/errors.mjs puts both together.

/** By code: the cause, and the cure. */
export const cures = {
  'config.invalid': [
    'An option, or an argument of a call, is of the wrong type or outside its bounds; `detail` names it. Also told as a status where `mediaElementId` names no media element: the stream then goes on without a picture.',
    'Correct what `detail` names. The reference has the bounds of each option.',
  ],
  'config.host_missing': [
    'Neither `host` nor `endpoint` is given.',
    'Set `host` to the server’s name, or `endpoint` to the whole URL.',
  ],
  'config.host_invalid': [
    '`host` holds more than a name: a protocol, a port or a path.',
    'Give the name alone, such as `media.example.com`; `protocol`, `port` and `app` have options of their own.',
  ],
  'config.stream_missing': [
    'There is no `streamName`, and the client makes its URL of it.',
    'Set `streamName`. With `endpoint` only WebSocket clients need it.',
  ],
  'config.stream_invalid': [
    '`streamName` is longer than 255 bytes, or has a slash or a control character in it.',
    'Choose another name. What a user has typed is best checked before it gets here.',
  ],
  'config.app_invalid': [
    '`app` has an empty step, or a character that no path may hold.',
    'Use plain names with single slashes between them: `live`, `live/room`.',
  ],
  'config.endpoint_invalid': [
    '`endpoint` is no `http`, `https`, `ws` or `wss` URL, or one with a user name in it.',
    'Give the URL as the server’s manual has it. Credentials go into `token` or `connectionParams`.',
  ],
  'config.insecure': [
    'The page came by `https`, and the options lead to a server without TLS. The browser would block it without a word.',
    "Set `protocol: 'https'`, or go through the proxy of a stream manager that has a certificate: `streamManager: true`.",
  ],
  'config.no_node': [
    "The options name the proxy by hand (`app: 'streammanager'`), without the node that it is to reach.",
    'Set `streamManager: true`, so that Sluice asks for one; or put what `streamManagerUtil.getOrigin()` has given into `connectionParams`. Of a list take one.',
  ],
  'env.local_network': [
    'The page is public and the server’s address is local. Chromium asks the user before it lets such a request through, and the user, or a policy, has said no.',
    'Serve the page by https, and ask the user to allow it; or serve it from the local network itself.',
  ],
  'env.unsupported': [
    'There is no WebRTC or no WebAssembly here: a server that renders pages, an old browser, a hardened one. Or what was called is left out of Sluice; the message says which.',
    'Call clients in the browser alone. For old browsers offer HLS: `Red5ProSubscriber` falls back to it by itself.',
  ],
  'state.busy': [
    'The client is starting or running, and was asked to start again.',
    'Await `unpublish()` or `unsubscribe()` first, or use a second client.',
  ],
  'state.closed': [
    'The session ended before it was live: `unpublish()`, `unsubscribe()` or leaving the page came between.',
    'Nothing, if that is what you wanted. Else start again.',
  ],
  'state.not_live': [
    '`callServer()` was called while nothing is live.',
    'Wait for `publish()` or `subscribe()` to resolve.',
  ],
  'state.not_initialized': [
    '`publish()` or `subscribe()` was called before `init()`, or before it had resolved.',
    'Await `init()` first.',
  ],
  'media.unsupported': [
    'The page is not secure, so the browser has no `navigator.mediaDevices`.',
    'Serve it by https, or from `localhost`.',
  ],
  'media.denied': [
    'The user, a setting or a permissions policy forbids camera or microphone. With `play()` and `toggleFullScreen()`: the browser wants a click first.',
    'Explain before you ask, and tell the user where the browser keeps the setting. In an iframe add `allow="camera; microphone"`.',
  ],
  'media.not_found': [
    'There is no camera, or no microphone, and `mediaConstraints` asks for both.',
    'Ask for what there is: `mediaConstraints: { audio: true, video: false }`.',
  ],
  'media.in_use': [
    'Another program or tab holds the device.',
    'Ask the user to close it, and try again. With `recovery` a device that was open comes back by itself.',
  ],
  'media.overconstrained': [
    'No device meets `mediaConstraints`, not even at the smaller sizes that were tried.',
    'Use `ideal` in the place of `exact`.',
  ],
  'media.failed': [
    'The browser could not open the device, and does not say why in a way that has a name.',
    'Look at `detail`. Often the device has to be plugged in again.',
  ],
  'media.timeout': [
    'Nobody has answered the browser’s prompt within `timeouts.media`.',
    'Start again when the user is back. A longer `timeouts.media` waits longer.',
  ],
  'media.no_frames': [
    'The camera is on and has given no picture for three seconds: covered, asleep, or taken by another program. Told as a status; the stream goes on.',
    'Tell the user to look at the camera.',
  ],
  'media.ended': [
    'A device was unplugged or taken away, or its permission was withdrawn. Told as a status.',
    'With `recovery` it is opened again as soon as it can be. Without it, start again.',
  ],
  'media.interrupted': [
    'The system has taken the device for now, as phones do for a call. Told as a status.',
    'Nothing: it comes back by itself. Tell the user why there is silence.',
  ],
  'http.network': [
    'No answer came: the server is down, the name or the port is wrong, or its answer may not be read by this page (CORS).',
    'Look at the browser’s network panel: a request that stands there as blocked by CORS needs `Access-Control-Allow-Origin` at the server.',
  ],
  'http.bad_request': [
    'The server answered 400: it does not take the offer, or misses a parameter.',
    'Read `detail`, which has the server’s own sentence, and its log.',
  ],
  'http.unauthorized': [
    'The server answered 401: there is no token, or it is outdated.',
    'Set `token`. A function there is asked anew, with `recovery` also in the midst of a session.',
  ],
  'http.forbidden': [
    'The server answered 403: the token is known, and not for this stream.',
    'Have a token made for this stream, and for publishing or playing as the case may be.',
  ],
  'http.not_found': [
    'The server answered a publisher 404: nothing takes streams at this address. Through a stream manager its proxy may be off.',
    'Check `app`, and that `port` leads to the media server; see `proxy.disabled`.',
  ],
  'http.client_error': [
    'The server refused by a status of the class 4xx that has no name here; `httpStatus` has it.',
    'Read `detail`, and the server’s log.',
  ],
  'http.server_error': [
    'The server answered by a 5xx.',
    'Its own log has the cause. With `recovery` it is asked again.',
  ],
  'http.unavailable': [
    'The server is overloaded, starting, or wants to be asked later (429, 503 and the like).',
    'Wait as long as `retryAfterMs` says. `recovery` does.',
  ],
  'http.unexpected_status': [
    'The answer is neither a success nor a refusal that WHIP and WHEP know: a web server’s redirect, for instance.',
    'Check that the address is that of a WHIP or WHEP endpoint.',
  ],
  'http.auth_lost': [
    'The server redirects to another origin, and browsers drop the token on the way there.',
    'Name that origin in `tokenOrigins`, or as the `endpoint`.',
  ],
  'manager.unreachable': [
    'No answer came from the stream manager: it is down, the address is wrong, or CORS forbids this page to read it.',
    'Open the lookup’s address in a tab. `streamManager.url` or `.port` says where it answers, where that is not the usual place.',
  ],
  'manager.timeout': [
    'The stream manager did not answer within `timeouts.answer`, however often it was asked.',
    'Look at its load. `streamManager.retries` asks more often.',
  ],
  'manager.no_origin': [
    'No origin is up, or with `strict` none in the region.',
    'Start one, or leave out `region` or `strict`. With `recovery` it is asked for again.',
  ],
  'manager.no_edge': [
    'Nobody publishes the stream, or no edge is up.',
    'Start the publisher. With `recovery` a player waits for it.',
  ],
  'manager.bad_request': [
    'The stream manager answered 400: a parameter is wrong, or there is no such stream.',
    'Check `app`, `streamName`, `streamManager.endpoints` and `region`.',
  ],
  'manager.unauthorized': [
    'The stream manager answered 401 or 403.',
    'Set `streamManager.accessToken`.',
  ],
  'manager.refused': [
    'The stream manager refused by a status that has no name here.',
    'Its log has the cause; `httpStatus` has the status.',
  ],
  'manager.failed': [
    'The stream manager answered by a 5xx, or wants to be asked later.',
    'Its log has the cause. It has been asked `streamManager.retries` times.',
  ],
  'manager.not_json': [
    'What answered is no stream manager: often a web server’s own page.',
    'Check `host`, `streamManager.port` and `streamManager.api`.',
  ],
  'manager.bad_answer': [
    'The answer is JSON of another shape, as from another API.',
    'Set `streamManager.api` to the one that the manager speaks.',
  ],
  'manager.bad_address': [
    'The stream manager names a node by something that is no host and no address.',
    'Look at how the node has registered with it.',
  ],
  'manager.too_large': [
    'The answer is larger than any list of nodes could be.',
    'Check that the address is that of a stream manager.',
  ],
  'proxy.disabled': [
    'The stream manager answers, and what its proxy should answer is missing.',
    'Set `proxy.enabled=true` in `red5-web.properties` on the stream manager, and restart it.',
  ],
  'stream.name_taken': [
    'Somebody publishes under this name. It may be your own old session, that the server has not ended yet.',
    'Choose another name, or wait. With `recovery` a publisher that was live tries again.',
  ],
  'stream.not_found': [
    'Nobody publishes under this name now, or the server has dropped the stream.',
    'Start the publisher. With `recovery` a player waits for it.',
  ],
  'stream.unplayable': [
    'HLS: what came is no playlist, or one with codecs that this browser lacks.',
    'Open the address in a tab. Publish in H.264 with AAC where all browsers are to play it.',
  ],
  'call.failed': [
    'The server answered `callServer()` with an error; `detail` has it.',
    'Look at the method’s name and arguments.',
  ],
  'call.no_channel': [
    'There is no data channel to call the server by: it has refused one, or an `endpoint` of your own is used without `enableChannelSignaling`.',
    'Set `enableChannelSignaling: true`, or use a WebSocket client.',
  ],
  'hls.load': [
    'The file `hls.js` of Sluice, which is loaded with the first `HLSSubscriber`, is not beside its script.',
    'Copy it from the same `dist/` as the script.',
  ],
  'signal.timeout': [
    'The server took the request and did not answer within the deadline.',
    'Look at the server’s load; `timeouts.answer` waits longer.',
  ],
  'signal.unreachable': [
    'The WebSocket could not be opened: no server, no TLS, or a stream manager whose proxy is off. Browsers do not say which.',
    'Check host and port. At a stream manager set `streamManager: true`; the error then says more.',
  ],
  'signal.closed': [
    'The server closed the WebSocket: it went down, or did not want this client.',
    'Its log should say why. With `recovery` a new session is made.',
  ],
  'signal.rejected': [
    'The server greeted with a refusal: an unknown application, or wrong credentials.',
    'Check `app`, and what the server wants in `connectionParams`.',
  ],
  'signal.refused': [
    'The server let us in and does not take, or give, this stream; `detail` has its words.',
    'Check the stream’s name and who may use it.',
  ],
  'signal.no_location': [
    'The answer to the offer has no `Location` that the page can read; usually `Access-Control-Expose-Headers: Location` is missing. Told as a status: the stream goes on, and cannot be ended by a `DELETE`.',
    'Have the server expose `Location`, `ETag`, `Link` and `Retry-After`.',
  ],
  'signal.foreign_location': [
    'The session’s URL is on another origin than the endpoint. Told as a status: requests to it carry no token.',
    'Name that origin in `tokenOrigins`, if you trust it.',
  ],
  'signal.wrong_location': [
    'The server answers 404 at the URL that it has given for the session: a proxy in front of it probably lacks its own path in `Location`.',
    'Have the proxy rewrite `Location`.',
  ],
  'signal.kinds_refused': [
    'The server takes only sound or only picture, or the stream has only one of them. Told as a status: it was asked again for that one.',
    'Nothing; or ask for one kind in `mediaConstraints`, which saves a request.',
  ],
  'signal.channel_refused': [
    'The server does not take the offer’s data channel. Told as a status: it was asked again without.',
    'Nothing; or set `enableChannelSignaling: false`, which saves a request.',
  ],
  'signal.answer_late': [
    'The server made the offer, and did not wait for the answer to it.',
    'Try again, which `recovery` does. If it happens often, leave out `postEmptyOffer`.',
  ],
  'signal.not_ended': [
    'The `DELETE` was lost or refused. The session, and the stream’s name, stay on the server until it notices.',
    'Nothing on the page. The server’s log should say what became of the request.',
  ],
  'signal.not_sdp': [
    'What answered the offer is no session description: often a web server’s own page.',
    'Check that the address is that of a WHIP or WHEP endpoint.',
  ],
  'signal.too_large': [
    'The answer is larger than any session description could be.',
    'Check that the address is that of a WHIP or WHEP endpoint.',
  ],
  'peer.unsupported': [
    'The browser refuses to make a peer connection of `rtcConfiguration`, or lacks something that is needed.',
    'Look at `detail`: it is often an ICE server without `credential`.',
  ],
  'peer.failed': [
    'Server and browser understood each other, and no packets get through; or they did and do no more.',
    'Check firewalls, and that UDP reaches the server. Give a TURN server in `rtcConfiguration.iceServers` where networks are strict.',
  ],
  'peer.refused_sdp': [
    'The browser refuses the server’s description: no codec in common, or lines that it cannot read.',
    'Look at `detail`. A preferred codec, or `mungeOffer`, may be the cause.',
  ],
  'peer.timeout': [
    'Media did not begin to flow within `timeouts.connect`.',
    'As for `peer.failed`.',
  ],
  'peer.stalled': [
    'The connection is open, and nothing arrives any more.',
    'With `recovery` a new session takes over. Without it, start again.',
  ],
  'peer.frozen': [
    'Packets arrive, and the picture stands still. Told as a status after a second.',
    'With `recovery` a new session is made where the browser does not bring the picture back.',
  ],
  'internal.fault': [
    'This is a fault of Sluice’s own.',
    'Please report it, with the lines of `getRecordedLogs()`: they hold no secrets.',
  ],
  'wasm.load': [
    '`sluice.wasm` could not be fetched, is of another version than the script, or the page’s policy forbids WebAssembly; the message says which.',
    "Put it beside the script or name it in `wasmUrl`; serve both from one version; allow `'wasm-unsafe-eval'` in `script-src`.",
  ],
}

/** What web/ gives by itself, and the core does not know: as the core's table has its own. */
export const webErrors = {
  'env.unsupported': {
    blame: 'caller',
    retryable: false,
    message: 'Sluice runs in browsers with WebRTC and WebAssembly.',
  },
  'state.not_initialized': { blame: 'caller', retryable: false, message: 'Call init() first.' },
  'stream.unplayable': {
    blame: 'remote',
    retryable: false,
    message: 'The browser cannot play what the server sends.',
  },
  'hls.load': {
    blame: 'network',
    retryable: true,
    message: 'hls.js could not be loaded: it must lie beside the script.',
  },
  'wasm.load': {
    blame: 'network',
    retryable: true,
    message: 'The WebAssembly module could not be loaded.',
  },
}

/** What the part of a code before its dot is about, in the order of the page. */
export const families = {
  config: 'Options',
  env: 'The browser, and where the page stands',
  state: 'The order of calls',
  media: 'Camera and microphone',
  manager: 'The stream manager',
  proxy: 'Its proxy',
  stream: 'The stream',
  signal: 'Signalling',
  http: 'Answers over HTTP',
  peer: 'Media',
  call: 'Calls to the server',
  hls: 'HLS',
  wasm: 'The module',
  internal: 'Sluice itself',
}
