#include "browser/peer.hpp"

#include <utility>
#include <vector>

#include "base/text.hpp"
#include "browser/socket.hpp"
#include "session/browser_fault.hpp"

namespace sluice::browser {
namespace {

constexpr double kBitsPerKilobit = 1000;

val array_of(std::vector<val> items) {
  return val::array(std::move(items));
}

val description_object(const Description& description) {
  val object = val::object();
  object.set("type", val(description.type == SdpType::Offer ? "offer" : "answer"));
  object.set("sdp", description.sdp);
  return object;
}

val ice_server_object(const IceServer& server) {
  val object = val::object();
  object.set("urls", server.url);
  if (!server.username.empty()) object.set("username", server.username);
  if (!server.credential.empty()) object.set("credential", server.credential);
  return object;
}

std::uint64_t count_of(const val& number) {
  return static_cast<std::uint64_t>(number.as<double>());
}

val rolled_back(const val& connection) {
  val rollback = val::object();
  rollback.set("type", val("rollback"));
  return connection.call<val>("setLocalDescription", rollback);
}

val ignore(val) {
  return val::undefined();
}
val rejected(val error) {
  return val::global("Promise").call<val>("reject", error);
}

}  // namespace

Peer::Peer(const OpenPeer& wanted, Role role, val host, val stream, Inbox& inbox)
    : attempt_(wanted.attempt),
      role_(role),
      host_(std::move(host)),
      options_(host_["options"]),
      inbox_(inbox),
      stream_(std::move(stream)),
      tail_(val::global("Promise").call<val>("resolve")) {
  open(wanted);
}

Peer::~Peer() {
  callbacks_.clear();
  if (!is_missing(connection_)) connection_.call<void>("close");
}

void Peer::open(const OpenPeer& wanted) {
  // A copy: the app's object stays as it was.
  val configuration =
      val::global("Object").call<val>("assign", val::object(), options_["rtcConfiguration"]);
  if (!is_missing(options_["iceServers"])) configuration.set("iceServers", options_["iceServers"]);
  // With a pool, Chromium restarts ICE with the credentials that it has already used.
  if (wanted.may_restart_ice) configuration.set("iceCandidatePoolSize", 0);
  const Attempt opened = attempt_new(host_, "RTCPeerConnection", array_of({configuration}));
  if (opened.threw) {
    const Thrown thrown = describe(opened.error);
    return refuse(peer_fault(thrown.name, thrown.message));
  }
  connection_ = opened.value;
  listen();
  if (role_ == Role::Publisher) {
    add_senders();
  } else if (!wanted.server_offers) {
    add_receivers();
  }
  if (wanted.channel.empty()) return;
  val init = val::object();
  init.set("ordered", true);
  const Attempt made = attempt(host_, connection_["createDataChannel"], connection_,
                               array_of({val(wanted.channel), init}));
  // Without it signalling stays on the WebSocket.
  if (!made.threw) watch_channel(made.value);
}

void Peer::refuse(Error error) {
  if (!refusal_) refusal_ = std::move(error);
}

// ---------------------------------------------------------------------------------------------
// Transceivers

void Peer::add_senders() {
  const val tracks = stream_.call<val>("getTracks");
  const val bandwidth = options_["bandwidth"];
  for (unsigned i = 0; i < tracks["length"].as<unsigned>(); ++i) {
    const val track = tracks[i];
    const bool is_video = track["kind"].as<std::string>() == "video";
    const char* kind = is_video ? "video" : "audio";
    val init = val::object();
    init.set("direction", val("sendonly"));
    init.set("streams", array_of({stream_}));
    const val kbps = is_missing(bandwidth) ? val::undefined() : bandwidth[kind];
    if (is_video && !is_missing(options_["sendEncodings"])) {
      init.set("sendEncodings", options_["sendEncodings"]);
    } else if (kbps.isNumber() && kbps.as<double>() > 0) {
      val encoding = val::object();
      encoding.set("maxBitrate", kbps.as<double>() * kBitsPerKilobit);
      init.set("sendEncodings", array_of({encoding}));
    }
    const Attempt added =
        attempt(host_, connection_["addTransceiver"], connection_, array_of({track, init}));
    if (added.threw) {
      const Thrown thrown = describe(added.error);
      return refuse(peer_fault(thrown.name, thrown.message));
    }
    host_.call<void>("prepare", added.value["sender"]);
    prefer_codec(added.value, kind, is_video ? "videoEncoding" : "audioEncoding");
  }
}

void Peer::add_receivers() {
  for (const char* kind : {"video", "audio"}) {
    val init = val::object();
    init.set("direction", val("recvonly"));
    const val transceiver = connection_.call<val>("addTransceiver", val(kind), init);
    // Chromium takes a transform in the turn in which an end comes to be, and none after that.
    host_.call<void>("prepare", transceiver["receiver"]);
    prefer_codec(transceiver, kind, kind[0] == 'v' ? "videoEncoding" : "audioEncoding");
  }
}

// Puts the codec that the options name in front. The others stay: the server may not have it.
void Peer::prefer_codec(const val& transceiver, const char* kind, const char* option) {
  const bool is_video = kind[0] == 'v';
  const val named = options_[option];
  std::string wanted = named.isString() ? named.as<std::string>() : std::string();
  if (is_video && wanted.empty() && options_["forceVP8"].isTrue()) wanted = "VP8";
  if (wanted.empty() || wanted == "NONE") return;
  const char* side = role_ == Role::Publisher ? "RTCRtpSender" : "RTCRtpReceiver";
  const val capabilities = val::global(side).call<val>("getCapabilities", val(kind));
  if (is_missing(capabilities) || !is_function(transceiver["setCodecPreferences"])) return;
  const std::vector<val> codecs = emscripten::vecFromJSArray<val>(capabilities["codecs"]);
  std::vector<val> ordered;
  const std::string mime = concat(kind, "/", wanted);
  for (const bool preferred : {true, false}) {
    for (const val& codec : codecs) {
      const bool same = equals_ignoring_case(codec["mimeType"].as<std::string>(), mime);
      if (same == preferred) ordered.push_back(codec);
    }
  }
  const Attempt set = attempt(host_, transceiver["setCodecPreferences"], transceiver,
                              array_of({array_of(std::move(ordered))}));
  if (set.threw) {
    const Thrown thrown = describe(set.error);
    refuse(peer_fault(thrown.name, thrown.message));
  }
}

// ---------------------------------------------------------------------------------------------
// Events

void Peer::listen() {
  const auto on = [this](const char* type, auto handler) {
    listen_to(callbacks_, connection_, type, handler);
  };
  on("icecandidate", [this](val event) {
    const val candidate = event["candidate"];
    // null ends the gathering, which the state tells too.
    if (is_missing(candidate)) return;
    const val mid = candidate["sdpMid"];
    const val line_index = candidate["sdpMLineIndex"];
    const val fragment = candidate["usernameFragment"];
    inbox_.put(
        CandidateGathered{attempt_, candidate["candidate"].as<std::string>(),
                          mid.isString() ? mid.as<std::string>() : std::string(),
                          line_index.isNumber() ? line_index.as<std::uint16_t>() : std::uint16_t{0},
                          fragment.isString() ? fragment.as<std::string>() : std::string()});
  });
  on("icegatheringstatechange", [this](val) {
    if (connection_["iceGatheringState"].as<std::string>() != "complete") return;
    const val local = connection_["localDescription"];
    inbox_.put(GatheringFinished{
        attempt_, is_missing(local) ? std::string() : local["sdp"].as<std::string>()});
  });
  on("connectionstatechange", [this](val) {
    const std::string state = connection_["connectionState"].as<std::string>();
    if (state == "connected") {
      inbox_.put(PeerStateChanged{attempt_, PeerState::Connected});
    } else if (state == "disconnected") {
      inbox_.put(PeerStateChanged{attempt_, PeerState::Disconnected});
    } else if (state == "failed") {
      inbox_.put(PeerStateChanged{attempt_, PeerState::Failed});
    } else if (state == "closed") {
      inbox_.put(PeerStateChanged{attempt_, PeerState::Closed});
    }
  });
  on("track", [this](val event) { on_track(event); });
  // The server may open one of its own.
  on("datachannel", [this](val event) { watch_channel(event["channel"]); });
}

// The first channel that opens is the one in use.
void Peer::watch_channel(const val& channel) {
  const auto on = [this, &channel](const char* type, auto handler) {
    listen_to(callbacks_, channel, type, handler);
  };
  const auto opened = [this, channel](val) {
    if (!is_missing(channel_)) return;
    channel_ = channel;
    inbox_.put(ChannelOpened{attempt_});
  };
  on("open", opened);
  on("message", [this](val event) {
    if (auto text = message_text(event)) inbox_.put(ChannelMessage{attempt_, std::move(*text)});
  });
  on("error", [this, channel](val) {
    if (channel_.strictlyEquals(channel)) inbox_.put(ChannelFailed{attempt_});
  });
  on("close", [this, channel](val) {
    if (channel_.strictlyEquals(channel)) inbox_.put(ChannelClosed{attempt_});
  });
  if (channel["readyState"].as<std::string>() == "open") opened(val::undefined());
}

void Peer::on_track(const val& event) {
  host_.call<void>("prepare", event["receiver"]);
  track_events_.push_back(event);
  const bool first = is_missing(stream_);
  const val streams = event["streams"];
  if (first) {
    stream_ = streams["length"].as<unsigned>() > 0 ? streams[0] : val::global("MediaStream").new_();
  }
  // Tracks of other streams, or of none, are played together with the first one.
  stream_.call<void>("addTrack", event["track"]);
  inbox_.put(TrackArrived{attempt_, first});
}

val Peer::take_track_event() {
  if (track_events_.empty()) return val::undefined();
  const val event = track_events_.front();
  if (track_events_.size() > 1) track_events_.erase(track_events_.begin());
  return event;
}

// ---------------------------------------------------------------------------------------------
// Operations

template <class Step>
val Peer::enqueue(Step step) {
  const Callback run([step = std::move(step)](val) mutable { return step(); });
  tail_ = callbacks_.then(tail_, run, run);
  return tail_;
}

void Peer::create_offer(OpId op, bool restart_ice) {
  val options = val::object();
  if (restart_ice) options.set("iceRestart", true);
  create(op, "createOffer", "mungeOffer", true, options);
}
void Peer::create_answer(OpId op) {
  create(op, "createAnswer", "mungeAnswer", false);
}

void Peer::create(OpId op, const char* method, const char* hook, bool is_offer,
                  const val& options) {
  const val created = enqueue([this, method, options] {
    return refusal_ ? rejected(val::null()) : connection_.call<val>(method, options);
  });
  const val sdp = callbacks_.then(
      created, [this, hook](val description) { return munged(hook, description["sdp"]); },
      rejected);
  callbacks_.then(
      sdp,
      [this, op, is_offer](val text) {
        std::string made = text.isString() ? text.as<std::string>() : std::string();
        if (is_offer) {
          inbox_.put(OfferCreated{attempt_, op, std::move(made)});
        } else {
          inbox_.put(AnswerCreated{attempt_, op, std::move(made)});
        }
        return val::undefined();
      },
      [this, op](val error) {
        const Thrown thrown = describe(error);
        inbox_.put(PeerRefused{
            attempt_, op, refusal_ ? *refusal_ : description_fault(thrown.name, thrown.message)});
        return val::undefined();
      });
}

void Peer::apply_local(OpId op, const Description& description) {
  answer_applied(op, enqueue([this, object = description_object(description)] {
                   return connection_.call<val>("setLocalDescription", object);
                 }));
}

void Peer::apply_remote(OpId op, const Description& description) {
  const val object = description_object(description);
  const bool hooked = role_ == Role::Publisher && is_function(options_["mungeAnswer"]);
  if (!hooked) {
    return answer_applied(op, enqueue([this, object] { return set_remote(object); }));
  }
  // The hook is the last thing of its step: the app may end the session in it, and this with it.
  const val sdp = enqueue([this, object] { return munged("mungeAnswer", object["sdp"]); });
  answer_applied(op, callbacks_.then(
                         sdp,
                         [this](val text) {
                           val answer = val::object();
                           answer.set("type", val("answer"));
                           answer.set("sdp", text);
                           return set_remote(answer);
                         },
                         rejected));
}

val Peer::set_remote(const val& description) {
  return connection_.call<val>("setRemoteDescription", description);
}

// A promise of `sdp` as the app's hook makes it; `sdp` itself without a hook.
val Peer::munged(const char* hook, const val& sdp) {
  const val munge = options_[hook];
  val promise = val::global("Promise");
  if (!is_function(munge)) return promise.call<val>("resolve", sdp);
  const Attempt called = attempt(host_, munge, val::null(), array_of({sdp}));
  return called.threw ? rejected(called.error) : promise.call<val>("resolve", called.value);
}

void Peer::use_ice_servers(const UseIceServers& effect) {
  std::vector<val> servers;
  for (const IceServer& server : effect.servers) servers.push_back(ice_server_object(server));
  answer_applied(
      effect.op,
      enqueue([this, list = array_of(std::move(servers)), offer = description_object(effect.offer),
               has_offer = !effect.offer.sdp.empty()]() mutable {
        const val refused = host_.call<val>("useServers", connection_, list);
        if (!refused.isUndefined()) return rejected(refused);
        if (!has_offer) return val::undefined();
        return callbacks_.then(
            rolled_back(connection_),
            [this, offer](val) { return connection_.call<val>("setLocalDescription", offer); },
            rejected);
      }));
}

void Peer::add_candidate(const message::RemoteCandidate& candidate) {
  val object = val::object();
  object.set("candidate", candidate.candidate);
  if (!candidate.mid.empty()) object.set("sdpMid", candidate.mid);
  if (candidate.line_index) object.set("sdpMLineIndex", *candidate.line_index);
  if (!candidate.username_fragment.empty())
    object.set("usernameFragment", candidate.username_fragment);
  // One without a place is about the first medium, as all share one transport.
  if (candidate.mid.empty() && !candidate.line_index) object.set("sdpMLineIndex", 0);
  callbacks_.then(
      enqueue([this, object] { return connection_.call<val>("addIceCandidate", object); }), ignore,
      ignore);
}

void Peer::send(const std::string& text) {
  // Throws when it has closed meanwhile, which its event will tell.
  (void)attempt(host_, channel_["send"], channel_, array_of({val(text)}));
}

void Peer::roll_back() {
  callbacks_.then(enqueue([this] { return rolled_back(connection_); }), ignore, ignore);
}

void Peer::stop_sending() {
  if (is_missing(connection_)) return;
  for (const val& sender : emscripten::vecFromJSArray<val>(connection_.call<val>("getSenders"))) {
    callbacks_.then(sender.call<val>("replaceTrack", val::null()), ignore, ignore);
  }
}

void Peer::sample() {
  callbacks_.then(
      host_.call<val>("sample", connection_),
      [this](val counts) {
        inbox_.put(StatsSampled{attempt_, count_of(counts["packets"]), count_of(counts["frames"])});
        return val::undefined();
      },
      ignore);
}

void Peer::answer_applied(OpId op, const val& promise) {
  callbacks_.then(
      promise,
      [this, op](val) {
        inbox_.put(DescriptionApplied{attempt_, op});
        return val::undefined();
      },
      [this, op](val error) {
        const Thrown thrown = describe(error);
        inbox_.put(PeerRefused{attempt_, op, description_fault(thrown.name, thrown.message)});
        return val::undefined();
      });
}

}  // namespace sluice::browser
