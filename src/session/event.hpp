// What the app hears. Names and data are the field's own (facts sheet "API and wire", section 1.3):
// pages compare with these strings, so they never change.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "base/error.hpp"

namespace sluice {

namespace event {
// Publisher and subscriber
inline constexpr std::string_view kConnectSuccess = "Connect.Success";  // data: the endpoint's URL
inline constexpr std::string_view kConnectFailure = "Connect.Failure";  // data: SluiceError
inline constexpr std::string_view kPeerAvailable = "WebRTC.PeerConnection.Available";
inline constexpr std::string_view kPeerOpen = "WebRTC.PeerConnection.Open";
inline constexpr std::string_view kOfferStart = "WebRTC.Offer.Start";  // data: {type, sdp} sent
inline constexpr std::string_view kOfferEnd = "WebRTC.Offer.End";      // data: {type, sdp} received
inline constexpr std::string_view kPeerCandidateEnd = "WebRTC.PeerConnection.CandidateEnd";
inline constexpr std::string_view kTrickleComplete = "WebRTC.IceTrickle.Complete";
inline constexpr std::string_view kTrackAdded = "WebRTC.PeerConnection.OnTrack";
// Publisher
inline constexpr std::string_view kConstraintsAccepted = "WebRTC.MediaConstraints.Accepted";
inline constexpr std::string_view kConstraintsRejected = "WebRTC.MediaConstraints.Rejected";
inline constexpr std::string_view kDimensionChange = "Publisher.Video.DimensionChange";
inline constexpr std::string_view kMediaStreamAvailable = "WebRTC.MediaStream.Available";
inline constexpr std::string_view kPublishStart = "Publish.Start";
inline constexpr std::string_view kPublishFail = "Publish.Fail";
inline constexpr std::string_view kPublishInvalidName = "Publish.InvalidName";
inline constexpr std::string_view kPublishStatus = "Publish.Status";
inline constexpr std::string_view kUnpublishSuccess = "Unpublish.Success";
inline constexpr std::string_view kPublisherClosed = "Publisher.Connection.Closed";
// Subscriber
inline constexpr std::string_view kAnswerStart = "WebRTC.Answer.Start";  // data: {type, sdp} sent
inline constexpr std::string_view kAnswerEnd = "WebRTC.Answer.End";
inline constexpr std::string_view kAddStream = "WebRTC.Add.Stream";
inline constexpr std::string_view kSubscribeStart = "Subscribe.Start";
inline constexpr std::string_view kSubscribeStop = "Subscribe.Stop";
inline constexpr std::string_view kSubscribeFail = "Subscribe.Fail";
inline constexpr std::string_view kSubscribeInvalidName = "Subscribe.InvalidName";
inline constexpr std::string_view kSubscribeStatus = "Subscribe.Status";
inline constexpr std::string_view kSubscriberClosed = "Subscribe.Connection.Closed";
inline constexpr std::string_view kAutoplayMuted = "Subscribe.Autoplay.Muted";
inline constexpr std::string_view kAutoplayFailure = "Subscribe.Autoplay.Failure";
}  // namespace event

enum class SdpType : std::uint8_t { Offer, Answer };

struct Description {
  SdpType type = SdpType::Offer;
  std::string sdp;
  friend bool operator==(const Description&, const Description&) = default;
};

// Something that only the browser layer holds; it puts the object itself in the event's data.
enum class HostObject : std::uint8_t {
  Peer,         // RTCPeerConnection
  Stream,       // MediaStream
  Constraints,  // {requested, accepted} or, rejected, {constraints, error}
  Dimensions,   // the video track's constraints as they came out
  Track,        // {streams, track, receiver, transceiver} of the last track event
  Element,      // {element}
};

using EventData = std::variant<std::monostate, std::string, Description, Error, HostObject>;

}  // namespace sluice
