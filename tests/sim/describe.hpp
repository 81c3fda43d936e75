// Effects and notes as one line of text each, so that a test can pin a whole exchange and a failing
// seed can be read. HTTP bodies and SDP in events are left out: a test that means them asks for
// them. What is said over a WebSocket or a data channel is there to the letter.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "base/text.hpp"
#include "machine/effect.hpp"
#include "negotiation/negotiation.hpp"

namespace sluice::test {

using Lines = std::vector<std::string>;

inline std::string name_of(const Error& error) {
  return std::string(error_info(error.code).name);
}
inline std::string name_of(SdpType type) {
  return type == SdpType::Offer ? "offer" : "answer";
}
inline std::string name_of(HttpMethod method) {
  constexpr std::array<std::string_view, 4> names{"GET", "POST", "PATCH", "DELETE"};
  return std::string(names[static_cast<std::size_t>(method)]);
}
inline std::string name_of(HostObject object) {
  constexpr std::array<std::string_view, 8> names{"(peer)",       "(stream)",   "(constraints)",
                                                  "(dimensions)", "(track)",    "(element)",
                                                  "(channel)",    "(transport)"};
  return std::string(names[static_cast<std::size_t>(object)]);
}

// JSON as its text, without spaces.
inline std::string text_of(const Json& json) {
  if (const auto flag = json.boolean()) return *flag ? "true" : "false";
  if (const auto number = json.number()) return std::to_string(static_cast<long long>(*number));
  if (const std::string* text = json.string()) return json_string(*text);
  std::string out;
  if (const Json::Array* items = json.array()) {
    for (const Json& item : *items) out.append(out.empty() ? "" : ",").append(text_of(item));
    return "[" + out + "]";
  }
  const Json::Object* members = json.object();
  if (!members) return "null";
  for (const auto& [key, value] : *members) {
    out.append(out.empty() ? "" : ",").append(json_string(key)).append(":").append(text_of(value));
  }
  return "{" + out + "}";
}

// An event's data, with a space in front; nothing where it has none.
struct DescribeData {
  std::string operator()(std::monostate) const { return ""; }
  std::string operator()(const std::string& text) const {
    return text.starts_with("v=0") ? " (sdp)" : " " + text;
  }
  std::string operator()(const Description& sdp) const { return " " + name_of(sdp.type); }
  std::string operator()(const Error& error) const { return " " + name_of(error); }
  std::string operator()(HostObject object) const { return " " + name_of(object); }
  std::string operator()(const Json& json) const { return " " + text_of(json); }
  std::string operator()(const Carried& data) const {
    return concat(data.by_channel ? " (channel) " : " (socket) ", text_of(data.message));
  }
  std::string operator()(const NamedChannel& data) const { return " (channel) " + data.name; }
  std::string operator()(const FailedCandidate& data) const {
    return concat(" ", data.address, " ", name_of(data.error));
  }
  // The times are left out, and what is not there.
  std::string operator()(const Recovering& data) const {
    std::string line = concat(" ", data.cause, " #", std::to_string(data.attempt));
    if (!data.candidate.empty()) line.append(" at ").append(data.candidate);
    if (data.kept) line.append(" kept");
    if (data.error) line.append(" ").append(name_of(*data.error));
    return line;
  }
};

struct Describe {
  static std::string op(std::string_view what, OpId id) {
    return concat(what, " #", std::to_string(static_cast<std::uint32_t>(id)));
  }

  std::string operator()(const AcquireMedia&) const { return "acquire media"; }
  std::string operator()(const ReleaseMedia&) const { return "release media"; }
  std::string operator()(const ReopenMedia&) const { return "reopen media"; }
  std::string operator()(const OpenPeer& e) const {
    return concat("open peer", e.server_offers ? " to be offered to" : "",
                  e.channel.empty() ? "" : " with channel " + e.channel,
                  e.kinds.video ? "" : " for audio alone", e.kinds.audio ? "" : " for video alone");
  }
  std::string operator()(const ClosePeer&) const { return "close peer"; }
  std::string operator()(const StopSending&) const { return "stop sending"; }
  std::string operator()(const CreateOffer& e) const {
    return op(e.restart_ice ? "create restart offer" : "create offer", e.op);
  }
  std::string operator()(const RollBack&) const { return "roll back"; }
  std::string operator()(const CreateAnswer& e) const { return op("create answer", e.op); }
  std::string operator()(const ApplyLocal& e) const {
    return op("apply local " + name_of(e.description.type), e.op);
  }
  std::string operator()(const ApplyRemote& e) const {
    return op("apply remote " + name_of(e.description.type), e.op);
  }
  std::string operator()(const UseIceServers& e) const {
    std::string line = op("use ice servers", e.op);
    for (const IceServer& server : e.servers) line.append(" ").append(server.url);
    return line;
  }
  std::string operator()(const AddCandidate& e) const {
    const auto& [candidate, mid, index, fragment] = e.candidate;
    std::string line = concat("add candidate ", candidate, " ", mid.empty() ? "-" : mid);
    line.append(index ? " " + std::to_string(*index) : " -");
    return fragment.empty() ? line : line + " " + fragment;
  }
  std::string operator()(const SendHttp& e) const {
    std::string line = concat(op(name_of(e.method), e.op), " ", e.url);
    for (const HttpHeader& header : e.headers)
      line.append(" [").append(header.name).append(": ").append(header.value).append("]");
    if (e.keepalive) line.append(" keepalive");
    return line;
  }
  std::string operator()(const AbortHttp& e) const { return op("abort", e.op); }
  std::string operator()(const OpenSocket& e) const { return "open socket " + e.url; }
  std::string operator()(const SendSocket& e) const { return "say " + e.text; }
  std::string operator()(const CloseSocket&) const { return "close socket"; }
  std::string operator()(const SendChannel& e) const { return "say by channel " + e.text; }
  std::string operator()(const ShowOptions& e) const {
    return "show options " + text_of(e.options);
  }
  std::string operator()(const LookAtNetwork&) const { return "look at network"; }
  std::string operator()(const SampleStats&) const { return "sample"; }
  std::string operator()(const ShowAttempt&) const { return "show"; }
  std::string operator()(const AskPolicy& e) const {
    return concat("ask policy", DescribeData{}(e.context));
  }
  std::string operator()(const AskToken&) const { return "ask token"; }
  std::string operator()(const AttachView&) const { return "attach view"; }
  std::string operator()(const DetachView&) const { return "detach view"; }
  std::string operator()(const PlayView& e) const { return e.muted ? "play muted" : "play"; }
  std::string operator()(const Emit& e) const {
    return concat("emit ", e.type, std::visit(DescribeData{}, e.data));
  }
  std::string operator()(const Settle& e) const {
    const std::string call = std::to_string(static_cast<std::uint32_t>(e.call));
    if (e.error) return concat("settle ", call, " rejected ", name_of(*e.error));
    return concat("settle ", call, " resolved", e.value ? " " + text_of(*e.value) : "");
  }
  std::string operator()(const Log& e) const {
    constexpr std::array<std::string_view, 3> levels{"debug", "info", "warn"};
    return concat("log ", levels[static_cast<std::size_t>(e.level)]);
  }

  std::string operator()(const NegotiationGreeted&) const { return "-> greeted"; }
  std::string operator()(const NegotiationUp& note) const {
    return note.started ? "-> up" : "-> up, not started";
  }
  std::string operator()(const NegotiationStarted&) const { return "-> started"; }
  std::string operator()(const NegotiationDeclined& note) const {
    return concat("-> declined ", name_of(note.error));
  }
  std::string operator()(const NegotiationFailed& note) const {
    return concat("-> failed ", name_of(note.error), note.was_up ? " (was up)" : "",
                  note.without_channel ? " (channel?)" : "");
  }
  std::string operator()(const NegotiationEnded&) const { return "-> ended"; }
  std::string operator()(const NegotiationProbed& n) const {
    return n.alive ? "-> alive" : "-> silent";
  }
  std::string operator()(const NegotiationRestartFailed&) const { return "-> restart failed"; }
  std::string operator()(const NegotiationMoved& moved) const { return "-> moved " + moved.url; }
  std::string operator()(const NegotiationFinished&) const { return "-> finished"; }
};

struct DescribeInput {
  static std::string op(std::string_view what, OpId id) { return Describe::op(what, id); }

  static std::string call(std::string_view what, CallId id) {
    return concat(what, " ", std::to_string(static_cast<std::uint32_t>(id)));
  }

  std::string operator()(const ConnectCalled& i) const { return call("connect", i.call); }
  std::string operator()(const StartCalled& i) const {
    return concat(call("start", i.call), i.stream_name ? " as " + *i.stream_name : "");
  }
  std::string operator()(const StopCalled& i) const {
    return concat(call("stop", i.call), i.release_media ? " and release" : "");
  }
  std::string operator()(const SendCalled& i) const { return concat("send ", i.method, i.json); }
  std::string operator()(const ServerCalled& i) const {
    return concat(call("call server", i.call), " ", i.method, i.json);
  }
  std::string operator()(const MuteCalled& i) const { return i.muted ? "mute" : "unmute"; }
  std::string operator()(const LogCalled& i) const { return concat("log ", i.level, " ", i.text); }
  std::string operator()(const PageHidden& i) const {
    return i.may_return ? "page hidden for now" : "page hidden";
  }
  std::string operator()(const PageShown&) const { return "page shown"; }
  std::string operator()(const MediaReady&) const { return "media ready"; }
  std::string operator()(const MediaFailed& i) const { return "media failed " + name_of(i.error); }
  std::string operator()(const MediaEnded&) const { return "media ended"; }
  std::string operator()(const MediaInterrupted&) const { return "media interrupted"; }
  std::string operator()(const MediaReopened& i) const {
    return "media reopened" + (i.error ? " " + name_of(*i.error) : "");
  }
  std::string operator()(const MediaHoped&) const { return "media hoped"; }
  std::string operator()(const OfferCreated& i) const { return op("offer created", i.op); }
  std::string operator()(const AnswerCreated& i) const { return op("answer created", i.op); }
  std::string operator()(const DescriptionApplied& i) const { return op("applied", i.op); }
  std::string operator()(const PeerRefused& i) const {
    return op("peer refused " + name_of(i.error), i.op);
  }
  std::string operator()(const CandidateGathered& i) const { return "candidate " + i.candidate; }
  std::string operator()(const GatheringFinished&) const { return "gathering finished"; }
  std::string operator()(const PeerStateChanged& i) const {
    constexpr std::array<std::string_view, 4> names{"connected", "disconnected", "failed",
                                                    "closed"};
    return concat("peer ", names[static_cast<std::size_t>(i.state)]);
  }
  std::string operator()(const TrackArrived& i) const {
    return i.new_stream ? "first track" : "track";
  }
  std::string operator()(const HttpAnswered& i) const {
    return concat(op("HTTP " + std::to_string(i.status), i.op), " location ", i.location);
  }
  std::string operator()(const HttpFailed& i) const { return op("HTTP failed", i.op); }
  std::string operator()(const SocketOpened&) const { return "socket opened"; }
  std::string operator()(const SocketMessage& i) const { return "server says " + i.text; }
  std::string operator()(const SocketClosed& i) const {
    return concat("socket closed ", std::to_string(i.code));
  }
  std::string operator()(const ChannelOpened&) const { return "channel opened"; }
  std::string operator()(const ChannelMessage& i) const {
    return "server says by channel " + i.text;
  }
  std::string operator()(const ChannelFailed&) const { return "channel failed"; }
  std::string operator()(const ChannelClosed&) const { return "channel closed"; }
  std::string operator()(const StatsSampled& i) const {
    return concat("counted ", std::to_string(i.counts.packets), " packets, ",
                  std::to_string(i.counts.frames), " frames");
  }
  std::string operator()(const PolicyAnswered& i) const {
    return i.delay ? "policy " + std::to_string(i.delay->count()) : "policy stops";
  }
  std::string operator()(const TokenGiven& i) const { return i.token ? "token" : "no token"; }
  std::string operator()(const RetryCalled&) const { return "retry now"; }
  std::string operator()(const StopRecoveryCalled&) const { return "stop recovery"; }
  std::string operator()(const OnlineChanged& i) const { return i.online ? "online" : "offline"; }
  std::string operator()(const NetworkChanged&) const { return "network changed"; }
  std::string operator()(const NetworkLooked& i) const {
    return concat("network looked ", std::to_string(static_cast<int>(i.change)));
  }
  std::string operator()(const VisibilityChanged& i) const { return i.hidden ? "hidden" : "seen"; }
  std::string operator()(const PlaybackBlocked& i) const {
    return i.was_muted ? "playback blocked though muted" : "playback blocked";
  }
  std::string operator()(const Timeout&) const { return "timeout"; }
};

inline std::string describe(const Input& input) {
  return std::visit(DescribeInput{}, input);
}
inline std::string describe(const Effect& effect) {
  return std::visit(Describe{}, effect);
}
inline std::string describe(const NegotiationNote& note) {
  return std::visit(Describe{}, note);
}

inline std::size_t count(const Lines& lines, std::string_view line) {
  std::size_t found = 0;
  for (const std::string& each : lines) found += each == line ? 1 : 0;
  return found;
}

}  // namespace sluice::test
