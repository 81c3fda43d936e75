/*! Sluice 0.1.0 | MIT | with parts of Emscripten (MIT), musl (MIT), libc++ (Apache-2.0 WITH LLVM-exception) and JSON for Modern C++ (MIT) */
/** Who has to do something about an error. */
export type Blame = "caller" | "remote" | "network" | "internal";
/** The names of all errors; each is explained in `message`. */
export type SluiceErrorCode = "config.invalid" | "config.no_node" | "config.host_missing" | "config.host_invalid" | "config.stream_missing" | "config.stream_invalid" | "config.app_invalid" | "config.endpoint_invalid" | "config.insecure" | "call.failed" | "call.no_channel" | "env.local_network" | "env.unsupported" | "hls.load" | "http.auth_lost" | "http.bad_request" | "http.client_error" | "http.forbidden" | "http.network" | "http.not_found" | "http.server_error" | "http.unauthorized" | "http.unavailable" | "http.unexpected_status" | "internal.fault" | "manager.bad_address" | "manager.bad_answer" | "manager.bad_request" | "manager.failed" | "manager.no_edge" | "manager.no_origin" | "manager.not_json" | "manager.refused" | "manager.timeout" | "manager.too_large" | "manager.unauthorized" | "manager.unreachable" | "media.denied" | "media.ended" | "media.failed" | "media.in_use" | "media.interrupted" | "media.no_frames" | "media.not_found" | "media.overconstrained" | "media.timeout" | "media.unsupported" | "peer.failed" | "peer.frozen" | "peer.refused_sdp" | "peer.stalled" | "peer.timeout" | "peer.unsupported" | "proxy.disabled" | "signal.channel_refused" | "signal.closed" | "signal.foreign_location" | "signal.no_location" | "signal.wrong_location" | "signal.answer_late" | "signal.kinds_refused" | "signal.not_ended" | "signal.not_sdp" | "signal.refused" | "signal.rejected" | "signal.timeout" | "signal.too_large" | "signal.unreachable" | "state.busy" | "state.closed" | "state.not_initialized" | "state.not_live" | "stream.name_taken" | "stream.not_found" | "stream.unplayable" | "wasm.load";
/** What a SluiceError is made of. */
export interface SluiceErrorFields {
	/** Which error it is. */
	code: SluiceErrorCode;
	/** Who has to do something about it. */
	blame: Blame;
	/** Whether the same call may go through later without a change. */
	retryable: boolean;
	/** What happened, as a sentence. */
	message: string;
	/** Particulars. */
	detail?: string;
	/** The status of the HTTP answer that is behind it. */
	httpStatus?: number;
	/** What the server asked to wait, in ms. */
	retryAfterMs?: number;
}
/** Every rejection, and the data of every failure event. */
export declare class SluiceError extends Error {
	readonly name = "SluiceError";
	/** Stable: compare with this, not with the message. */
	readonly code: SluiceErrorCode;
	/** Who has to do something about it. */
	readonly blame: Blame;
	/** Whether the same call may go through later without a change. */
	readonly retryable: boolean;
	/** Particulars; may be empty. Never holds a token, a password or an address. */
	readonly detail: string;
	/** The status of the HTTP answer that is behind it, where there is one. */
	readonly httpStatus?: number;
	/** What the server asked to wait (Retry-After), in ms. */
	readonly retryAfterMs?: number;
	constructor(fields: SluiceErrorFields);
	/** So that JSON.stringify() and logs show what an Error otherwise hides. */
	toJSON(): Omit<SluiceErrorFields, "detail"> & {
		name: string;
		detail: string;
	};
}
type Role = "publisher" | "subscriber";
type Transport = "http" | "socket";
/**
 * What a listener gets. `publisher` or `subscriber` is the client that the event comes from. All
 * fields are the object's own, so it survives spreading and JSON.stringify().
 */
export interface SluiceEvent<Client = unknown> {
	/** The event's name. */
	readonly type: string;
	/** Of each type its own: see the names of the events. */
	readonly data: any;
	/** The publisher that it comes from. */
	readonly publisher?: Client;
	/** The player that it comes from. */
	readonly subscriber?: Client;
}
/** What `on()` takes. */
export type Listener<Client = unknown> = (event: SluiceEvent<Client>) => void;
declare class Emitter<Client> {
	#private;
	/** A listener is called once per event, however often it is added; what is no function is ignored. */
	on(type: string, listener: Listener<Client>): void;
	/** Unknown listeners are no fault. */
	off(type: string, listener: Listener<Client>): void;
	/**
	 * Calls all, as the DOM's EventTarget does: one that is removed meanwhile is not called any more,
	 * one that is added comes with the next event, and what one throws goes where the page's uncaught
	 * errors go.
	 */
	trigger(event: SluiceEvent<Client>): void;
}
/** From the most to the least: each level shows its own lines and those of the levels behind it. */
export declare const LOG_LEVELS: Readonly<{
	readonly TRACE: "trace";
	readonly DEBUG: "debug";
	readonly INFO: "info";
	readonly WARN: "warn";
	readonly ERROR: "error";
	readonly FATAL: "fatal";
}>;
/** One of LOG_LEVELS. */
export type LogLevel = (typeof LOG_LEVELS)[keyof typeof LOG_LEVELS];
/**
 * Sets what is logged to the console; the default is `warn`.
 * @param level one of LOG_LEVELS; anything else changes nothing
 * @param record whether the lines are kept as well, for getRecordedLogs(): the last 1,000
 */
export declare function setLogLevel(level: LogLevel, record?: boolean): void;
/** The lines kept since setLogLevel(..., true). They never hold tokens, passwords or addresses. */
export declare function getRecordedLogs(): string[];
/** A page's own lines among Sluice's, by the same rules. They are not redacted. */
export interface Logger {
	/** The least important. */
	trace(text: string): void;
	/** For those who look for a fault. */
	debug(text: string): void;
	/** One line a step. */
	info(text: string): void;
	/** What ends nothing. */
	warn(text: string): void;
	/** What ends something. */
	error(text: string): void;
}
/** Writes to the console what the log level lets through, as Sluice's own lines. */
export declare function getLogger(): Logger;
/** What hls.js says of an error, as far as it matters here. */
export interface HlsErrorData {
	/** Whether it cannot go on. */
	fatal: boolean;
	/** The kind of error, as one word. */
	type: string;
	/** What failed, as one word; never an address. */
	details: string;
	/** The answer over HTTP that is behind it. */
	response?: {
		code?: number;
	};
}
/** One player of hls.js. */
export interface HlsPlayer {
	/** Takes the playlist at this address. */
	loadSource(url: string): void;
	/** Plays in this element. */
	attachMedia(media: HTMLMediaElement): void;
	/** Adds a listener. */
	on(event: string, listener: (event: string, data: HlsErrorData) => void): void;
	/** Ends it, for good. */
	destroy(): void;
}
/** The class `Hls` of hls.js, which the page supplies. */
export interface HlsLibrary {
	new (config?: Record<string, unknown>): HlsPlayer;
	/** Whether the browser can do what it needs. */
	isSupported(): boolean;
	/** The names of its events. */
	readonly Events: {
		readonly ERROR: string;
	};
}
/** What a WHEP server may tell of a stream (WHEP's events draft). */
export type ServerEventName = "active" | "inactive" | "layers" | "reconnect" | "viewercount";
/** Data of `Subscribe.Server.Event`; `data` is the server's, as it came. */
export interface ServerEvent {
	/** Which event it is. */
	name: ServerEventName;
	/** What the server says of it. */
	data: Record<string, unknown>;
}
/** A layer of a medium that the server sends (WHEP's events draft). */
export interface LayerChoice {
	/** As the server's event `layers` names it. */
	mediaId: string;
	/** The encoding, of those that the publisher sends at once. */
	rid?: string;
	/** The layer of sizes, by its number. */
	spatialLayerId?: number;
	/** The layer of frame rates, by its number. */
	temporalLayerId?: number;
	/** The highest layer of sizes that may come. */
	maxSpatialLayerId?: number;
	/** The highest layer of frame rates that may come. */
	maxTemporalLayerId?: number;
	/** The greatest width that may come, in pixels. */
	maxWidth?: number;
	/** The greatest height that may come, in pixels. */
	maxHeight?: number;
}
/** How long each wait may last, in ms, within 100 and 600,000. */
export interface Timeouts {
	/** A person's answer to the camera and microphone prompt. Default 60,000. */
	media?: number;
	/** The browser, for each of its own steps. Default 5,000. */
	description?: number;
	/** ICE gathering, with `trickleIce: false`. Default 5,000. */
	gathering?: number;
	/** The server's answer to the offer. Default 10,000. */
	answer?: number;
	/** From the answer until media may flow. Default 15,000. */
	connect?: number;
	/** How long a live connection may be silent before it counts as lost. Default 5,000. */
	disconnected?: number;
	/** The server's answer to the end of the session. Default 5,000. */
	remove?: number;
}
/** How a recovery stands: the data of the Reconnect.* events, and what a policy decides by. */
export interface RecoveryState {
	/**
	 * Why the stream was lost. `unpublished`: the publisher has left. `closed`: the server has closed
	 * the connection. `stalled`: nothing arrives. `network`: this machine's network is another one, or
	 * checks of the path get no answers. `frozen`: the picture stands still. `disconnected`: the
	 * browser says that the peer is gone. `connect`: an attempt to connect failed. `busy`: the server
	 * still starts the same stream.
	 */
	cause: "unpublished" | "closed" | "stalled" | "network" | "frozen" | "disconnected" | "connect" | "busy";
	/** The number of the attempt since the loss, from 1; 0 before the first. */
	attempt: number;
	/** ms until it begins. */
	delay: number;
	/** ms since the loss. */
	elapsed: number;
	/** The node in use, as far as it is known. */
	candidate?: string;
	/** What was wrong last. */
	error?: SluiceError;
	/** Reconnect.Success: the session that was thought lost is back by itself. */
	kept: boolean;
}
/** How to come back after a loss. All are optional; ms where not said otherwise. */
export interface RecoveryOptions {
	/** Failed attempts in a row until it gives up; 0: no limit. Default 30. */
	attempts?: number;
	/**
	 * From the loss until it gives up, also in the midst of a pause, whoever asked for that; 0
	 * (default): no limit.
	 */
	duration?: number;
	/** The first attempt is made at once, the next waits for a random time below this. Default 300. */
	delay?: number;
	/** That bound grows by a sixth each time, up to this. Default 7,000. */
	maxDelay?: number;
	/**
	 * Between two attempts while the stream is not there, give or take a fifth; for five times as
	 * long after a loss 0.3 of it, and later 1.2. Default 1,000.
	 */
	streamDelay?: number;
	/**
	 * For large audiences, who all lose an edge at once: each waits for a random time of at most this
	 * before what it would do at once, so that the stream manager gets its requests one after the
	 * other. About the players that one edge has, divided by the requests a second that the manager
	 * answers (docs/storm.md). Default 0.
	 */
	spread?: number;
	/**
	 * Whether missing media is a loss, long before the browser says so, and a picture that stands
	 * still is told (`peer.frozen`, `media.no_frames`), also without recovery. Default true.
	 */
	stall?: boolean;
	/**
	 * Decides about each attempt: ms until it, or null to give up. A policy that throws gives up.
	 * Default: none; the options above decide.
	 */
	policy?: (state: RecoveryState) => number | null;
}
/** A node as a stream manager names it. */
export interface StreamManagerNode {
	/** The stream. */
	name: string;
	/** The application, without slashes at its ends. */
	scope: string;
	/** A host name or IP address. */
	serverAddress: string;
	/** The node's region; empty where the manager names none. */
	region: string;
}
/** Which stream manager to go through, and what to ask of it. */
export interface StreamManagerOptions {
	/** `2.0`, `3.1`, `4.0` (default) or `v1`; any text to TypeScript, as configs are often shared. */
	api?: "2.0" | "3.1" | "4.0" | "v1" | (string & Record<never, never>);
	/** Prefer nodes of this region. Default: none. */
	region?: string;
	/** How many nodes to name, 1 to 16: the first is used, the others when it fails. Default 1. */
	endpoints?: number;
	/** Fail instead of falling back to another region, or to fewer nodes. Default false. */
	strict?: boolean;
	/** Publish to a transcoder; sent to whoever finds the node. Default false. */
	transcode?: boolean;
	/** Of the `v1` API. Default `default`. */
	nodeGroup?: string;
	/** What a manager wants that answers nobody without one. Default: none. */
	accessToken?: string;
	/**
	 * The port at which the manager answers lookups; the client's own `port` is its proxy's. Default:
	 * that of `https://<host>`. On a page without TLS: `httpport`, or else 5080.
	 */
	port?: number | string;
	/** Where the manager answers, as a URL; goes before `port`. Default: see there. */
	url?: string;
	/** How often a lookup that failed is repeated, 0 to 100. Default 3. */
	retries?: number;
	/**
	 * ms between the tries. Default 1,000; a Retry-After of the server's makes it longer, up to
	 * `timeouts.answer`. One that asks for more ends the search: the error has it as `retryAfterMs`.
	 * With `recovery` it is waited for, and told by Reconnect.Attempt.
	 */
	retryDelay?: number;
}
/** By name; of a name that comes twice the last value counts. */
export type ConnectionParams = Record<string, string | number | boolean | null | undefined> | URLSearchParams | ReadonlyMap<string, string | number | boolean>;
/**
 * What all clients understand. Unknown keys are kept for getOptions() and otherwise ignored; an empty
 * text is as good as none. International names are taken wherever a host may stand.
 */
export interface ClientOptions {
	/**
	 * The whole URL of a WHIP or WHEP endpoint, or of a WebSocket (which needs `streamName` too). With
	 * it, `protocol`, `host`, `port`, `app` and `streamName` play no part, and only query parameters
	 * that you set yourself are added to it. Default: none.
	 */
	endpoint?: string;
	/** `https` (default) or `http`; `wss` and `ws` mean the same, as configs are often shared. */
	protocol?: string;
	/** A host name or address, alone. Required without `endpoint`. */
	host?: string;
	/** The server's port. Default 443, or 80 with `http`. */
	port?: number | string;
	/** The port at which a manager answers on a page without TLS. Default 5080. */
	httpport?: number | string;
	/** The application, as a path: `live` (default); with room scopes `live/room`. */
	app?: string;
	/**
	 * Go through this stream manager's proxy, at `host`. The WebSocket clients ask it for a node and
	 * rewrite their options; WHIP and WHEP send the wishes along. Default false.
	 */
	streamManager?: boolean | StreamManagerOptions;
	/** The proxy's application, for the WebSocket clients. Default `streammanager`. */
	proxy?: string;
	/**
	 * The stream's name. Required without `endpoint`. At most 255 bytes, without slashes and control
	 * characters.
	 */
	streamName?: string;
	/**
	 * WHIP, WHEP: a bearer token (RFC 6750), sent to the endpoint's origin only. Default none. A
	 * WebSocket can carry none: use `connectionParams.token`. A function is asked for it at the
	 * start, and, with `recovery`, once more when it is refused; what it gives must be such a token.
	 */
	token?: string | (() => string | Promise<string>);
	/**
	 * WHIP, WHEP: other origins that may have the token, such as `https://media.example.com`, or with
	 * all names below a domain `https://*.example.com`; at most 16. Browsers drop it where a redirect
	 * leads to another origin. If one of these then refuses with 401 or 403, the request is sent once
	 * more, straight there, with the token; a session there gets it, too. Default none.
	 */
	tokenOrigins?: string[];
	/**
	 * Come back by itself after a loss, and keep trying to connect. Default false: the app does it.
	 * With it a loss is told by Reconnect.* events, and by the others only when it has given up. The
	 * WebSocket then stays open beside the data channel, as it tells first. What it costs, n = 3 of
	 * 10 s each (`npm run bench -- watch`, Chromium, 2 cores), main thread with it and without: one
	 * player 13.7 % and 18.8 %, twelve 21.5 % and 20.2 %, thirty 40.6 % and 45.9 %, a publisher
	 * 13.9 % and 15.3 %, give or take a third; of that script, of twelve players, 2.6 % and 1.7 %.
	 */
	recovery?: boolean | RecoveryOptions;
	/**
	 * Query parameters of the endpoint. Give them raw: they are encoded exactly once. Under the old
	 * global name `red5prosdk` what WHIP and WHEP clients get may be encoded already, as pages of the
	 * field do it. Default: none.
	 */
	connectionParams?: ConnectionParams;
	/**
	 * The id of the element that shows the stream. Where no media element has it, a Publish.Status or
	 * Subscribe.Status says so (config.invalid), and the stream goes on. Default `red5pro-publisher`
	 * or `red5pro-subscriber`.
	 */
	mediaElementId?: string;
	/**
	 * What the peer connection is made with. It is laid over the default,
	 * `{ iceCandidatePoolSize: 2, bundlePolicy: 'max-bundle' }`; a pool is never asked for, as Chromium
	 * has trouble with one.
	 */
	rtcConfiguration?: RTCConfiguration;
	/**
	 * Overrides `rtcConfiguration.iceServers`. With either set, a server's own offers are ignored.
	 * Default: none.
	 */
	iceServers?: RTCIceServer[];
	/** Sent as the `transport` parameter. Default `udp`. */
	iceTransport?: string;
	/**
	 * WHIP, WHEP: candidates follow the offer; with `false` it waits for all of them. Default true.
	 */
	trickleIce?: boolean;
	/** The video codec to prefer, e.g. `H264`. Default `NONE`: the browser's order. */
	videoEncoding?: string;
	/** The audio codec to prefer. Default `NONE`: the browser's order. */
	audioEncoding?: string;
	/** May change the offer before it is used; gives the SDP, or a promise of it. Default: none. */
	mungeOffer?: (sdp: string) => string | Promise<string>;
	/** May change the answer before it is used; gives the SDP, or a promise of it. Default: none. */
	mungeAnswer?: (sdp: string) => string | Promise<string>;
	/** WebSocket clients: `protocol` for them alone. Default: that. */
	wsprotocol?: string;
	/** WebSocket clients: `port` for them alone. Default: that. */
	wsport?: number | string;
	/** WebSocket clients: more of the path, behind `app`. Default: none. */
	context?: string;
	/** WebSocket clients: start without asking whether the name is free, or there. Default false. */
	bypassAvailable?: boolean;
	/**
	 * WebSocket clients: wait for the server's word that the name is free, or the stream there, before
	 * anything is offered or asked for. Else both are said at once, which saves a round trip; a server
	 * that says no gets an offer that comes to nothing. Where it is known to have said no just now,
	 * and with `maintainConnectionOnSubscribeErrors`, it is waited for. Default false.
	 */
	waitForAvailable?: boolean;
	/** WebSocket clients: the data channel takes over from the WebSocket. Default true. */
	signalingSocketOnly?: boolean;
	/** ms from the channel's announcement until it takes over. Default 1,000. */
	socketSwitchDelay?: number;
	/**
	 * WHIP, WHEP: messages go by a data channel, and `signal=true` is added to the URL. Default: true
	 * without `endpoint`, false with it, as a strict server may refuse the section of the offer that
	 * it needs. One that refuses it is asked again without.
	 */
	enableChannelSignaling?: boolean;
	/**
	 * `enableChannelSignaling` under its newer name, which counts where both are given. Default: as
	 * there.
	 */
	includeDataChannel?: boolean;
	/** The data channel's name. Default `{ name: 'red5pro' }`. */
	dataChannelConfiguration?: {
		name?: string;
	};
	/** WebSocket clients: ms between messages that keep an idle socket open; 0 (default): none. */
	keepAlive?: number;
	/** How long to wait for what, in ms. Default: as each of them says. */
	timeouts?: Timeouts;
	/**
	 * Keeps what happens to the client, for `recording()`: all of it in the ordinary case, else its
	 * beginning and what fits of its end into `bytes` (4 MiB) and `seconds` (no bound). Loads a second
	 * build of the module (`extra.js` and `sluice.extra.wasm`, beside this file). Default false.
	 */
	recording?: boolean | {
		seconds?: number;
		bytes?: number;
	};
	/** Where sluice.wasm is. Default: beside the module's own file. */
	wasmUrl?: string | URL;
	[key: string]: unknown;
}
/** What publishers understand, beside what all clients do. */
export interface PublisherOptions extends ClientOptions {
	/**
	 * What is asked of camera and microphone. Default: 640 x 480 pixels, ideally, with audio. Where no
	 * camera has the size that they want, the next smaller ones are tried.
	 */
	mediaConstraints?: MediaStreamConstraints;
	/**
	 * Used in the place of getUserMedia. Sluice stops its tracks like those it opens itself. Default:
	 * none.
	 */
	onGetUserMedia?: () => Promise<MediaStream>;
	/**
	 * Limits in kbit/s, of what is sent and as b=AS in the offer. Default 56 and 750 (WHIP), or 512
	 * (WebSocket).
	 */
	bandwidth?: {
		audio?: number;
		video?: number;
	};
	/** Say the picture's size in the offer (a=framesize). Default false. */
	offerSDPResolution?: boolean;
	/** The video's encodings, e.g. for simulcast; replaces `bandwidth.video`. Default: none. */
	sendEncodings?: RTCRtpEncodingParameters[];
	/** What the server does with the stream: `live` (default), `record` or `append`. */
	streamMode?: string;
	/** ms between key frames, sent as a parameter. Default 3,000. */
	keyFramerate?: number;
	/** Prefer VP8, where `videoEncoding` names nothing. Default false. */
	forceVP8?: boolean;
	/** Whether unpublish() releases the camera too. Default false. */
	clearMediaOnUnpublish?: boolean;
}
/** What players over WebRTC understand, beside what all clients do. */
export interface SubscriberOptions extends ClientOptions {
	/** RTCSubscriber: a refused subscribe() leaves the WebSocket open for another. Default false. */
	maintainConnectionOnSubscribeErrors?: boolean;
	/** Stay with this variant of the stream. Default false. */
	maintainStreamVariant?: boolean;
	/**
	 * Sent as `requestId`. Default `subscriber-` and 16 random hexadecimal digits. The sessions that
	 * `recovery` makes add `-2`, `-3` ... to it, as servers tell sessions apart by it.
	 */
	subscriptionId?: string;
	/** Start muted where the browser forbids to start with sound. Default true. */
	muteOnAutoplayRestriction?: boolean;
	/** WHEPClient: leave the offer to the server, by an empty POST. Default false. */
	postEmptyOffer?: boolean;
	/**
	 * WHEPClient: the extensions of WHEP that are to be used where the server offers them, which loads
	 * a second build of the module (`extra.js` and `sluice.extra.wasm`, beside this file): the events
	 * that the server tells of the stream, all of them or those named, and selectLayer(). They are
	 * told as `Subscribe.Server.Event`; with `recovery`, a stream that turns inactive is waited for,
	 * and where the server asks to connect anew that is done. Default false.
	 */
	extensions?: boolean | ServerEventName[];
	/** Seconds of media to keep before it is shown, against a network that stutters. At most 4; default 0. */
	buffer?: number;
	/** Turn the element as the publisher says that its camera is held. Default true. */
	autoLayoutOrientation?: boolean;
}
/** Options as getOptions() gives them: the parameters are an object, whatever they were given as. */
export type InUse<Options> = Options & {
	connectionParams?: Record<string, string | number | boolean | null | undefined>;
};
/** What {@link HLSSubscriber} understands; it ignores what else a shared config holds. */
export interface HLSOptions {
	/**
	 * The whole URL of the playlist (`.m3u8`). With it the server's parts play no part. Default: none.
	 */
	endpoint?: string;
	/** `https` (default) or `http`; `wss` and `ws` mean the same. */
	protocol?: string;
	/** Required without `endpoint`: the playlist is `https://<host>:<port>/<app>/<streamName>.m3u8`. */
	host?: string;
	/** The server's port. Default 443, or 80 with `http`. */
	port?: number | string;
	/** The application, as a path: `live` (default); with room scopes `live/room`. */
	app?: string;
	/** The stream's name. Required without `endpoint`. */
	streamName?: string;
	/**
	 * Take the playlist from this stream manager, at
	 * `/streammanager/api/<api>/file/<app>/<streamName>.m3u8`; of the options `api` (not `v1`), `port`
	 * and `url` count. Default false.
	 */
	streamManager?: boolean | StreamManagerOptions;
	/**
	 * Query parameters of the playlist's URL. Give them raw: they are encoded exactly once. Default:
	 * none.
	 */
	connectionParams?: ConnectionParams;
	/** The id of the element that plays. Default `red5pro-subscriber`. */
	mediaElementId?: string;
	/** Start muted where the browser forbids to start with sound. Default true. */
	muteOnAutoplayRestriction?: boolean;
	/** The class `Hls` of hls.js. Default `window.Hls`; without either the browser plays by itself. */
	hls?: HlsLibrary;
	/** What hls.js is to be configured with. Default: as it comes. */
	hlsConfig?: Record<string, unknown>;
	/** `connect`: how long the start may take, in ms. Default 15,000. */
	timeouts?: Timeouts;
	[key: string]: unknown;
}
/** One kind of track's frames go through this worker's `rtctransform` event. */
interface Transformer$1 {
	/** Whose `rtctransform` event gets the frames. */
	worker: Worker;
	/** What the worker gets with it. */
	options?: unknown;
	/**
	 * Objects in `options` that are the worker's from then on. The browser takes them once: a session
	 * after that, also one of `recovery`, has to do with options that can be copied.
	 */
	transfer?: Transferable[];
}
/** What encoded frames go through, by the kind of track. */
export interface Transforms {
	/** Sound. Default: none. */
	audio?: Transformer$1;
	/** Picture. Default: none. */
	video?: Transformer$1;
}
type End = RTCRtpSender | RTCRtpReceiver;
/** A client's recovery from a loss. */
export interface Recovery {
	/** Whether something is lost and not back yet. */
	readonly active: boolean;
	/** Does not wait for the next attempt's time. */
	retryNow(): void;
	/** Gives up, now and for the rest of this session. */
	stop(): void;
}
declare abstract class Client<Options extends ClientOptions> {
	#private;
	/** What the `recovery` option does, in the app's hands. */
	readonly recovery: Recovery;
	protected constructor(role: Role, transport: Transport);
	/** Adds a listener; `'*'` hears all events. */
	on(type: string, listener: Listener<this>): void;
	/** Removes a listener; unknown ones are no fault. */
	off(type: string, listener: Listener<this>): void;
	/** `RTC`, as for all clients over WebRTC. */
	getType(): string;
	/** The options in use, defaults included. */
	getOptions(): InUse<Options>;
	/**
	 * What has happened to the last session so far, where the option `recording` asks for it: to be
	 * looked at with `npx sluice-replay`. Names, tokens and addresses are not in it.
	 */
	recording(): Blob | undefined;
	/** The peer connection in use; recovery puts another one in its place. */
	getPeerConnection(): RTCPeerConnection | undefined;
	/** What is sent, or has come. */
	getMediaStream(): MediaStream | undefined;
	/** The WebSocket of a session that has one. */
	getConnection(): WebSocket | undefined;
	/** The data channel, where there is one. */
	getDataChannel(): RTCDataChannel | undefined;
	/** What messages go through now: the WebSocket, or the data channel that has taken over from it. */
	getMessageTransport(): WebSocket | RTCDataChannel | undefined;
	/**
	 * Shows the stream in this element, or in the one with this id, in the place of `mediaElementId`.
	 * @throws SluiceError config.invalid, env.unsupported
	 */
	setView(view: HTMLMediaElement | string): this;
	/**
	 * Silence: the server is told, so that it stops passing it on, and a publisher's tracks are switched
	 * off; microphone and camera stay open.
	 */
	muteAudio(): void;
	/** Ends what `muteAudio()` has begun. */
	unmuteAudio(): void;
	/** No picture. */
	muteVideo(): void;
	/** Ends what `muteVideo()` has begun. */
	unmuteVideo(): void;
	/**
	 * Calls `method` at the stream's other participants; nothing happens while it is not live, and
	 * where there is nothing to send messages by.
	 * @param data a JSON value, or the text of one
	 */
	send(method: string, data: unknown): void;
	/**
	 * Calls `method` at the server, e.g. `switchStreams` with `[{ path: 'live/other' }]`.
	 * @returns what the server answers
	 * @throws SluiceError call.failed, call.no_channel, signal.timeout, state.not_live, config.invalid
	 */
	callServer(method: string, args?: unknown[]): Promise<unknown>;
	/** Writes a line to the server's log. */
	sendLog(level: LogLevel, message: string): void;
	/** Puts these over the options; what is live already stays as it is until it ends. */
	overlayOptions(options: Partial<Options>): this;
	/**
	 * Has encoded frames go through workers of the app's, from the next connection on: browsers take
	 * it only where one begins. WebRTC.Transform.Error tells where one cannot be put in,
	 * WebRTC.Unsupported.Feature where the browser can do none; frames then pass as they are.
	 */
	transform(transforms: Transforms): void;
	/** `connect`: whether it ends only when the server has greeted. */
	protected initialize(options: Options, { stream, transforms, connect, }?: {
		stream?: MediaStream;
		transforms?: Transforms;
		connect?: boolean;
	}): Promise<this>;
	/** Tells of a failure before there was a session, which tells of all others. */
	protected failEarly(error: unknown): void;
	/** publish() and subscribe(). */
	protected startSession(streamName?: string): Promise<this>;
	/** unpublish() and unsubscribe(): resolve always. */
	protected stopSession(releaseMedia: boolean): Promise<this>;
	/** Ends the tracks of a stream that Sluice opened itself; the app's own is the app's to end. */
	protected stopTracks(): void;
	/** The element that shows, or is to show, the stream. */
	protected get element(): HTMLMediaElement | null;
	/** An end of a connection that is new, also of one that the app does not see yet. */
	protected prepare(end: End): void;
	/** Tells the app's listeners. */
	protected announce(type: string, data: unknown): void;
	/** After the app's listeners have heard it. */
	protected onEvent(_type: string, _data: unknown): void;
	/** The session is over. */
	protected onEnded(): void;
}
declare abstract class Publisher extends Client<PublisherOptions> {
	/**
	 * Checks the options and asks for the camera and microphone; resolves without waiting for them.
	 * @throws SluiceError config.*, state.busy, env.unsupported, wasm.load
	 */
	init(options: PublisherOptions, transforms?: Transforms): Promise<this>;
	/** The same with a stream of the app's, which stays the app's to end. */
	initWithStream(options: PublisherOptions, stream: MediaStream, transforms?: Transforms): Promise<this>;
	/**
	 * Resolves when media may flow.
	 * @param streamName another name than the options'
	 * @throws SluiceError media.*, manager.*, proxy.*, http.*, stream.*, signal.*, peer.*, state.*
	 */
	publish(streamName?: string): Promise<this>;
	/**
	 * Ends the session on the server; resolves always, and also when there is none.
	 * @param clear whether the camera is released too; otherwise the preview stays
	 */
	unpublish(clear?: boolean): Promise<this>;
	/** Shows the camera in the view again, for instance in another element, without its sound. */
	preview(): this;
	/** Ends the tracks of the camera and microphone that Sluice opened; publish() asks for them again. */
	unpreview(): void;
	/** As `muteAudio()`. */
	mute(): void;
	/** As `unmuteAudio()`. */
	unmute(): void;
}
/** Publishes over WHIP (RFC 9725). */
export declare class WHIPClient extends Publisher {
	/**
	 * With a URL, initializes and publishes at once; what comes of it is told by events.
	 * @param endpoint the URL of a WHIP endpoint
	 * @param element where the preview is shown
	 */
	constructor(endpoint?: string, element?: HTMLMediaElement);
}
/** A player's controls, for pages that draw their own. The element's are its `controls` attribute. */
export declare class PlaybackControls {
	#private;
	constructor(player: HTMLMediaElement | (() => HTMLMediaElement | null));
	/**
	 * Plays the element.
	 * @throws SluiceError media.denied (not without a click or a key press), state.closed
	 */
	play(): Promise<void>;
	/** Pauses the element. */
	pause(): void;
	/** Makes the element silent. */
	mute(): void;
	/** Ends what `mute()` has begun. */
	unmute(): void;
	/** Whether the element is silent. */
	isMuted(): boolean;
	/**
	 * Sets the element's volume.
	 * @param volume within 0 and 1
	 */
	setVolume(volume: number): void;
	/** The element's volume, from 0 to 1. */
	getVolume(): number;
	/**
	 * Goes to another time.
	 * @param time in seconds; a live stream's element keeps its own time
	 */
	seekTo(time: number): void;
	/** The element's time, in seconds. */
	getSeekTime(): number;
	/** In seconds; Infinity for a live stream. */
	getDuration(): number;
	/**
	 * Needs a click or a key press before it, as browsers want it.
	 * @throws SluiceError media.denied
	 */
	toggleFullScreen(): Promise<void>;
}
declare abstract class Subscriber extends Client<SubscriberOptions> {
	#private;
	/** Which kinds of media come, as it was told last. */
	protected streamingMode: string;
	/**
	 * Resolves when media may flow.
	 * @throws SluiceError manager.*, proxy.*, http.*, stream.*, signal.*, peer.*, state.*
	 */
	subscribe(): Promise<this>;
	/** Ends the session on the server; resolves always, and also when there is none. */
	unsubscribe(): Promise<this>;
	/** Plays the element. */
	play(): Promise<void>;
	/** Pauses the element; the session goes on. */
	pause(): void;
	/** As `play()`. */
	resume(): Promise<void>;
	/** As `unsubscribe()`. */
	stop(): Promise<this>;
	/** Makes the element silent; the sound still comes. */
	mute(): void;
	/** Ends what `mute()` has begun. */
	unmute(): void;
	/**
	 * Sets the element's volume.
	 * @param volume within 0 and 1
	 */
	setVolume(volume: number): void;
	/** The element's volume, from 0 to 1. */
	getVolume(): number;
	/** Nothing is sent, or shown, but the session stays. */
	enableStandby(): void;
	/** Ends what `enableStandby()` has begun. */
	disableStandby(): void;
	/**
	 * Goes to another time.
	 * @param time in seconds
	 */
	seekTo(time: number): void;
	/** Needs a click or a key press before it, as browsers want it. */
	toggleFullScreen(): Promise<void>;
	/** The controls of the element, for pages that draw their own. */
	getControls(): PlaybackControls;
	/** The element that plays. */
	getPlayer(): HTMLMediaElement | null;
	setView(view: HTMLMediaElement | string): this;
	protected onEvent(type: string, data: unknown): void;
	protected prepare(end: RTCRtpSender | RTCRtpReceiver): void;
	protected onEnded(): void;
}
/** Plays over WHEP (draft-ietf-wish-whep). */
export declare class WHEPClient extends Subscriber {
	#private;
	/**
	 * With a URL, initializes and subscribes at once; what comes of it is told by events.
	 * @param endpoint the URL of a WHEP endpoint
	 * @param element where the stream is shown
	 */
	constructor(endpoint?: string, element?: HTMLMediaElement);
	protected onEvent(type: string, data: unknown): void;
	protected onEnded(): void;
	/**
	 * Checks the options.
	 * @throws SluiceError config.*, state.busy, env.unsupported, wasm.load
	 */
	init(options: SubscriberOptions, transforms?: Transforms): Promise<this>;
	/**
	 * Has the server send this layer of a medium; with `mediaId` alone, whichever it finds best.
	 * Needs the option `extensions`, and a server that offers it.
	 * @throws SluiceError call.failed, config.invalid, http.*, signal.timeout, state.*
	 */
	selectLayer(choice: LayerChoice): Promise<void>;
}
/** Publishes over the WebSocket of a node, or of a stream manager's proxy. */
export declare class RTCPublisher extends Publisher {
	constructor();
	/**
	 * Left out: a session over a WebSocket of the app's, which Sluice could not keep its promises for.
	 * @throws SluiceError env.unsupported, always
	 */
	publishWithSocket(_socket: WebSocket, _streamName?: string): Promise<this>;
}
/** Plays over the WebSocket of a node, or of a stream manager's proxy. */
export declare class RTCSubscriber extends Subscriber {
	constructor();
	/**
	 * Checks the options, opens the WebSocket, and resolves when the server has let us in.
	 * @throws SluiceError config.*, manager.*, proxy.*, signal.*, state.*, env.unsupported, wasm.load
	 */
	init(options: SubscriberOptions, transforms?: Transforms): Promise<this>;
}
/**
 * Plays HLS: by hls.js where the page supplies it, else by the browser itself. Needs neither WebRTC
 * nor WebAssembly.
 */
export declare class HLSSubscriber {
	#private;
	constructor();
	/** Adds a listener; `'*'` hears all events. */
	on(type: string, listener: Listener<this>): void;
	/** Removes a listener; unknown ones are no fault. */
	off(type: string, listener: Listener<this>): void;
	/** `HLS`. */
	getType(): string;
	/** The options in use, defaults included. */
	getOptions(): HLSOptions;
	/**
	 * Plays in this element, or in the one with this id, in the place of `mediaElementId`; what plays
	 * moves there.
	 * @throws SluiceError config.invalid, env.unsupported
	 */
	setView(view: HTMLMediaElement | string): this;
	/**
	 * Checks the options, and that there is something to play with.
	 * @throws SluiceError config.*, state.busy, env.unsupported, hls.load
	 */
	init(options: HLSOptions): Promise<this>;
	/**
	 * Resolves when there is something to show.
	 * @throws SluiceError http.*, stream.*, signal.timeout, state.*, config.invalid
	 */
	subscribe(): Promise<this>;
	/** Resolves always, and also when nothing is playing. */
	unsubscribe(): Promise<this>;
	/** Plays the element. */
	play(): Promise<void>;
	/** Pauses the element; the session goes on. */
	pause(): void;
	/** As `play()`. */
	resume(): Promise<void>;
	/** As `unsubscribe()`. */
	stop(): Promise<this>;
	/** Makes the element silent; the sound still comes. */
	mute(): void;
	/** Ends what `mute()` has begun. */
	unmute(): void;
	/**
	 * Sets the element's volume.
	 * @param volume within 0 and 1
	 */
	setVolume(volume: number): void;
	/** The element's volume, from 0 to 1. */
	getVolume(): number;
	/**
	 * Goes to another time.
	 * @param time in seconds
	 */
	seekTo(time: number): void;
	/** Needs a click or a key press before it, as browsers want it. */
	toggleFullScreen(): Promise<void>;
	/** The controls of the element, for pages that draw their own. */
	getControls(): PlaybackControls;
	/** The element that plays. */
	getPlayer(): HTMLMediaElement | null;
}
/** What a {@link Red5ProPublisher} may give. */
export type FailoverPublisher = RTCPublisher | WHIPClient;
/** What a {@link Red5ProSubscriber} may give. */
export type FailoverSubscriber = RTCSubscriber | WHEPClient | HLSSubscriber;
/** The options of each implementation; one without options is not tried. */
export interface PublishOptions {
	/** Of an RTCPublisher. Default: none; it is not tried. */
	rtc?: PublisherOptions;
	/** Of a WHIPClient. Default: none; it is not tried. */
	whip?: PublisherOptions;
	/** Flash: rejected always, by env.unsupported. Default: none. */
	rtmp?: object;
}
/** The options of each implementation; one without options is not tried. */
export interface PlaybackOptions {
	/**
	 * Of an RTCSubscriber. With `recovery`, the next implementation's turn comes only when recovery has
	 * given up. Default: none; it is not tried.
	 */
	rtc?: SubscriberOptions;
	/** Of a WHEPClient. Default: none; it is not tried. */
	whep?: SubscriberOptions;
	/** Of an HLSSubscriber. Default: none; it is not tried. */
	hls?: HLSOptions;
	/** Flash: rejected always, by env.unsupported. Default: none. */
	rtmp?: object;
}
declare const publishTypes: Readonly<{
	readonly RTC: "rtc";
	readonly WHIP: "whip";
	readonly RTMP: "rtmp";
}>;
declare const playbackTypes: Readonly<{
	readonly RTC: "rtc";
	readonly WHEP: "whep";
	readonly RTMP: "rtmp";
	readonly HLS: "hls";
}>;
declare abstract class Failover<Client extends FailoverPublisher | FailoverSubscriber> {
	#private;
	protected constructor(types: readonly string[], order: string[]);
	/** Adds a listener; `'*'` hears all events. */
	on(type: string, listener: Listener<Client>): void;
	/** Removes a listener; unknown ones are no fault. */
	off(type: string, listener: Listener<Client>): void;
	/** A new, untouched client; nothing where this type can never work. */
	protected abstract make(type: string): Client | undefined;
	/** Ends what a client that could not be used may have begun. */
	protected abstract end(client: Client): Promise<unknown>;
	protected abstract tell(type: string, client: Client | undefined, error?: SluiceError): void;
	protected trigger(event: Parameters<Emitter<Client>["trigger"]>[0]): void;
	protected get order(): string[];
	protected set order(given: unknown);
	protected firstOf(given: object): Promise<Client>;
}
/** Publishes by the first implementation in an order that the browser and the server can use. */
export declare class Red5ProPublisher extends Failover<FailoverPublisher> {
	constructor();
	/** The names that an order may hold. */
	get publishTypes(): typeof publishTypes;
	/**
	 * Which implementations to try, the first one first. Default `['rtc', 'rtmp']`.
	 * @param order names out of `publishTypes`, as a list or with commas between; others are dropped
	 */
	setPublishOrder(order: readonly string[] | string): this;
	/** The order as it has been understood. */
	getPublishOrder(): string[];
	/**
	 * Resolves with the first client whose own init() resolves. Publisher.Accept and Publisher.Reject
	 * tell of each one.
	 * @throws SluiceError when there is none; its code is that of the failure that says most
	 */
	init(options: PublishOptions): Promise<FailoverPublisher>;
	protected make(type: string): FailoverPublisher | undefined;
	protected end(client: FailoverPublisher): Promise<unknown>;
	protected tell(type: string, publisher: FailoverPublisher | undefined, error?: SluiceError): void;
}
/** Plays by the first implementation in an order that the browser and the server can use. */
export declare class Red5ProSubscriber extends Failover<FailoverSubscriber> {
	constructor();
	/** The names that an order may hold. */
	get playbackTypes(): typeof playbackTypes;
	/**
	 * Which implementations to try, the first one first. Default `['rtc', 'rtmp', 'hls']`.
	 * @param order names out of `playbackTypes`, as a list or with commas between; others are dropped
	 */
	setPlaybackOrder(order: readonly string[] | string): this;
	/** The order as it has been understood. */
	getPlaybackOrder(): string[];
	/**
	 * Resolves with the first client whose own init() resolves: an RTCSubscriber's when the server has
	 * let it in, the others' when their options are good. Subscriber.Accept and Subscriber.Reject tell
	 * of each one.
	 * @throws SluiceError when there is none; its code is that of the failure that says most
	 */
	init(options: PlaybackOptions): Promise<FailoverSubscriber>;
	protected make(type: string): FailoverSubscriber | undefined;
	protected end(client: FailoverSubscriber): Promise<unknown>;
	protected tell(type: string, subscriber: FailoverSubscriber | undefined, error?: SluiceError): void;
}
declare abstract class LeftOut {
	#private;
	protected constructor(reason: string);
	/** Adds a listener, which hears nothing. */
	on(type: string, listener: Listener<this>): void;
	/** Removes a listener. */
	off(type: string, listener: Listener<this>): void;
	/**
	 * Rejects.
	 * @throws SluiceError env.unsupported, always
	 */
	init(_options?: unknown): Promise<this>;
}
/** Flash. */
export declare class RTMPPublisher extends LeftOut {
	constructor();
	/** `RTMP`. */
	getType(): string;
}
/** Flash. */
export declare class RTMPSubscriber extends LeftOut {
	constructor();
	/** `RTMP`. */
	getType(): string;
}
/** Shared objects. */
export declare class Red5ProSharedObject extends LeftOut {
	constructor();
}
/** Shared objects. */
export declare class Red5ProSharedObjectSocket extends LeftOut {
	constructor();
}
/** Shared objects. */
export declare class Red5ProSharedObjectPeerConnection extends LeftOut {
	constructor();
}
/** Conferences. */
export declare class RTCConferenceParticipant extends LeftOut {
	constructor();
}
/** Seeking back in a live stream. */
export declare class LiveSeekClient extends LeftOut {
	constructor();
}
/** Messages through another company's service. */
export declare class PubNubClient extends LeftOut {
	constructor();
}
interface Shown {
	setView(view: HTMLMediaElement | string): unknown;
}
declare class View {
	#private;
	/**
	 * @param element it, or its id
	 * @throws SluiceError config.invalid, env.unsupported
	 */
	constructor(element: HTMLMediaElement | string);
	/** The element. */
	get view(): HTMLMediaElement | null;
	protected show(client: Shown): this;
}
/** Shows a publisher's camera. */
export declare class PublisherView extends View {
	/** Shows this publisher's camera in the element. */
	attachPublisher(publisher: Shown): this;
}
/** Shows what a player plays. */
export declare class PlaybackView extends View {
	/** Plays what this player plays in the element. */
	attachSubscriber(subscriber: Shown): this;
}
/** One node, or with `endpoints` above 1 a list of them, best first. */
export type StreamManagerAnswer = StreamManagerNode | StreamManagerNode[];
/**
 * Asks a stream manager for nodes. The clients do it by themselves with their `streamManager` option.
 * Where sluice.wasm does not lie beside the module's own file, call load() with its URL before.
 */
export declare const streamManagerUtil: Readonly<{
	/**
	 * Where to publish.
	 * @param endpoints how many origins are wanted; more than 1 gives a list, best first
	 * @param options where the manager is, if not at `https://<host>`, and which API it speaks
	 * @throws SluiceError manager.*, config.*, env.unsupported, wasm.load
	 */
	getOrigin(host: string, app: string, streamName: string, region?: string, endpoints?: number, strict?: boolean, transcode?: boolean, options?: StreamManagerOptions): Promise<StreamManagerAnswer>;
	/** Where to play from; as getOrigin(). */
	getEdge(host: string, app: string, streamName: string, region?: string, endpoints?: number, strict?: boolean, transcode?: boolean, options?: StreamManagerOptions): Promise<StreamManagerAnswer>;
	/**
	 * The config to reach a node with, as a new object: over the manager's proxy (`rtc`) or directly
	 * (`rtmp`). WHIP and WHEP need no rewriting.
	 * @param answer what getOrigin() or getEdge() gave; of a list the first is taken
	 * @throws SluiceError config.invalid, env.unsupported, wasm.load
	 */
	rewrite<Config extends object>(config: Config, answer: StreamManagerAnswer, kind?: "rtc" | "rtmp"): Promise<Config>;
}>;
/** Events of every publisher. */
export declare const PublisherEventTypes: Readonly<{
	/** The server has let us in. Data: where, without the query. */
	readonly CONNECT_SUCCESS: "Connect.Success";
	/** The start has failed; its call rejects with the same. Data: the SluiceError. */
	readonly CONNECT_FAILURE: "Connect.Failure";
	/** Media may flow, and messages can be sent. No data. */
	readonly PUBLISH_START: "Publish.Start";
	/** The server has refused the stream, or it was lost while live. Data: the SluiceError. */
	readonly PUBLISH_FAIL: "Publish.Fail";
	/** The name is taken, or cannot be published under. Data: the SluiceError. */
	readonly PUBLISH_INVALID_NAME: "Publish.InvalidName";
	/** `unpublish()` has ended the session. No data. */
	readonly UNPUBLISH_SUCCESS: "Unpublish.Success";
	/** The server tells of the stream. Data: as it says. */
	readonly PUBLISH_METADATA: "Publish.Metadata";
	/** A notice of the server's, as it came, or one of Sluice's that ends nothing: a SluiceError. */
	readonly PUBLISH_STATUS: "Publish.Status";
	/** The server says that the name is free. No data. */
	readonly PUBLISH_AVAILABLE: "Publish.Available";
	/** The server gets too little of the stream. No data. */
	readonly PUBLISH_INSUFFICIENT_BANDWIDTH: "Publish.InsufficientBW";
	/** The server gets all of the stream. No data. */
	readonly PUBLISH_SUFFICIENT_BANDWIDTH: "Publish.SufficientBW";
	/** The server gets more of the stream again. No data. */
	readonly PUBLISH_RECOVERING_BANDWIDTH: "Publish.RecoveringBW";
	/** Another participant has called `send()`. Data: `{ methodName, data }`. */
	readonly PUBLISH_SEND_INVOKE: "Publish.Send.Invoke";
	/** A session that was live has ended. Data: the SluiceError, where it was lost. */
	readonly CONNECTION_CLOSED: "Publisher.Connection.Closed";
	/** What the camera's picture has come out as. Data: the video track's settings. */
	readonly DIMENSION_CHANGE: "Publisher.Video.DimensionChange";
	/** Something is lost, and `recovery` is on. Data of all four: {@link RecoveryState}. */
	readonly RECONNECT_START: "Reconnect.Start";
	/** An attempt was decided on, and begins in `delay` ms. */
	readonly RECONNECT_ATTEMPT: "Reconnect.Attempt";
	/** The stream is back. Its data's `kept` tells whether the old session has woken up by itself. */
	readonly RECONNECT_SUCCESS: "Reconnect.Success";
	/**
	 * It has given up; the events that tell of the end follow. Its data's `error` has the last reason.
	 */
	readonly RECONNECT_FAILURE: "Reconnect.Failure";
}>;
/** Events of publishers that use WebRTC, on top of {@link PublisherEventTypes}. */
export declare const RTCPublisherEventTypes: Readonly<{
	/** Camera and microphone are open. Data: `{ requested, accepted }`. */
	readonly CONSTRAINTS_ACCEPTED: "WebRTC.MediaConstraints.Accepted";
	/** Camera or microphone could not be opened. Data: `{ constraints, error }`. */
	readonly CONSTRAINTS_REJECTED: "WebRTC.MediaConstraints.Rejected";
	/** What is to be sent is there. Data: the MediaStream. */
	readonly MEDIA_STREAM_AVAILABLE: "WebRTC.MediaStream.Available";
	/** The peer connection is made, and not connected yet. Data: the RTCPeerConnection. */
	readonly PEER_CONNECTION_AVAILABLE: "WebRTC.PeerConnection.Available";
	/** An offer goes out, or is asked of the server. Data: `{ type, sdp }`, where there is one. */
	readonly OFFER_START: "WebRTC.Offer.Start";
	/** The other side's description has come. Data: `{ type, sdp }`. */
	readonly OFFER_END: "WebRTC.Offer.End";
	/** The server has named all of its candidates. No data. */
	readonly PEER_CANDIDATE_END: "WebRTC.PeerConnection.CandidateEnd";
	/** All candidates have been exchanged. No data. */
	readonly ICE_TRICKLE_COMPLETE: "WebRTC.IceTrickle.Complete";
	/** A message over the WebSocket that Sluice has no use for. Data: `{ socket, message }`. */
	readonly SOCKET_MESSAGE: "WebRTC.Socket.Message";
	/** The data channel is open. Data: `{ dataChannel }`. */
	readonly DATA_CHANNEL_OPEN: "WebRTC.DataChannel.Open";
	/** The server has announced the data channel. Data: `{ name, dataChannel }`. */
	readonly DATA_CHANNEL_AVAILABLE: "WebRTC.DataChannel.Available";
	/** The data channel is closed. Data: `{ dataChannel }`. */
	readonly DATA_CHANNEL_CLOSE: "WebRTC.DataChannel.Close";
	/**
	 * A message over the data channel that Sluice has no use for. Data: `{ dataChannel, message }`.
	 */
	readonly DATA_CHANNEL_MESSAGE: "WebRTC.DataChannel.Message";
	/** The data channel has failed. Data: `{ dataChannel }`. */
	readonly DATA_CHANNEL_ERROR: "WebRTC.DataChannel.Error";
	/** The peer connection is connected. No data. */
	readonly PEER_CONNECTION_OPEN: "WebRTC.PeerConnection.Open";
	/** A track has come. Data: `{ streams, track, receiver, transceiver }`. */
	readonly TRACK_ADDED: "WebRTC.PeerConnection.OnTrack";
	/** The browser cannot do what was asked for. Data: `{ feature, message }`. */
	readonly UNSUPPORTED_FEATURE: "WebRTC.Unsupported.Feature";
	/** A transform could not be put in; frames pass as they are. Data: `{ error }`. */
	readonly TRANSFORM_ERROR: "WebRTC.Transform.Error";
	/** The node behind the proxy is known. Data: `{ endpoint }`, its address. */
	readonly HOST_ENDPOINT_CHANGED: "WebRTC.Endpoint.Changed";
	/** Of several nodes one failed, and the next is tried. Data: `{ endpoint, error }`. */
	readonly CANDIDATE_FAILURE: "Candidate.Failure";
}>;
/** Events of every subscriber. */
export declare const SubscriberEventTypes: Readonly<{
	/** The server has let us in. Data: where, without the query. */
	readonly CONNECT_SUCCESS: "Connect.Success";
	/** The start has failed; its call rejects with the same. Data: the SluiceError. */
	readonly CONNECT_FAILURE: "Connect.Failure";
	/** Media may flow. No data. */
	readonly SUBSCRIBE_START: "Subscribe.Start";
	/** The session has ended: by `unsubscribe()`, or as the stream is over. No data. */
	readonly SUBSCRIBE_STOP: "Subscribe.Stop";
	/**
	 * The server has refused to play the stream, or it was lost while live. Data: the SluiceError.
	 */
	readonly SUBSCRIBE_FAIL: "Subscribe.Fail";
	/** There is no stream of this name. Data: the SluiceError. */
	readonly SUBSCRIBE_INVALID_NAME: "Subscribe.InvalidName";
	/**
	 * What the publisher or the server tells of the stream. Data: as it says, with `streamingMode`.
	 */
	readonly SUBSCRIBE_METADATA: "Subscribe.Metadata";
	/** A notice of the server's, as it came, or one of Sluice's that ends nothing: a SluiceError. */
	readonly SUBSCRIBE_STATUS: "Subscribe.Status";
	/** Another participant has called `send()`. Data: `{ methodName, data }`. */
	readonly SUBSCRIBE_SEND_INVOKE: "Subscribe.Send.Invoke";
	/** What a WHEP server tells of the stream; the option `extensions` asks for it. Data: ServerEvent. */
	readonly SERVER_EVENT: "Subscribe.Server.Event";
	/** The publisher's network is congested. Data: as the server says. */
	readonly SUBSCRIBE_PUBLISHER_CONGESTION: "Subscribe.Publisher.NetworkCongestion";
	/** The publisher's network is well again. Data: as the server says. */
	readonly SUBSCRIBE_PUBLISHER_RECOVERY: "Subscribe.Publisher.NetworkRecovery";
	/** The publisher has stopped. No data. Listeners for `Subscribe.Unpublish` hear it too. */
	readonly PLAY_UNPUBLISH: "Subscribe.Play.Unpublish";
	/** A session that was live has ended. Data: the SluiceError, where it was lost. */
	readonly CONNECTION_CLOSED: "Subscribe.Connection.Closed";
	/** The publisher's camera is held otherwise. Data: `{ orientation, viewElement }`, in degrees. */
	readonly ORIENTATION_CHANGE: "Subscribe.Orientation.Change";
	/** Other kinds of media come. Data: `{ streamingMode, previousStreamingMode, viewElement }`. */
	readonly STREAMING_MODE_CHANGE: "Subscribe.StreamingMode.Change";
	/** The picture has another size. Data: `{ width, height }`, in pixels. */
	readonly VIDEO_DIMENSIONS_CHANGE: "Subscribe.VideoDimensions.Change";
	/** The element's volume has changed. Data: `{ volume }`, from 0 to 1. */
	readonly VOLUME_CHANGE: "Subscribe.Volume.Change";
	/** The element has gone to another time. Data: `{ seek }`, in seconds. */
	readonly SEEK_CHANGE: "Subscribe.Seek.Change";
	/** The element plays on, some four times a second. Data: `{ time, duration }`, in seconds. */
	readonly PLAYBACK_TIME_UPDATE: "Subscribe.Time.Update";
	/** The element plays, or does no more. Data: `{ code, state }`, see `PlaybackState`. */
	readonly PLAYBACK_STATE_CHANGE: "Subscribe.Playback.Change";
	/** The element fills the screen, or does no more. Data: `{ fullscreen }`. */
	readonly FULL_SCREEN_STATE_CHANGE: "Subscribe.FullScreen.Change";
	/** The browser plays nothing before a click. Data: `{ element }`. */
	readonly AUTO_PLAYBACK_FAILURE: "Subscribe.Autoplay.Failure";
	/** The browser plays no sound before a click: it plays muted. Data: `{ element }`. */
	readonly AUTO_PLAYBACK_MUTED: "Subscribe.Autoplay.Muted";
	/** The element knows what it is to play. Data: `{ time, duration }`, in seconds. */
	readonly LOADED_METADATA: "Subscribe.LoadedMetadata";
	/** Something is lost, and `recovery` is on. Data of all four: {@link RecoveryState}. */
	readonly RECONNECT_START: "Reconnect.Start";
	/** An attempt was decided on, and begins in `delay` ms. */
	readonly RECONNECT_ATTEMPT: "Reconnect.Attempt";
	/** The stream is back. Its data's `kept` tells whether the old session has woken up by itself. */
	readonly RECONNECT_SUCCESS: "Reconnect.Success";
	/**
	 * It has given up; the events that tell of the end follow. Its data's `error` has the last reason.
	 */
	readonly RECONNECT_FAILURE: "Reconnect.Failure";
}>;
/** Events of subscribers that use WebRTC, on top of {@link SubscriberEventTypes}. */
export declare const RTCSubscriberEventTypes: Readonly<{
	/** The answer to the server's offer goes out. Data: `{ type, sdp }`. */
	readonly ANSWER_START: "WebRTC.Answer.Start";
	/** The answer has been taken. No data. */
	readonly ANSWER_END: "WebRTC.Answer.End";
	/** A candidate of this side goes out. Data: the candidate. */
	readonly CANDIDATE_START: "WebRTC.Candidate.Start";
	/** The last candidate of this side has gone out. No data. */
	readonly CANDIDATE_END: "WebRTC.Candidate.End";
	/** The stream is there. Data: the MediaStream. */
	readonly ON_ADD_STREAM: "WebRTC.Add.Stream";
	/** The server plays another stream in this session. Data: `{ path }`. */
	readonly SUBSCRIBE_STREAM_SWITCH: "WebRTC.Subscribe.StreamSwitch";
	/** Never told: Sluice seeks in no live stream. */
	readonly LIVE_SEEK_UNSUPPORTED: "WebRTC.LiveSeek.Unsupported";
	/** Never told: Sluice seeks in no live stream. */
	readonly LIVE_SEEK_ERROR: "WebRTC.LiveSeek.Error";
	/** Never told: Sluice seeks in no live stream. */
	readonly LIVE_SEEK_ENABLED: "WebRTC.LiveSeek.Enabled";
	/** Never told: Sluice seeks in no live stream. */
	readonly LIVE_SEEK_DISABLED: "WebRTC.LiveSeek.Disabled";
	/** Never told: Sluice seeks in no live stream. */
	readonly LIVE_SEEK_FRAGMENT_LOADING: "WebRTC.LiveSeek.FragmentLoading";
	/** Never told: Sluice seeks in no live stream. */
	readonly LIVE_SEEK_FRAGMENT_LOADED: "WebRTC.LiveSeek.FragmentLoaded";
	/** Never told: Sluice seeks in no live stream. */
	readonly LIVE_SEEK_CHANGE: "WebRTC.LiveSeek.Change";
	/** The peer connection is made, and not connected yet. Data: the RTCPeerConnection. */
	readonly PEER_CONNECTION_AVAILABLE: "WebRTC.PeerConnection.Available";
	/** An offer goes out, or is asked of the server. Data: `{ type, sdp }`, where there is one. */
	readonly OFFER_START: "WebRTC.Offer.Start";
	/** The other side's description has come. Data: `{ type, sdp }`. */
	readonly OFFER_END: "WebRTC.Offer.End";
	/** The server has named all of its candidates. No data. */
	readonly PEER_CANDIDATE_END: "WebRTC.PeerConnection.CandidateEnd";
	/** All candidates have been exchanged. No data. */
	readonly ICE_TRICKLE_COMPLETE: "WebRTC.IceTrickle.Complete";
	/** A message over the WebSocket that Sluice has no use for. Data: `{ socket, message }`. */
	readonly SOCKET_MESSAGE: "WebRTC.Socket.Message";
	/** The data channel is open. Data: `{ dataChannel }`. */
	readonly DATA_CHANNEL_OPEN: "WebRTC.DataChannel.Open";
	/** The server has announced the data channel. Data: `{ name, dataChannel }`. */
	readonly DATA_CHANNEL_AVAILABLE: "WebRTC.DataChannel.Available";
	/** The data channel is closed. Data: `{ dataChannel }`. */
	readonly DATA_CHANNEL_CLOSE: "WebRTC.DataChannel.Close";
	/**
	 * A message over the data channel that Sluice has no use for. Data: `{ dataChannel, message }`.
	 */
	readonly DATA_CHANNEL_MESSAGE: "WebRTC.DataChannel.Message";
	/** The data channel has failed. Data: `{ dataChannel }`. */
	readonly DATA_CHANNEL_ERROR: "WebRTC.DataChannel.Error";
	/** The peer connection is connected. No data. */
	readonly PEER_CONNECTION_OPEN: "WebRTC.PeerConnection.Open";
	/** A track has come. Data: `{ streams, track, receiver, transceiver }`. */
	readonly TRACK_ADDED: "WebRTC.PeerConnection.OnTrack";
	/** The browser cannot do what was asked for. Data: `{ feature, message }`. */
	readonly UNSUPPORTED_FEATURE: "WebRTC.Unsupported.Feature";
	/** A transform could not be put in; frames pass as they are. Data: `{ error }`. */
	readonly TRANSFORM_ERROR: "WebRTC.Transform.Error";
	/** The node behind the proxy is known. Data: `{ endpoint }`, its address. */
	readonly HOST_ENDPOINT_CHANGED: "WebRTC.Endpoint.Changed";
	/** Of several nodes one failed, and the next is tried. Data: `{ endpoint, error }`. */
	readonly CANDIDATE_FAILURE: "Candidate.Failure";
}>;
/** Events of {@link Red5ProPublisher}. Data: `{ type, error }`, `type` being a name of the order. */
export declare const PublisherFailoverEventTypes: Readonly<{
	/** This client cannot be used, and the next one's turn comes. */
	readonly PUBLISHER_REJECT: "Publisher.Reject";
	/** This client is the one that `init()` gives. */
	readonly PUBLISHER_ACCEPT: "Publisher.Accept";
}>;
/** Events of {@link Red5ProSubscriber}. Data: `{ type, error }`, `type` being a name of the order. */
export declare const SubscriberFailoverEventTypes: Readonly<{
	/** This client cannot be used, and the next one's turn comes. */
	readonly SUBSCRIBER_REJECT: "Subscriber.Reject";
	/** This client is the one that `init()` gives. */
	readonly SUBSCRIBER_ACCEPT: "Subscriber.Accept";
}>;
/** What messages go through. */
export declare const MessageTransportStateEventTypes: Readonly<{
	/** Never told: `WebRTC.DataChannel.Open` says it. */
	readonly OPEN: "MessageTransport.Open";
	/** Never told: `WebRTC.DataChannel.Close` says it. */
	readonly CLOSE: "MessageTransport.Close";
	/** Messages go by the data channel from now on. Data: `{ transport }`. */
	readonly CHANGE: "MessageTransport.Change";
	/** Never told: `WebRTC.DataChannel.Error` says it. */
	readonly ERROR: "MessageTransport.Error";
}>;
/** Never told: shared objects are left out. */
export declare const SharedObjectEventTypes: Readonly<{
	/** Never told. */
	readonly CONNECT_SUCCESS: "Connect.Success";
	/** Never told. */
	readonly CONNECT_FAILURE: "Connect.Failure";
}>;
/** What `iceTransport` may be. */
export declare const IceTransportTypes: Readonly<{
	readonly UDP: "udp";
	readonly TCP: "tcp";
}>;
/** What a player's `videoEncoding` may be; `NONE` leaves the choice to the browser. */
export declare const PlaybackVideoEncoder: Readonly<{
	readonly VP8: "VP8";
	readonly H264: "H264";
	readonly H265: "H265";
	readonly NONE: "NONE";
}>;
/** What a player's `audioEncoding` may be. */
export declare const PlaybackAudioEncoder: Readonly<{
	readonly OPUS: "OPUS";
	readonly NONE: "NONE";
}>;
/** What a publisher's `videoEncoding` may be. */
export declare const PublishVideoEncoder: Readonly<{
	readonly VP8: "VP8";
	readonly H264: "H264";
	readonly H265: "H265";
}>;
/** What a publisher's `audioEncoding` may be. */
export declare const PublishAudioEncoder: Readonly<{
	readonly OPUS: "OPUS";
}>;
/** What a transform works on. Browsers give encoded frames; packets are the name of a plan. */
export declare const TransformFrameTypes: Readonly<{
	readonly ENCODED_FRAME: "EncodedFrame";
	readonly PACKET: "Packet";
}>;
/** The `code` of Subscribe.Playback.Change. */
export declare const PlaybackState: Readonly<{
	readonly AVAILABLE: 0;
	readonly IDLE: 1;
	readonly PLAYING: 2;
	readonly PAUSED: 3;
	readonly UNAVAILABLE: 1000;
}>;
/** Its `state`, for people. */
export declare const PlaybackStateReadable: Readonly<{
	readonly AVAILABLE: "Playback.AVAILABLE";
	readonly IDLE: "Playback.IDLE";
	readonly PLAYING: "Playback.PLAYING";
	readonly PAUSED: "Playback.PAUSED";
	readonly UNAVAILABLE: "Playback.UNAVAILABLE";
}>;
/** What `load()` understands. */
export interface LoadOptions {
	/** Where sluice.wasm is. Default: beside this file. */
	wasmUrl?: string | URL;
	/**
	 * The compiled module itself, for pages that fetch or cache it their own way. Default: none; it is
	 * fetched.
	 */
	wasmModule?: WebAssembly.Module;
}
/**
 * Loads the module ahead of the first use. Later calls, and clients, share the first one's result;
 * after a failure, or 30 s without the module, the next call tries again.
 * @throws SluiceError env.unsupported, wasm.load
 */
export declare function load(options?: LoadOptions): Promise<void>;
/** This package's version. */
export declare function getVersion(): string;
/**
 * What is open at the moment: sessions (searches for nodes too), and peers, sockets, requests and
 * timers that may call back. Zeros when nothing goes on. For tests and diagnosis.
 */
export declare function diagnostics(): {
	sessions: number;
	callbacks: number;
};

export {
	Transformer$1 as Transformer,
};

export {};
