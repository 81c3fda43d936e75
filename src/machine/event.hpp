// What the app hears. Names and data are the field's own (facts sheet "API and wire", section 1.3):
// pages compare with these strings, so they never change.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/error.hpp"
#include "base/json.hpp"

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
inline constexpr std::string_view kEndpointChanged = "WebRTC.Endpoint.Changed";  // {endpoint}
// Sluice's own: one of several nodes failed and the next is tried. Data: {endpoint, error}.
inline constexpr std::string_view kCandidateFailure = "Candidate.Failure";
inline constexpr std::string_view kSocketMessage = "WebRTC.Socket.Message";  // {socket, message}
inline constexpr std::string_view kChannelOpen = "WebRTC.DataChannel.Open";  // {dataChannel}
inline constexpr std::string_view kChannelAvailable = "WebRTC.DataChannel.Available";
inline constexpr std::string_view kChannelClose = "WebRTC.DataChannel.Close";
inline constexpr std::string_view kChannelMessage = "WebRTC.DataChannel.Message";
inline constexpr std::string_view kChannelError = "WebRTC.DataChannel.Error";
inline constexpr std::string_view kTransportChange = "MessageTransport.Change";
// Recovery (supervisor.hpp). Data: Recovering.
inline constexpr std::string_view kReconnectStart = "Reconnect.Start";
inline constexpr std::string_view kReconnectAttempt = "Reconnect.Attempt";
inline constexpr std::string_view kReconnectSuccess = "Reconnect.Success";
inline constexpr std::string_view kReconnectFailure = "Reconnect.Failure";
// Publisher
inline constexpr std::string_view kConstraintsAccepted = "WebRTC.MediaConstraints.Accepted";
inline constexpr std::string_view kConstraintsRejected = "WebRTC.MediaConstraints.Rejected";
inline constexpr std::string_view kDimensionChange = "Publisher.Video.DimensionChange";
inline constexpr std::string_view kMediaStreamAvailable = "WebRTC.MediaStream.Available";
inline constexpr std::string_view kPublishStart = "Publish.Start";
inline constexpr std::string_view kPublishFail = "Publish.Fail";
inline constexpr std::string_view kPublishInvalidName = "Publish.InvalidName";
inline constexpr std::string_view kPublishStatus = "Publish.Status";
inline constexpr std::string_view kPublishAvailable = "Publish.Available";
inline constexpr std::string_view kPublishMetadata = "Publish.Metadata";
inline constexpr std::string_view kPublishSendInvoke = "Publish.Send.Invoke";
inline constexpr std::string_view kInsufficientBandwidth = "Publish.InsufficientBW";
inline constexpr std::string_view kSufficientBandwidth = "Publish.SufficientBW";
inline constexpr std::string_view kRecoveringBandwidth = "Publish.RecoveringBW";
inline constexpr std::string_view kUnpublishSuccess = "Unpublish.Success";
inline constexpr std::string_view kPublisherClosed = "Publisher.Connection.Closed";
// Subscriber
inline constexpr std::string_view kAnswerStart = "WebRTC.Answer.Start";  // data: {type, sdp} sent
inline constexpr std::string_view kAnswerEnd = "WebRTC.Answer.End";
inline constexpr std::string_view kCandidateStart = "WebRTC.Candidate.Start";  // one was sent
inline constexpr std::string_view kCandidateEnd = "WebRTC.Candidate.End";      // the last was
inline constexpr std::string_view kAddStream = "WebRTC.Add.Stream";
inline constexpr std::string_view kSubscribeStart = "Subscribe.Start";
inline constexpr std::string_view kSubscribeStop = "Subscribe.Stop";
inline constexpr std::string_view kSubscribeFail = "Subscribe.Fail";
inline constexpr std::string_view kSubscribeInvalidName = "Subscribe.InvalidName";
inline constexpr std::string_view kSubscribeStatus = "Subscribe.Status";
inline constexpr std::string_view kSubscribeMetadata = "Subscribe.Metadata";
inline constexpr std::string_view kSubscribeSendInvoke = "Subscribe.Send.Invoke";
// Sluice's own: what a WHEP server tells of the stream. Data: {name, data}.
inline constexpr std::string_view kServerEvent = "Subscribe.Server.Event";
inline constexpr std::string_view kPublisherCongestion = "Subscribe.Publisher.NetworkCongestion";
inline constexpr std::string_view kPublisherRecovery = "Subscribe.Publisher.NetworkRecovery";
inline constexpr std::string_view kPlayUnpublish = "Subscribe.Play.Unpublish";
inline constexpr std::string_view kStreamSwitch = "WebRTC.Subscribe.StreamSwitch";  // {path}
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
  Channel,      // {dataChannel}
  Transport,    // {transport}: what messages go through from now on
};

// A message of the server's that means nothing to Sluice: {socket or dataChannel, message}.
struct Carried {
  bool by_channel = false;
  Json message;
};
// The announced data channel: {name, dataChannel}.
struct NamedChannel {
  std::string name;
};
// How a recovery stands: {cause, attempt, delay, elapsed, candidate, error, kept}; the last three
// only where there is something to say.
struct Recovering {
  std::string_view cause;     // cause_name()
  std::uint32_t attempt = 0;  // the number of the attempt that is meant; 0 before the first
  Millis delay{0};            // until it begins
  Millis elapsed{0};          // since the loss
  std::string candidate{};    // the node in use
  std::optional<Error> error{};
  bool kept = false;  // the session that was thought lost is back
};
// One of several nodes and what was wrong with it: {endpoint, error}.
struct FailedCandidate {
  std::string address;
  Error error;
};

using EventData = std::variant<std::monostate, std::string, Description, Error, HostObject, Json,
                               Carried, NamedChannel, FailedCandidate, Recovering>;

}  // namespace sluice
