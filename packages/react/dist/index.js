'use client'
/*! sluice-react 0.1.0 | MIT */

// ../../web/sides.ts
import {
  HLSSubscriber,
  RTCPublisher,
  RTCSubscriber,
  SluiceError,
  WHEPClient,
  WHIPClient
} from "sluice-sdk";
var publisherClasses = { whip: WHIPClient, rtc: RTCPublisher };
var playerClasses = { whep: WHEPClient, rtc: RTCSubscriber, hls: HLSSubscriber };
function classOf(classes, kind) {
  if (Object.hasOwn(classes, kind)) return classes[kind];
  throw new SluiceError({
    code: "config.invalid",
    blame: "caller",
    retryable: false,
    message: `A client is one of ${Object.keys(classes).join(", ")}.`
  });
}
var publisherSide = {
  make: (kind) => new (classOf(publisherClasses, kind))(),
  init: (client, { options, stream }) => stream ? client.initWithStream(options, stream) : client.init(options),
  start: (client) => client.publish(),
  stop: (client, keepCamera) => client.unpublish(!keepCamera),
  nameOf: ({ endpoint, host, port, app, streamName }) => JSON.stringify(endpoint ? [endpoint] : [host, port, app, streamName])
};
var playerSide = {
  make: (kind) => new (classOf(playerClasses, kind))(),
  init: (client, { options }) => client.init(options),
  start: (client) => client.subscribe(),
  stop: (client) => client.unsubscribe(),
  nameOf: () => void 0
};

// src/player.tsx
import { forwardRef, useImperativeHandle } from "react";

// src/use_streaming.ts
import { useEffect, useMemo, useState, useSyncExternalStore } from "react";

// ../../web/hook_options.ts
var NAMES = ["token", "onGetUserMedia", "mungeOffer", "mungeAnswer"];
var isHook = (value) => typeof value === "function";
var HookOptions = class {
  #latest = {};
  #kept;
  constructor() {
    const kept = NAMES.map((name) => [name, (...given) => this.#call(name, given)]);
    this.#kept = Object.fromEntries(kept);
  }
  /** Takes these for the latest, and gives what a client is to have. */
  take(options) {
    this.#latest = options;
    const taken = { ...options };
    for (const name of NAMES) if (isHook(taken[name])) taken[name] = this.#kept[name];
    const { recovery } = taken;
    if (isHook(recovery?.policy))
      taken.recovery = { ...recovery, policy: this.#policy };
    return taken;
  }
  #policy = (...given) => {
    const { policy } = this.#latest.recovery;
    return policy?.(...given);
  };
  #call(name, given) {
    return this.#latest[name](...given);
  }
};

// ../../web/same.ts
var isPlain = (value) => [Object.prototype, null].includes(Object.getPrototypeOf(value));
function entriesOf(value) {
  if (isPlain(value)) return new Map(Object.entries(value).filter(([, of]) => of != null));
  if (value instanceof Map) return value;
  return value instanceof URLSearchParams ? new Map(value) : void 0;
}
function isSame(one, other) {
  if (Object.is(one, other)) return true;
  if (typeof one !== "object" || typeof other !== "object" || !one || !other) return false;
  if (Object.getPrototypeOf(one) !== Object.getPrototypeOf(other)) return false;
  if (one instanceof URL) return one.href === String(other);
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((item, i) => isSame(item, other[i]));
  const [left, right] = [entriesOf(one), entriesOf(other)];
  if (!left || !right || left.size !== right.size) return false;
  return [...left].every(([key, value]) => right.has(key) && isSame(value, right.get(key)));
}

// ../../web/keeper.ts
var nothing = Object.freeze({ state: "idle" });
var endings = ["Publisher.Connection.Closed", "Subscribe.Connection.Closed"];
var quietEndings = ["Subscribe.Play.Unpublish", "Subscribe.Stop", "Unpublish.Success"];
var leaving = /* @__PURE__ */ new Map();
function leave(name, end) {
  const left = Promise.all([leaving.get(name), end]).then(() => {
    if (leaving.get(name) === left) leaving.delete(name);
  });
  leaving.set(name, left);
}
var Keeper = class {
  #side;
  #host;
  #hooks = new HookOptions();
  #kept = nothing;
  #view;
  #isMounted = false;
  #told;
  #wish;
  // what is told, while it is mounted
  #turn = 0;
  // counts wishes
  #isFollowing = false;
  #client;
  #kind;
  // its kind
  #unlisten;
  #name;
  // of the session that has begun
  #hasBegun = false;
  // and is not being ended
  #wasLive = false;
  #end;
  // of what was last
  constructor(side, host) {
    this.#side = side;
    this.#host = host;
  }
  get kept() {
    return this.#kept;
  }
  mount() {
    this.#isMounted = true;
    this.#aim(this.#told);
  }
  unmount() {
    this.#isMounted = false;
    queueMicrotask(() => {
      if (!this.#isMounted) this.#aim(void 0);
    });
  }
  /** undefined: nothing. Before mount() it only becomes known. */
  want(wish) {
    this.#told = wish && { ...wish, options: this.#hooks.take(wish.options) };
    if (this.#isMounted) this.#aim(this.#told);
  }
  /** Begins once more, also what has failed or ended. */
  restart() {
    if (this.#wish) this.#begin();
  }
  /** Shows the stream in this element, now and from now on. */
  show(view) {
    this.#view = view;
    this.#client?.setView(view);
  }
  #aim(wish) {
    if (isSame(wish, this.#wish)) return;
    this.#wish = wish;
    this.#begin();
  }
  #begin() {
    ++this.#turn;
    this.#leave(this.#kind !== void 0 && this.#wish?.kinds[0] === this.#kind);
    this.#set(this.#wish ? { state: "connecting" } : nothing);
    if (!this.#isFollowing) void this.#follow();
  }
  /** Until what is, is what is wished. */
  async #follow() {
    this.#isFollowing = true;
    let turn;
    do {
      turn = this.#turn;
      if (this.#wish) await this.#enter(this.#wish, turn);
    } while (turn !== this.#turn);
    this.#isFollowing = false;
  }
  async #enter(wish, turn) {
    const isWished = () => turn === this.#turn;
    const client = await this.#firstReady(wish, isWished);
    if (!client) return;
    try {
      await this.#side.start(client);
      if (!isWished()) return;
      this.#wasLive = true;
      this.#set({ state: "live", client });
    } catch (error) {
      if (isWished()) this.#over(error);
    }
  }
  /**
   * As the package's own failover, which cannot be given up while it chooses. undefined: none, or it
   * is not wished any more.
   */
  async #firstReady(wish, isWished) {
    const failures = [];
    const name = this.#side.nameOf(wish.options);
    for (const kind of wish.kinds.length > 0 ? wish.kinds : [""]) {
      await this.#end;
      while (name !== void 0 && leaving.has(name)) await leaving.get(name);
      if (!isWished()) return void 0;
      try {
        const client = this.#take(kind);
        this.#name = name;
        this.#hasBegun = true;
        this.#set({ state: "connecting", client });
        await this.#side.init(client, wish);
        return isWished() ? client : void 0;
      } catch (error) {
        if (!isWished()) return void 0;
        failures.push(error);
        this.#leave(false);
      }
    }
    const telling = failures.find(({ code }) => code !== "env.unsupported") ?? failures[0];
    this.#over(telling);
    return void 0;
  }
  /** A client of this kind, which is heard from now on. */
  #take(kind) {
    const kept = kind === this.#kind ? this.#client : void 0;
    const client = kept ?? this.#side.make(kind);
    this.#kind = kind;
    this.#client = client;
    if (this.#view) client.setView(this.#view);
    const listener = (event) => this.#hear(event, client);
    client.on("*", listener);
    this.#unlisten = () => client.off("*", listener);
    return client;
  }
  /** Ends what has begun; nothing of it is heard any more. */
  #leave(keepCamera) {
    this.#unlisten?.();
    this.#unlisten = void 0;
    this.#wasLive = false;
    const client = this.#client;
    if (client && (this.#hasBegun || !keepCamera)) {
      this.#end = Promise.all([this.#end, this.#side.stop(client, keepCamera)]);
      if (this.#name !== void 0) leave(this.#name, this.#end);
    }
    this.#hasBegun = false;
    if (keepCamera) return;
    this.#client = void 0;
    this.#kind = void 0;
  }
  #over(error) {
    const { client } = this.#kept;
    this.#leave(false);
    this.#set({ state: error ? "failed" : "ended", client, error });
  }
  #hear(event, client) {
    this.#host.heard(event);
    if (client !== this.#client || !this.#unlisten) return;
    const { type, data } = event;
    if (type === "Reconnect.Success") {
      this.#set({ state: this.#wasLive ? "live" : "connecting", client });
    } else if (type === "Reconnect.Start" || type === "Reconnect.Attempt") {
      const state = this.#wasLive ? "recovering" : "connecting";
      this.#set({ state, client, recovery: data });
    } else if (this.#wasLive && type === "Reconnect.Failure") {
      this.#over(data.error);
    } else if (this.#wasLive && quietEndings.includes(type)) {
      this.#over(void 0);
    } else if (this.#wasLive && endings.includes(type)) {
      this.#over(data instanceof Error ? data : void 0);
    }
  }
  #set(kept) {
    if (isSame(kept, this.#kept)) return;
    this.#kept = Object.freeze(kept);
    this.#host.changed();
  }
};

// src/stats.ts
var number = (value) => Number.isFinite(value) ? value : void 0;
var ms = (seconds) => Number.isFinite(seconds) ? seconds * 1e3 : void 0;
function sum(parts, field) {
  const values = parts.map((part) => number(part[field])).filter((value) => value !== void 0);
  return values.length ? values.reduce((total, value) => total + value, 0) : void 0;
}
function read(report, before) {
  const parts = [];
  report.forEach((part) => parts.push(part));
  const of = (type) => parts.filter((part) => part.type === type);
  const [sent, received] = [of("outbound-rtp"), of("inbound-rtp")];
  const isSent = sent.length > 0;
  const streams = isSent ? sent : received;
  const width = (part) => number(part?.frameWidth);
  const pictures = streams.filter(({ kind }) => kind === "video");
  const picture = pictures.sort((a, b) => (width(b) ?? 0) - (width(a) ?? 0))[0];
  const pair = of("candidate-pair").find(
    ({ nominated, state }) => nominated && state === "succeeded"
  );
  const bytes = sum(streams, isSent ? "bytesSent" : "bytesReceived") ?? 0;
  const at = number(streams[0]?.timestamp) ?? 0;
  const isOneRun = before !== void 0 && bytes >= before.bytes && at > before.at;
  const stats = {
    bitrateKbps: isOneRun ? (bytes - before.bytes) * 8 / (at - before.at) : void 0,
    packets: sum(streams, isSent ? "packetsSent" : "packetsReceived"),
    packetsLost: sum(isSent ? of("remote-inbound-rtp") : received, "packetsLost"),
    framesPerSecond: number(picture?.framesPerSecond),
    width: width(picture),
    height: number(picture?.frameHeight),
    roundTripMs: ms(pair?.currentRoundTripTime),
    jitterMs: isSent ? void 0 : ms((picture ?? received[0])?.jitter)
  };
  return { stats, bytes, at };
}

// src/sampler.ts
var Sampler = class {
  #peer;
  #tell;
  #interval = 0;
  #timer;
  #run = 0;
  // counts changes; what is under way across one is dropped
  #last;
  constructor(peer, tell) {
    this.#peer = peer;
    this.#tell = tell;
  }
  /** In ms; 0: not at all, and what was told holds no more. */
  set interval(interval) {
    if (interval === this.#interval) return;
    this.#interval = interval;
    clearTimeout(this.#timer);
    const run = ++this.#run;
    if (interval > 0) {
      void this.#look(run);
    } else {
      this.#last = void 0;
      this.#tell(void 0);
    }
  }
  async #look(run) {
    const report = await this.#peer()?.getStats().catch(() => void 0);
    if (run !== this.#run) return;
    if (report) {
      this.#last = read(report, this.#last);
      this.#tell(this.#last.stats);
    }
    this.#timer = setTimeout(() => void this.#look(run), this.#interval);
  }
};

// src/binding.ts
var LEAST_INTERVAL = 100;
var onServer = { kept: { state: "idle" } };
var Binding = class {
  keeper;
  callbacks = {};
  #sampler;
  #listeners = /* @__PURE__ */ new Set();
  #statsInterval = 0;
  #snapshot = onServer;
  constructor(side) {
    this.keeper = new Keeper(side, {
      changed: () => this.#changed(),
      // The client's own listeners may throw without harm, and so may this one.
      heard: (event) => this.callbacks.onEvent?.(event)
    });
    this.#sampler = new Sampler(
      () => this.keeper.kept.client?.getPeerConnection?.(),
      (stats) => this.#show({ kept: this.keeper.kept, stats })
    );
  }
  // Bound, as React takes them for what they are.
  subscribe = (listener) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  snapshot = () => this.#snapshot;
  serverSnapshot = () => onServer;
  restart = () => this.keeper.restart();
  videoRef = (element) => {
    if (element) this.keeper.show(element);
  };
  set statsInterval(interval) {
    this.#statsInterval = interval > 0 ? Math.max(interval, LEAST_INTERVAL) : 0;
    this.#sample();
  }
  #sample() {
    const { state } = this.keeper.kept;
    const isUp = state === "live" || state === "recovering";
    this.#sampler.interval = isUp ? this.#statsInterval : 0;
  }
  #changed() {
    const { kept } = this.keeper;
    const { state, error } = kept;
    const before = this.#snapshot.kept.state;
    this.#show({ kept, stats: this.#snapshot.stats });
    this.#sample();
    if (state === before) return;
    queueMicrotask(() => this.callbacks.onStateChange?.(state));
    if (error) queueMicrotask(() => this.callbacks.onError?.(error));
  }
  #show(snapshot) {
    this.#snapshot = snapshot;
    for (const listener of this.#listeners) listener();
  }
};

// src/use_streaming.ts
function useStreaming(side, wanted) {
  const [binding] = useState(() => new Binding(side));
  const { subscribe, snapshot, serverSnapshot } = binding;
  const { kept, stats } = useSyncExternalStore(subscribe, snapshot, serverSnapshot);
  useEffect(() => {
    binding.keeper.mount();
    return () => binding.keeper.unmount();
  }, [binding]);
  useEffect(() => {
    const { kinds, options, enabled = true, stream, statsInterval = 0, ...callbacks } = wanted;
    binding.callbacks = callbacks;
    binding.statsInterval = statsInterval;
    const wish = {
      kinds: typeof kinds === "string" ? [kinds] : kinds,
      options,
      stream
    };
    binding.keeper.want(enabled ? wish : void 0);
  });
  return useMemo(() => {
    const { state, client, error, recovery: last } = kept;
    const { recovery } = client ?? {};
    return {
      state,
      client,
      error,
      recovery: {
        active: last !== void 0,
        last,
        retryNow: () => recovery?.retryNow(),
        stop: () => recovery?.stop()
      },
      stats,
      restart: binding.restart,
      videoRef: binding.videoRef
    };
  }, [binding, kept, stats]);
}

// src/player.tsx
import { jsx } from "react/jsx-runtime";
function usePlayer(options, { client: kinds = "whep", ...settings } = {}) {
  return useStreaming(playerSide, { ...settings, kinds, options });
}
var Player = forwardRef(function Player2(props, ref) {
  const { options, client, enabled, statsInterval, onEvent, onStateChange, onError, ...video } = props;
  const settings = { client, enabled, statsInterval, onEvent, onStateChange, onError };
  const player = usePlayer(options, settings);
  useImperativeHandle(ref, () => player, [player]);
  return /* @__PURE__ */ jsx(
    "video",
    {
      autoPlay: true,
      playsInline: true,
      "aria-label": "Live stream",
      ...video,
      ref: player.videoRef,
      "data-state": player.state
    }
  );
});

// src/publisher.tsx
import { forwardRef as forwardRef2, useImperativeHandle as useImperativeHandle2 } from "react";
import { jsx as jsx2 } from "react/jsx-runtime";
function usePublisher(options, { client: kinds = "whip", ...settings } = {}) {
  return useStreaming(publisherSide, { ...settings, kinds, options });
}
var Publisher = forwardRef2(function Publisher2({ options, client, enabled, stream, statsInterval, onEvent, onStateChange, onError, ...video }, ref) {
  const callbacks = { onEvent, onStateChange, onError };
  const settings = { client, enabled, stream, statsInterval, ...callbacks };
  const publisher = usePublisher(options, settings);
  useImperativeHandle2(ref, () => publisher, [publisher]);
  return /* @__PURE__ */ jsx2(
    "video",
    {
      muted: true,
      autoPlay: true,
      playsInline: true,
      "aria-label": "Camera preview",
      ...video,
      ref: publisher.videoRef,
      "data-state": publisher.state
    }
  );
});
export {
  Player,
  Publisher,
  usePlayer,
  usePublisher
};
//# sourceMappingURL=index.js.map
