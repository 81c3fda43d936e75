// The words for enumerators, in their order; how many there are is what a reader of outside bytes
// holds a number against.
#pragma once

#include <cstdint>
#include <string_view>
#include <type_traits>

#include "base/text.hpp"
#include "config/config.hpp"
#include "machine/effect.hpp"
#include "machine/input.hpp"
#include "session/session.hpp"

namespace sluice::recording {

// Parted by commas.
constexpr std::string_view names_of(MediaKind) {
  return "audio,video";
}
constexpr std::string_view names_of(PeerState) {
  return "connected,disconnected,failed,closed";
}
constexpr std::string_view names_of(BodyFault) {
  return "none,too large,broken";
}
constexpr std::string_view names_of(NetworkChange) {
  return "none,more,lost";
}
constexpr std::string_view names_of(SdpType) {
  return "offer,answer";
}
constexpr std::string_view names_of(HttpMethod) {
  return "GET,POST,PATCH,DELETE";
}
constexpr std::string_view names_of(HostObject) {
  return "peer,stream,constraints,dimensions,track,element,channel,transport";
}
constexpr std::string_view names_of(LogLevel) {
  return "debug,info,warn";
}
constexpr std::string_view names_of(Role) {
  return "publisher,subscriber";
}
constexpr std::string_view names_of(Transport) {
  return "HTTP,WebSocket";
}
constexpr std::string_view names_of(MediaSource) {
  return "capture,supplied,awaited,kept,none";
}

template <class E>
concept Named = std::is_enum_v<E> && requires(E value) {
  names_of(value);
};

template <Named E>
constexpr std::size_t count_of() {
  std::size_t count = 1;
  for (const char c : names_of(E{})) count += c == ',' ? 1 : 0;
  return count;
}

template <Named E>
std::string_view name_of(E value) {
  return nth_piece(names_of(value), static_cast<std::size_t>(value), ',');
}

// Of the variants' alternatives.
inline constexpr std::string_view kInputNames =
    "ConnectCalled StartCalled StopCalled SendCalled ServerCalled MuteCalled LogCalled PageHidden "
    "MediaReady MediaFailed MediaEnded MediaInterrupted MediaReopened MediaHoped OfferCreated "
    "AnswerCreated DescriptionApplied PeerRefused CandidateGathered GatheringFinished "
    "PeerStateChanged TrackArrived HttpAnswered HttpFailed SocketOpened SocketMessage SocketClosed "
    "ChannelOpened ChannelMessage ChannelFailed ChannelClosed StatsSampled PolicyAnswered "
    "TokenGiven RetryCalled StopRecoveryCalled OnlineChanged NetworkChanged NetworkLooked "
    "PageShown VisibilityChanged PlaybackBlocked Timeout";
inline constexpr std::string_view kEffectNames =
    "AcquireMedia ReleaseMedia ReopenMedia OpenPeer ClosePeer StopSending CreateOffer CreateAnswer "
    "RollBack ApplyLocal ApplyRemote UseIceServers AddCandidate SendHttp AbortHttp OpenSocket "
    "SendSocket CloseSocket SendChannel ShowOptions LookAtNetwork SampleStats ShowAttempt "
    "AskPolicy AskToken AttachView DetachView PlayView Emit Settle Log";

}  // namespace sluice::recording
