// web/diagnose.ts
import { getVersion, SluiceError as SluiceError3 } from "./index.js";

// web/diagnose_media.ts
import { WHIPClient } from "./index.js";

// web/diagnose_words.ts
import { SluiceError } from "./index.js";
var PROXY = "Set proxy.enabled=true in red5-web.properties on the stream manager, and restart it.";
var TOKEN = "Get a valid token, and see that it is for this stream.";
var NOT_A_MANAGER = "Check that host and port lead to the stream manager, and not to a node.";
var LOG = "Look into the server\u2019s log, and try again.";
var MEDIA = "Allow UDP to the server\u2019s media ports in the firewall, or set a TURN server that answers over TCP or TLS.";
var remedies = {
  "config.insecure": "Use https for the server, or go through the proxy of a stream manager that has a certificate.",
  "config.no_node": "Go through the stream manager, which names a node.",
  "env.local_network": "Serve the page by https and allow it to reach the local network, in the browser\u2019s settings of this page.",
  "env.unsupported": "Use a current browser, on https or on localhost.",
  "http.not_found": "Check the port, the application and the API in the options.",
  "http.unauthorized": TOKEN,
  "http.forbidden": TOKEN,
  "http.auth_lost": "Name the origin that the server redirects to in tokenOrigins.",
  "http.server_error": LOG,
  "http.unavailable": "No node is free or up: start one, or wait.",
  "manager.bad_address": NOT_A_MANAGER,
  "manager.bad_answer": NOT_A_MANAGER,
  "manager.bad_request": "Check application, stream name, region and API in the options.",
  "manager.failed": "Look into the stream manager\u2019s log, and try again.",
  "manager.no_edge": "Start a publisher under this name, or start an edge.",
  "manager.no_origin": "Start an origin, or ask for another region.",
  "manager.not_json": NOT_A_MANAGER,
  "manager.refused": "Check application and region; the stream manager\u2019s log knows more.",
  "manager.timeout": "See whether the stream manager is overloaded, or whether a firewall drops it.",
  "manager.too_large": NOT_A_MANAGER,
  "manager.unauthorized": "Get a valid access token for the stream manager.",
  "manager.unreachable": "See that the stream manager runs, and that host and port are right.",
  "media.denied": "Allow it for this site, at the icon beside the address, and test again.",
  "media.failed": "Unplug the device, plug it in again, and test again.",
  "media.in_use": "Close the other program or tab that has it.",
  "media.not_found": "Connect one, or allow the browser to use it in the system\u2019s settings.",
  "media.timeout": "Answer the browser\u2019s question about the device, and test again.",
  "media.unsupported": "Serve the page by https.",
  "peer.failed": MEDIA,
  "peer.timeout": MEDIA,
  "peer.refused_sdp": "Server and browser have no codec in common: offer H264 or VP8.",
  "proxy.disabled": PROXY,
  "signal.closed": "The node behind it may be down. " + LOG,
  "signal.no_location": "Have it send Location, and Access-Control-Expose-Headers with Location in it.",
  "signal.rejected": "Check the application, and whether the server wants a token.",
  "signal.timeout": "The server is slow, or something between drops what it says.",
  "signal.unreachable": "See that the server takes WebSockets at this port, and that no firewall or proxy between forbids them.",
  "stream.not_found": "Start a publisher under this name, then test again.",
  "stream.name_taken": "Test under another stream name, or under none: one is made up then.",
  "wasm.load": "Serve sluice.wasm beside the script, of the same version, and allow it in the page\u2019s policy."
};
var byBlame = {
  caller: "Correct the options of this test.",
  remote: LOG,
  network: "Check the network between this browser and the server.",
  internal: "This is a fault of Sluice: please report it, with this result."
};
var sentenceOf = ({ message, detail }) => detail ? message.slice(0, message.length - detail.length - 3) : message;
var codeOf = (error) => error instanceof SluiceError ? error.code : void 0;
function findingOf(error) {
  if (!(error instanceof SluiceError)) {
    const { name } = Object(error);
    return {
      state: "failed",
      meaning: "This check could not be made.",
      remedy: byBlame.internal,
      details: { fault: typeof name === "string" ? name.slice(0, 60) : typeof error }
    };
  }
  const { code, blame, httpStatus, retryAfterMs } = error;
  const answer = { ...httpStatus && { httpStatus }, ...retryAfterMs && { retryAfterMs } };
  return {
    state: "failed",
    meaning: sentenceOf(error),
    remedy: remedies[code] ?? byBlame[blame],
    code,
    details: answer
  };
}

// web/diagnose_run.ts
var CLOSING_MS = 5e3;
var TimedOut = class extends Error {
  name = "TimedOut";
};
function within(promise, ms, signal) {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
    };
    const abort = () => {
      end();
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      end();
      reject(new TimedOut(`nothing within ${ms} ms`));
    }, ms);
    if (signal?.aborted) abort();
    signal?.addEventListener("abort", abort);
    promise.then(resolve, reject).finally(end);
  });
}
async function pause(ms, signal) {
  await within(new Promise(() => {
  }), ms, signal).catch((error) => {
    if (!(error instanceof TimedOut)) throw error;
  });
}
async function until(look, every, signal) {
  for (; ; ) {
    const found = await look();
    if (found !== void 0) return found;
    await pause(every, signal);
  }
}
var Scope = class {
  #controller = new AbortController();
  #ends = [];
  /** Aborted when all of it is being closed. */
  signal = this.#controller.signal;
  /** What comes too late is closed at once. */
  defer(end) {
    if (this.signal.aborted) void closed(end);
    else this.#ends.push(end);
  }
  /** The last that was opened goes first; what does not close in time is left. */
  async close() {
    this.#controller.abort();
    for (const end of this.#ends.splice(0).reverse()) await closed(end);
  }
};
async function closed(end) {
  await within(Promise.resolve().then(end), CLOSING_MS).catch(() => {
  });
}
var Run = class {
  checks = [];
  signal;
  #tell;
  constructor(signal, onCheck) {
    this.signal = signal;
    this.#tell = (check) => {
      try {
        onCheck?.(check);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    };
  }
  /** Whether this check has been made, and nothing is wrong. */
  has(id) {
    return this.of(id)?.state === "passed" || this.of(id)?.state === "warning";
  }
  of(id) {
    return this.checks.find((check) => check.id === id);
  }
  /** What `make` throws is a failure, told in the SDK's own words where it is one of its errors. */
  async check(id, title, ms, make) {
    this.signal.throwIfAborted();
    const base = { id, title, remedy: "", details: {} };
    this.#tell({ ...base, state: "running", ms: 0, meaning: "" });
    const began = performance.now();
    const scope = new Scope();
    let finding;
    let took;
    try {
      const made = Promise.resolve().then(() => make(scope));
      finding = await within(made, ms, this.signal);
    } catch (error) {
      this.signal.throwIfAborted();
      finding = error instanceof TimedOut ? late(ms) : findingOf(error);
    } finally {
      took = Math.round(performance.now() - began);
      await scope.close();
    }
    return this.#end({ ...base, ms: took, ...finding });
  }
  skip(id, title, meaning) {
    return this.#end({ id, title, state: "skipped", ms: 0, meaning, remedy: "", details: {} });
  }
  #end(check) {
    this.checks.push(check);
    this.#tell({ ...check });
    return check;
  }
};
var late = (ms) => ({
  state: "failed",
  meaning: `Nothing came of it within ${Math.round(ms / 1e3)} seconds.`,
  remedy: "Try again; if it stays like this, something between this browser and the server is slow."
});

// web/diagnose_media.ts
var OPEN_MS = 6e4;
var FRAME_MS = 5e3;
var SOUND_MS = 1500;
var kinds = {
  camera: { title: "Camera", input: "videoinput", constraints: { video: true, audio: false } },
  microphone: {
    title: "Microphone",
    input: "audioinput",
    constraints: { audio: true, video: false }
  }
};
async function checkMedia(run, options) {
  for (const id of ["camera", "microphone"]) {
    const { title } = kinds[id];
    if (options.media !== true) run.skip(id, title, "Not asked for.");
    else if (!run.has("wasm") || !run.has("webrtc"))
      run.skip(id, title, "It is opened by the SDK, which does not run here.");
    else await run.check(id, title, OPEN_MS + 2 * FRAME_MS, (scope) => ofDevice(id, options, scope));
  }
}
async function ofDevice(id, options, scope) {
  const { input, constraints, title } = kinds[id];
  const devices = await navigator.mediaDevices?.enumerateDevices().catch(() => void 0);
  const present = devices?.filter(({ kind }) => kind === input).length;
  const permission = await Promise.resolve().then(() => navigator.permissions.query({ name: id })).then(
    ({ state }) => state,
    () => void 0
  );
  const known = { present, permission };
  const track = await open(constraints, options, scope);
  const { label, ...rest } = await (id === "camera" ? picture(track, scope) : sound(track, scope));
  const details = { ...known, ...rest };
  if (label) return { state: "warning", ...label, details };
  return {
    state: "passed",
    meaning: `${title} opens, and gives ${id === "camera" ? "pictures" : "sound"}.`,
    details
  };
}
async function open(mediaConstraints, { wasmUrl }, scope) {
  const client = new WHIPClient();
  scope.defer(() => client.unpublish(true));
  client.setView(document.createElement("video"));
  const opened = new Promise((resolve) => {
    client.on("WebRTC.MediaStream.Available", ({ data }) => resolve(data));
    client.on("WebRTC.MediaConstraints.Rejected", () => resolve(void 0));
  });
  const timeouts = { media: OPEN_MS };
  await client.init({ host: "localhost", streamName: "x", mediaConstraints, timeouts, wasmUrl });
  const stream = await opened;
  const [track] = (stream ?? (await client.publish()).getMediaStream())?.getTracks() ?? [];
  if (!track) throw new TypeError("no track");
  return track;
}
async function picture(track, scope) {
  const video = document.createElement("video");
  scope.defer(() => video.srcObject = null);
  video.muted = true;
  video.playsInline = true;
  video.srcObject = new MediaStream([track]);
  const came = new Promise(
    (resolve) => video.addEventListener("loadeddata", () => resolve(true), { once: true })
  );
  video.play().catch(() => {
  });
  const hasCome = await within(came, FRAME_MS, scope.signal).catch(() => false);
  const { width, height, frameRate } = track.getSettings();
  const ended = track.readyState === "ended";
  const details = {
    width,
    height,
    frameRate: frameRate && Math.round(frameRate),
    frames: hasCome,
    ended
  };
  if (hasCome && !ended) return details;
  const meaning = ended ? "The camera opened, and then ended by itself." : "The camera opens, but gives no picture.";
  const remedy = "See whether it is covered, unplugged, switched off or used by another program.";
  return { ...details, label: { meaning, remedy } };
}
async function sound(track, scope) {
  const audio = new AudioContext();
  scope.defer(() => audio.close());
  const analyser = audio.createAnalyser();
  audio.createMediaStreamSource(new MediaStream([track])).connect(analyser);
  await Promise.race([audio.resume(), pause(FRAME_MS / 10, scope.signal)]);
  const samples = new Float32Array(analyser.fftSize);
  const isHeard = () => {
    analyser.getFloatTimeDomainData(samples);
    return samples.some((sample) => sample !== 0) || void 0;
  };
  const canListen = audio.state === "running";
  const heard = canListen ? await within(until(isHeard, 50, scope.signal), SOUND_MS, scope.signal).catch(() => false) : void 0;
  const ended = track.readyState === "ended";
  const details = { heard, muted: track.muted, ended };
  if (!ended && !track.muted && heard !== false) return details;
  const meaning = ended ? "The microphone opened, and then ended by itself." : "The microphone opens, but is silent.";
  const remedy = "See whether it is muted, by its own switch or in the system\u2019s settings.";
  return { ...details, label: { meaning, remedy } };
}

// web/diagnose_page.ts
import { load } from "./index.js";

// web/diagnose_reach.ts
var ANSWER_MS = 4e3;
var VIOLATION_MS = 100;
var REQUESTS = 5;
var SLOW_MS = 300;
async function forbidden(make) {
  let tell;
  const told = new Promise((resolve) => tell = resolve);
  const hear = () => tell?.();
  document.addEventListener("securitypolicyviolation", hear);
  try {
    await make();
    return { byPolicy: false };
  } catch (error) {
    const byPolicy = await within(told, VIOLATION_MS).then(
      () => true,
      () => false
    );
    return { error: error ?? new Error(), byPolicy };
  } finally {
    document.removeEventListener("securitypolicyviolation", hear);
  }
}
function ask(url, method, signal) {
  return fetch(url, {
    method,
    mode: "no-cors",
    cache: "no-store",
    credentials: "omit",
    referrerPolicy: "no-referrer",
    signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)])
  });
}
async function whyUnreachable(url, scope) {
  const failed = (cause, meaning, remedy) => ({
    state: "failed",
    meaning,
    remedy,
    details: { cause }
  });
  if (!navigator.onLine)
    return failed("offline", "This machine is offline.", "Connect it to a network, and test again.");
  const { error, byPolicy } = await forbidden(() => ask(url, "GET", scope.signal));
  if (byPolicy) {
    return failed(
      "policy",
      "The page\u2019s content security policy forbids requests to this server.",
      "Name the server in connect-src of the page\u2019s Content-Security-Policy, with https: and with wss:."
    );
  }
  if (error === void 0) {
    return failed(
      "cors",
      "The server answers, but does not let this page read it (CORS).",
      "Have it send Access-Control-Allow-Origin with the origin of this page, on errors too."
    );
  }
  const isSilent = Object(error).name === "TimeoutError";
  return failed(
    isSilent ? "silent" : "refused",
    isSilent ? "Nothing comes back from the server." : "The server cannot be reached: its name, its port or its certificate is wrong, it is down, or your network blocks it.",
    "Open its address in a tab of its own: the browser then says what is wrong. Check host, port and firewall."
  );
}
async function measureRoundTrip(url, scope) {
  const times = [];
  for (let count = 0; count <= REQUESTS; count++) {
    const began = performance.now();
    await ask(url, "HEAD", scope.signal);
    times.push(Math.round(performance.now() - began));
  }
  const [first = 0, ...rest] = times;
  const sorted = rest.sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const details = { median, first, least: sorted[0], most: sorted.at(-1), requests: rest.length };
  if (median > SLOW_MS) {
    return {
      state: "warning",
      meaning: `A request takes ${median} ms: starting a stream takes several.`,
      remedy: "Choose a server, or a region, that is nearer.",
      details
    };
  }
  return {
    state: "passed",
    meaning: `A request takes ${median} ms, of ${rest.length} in the median.`,
    details
  };
}

// web/diagnose_page.ts
var LOAD_MS = 3e4;
var OWN_MS = 5e3;
async function checkPage(run, options) {
  await run.check("page", "The page is secure", OWN_MS, () => ofPage(options.media === true));
  await run.check("wasm", "WebAssembly runs", LOAD_MS, () => ofWasm(options));
  await run.check("webrtc", "WebRTC is there", OWN_MS, ofWebRtc);
  if (!run.has("webrtc")) return void run.skip("codecs", "Codecs", "Without WebRTC there are none.");
  await run.check("codecs", "Codecs", OWN_MS, ofCodecs);
}
function isAllowed(feature) {
  const { featurePolicy } = document;
  return featurePolicy?.allowsFeature(feature);
}
function ofPage(wantsMedia) {
  const isFramed = window.top !== window;
  const policies = {
    camera: isAllowed("camera"),
    microphone: isAllowed("microphone"),
    autoplay: isAllowed("autoplay")
  };
  const details = {
    secure: isSecureContext,
    https: location.protocol === "https:",
    isFramed,
    policies
  };
  if (!isSecureContext) {
    return {
      state: wantsMedia ? "failed" : "warning",
      meaning: "The page is not secure, so that the browser gives it no camera and no microphone.",
      remedy: "Serve it by https; without it just localhost counts as secure.",
      details
    };
  }
  const denied = Object.entries(policies).filter(([, allowed]) => allowed === false);
  if (denied.length === 0) {
    const meaning = "The page is a secure one, and nothing that it needs is forbidden to it.";
    return { state: "passed", meaning, details };
  }
  const names = denied.map(([name]) => name);
  const isNeeded = wantsMedia && (names.includes("camera") || names.includes("microphone"));
  return {
    state: isNeeded ? "failed" : "warning",
    meaning: `The page\u2019s permissions policy forbids ${names.join(" and ")}.`,
    remedy: isFramed ? `Let the iframe have it: allow="${names.join("; ")}".` : "Change the Permissions-Policy header that the page is served with.",
    details
  };
}
var nothing = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);
async function ofWasm(options) {
  if (typeof WebAssembly === "undefined") {
    return {
      state: "failed",
      meaning: "This browser has no WebAssembly, or it is switched off.",
      remedy: "Use a current browser, or switch WebAssembly on; some hardened modes switch it off.",
      details: { there: false }
    };
  }
  const { error, byPolicy } = await forbidden(() => WebAssembly.compile(nothing));
  if (error !== void 0 && (byPolicy || /content security policy|unsafe-eval/i.test(String(error)))) {
    return {
      state: "failed",
      meaning: "The page\u2019s content security policy forbids WebAssembly.",
      remedy: "Add 'wasm-unsafe-eval' to script-src in the page\u2019s Content-Security-Policy.",
      code: "wasm.load",
      details: { there: true, policy: true }
    };
  }
  if (error !== void 0) throw error;
  try {
    await load(options.wasmUrl ? { wasmUrl: options.wasmUrl } : {});
  } catch (error2) {
    return findingOf(error2);
  }
  return {
    state: "passed",
    meaning: "The SDK\u2019s module is loaded and runs.",
    details: { there: true, policy: false }
  };
}
async function ofWebRtc() {
  if (typeof RTCPeerConnection === "undefined") {
    return {
      state: "failed",
      meaning: "This browser has no WebRTC, or it is switched off.",
      remedy: "Use a current browser, switch WebRTC on, or look for an extension that takes it away. For playing, HLS is the way without it."
    };
  }
  const probe = new RTCPeerConnection();
  try {
    probe.addTransceiver("video", { direction: "recvonly" });
    const { sdp = "" } = await probe.createOffer();
    const canPrefer = "setCodecPreferences" in RTCRtpTransceiver.prototype;
    const details = { offers: sdp.length > 0, canPrefer };
    return { state: "passed", meaning: "The browser makes peer connections.", details };
  } catch (error) {
    return {
      state: "failed",
      meaning: "The browser has WebRTC, but makes no offer.",
      remedy: "Look for a policy or an extension that restricts WebRTC.",
      details: { fault: String(Object(error).name).slice(0, 60) }
    };
  } finally {
    probe.close();
  }
}
var wanted = { video: ["H264", "VP8", "VP9", "AV1"], audio: ["Opus"] };
function ofCodecs() {
  const has = (side, kind) => {
    const codecs = side.getCapabilities?.(kind)?.codecs ?? [];
    return new Set(codecs.map(({ mimeType }) => mimeType.toLowerCase()));
  };
  const details = {};
  for (const [kind, names] of Object.entries(wanted)) {
    const [sends, receives] = [has(RTCRtpSender, kind), has(RTCRtpReceiver, kind)];
    for (const name of names) {
      const mimeType = `${kind}/${name}`.toLowerCase();
      details[name] = { send: sends.has(mimeType), receive: receives.has(mimeType) };
    }
  }
  const both = Object.entries(details).filter(([, { send, receive }]) => send && receive);
  const known = both.map(([name]) => name);
  const hasVideo = wanted.video.some((name) => known.includes(name));
  if (!hasVideo || !known.includes("Opus")) {
    return {
      state: "failed",
      meaning: `The browser lacks ${hasVideo ? "Opus, so that there is no sound" : "all of the usual video codecs"}.`,
      remedy: "Use a current browser.",
      details
    };
  }
  if (!known.includes("H264")) {
    return {
      state: "warning",
      meaning: "The browser cannot send and receive H264, which some servers need.",
      remedy: "If your server takes H264 alone, use a browser that has it.",
      details
    };
  }
  return {
    state: "passed",
    meaning: `The browser sends and receives ${known.join(", ")}.`,
    details
  };
}

// web/diagnose_ice.ts
var GATHERING_MS = 6e3;
var CHECK_MS = GATHERING_MS + 4e3;
var MOST_SERVERS = 8;
async function checkIce(run, servers) {
  const titles2 = {
    host: "Addresses of this machine",
    stun: "STUN: the address outside",
    turn: "TURN: relays"
  };
  const ids = ["host", "stun", "turn"];
  if (!run.has("webrtc")) {
    for (const id of ids) run.skip(id, titles2[id], "Without WebRTC there is none.");
    return;
  }
  await run.check("host", titles2.host, CHECK_MS, ofHost);
  const ways = waysOf(servers);
  for (const id of ["stun", "turn"]) {
    const own = ways.filter(({ scheme }) => scheme.startsWith(id));
    if (own.length === 0) run.skip(id, titles2[id], `No ${id.toUpperCase()} server is named.`);
    else await run.check(id, titles2[id], CHECK_MS, (scope) => ofWays(id, own, scope));
  }
}
function waysOf(servers) {
  const ways = [];
  const list = Array.isArray(servers) ? servers : [];
  for (const [at, entry] of list.slice(0, MOST_SERVERS).entries()) {
    const { urls, ...rest } = Object(entry);
    for (const url of [urls].flat().slice(0, MOST_SERVERS)) {
      const [, scheme, named] = /^(stuns?|turns?):[^?]*(?:\?transport=(udp|tcp))?$/i.exec(url) ?? [];
      if (!scheme) continue;
      const usual = scheme.endsWith("s") ? "tcp" : "udp";
      const way = (transport, extra, ice) => ({
        server: at + 1,
        scheme: scheme.toLowerCase(),
        transport,
        extra,
        ice: { ...rest, urls: ice }
      });
      ways.push(way(named?.toLowerCase() ?? usual, false, url));
      if (!named && scheme.toLowerCase() === "turn")
        ways.push(way("tcp", true, `${url}?transport=tcp`));
    }
  }
  return ways.slice(0, 2 * MOST_SERVERS);
}
async function gather(configuration, isWanted, scope) {
  const began = performance.now();
  let error;
  const probe = new RTCPeerConnection(configuration);
  scope.defer(() => probe.close());
  try {
    const done = new Promise((resolve) => {
      probe.addEventListener("icecandidate", ({ candidate: candidate2 }) => {
        if (!candidate2) resolve(void 0);
        else if (isWanted(candidate2)) resolve(candidate2);
      });
      probe.addEventListener("icecandidateerror", ({ errorCode }) => error = errorCode);
    });
    probe.createDataChannel("");
    await probe.setLocalDescription();
    const candidate = await within(done, GATHERING_MS, scope.signal);
    const isRelayed = configuration.iceTransportPolicy === "relay";
    const answered = candidate !== void 0 || !isRelayed && error === void 0;
    return {
      answered,
      ms: Math.round(performance.now() - began),
      candidate: candidate?.type ?? void 0,
      ...answered ? {} : { error }
    };
  } catch (thrown) {
    if (!(thrown instanceof TimedOut)) throw thrown;
    return { answered: false, ms: Math.round(performance.now() - began), error };
  } finally {
    probe.close();
  }
}
async function ofHost(scope) {
  const counts = { udp: 0, tcp: 0, ipv4: 0, ipv6: 0, hidden: 0 };
  const count = ({ protocol, address, type }) => {
    if (type !== "host" || !protocol) return false;
    counts[protocol]++;
    if (protocol === "udp")
      counts[address?.endsWith(".local") ? "hidden" : address?.includes(":") ? "ipv6" : "ipv4"]++;
    return false;
  };
  await gather({}, count, scope);
  if (counts.udp > 0) {
    return { state: "passed", meaning: "Media may leave this machine by UDP.", details: counts };
  }
  return {
    state: "failed",
    meaning: "The browser offers no address of this machine for UDP.",
    remedy: "See whether the machine has a network, and whether a policy or an extension restricts WebRTC\u2019s addresses; a TURN server is the way without them.",
    details: counts
  };
}
async function ofWays(id, ways, scope) {
  const found = await Promise.all(
    ways.map(async ({ ice, ...way }) => {
      const configuration = id === "turn" ? { iceServers: [ice], iceTransportPolicy: "relay" } : { iceServers: [ice] };
      const type = id === "turn" ? "relay" : "srflx";
      try {
        return {
          ...way,
          ...await gather(configuration, (candidate) => candidate.type === type, scope)
        };
      } catch (error) {
        return { ...way, answered: false, ms: 0, fault: String(Object(error).name).slice(0, 60) };
      }
    })
  );
  const named = found.filter(({ extra }) => !extra);
  const lost = named.filter(({ answered }) => !answered);
  const details = { ways: found };
  const name = id.toUpperCase();
  if (lost.length === 0) {
    const fastest = Math.min(...named.map(({ ms }) => ms));
    return {
      state: "passed",
      meaning: id === "turn" ? `A relay is there after ${fastest} ms.` : `STUN answers after ${fastest} ms.`,
      details
    };
  }
  const isRefused = lost.some(({ error }) => error === 401 || error === 403);
  const wrong = isRefused ? `The ${name} server refuses the user name or the credential.` : `Your network blocks ${transports(lost)} to the ${name} server, or the server is down.`;
  const remedy = isRefused ? "Correct them; they may have expired." : id === "turn" ? "See that the server runs and its port is open; offer TURN over TCP or TLS at port 443, too." : "Allow it in the firewall, or set a TURN server that answers over TCP or TLS.";
  if (lost.length === named.length && !found.some(({ answered }) => answered))
    return { state: "failed", meaning: wrong, remedy, details };
  return {
    state: "warning",
    meaning: `${lost.length} of ${named.length} ${name} servers ${lost.length === 1 ? "does" : "do"} not answer (${transports(lost)}).`,
    remedy,
    details
  };
}
var transports = (ways) => [...new Set(ways.map(({ transport }) => transport.toUpperCase()))].join(" and ");

// web/diagnose_clients.ts
var FRAMES_PER_SECOND = 15;
var ANSWER_MS2 = 8e3;
var ownOptions = {
  media: void 0,
  stream: void 0,
  onCheck: void 0,
  signal: void 0,
  playEndpoint: void 0
};
function clientOptions(options, endpoint) {
  const { streamManager, streamName = randomName() } = options;
  const wishes = streamManager === true ? {} : Object(streamManager);
  return {
    ...options,
    ...ownOptions,
    endpoint,
    streamName,
    recovery: false,
    recording: false,
    timeouts: { answer: ANSWER_MS2, remove: 3e3, ...options.timeouts },
    ...streamManager && !endpoint ? { streamManager: { ...wishes, retries: 0 } } : {}
  };
}
function randomName() {
  const words = crypto.getRandomValues(new Uint32Array(2));
  return `selftest-${[...words].map((word) => word.toString(16)).join("")}`;
}
function madeUpStream(scope) {
  const canvas = document.createElement("canvas");
  canvas.width = 640;
  canvas.height = 360;
  const context = canvas.getContext("2d");
  const stream = canvas.captureStream(FRAMES_PER_SECOND);
  let at = 0;
  const draw = () => {
    at = (at + 8) % canvas.width;
    if (!context) return;
    context.fillStyle = "#0b7287";
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.fillStyle = "#d5ecf1";
    context.fillRect(at, 0, 80, canvas.height);
  };
  draw();
  const timer = setInterval(draw, 1e3 / FRAMES_PER_SECOND);
  scope.defer(() => {
    clearInterval(timer);
    for (const track of stream.getTracks()) track.stop();
  });
  return stream;
}
function hiddenView() {
  const video = document.createElement("video");
  video.muted = true;
  video.autoplay = true;
  video.playsInline = true;
  return video;
}
function addressOf(options) {
  const { endpoint, playEndpoint, host, streamManager, protocol = "https", port } = options;
  try {
    const named = endpoint || playEndpoint;
    if (named) return new URL(named.replace(/^ws(s?):/i, "http$1:")).href;
    if (!host) return void 0;
    if (streamManager) return managerAddress(host, Object(streamManager), options.httpport);
    const scheme = /^(http|ws)$/.test(protocol) ? "http" : "https";
    return new URL(`${scheme}://${host}${port ? `:${port}` : ""}/`).href;
  } catch {
    return void 0;
  }
}
function managerAddress(host, wishes, httpport) {
  if (wishes.url) return new URL("/", wishes.url).href;
  const isSecure = location.protocol === "https:";
  const port = wishes.port ?? (isSecure ? 443 : httpport ?? 5080);
  return new URL(`${isSecure ? "https" : "http"}://${host}:${port}/`).href;
}

// web/diagnose_server.ts
import { RTCPublisher, RTCSubscriber, SluiceError as SluiceError2, WHEPClient, WHIPClient as WHIPClient2 } from "./index.js";
var CHECK_MS2 = 3 * ANSWER_MS2;
var REQUESTS_MS = 15e3;
var titles = {
  manager: "The stream manager answers",
  lookup: "It names a node",
  socket: "WebSocket",
  http: "WHIP (publishing)",
  playing: "WHEP (playing)",
  roundtrip: "Round trip"
};
function ask2(client, events, scope, start) {
  const end = () => "publish" in client ? client.unpublish() : client.unsubscribe();
  scope.defer(end);
  client.setView(hiddenView());
  const warnings = [];
  const iceServers = [];
  const on = client.on;
  on("*", ({ type, data }) => {
    if (type.endsWith(".Status") && data instanceof SluiceError2) warnings.push(data);
  });
  const heard = (...types) => new Promise((resolve) => {
    for (const type of types) on(type, () => resolve(void 0));
  });
  const failed = start().then(
    () => void 0,
    (error) => error
  );
  const took = { located: 0, answered: 0 };
  const began = performance.now();
  const passed = () => Math.round(performance.now() - began);
  const answered = Promise.race([heard(...events), failed]).then((error) => {
    took.answered = passed() - took.located;
    iceServers.push(...client.getPeerConnection()?.getConfiguration().iceServers ?? []);
    return end().then(() => error);
  });
  const located = Promise.race([
    heard("WebRTC.Endpoint.Changed").then(() => void (took.located = passed())),
    answered
  ]);
  return { located, answered, took, warnings, iceServers };
}
var Server = class {
  #options;
  #scope;
  #socket;
  #http;
  constructor(options, scope) {
    this.#options = options;
    this.#scope = scope;
  }
  /** Asks for an origin and greets it, by a WebSocket. */
  get socket() {
    if (this.#socket) return this.#socket;
    const given = clientOptions(this.#options);
    const { streamManager: wishes } = given;
    if (typeof wishes === "object" && wishes.api === "v1")
      wishes.endpoints = Math.max(2, wishes.endpoints ?? 2);
    const client = new RTCPublisher();
    const stream = madeUpStream(this.#scope);
    return this.#socket = ask2(client, ["Connect.Success"], this.#scope, async () => {
      await client.initWithStream(given, stream);
      await client.publish();
    });
  }
  /** Offers to publish, by WHIP, and ends the session as soon as it is answered. */
  get http() {
    if (this.#http) return this.#http;
    const given = clientOptions(this.#options, this.#options.endpoint);
    const client = new WHIPClient2();
    const stream = madeUpStream(this.#scope);
    return this.#http = ask2(client, ["WebRTC.Offer.End"], this.#scope, async () => {
      await client.initWithStream(given, stream);
      await client.publish();
    });
  }
  /** Asks for the edge of a stream that somebody publishes. */
  edge(scope) {
    const client = new RTCSubscriber();
    const { located } = ask2(
      client,
      ["Connect.Success"],
      scope,
      () => client.init(clientOptions(this.#options))
    );
    return located;
  }
  /** Offers to play, by WHEP. */
  play(scope) {
    const given = clientOptions(this.#options, this.#options.playEndpoint);
    const client = new WHEPClient();
    const events = ["WebRTC.Offer.End", "WebRTC.Answer.Start"];
    return ask2(client, events, scope, async () => {
      await client.init(given);
      await client.subscribe();
    }).answered;
  }
};
async function checkServer(run, options, scope) {
  const { host, endpoint, playEndpoint, rtcConfiguration } = options;
  const streamName = options.stream === true ? void 0 : options.streamName;
  const own = options.iceServers ?? rtcConfiguration?.iceServers ?? [];
  const skip = (meaning, ...ids) => {
    for (const id of ids) run.skip(id, titles[id], meaning);
  };
  const all = Object.keys(titles);
  const address = addressOf(options);
  if (!host && !endpoint && !playEndpoint) {
    skip("No server is named.", ...all);
    return own;
  }
  if (!run.has("wasm") || !run.has("webrtc")) {
    skip("The server is asked by the SDK, which does not run here.", ...all);
    return own;
  }
  const server = new Server(options, scope);
  const isManaged = Boolean(options.streamManager) && !endpoint && !playEndpoint;
  const explain = (error, own2) => address && /^(manager\.unreachable|http\.network)$/.test(error.code) ? whyUnreachable(address, own2).then((finding) => ({ ...finding, code: error.code })) : findingOf(error);
  const check = (id, make) => run.check(id, isManaged ? titleBehind(id) : titles[id], CHECK_MS2, make);
  let waitsFor = "";
  if (!isManaged) skip("No stream manager is asked for.", "manager", "lookup");
  else {
    await check("manager", async (own2) => {
      const error = await server.socket.located;
      const isAnswer = !error || !isSilence(error);
      return isAnswer ? { state: "passed", meaning: "The stream manager answers this page." } : explain(error, own2);
    });
    if (!run.has("manager"))
      waitsFor = "It cannot be told while the stream manager does not answer.";
    if (waitsFor) skip(waitsFor, "lookup");
    else await check("lookup", (own2) => ofLookup(server, Boolean(streamName), own2));
    if (!waitsFor && !run.has("lookup")) waitsFor = "It cannot be told while no node is named.";
  }
  if (waitsFor) skip(waitsFor, "socket", "http", "playing");
  else {
    if (playEndpoint && !endpoint) skip("No WHIP endpoint is named.", "http");
    else await check("http", (own2) => ofHttp(server, isManaged, (error) => explain(error, own2)));
    if (endpoint || playEndpoint) skip("An endpoint is tested, and no WebSocket.", "socket");
    else await check("socket", () => ofSocket(server, isManaged));
    if (endpoint && !playEndpoint) skip("No WHEP endpoint is named.", "playing");
    else if (options.stream === true) skip("The stream is published and played below.", "playing");
    else if (!playEndpoint && !streamName) skip("No stream is named.", "playing");
    else await check("playing", (own2) => ofPlaying(server, own2, (error) => explain(error, own2)));
  }
  const reached = ["manager", "socket", "http", "playing"];
  if (address && reached.some((id) => run.has(id)))
    await run.check(
      "roundtrip",
      titles.roundtrip,
      REQUESTS_MS,
      (own2) => measureRoundTrip(address, own2)
    );
  else skip("It cannot be told while the server does not answer.", "roundtrip");
  return own.length || !run.has("http") ? own : server.http.iceServers;
}
var titleBehind = (id) => ({
  ...titles,
  socket: "Proxy: WebSocket",
  http: "Proxy: WHIP (publishing)",
  playing: "Proxy: WHEP (playing)"
})[id];
var isSilence = ({ code }) => /^(manager\.(unreachable|timeout)|config\.|env\.|wasm\.|internal\.)/.test(code);
async function ofLookup(server, isNamed, scope) {
  const error = await server.socket.located;
  const ms = server.socket.took.located;
  if (error && /^manager\./.test(error.code)) return { ...findingOf(error), ms };
  if (!isNamed)
    return { state: "passed", meaning: "Its answer is well formed, and names an origin.", ms };
  const noEdge = await server.edge(scope);
  if (codeOf(noEdge) === "manager.no_edge") {
    return {
      ...findingOf(noEdge),
      state: "warning",
      meaning: "It names an origin, but no edge: nobody publishes the stream, or no edge is up."
    };
  }
  if (noEdge && /^manager\./.test(noEdge.code)) return findingOf(noEdge);
  return {
    state: "passed",
    meaning: "Its answers are well formed, and name an origin and an edge."
  };
}
async function ofSocket(server, isManaged) {
  const error = await server.socket.answered;
  const ms = server.socket.took.answered;
  if (!error) return { state: "passed", meaning: "A WebSocket opens, and the server greets.", ms };
  const finding = { ...findingOf(error), ms };
  if (!/^(proxy\.disabled|signal\.(unreachable|timeout))$/.test(error.code)) return finding;
  const other = await server.http.answered;
  const isOnlySocket = !other || other.code === "stream.name_taken";
  if (!isOnlySocket) return finding;
  const blocked = {
    ...finding,
    meaning: isManaged ? "WebSockets do not get through to the stream manager, but requests do." : "The server takes no WebSockets here, but it takes WHIP.",
    remedy: "See that the load balancer, the firewall and extensions let WebSockets pass. Or use WHIP and WHEP, which need none."
  };
  return isManaged ? blocked : { ...blocked, state: "warning" };
}
async function ofHttp(server, isManaged, explain) {
  const error = await server.http.answered;
  const isReached = !error || error.code === "stream.name_taken";
  const warning = server.http.warnings.find(({ code }) => /location|not_ended/.test(code));
  if (isReached && warning) return { ...findingOf(warning), state: "warning" };
  if (isReached) return { state: "passed", meaning: "The server answers an offer to publish." };
  if (error.code !== "proxy.disabled" || !isManaged || await server.socket.answered)
    return explain(error);
  const isMissing = error.httpStatus !== void 0;
  return {
    ...findingOf(error),
    meaning: isMissing ? "The stream manager relays WebSockets, but neither WHIP nor WHEP." : "The stream manager relays WebSockets, but this page gets no answer of its WHIP that it may read.",
    remedy: isMissing ? "Use the WebSocket clients, or a stream manager whose proxy has WHIP and WHEP." : "See that its proxy has WHIP, and that its answers there, to OPTIONS too, allow this page (CORS). Or use the WebSocket clients."
  };
}
async function ofPlaying(server, scope, explain) {
  const error = await server.play(scope);
  if (!error) return { state: "passed", meaning: "The server answers an offer to play the stream." };
  if (error.code === "stream.not_found" || error.code === "manager.no_edge") {
    return {
      ...findingOf(error),
      state: "warning",
      meaning: "The server answers: nobody publishes this stream now."
    };
  }
  return explain(error);
}

// web/diagnose_stream.ts
import { RTCPublisher as RTCPublisher2, RTCSubscriber as RTCSubscriber2, WHEPClient as WHEPClient2, WHIPClient as WHIPClient3 } from "./index.js";
var TITLE = "Publish and play";
var CHECK_MS3 = 45e3;
var MEASURED_MS = 2e3;
var LOOK_MS = 50;
var MUCH_LOST = 0.02;
async function checkStream(run, options) {
  const ways = ["http", "socket", "playing"];
  if (options.stream !== true) run.skip("stream", TITLE, "Not asked for.");
  else if (!ways.some((id) => run.has(id)))
    run.skip("stream", TITLE, "It cannot be told while the server does not answer.");
  else {
    const bySocket = !run.has("http") && run.has("socket");
    await run.check("stream", TITLE, CHECK_MS3, (scope) => ofStream(options, bySocket, scope));
  }
}
async function ofStream(options, bySocket, scope) {
  const { endpoint, playEndpoint } = options;
  const given = clientOptions(options);
  const transport = bySocket ? "websocket" : "http";
  const publisher = playEndpoint && !endpoint ? void 0 : await publish({ ...given, endpoint }, bySocket, scope).catch((error) => {
    if (codeOf(error) !== "stream.name_taken") throw error;
    return void 0;
  });
  const sent = publisher?.getPeerConnection();
  if (endpoint && !playEndpoint) return sent ? ofSending(sent, transport, scope) : taken;
  const began = performance.now();
  const Player = bySocket ? RTCSubscriber2 : WHEPClient2;
  const player = new Player();
  scope.defer(() => player.unsubscribe());
  player.setView(hiddenView());
  const recovery = { attempts: 0, duration: 5e3, streamDelay: 300 };
  await player.init({ ...given, endpoint: playEndpoint, recovery });
  await player.subscribe();
  const peer = () => player.getPeerConnection();
  const hasPicture = async () => (await read(peer())).frames > 0 ? true : void 0;
  await until(hasPicture, LOOK_MS, scope.signal);
  const firstFrameMs = Math.round(performance.now() - began);
  const before = await read(peer());
  await pause(MEASURED_MS, scope.signal);
  const after = await read(peer());
  const packets = after.packets - before.packets;
  const lost = after.lost - before.lost;
  const details = {
    published: publisher !== void 0,
    transport,
    firstFrameMs,
    frames: after.frames - before.frames,
    kbps: Math.round((after.bytes - before.bytes) * 8 / MEASURED_MS),
    lossPercent: Math.round(1e3 * Math.max(0, lost) / Math.max(1, packets + lost)) / 10,
    playing: after.way,
    publishing: sent && (await read(sent)).way
  };
  return judge(details);
}
var taken = {
  state: "warning",
  meaning: "Somebody is on air under this name, so that nothing was sent.",
  remedy: "Test under another stream name, or under none: one is made up then.",
  code: "stream.name_taken"
};
async function publish(given, bySocket, scope) {
  const client = bySocket ? new RTCPublisher2() : new WHIPClient3();
  const stream = madeUpStream(scope);
  scope.defer(() => client.unpublish());
  client.setView(hiddenView());
  await client.initWithStream(given, stream);
  return client.publish();
}
function judge(details) {
  const { frames, lossPercent, firstFrameMs, kbps, playing, publishing } = details;
  const plain = { ...details };
  if (frames === 0) {
    return {
      state: "failed",
      meaning: "The stream began, and then no more pictures came.",
      remedy: "Look at the firewall between, and at the server\u2019s load.",
      details: plain
    };
  }
  const isRelayed = [playing, publishing].some((way) => way?.local === "relay");
  const relayed = isRelayed ? " Media goes by a relay." : "";
  if (lossPercent > 100 * MUCH_LOST) {
    return {
      state: "warning",
      meaning: `Media flows, but ${lossPercent} % of the packets are lost.${relayed}`,
      remedy: "Try a cable instead of Wi-Fi, a nearer server, or a lower bitrate.",
      details: plain
    };
  }
  const first = firstFrameMs === void 0 ? "" : `, the first picture after ${firstFrameMs} ms`;
  const meaning = `Media flows: ${kbps} kbit/s, ${lossPercent} % lost${first}.${relayed}`;
  return { state: "passed", meaning, details: plain };
}
async function ofSending(peer, transport, scope) {
  const before = await read(peer);
  await pause(MEASURED_MS, scope.signal);
  const after = await read(peer);
  const details = {
    published: true,
    transport,
    frames: after.encoded - before.encoded,
    kbps: Math.round((after.sent - before.sent) * 8 / MEASURED_MS),
    lossPercent: Math.round(1e3 * after.reported) / 10,
    publishing: after.way
  };
  return judge(details);
}
async function read(peer) {
  const sums = { frames: 0, packets: 0, lost: 0, bytes: 0, encoded: 0, sent: 0, reported: 0 };
  let way;
  const stats = await peer?.getStats();
  for (const entry of stats?.values() ?? []) {
    if (entry.type === "inbound-rtp") {
      sums.frames += entry.framesDecoded ?? 0;
      sums.packets += entry.packetsReceived ?? 0;
      sums.lost += entry.packetsLost ?? 0;
      sums.bytes += entry.bytesReceived ?? 0;
    } else if (entry.type === "outbound-rtp") {
      sums.encoded += entry.framesEncoded ?? 0;
      sums.sent += entry.bytesSent ?? 0;
    } else if (entry.type === "remote-inbound-rtp") {
      sums.reported = Math.max(sums.reported, entry.fractionLost ?? 0);
    } else if (entry.type === "candidate-pair" && entry.nominated && entry.state === "succeeded") {
      const local = stats?.get(entry.localCandidateId);
      const remote = stats?.get(entry.remoteCandidateId);
      way = {
        local: local?.candidateType,
        remote: remote?.candidateType,
        protocol: local?.protocol,
        relayProtocol: local?.relayProtocol,
        roundTripMs: Math.round(1e3 * (entry.currentRoundTripTime ?? 0))
      };
    }
  }
  return { ...sums, way };
}

// web/diagnose.ts
async function diagnose(options = {}) {
  if (typeof options !== "object" || options === null) {
    throw new SluiceError3({
      code: "config.invalid",
      blame: "caller",
      retryable: false,
      message: "The options must be an object."
    });
  }
  const { onCheck, signal = new AbortController().signal } = options;
  const run = new Run(signal, onCheck);
  const when = (/* @__PURE__ */ new Date()).toISOString();
  const began = performance.now();
  const scope = new Scope();
  try {
    await checkPage(run, options);
    await checkMedia(run, options);
    const servers = await checkServer(run, options, scope);
    await checkIce(run, servers);
    await checkStream(run, options);
  } finally {
    await scope.close();
  }
  signal.throwIfAborted();
  return {
    version: getVersion(),
    when,
    ms: Math.round(performance.now() - began),
    browser: navigator.userAgent.slice(0, 300),
    asked: askedOf(options),
    ...verdictOf(run.checks),
    checks: run.checks
  };
}
function askedOf(options) {
  const { host, endpoint, playEndpoint, streamManager } = options;
  return {
    server: endpoint || playEndpoint ? "endpoint" : !host ? "none" : streamManager ? "manager" : "host",
    secure: !/^(http|ws)$/.test(options.protocol ?? "") && !/^(http|ws):/.test(endpoint ?? ""),
    token: options.token !== void 0,
    streamName: Boolean(options.streamName),
    media: options.media === true,
    stream: options.stream === true
  };
}
function verdictOf(checks) {
  const failed = checks.filter(({ state }) => state === "failed");
  const warned = checks.filter(({ state }) => state === "warning");
  const worst = failed[0] ?? warned[0];
  if (!worst) {
    const isMade = ({ state }) => state === "passed";
    return { state: "passed", summary: `All ${checks.filter(isMade).length} checks passed.` };
  }
  const others = (failed[0] ? failed : warned).length - 1;
  const more = others > 0 ? ` (and ${others} more)` : "";
  const sentence = worst.meaning.replace(/^(.*?[a-z\d)»”]\.)(\s.*)?$/is, "$1");
  const text = sentence.replace(/\.$/, `${more}.`);
  return failed[0] ? { state: "failed", summary: text } : { state: "warning", summary: `It works, with a remark: ${text}` };
}
export {
  diagnose
};
