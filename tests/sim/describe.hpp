// Effects and notes as one line of text each, so that a test can pin a whole exchange and a failing
// seed can be read. Bodies are left out: a test that means them asks for them.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.hpp"
#include "session/effect.hpp"
#include "session/http_negotiation.hpp"

namespace sluice::test {

using Lines = std::vector<std::string>;

inline std::string name_of(const Error& error) {
  return std::string(error_info(error.code).name);
}
inline std::string name_of(SdpType type) {
  return type == SdpType::Offer ? "offer" : "answer";
}
inline std::string name_of(HttpMethod method) {
  constexpr std::array<std::string_view, 3> names{"POST", "PATCH", "DELETE"};
  return std::string(names[static_cast<std::size_t>(method)]);
}
inline std::string name_of(HostObject object) {
  constexpr std::array<std::string_view, 6> names{"(peer)",       "(stream)", "(constraints)",
                                                  "(dimensions)", "(track)",  "(element)"};
  return std::string(names[static_cast<std::size_t>(object)]);
}

struct Describe {
  static std::string op(std::string_view what, OpId id) {
    return concat(what, " #", std::to_string(static_cast<std::uint32_t>(id)));
  }

  std::string operator()(const AcquireMedia&) const { return "acquire media"; }
  std::string operator()(const ReleaseMedia&) const { return "release media"; }
  std::string operator()(const OpenPeer&) const { return "open peer"; }
  std::string operator()(const ClosePeer&) const { return "close peer"; }
  std::string operator()(const StopSending&) const { return "stop sending"; }
  std::string operator()(const CreateOffer& e) const { return op("create offer", e.op); }
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
  std::string operator()(const SendHttp& e) const {
    std::string line = concat(op(name_of(e.method), e.op), " ", e.url);
    for (const HttpHeader& header : e.headers)
      line.append(" [").append(header.name).append(": ").append(header.value).append("]");
    if (e.keepalive) line.append(" keepalive");
    return line;
  }
  std::string operator()(const AbortHttp& e) const { return op("abort", e.op); }
  std::string operator()(const AttachView&) const { return "attach view"; }
  std::string operator()(const DetachView&) const { return "detach view"; }
  std::string operator()(const PlayView& e) const { return e.muted ? "play muted" : "play"; }
  std::string operator()(const Emit& e) const {
    std::string line = concat("emit ", e.type);
    if (const auto* text = std::get_if<std::string>(&e.data)) line.append(" ").append(*text);
    if (const auto* sdp = std::get_if<Description>(&e.data))
      line.append(" ").append(name_of(sdp->type));
    if (const auto* error = std::get_if<Error>(&e.data)) line.append(" ").append(name_of(*error));
    if (const auto* host = std::get_if<HostObject>(&e.data))
      line.append(" ").append(name_of(*host));
    return line;
  }
  std::string operator()(const Settle& e) const {
    const std::string call = std::to_string(static_cast<std::uint32_t>(e.call));
    return concat("settle ", call, e.error ? " rejected " + name_of(*e.error) : " resolved");
  }
  std::string operator()(const Log& e) const {
    constexpr std::array<std::string_view, 3> levels{"debug", "info", "warn"};
    return concat("log ", levels[static_cast<std::size_t>(e.level)]);
  }

  std::string operator()(const NegotiationUp&) const { return "-> up"; }
  std::string operator()(const NegotiationFailed& note) const {
    return concat("-> failed ", name_of(note.error), note.was_up ? " (was up)" : "");
  }
  std::string operator()(const NegotiationFinished&) const { return "-> finished"; }
};

struct DescribeInput {
  static std::string op(std::string_view what, OpId id) { return Describe::op(what, id); }

  std::string operator()(const StartCalled& i) const {
    return concat("start ", std::to_string(static_cast<std::uint32_t>(i.call)),
                  i.stream_name ? " as " + *i.stream_name : "");
  }
  std::string operator()(const StopCalled& i) const {
    return concat("stop ", std::to_string(static_cast<std::uint32_t>(i.call)),
                  i.release_media ? " and release" : "");
  }
  std::string operator()(const PageHidden&) const { return "page hidden"; }
  std::string operator()(const MediaReady&) const { return "media ready"; }
  std::string operator()(const MediaFailed& i) const { return "media failed " + name_of(i.error); }
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
