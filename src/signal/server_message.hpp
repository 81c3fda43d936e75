// What a node says over the WebSocket or the data channel (facts sheet "API and wire", sections 3.3
// to 3.5): JSON text to typed values, no state.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/json.hpp"

namespace sluice {

// What is longer, or holds a control character, makes its message Unknown.
inline constexpr std::size_t kMaxChannelLabelBytes = 255;
inline constexpr std::size_t kMaxCandidateBytes = 1024;
inline constexpr std::size_t kMaxIceNameBytes = 256;  // sdpMid, usernameFragment

namespace message {

struct Connected {};        // NetConnection.Connect.Success
struct ConnectionRefused {  // NetConnection.Connect.Rejected or .Failed
  std::string code;
};
struct ConnectionClosed {};  // NetConnection.Connect.Closed
struct Availability {        // {"isAvailable": ...}: anything but true counts as false
  bool exists = false;       // whether there is a stream of that name
};
struct RemoteSdp {
  bool is_offer = false;
  std::string sdp;
};
struct RemoteCandidate {
  std::string candidate;                    // never empty
  std::string mid;                          // empty: none was given
  std::optional<std::uint16_t> line_index;  // sdpMLineIndex, where it is one
  std::string username_fragment;
};
struct CandidatesEnd {};    // a candidate that is null, empty, or of type "candidate" alone
struct TrickleComplete {};  // NetConnection.ICE.TricleCompleted or .TrickleCompleted
// A status whose message is "<name> starting", in any case and whatever follows, and whose code is
// no other that is named here, except IsAvailable.
struct Starting {
  std::string name;
  Json data{};
};
struct Stopping {  // the same with "<name> stopping"
  std::string name;
  Json data{};
};
struct NameIsAvailable {};  // NetStream.Publish.IsAvailable
struct ChannelAvailable {   // NetConnection.DataChannel.Available
  std::string label;        // its description; "red5pro" where it has none
};
struct Unpublished {};  // NetStream.Play.UnpublishNotify, as code or as data.status
enum class Bandwidth : std::uint8_t { Insufficient, Sufficient, Recovering };
struct BandwidthChanged {  // NetConnection.Publish.InsufficientBW, SufficientBW, RecoveringBW
  Bandwidth bandwidth{};
};
enum class Congestion : std::uint8_t { Congested, Recovered };
struct PublisherCongestion {  // method onPublisherNetworkCongestion, onPublisherNetworkRecovery
  Congestion congestion{};
  Json data;
};
enum class RefusalReason : std::uint8_t { Other, NameTaken, NotFound };
// A message of type "error" (with the reason that its code gives), or a status whose code ends a
// request: NetStream.Publish.BadName (NameTaken), *.StreamNotFound (NotFound), *.InvalidName
// (NameTaken for NetStream.Publish.*, else NotFound), *.Failed, *.Rejected, *.Denied (Other).
struct Refusal {
  RefusalReason reason{};
  std::string text;  // "code: message", or the one that came; not redacted
  Json data;
};
struct Status {  // any other status: of that type, or with a code and no type
  Json data;     // {type, code, message, ...}
};
struct Metadata {  // type "metadata" without a method, or method onMetaData
  Json data;       // the message's data; the message itself where it has none
};
struct Invocation {  // type "metadata" with another method; or {send: {method, data}}
  std::string method;
  Json data;  // where it is an object, with senderName and dcLabel, which replace nothing in it
};
struct CallResult {  // {async: true, id, data} or {async: true, id, error}
  std::uint32_t id = 0;
  bool failed = false;
  Json value;
};
struct StreamSwitched {};  // {"data": {"type": "result", "message": "Stream switch: Success"}}
struct Unknown {           // any other object, and a known message with values of the wrong type
  Json message;
};

}  // namespace message

using ServerMessage =
    std::variant<message::Connected, message::ConnectionRefused, message::ConnectionClosed,
                 message::Availability, message::RemoteSdp, message::RemoteCandidate,
                 message::CandidatesEnd, message::TrickleComplete, message::Starting,
                 message::Stopping, message::NameIsAvailable, message::ChannelAvailable,
                 message::Unpublished, message::BandwidthChanged, message::PublisherCongestion,
                 message::Refusal, message::Status, message::Metadata, message::Invocation,
                 message::CallResult, message::StreamSwitched, message::Unknown>;

// A session description fits, with its escapes; nothing honest is larger.
inline constexpr std::size_t kMaxMessageBytes = 256 * 1024;

// Nothing where the text is not a JSON object, or passes a limit (bytes, depth, number of values).
// A message is what "data" holds, where that is an object, or else the whole. What carries data of
// an application or another client (async, send, metadata) is looked for first, so that no such
// data passes for a word of the server's; then an error; then a status by its code; then its text.
[[nodiscard]] std::optional<ServerMessage> parse_server_message(std::string_view text);

}  // namespace sluice
