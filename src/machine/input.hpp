// What has happened: the only way into a machine. All are facts in the past.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "base/error.hpp"
#include "machine/event.hpp"
#include "machine/media_counts.hpp"
#include "signal/client_message.hpp"

namespace sluice {

// An attempt is one negotiation with one endpoint. What belongs to an attempt that is over is
// dropped, by Session::handle() and nowhere else.
enum class AttemptId : std::uint32_t {};
// One asynchronous effect of an attempt and its one answer.
enum class OpId : std::uint32_t {};
// One promise that the app holds.
enum class CallId : std::uint32_t {};

// The app called a subscriber's init(), which over a WebSocket ends when the server has greeted.
struct ConnectCalled {
  CallId call{};
};
// The app called publish() or subscribe(), perhaps with another stream name.
struct StartCalled {
  CallId call{};
  std::optional<std::string> stream_name{};
};
// The app called unpublish() or unsubscribe().
struct StopCalled {
  CallId call{};
  bool release_media = false;
};
// The app has something for the server, or for the stream's other participants.
struct SendCalled {  // send(method, data)
  std::string method;
  std::string json;
};
struct ServerCalled {  // callServer(method, arguments), a promise of the server's answer
  CallId call{};
  std::string method;
  std::string json;  // an array
};
struct MuteCalled {
  MediaKind kind{};
  bool muted = false;
};
struct LogCalled {  // sendLog(level, message)
  std::string level;
  std::string text;
};
// The page is going away (pagehide): what can't be done in this turn can't be done at all.
struct PageHidden {
  bool may_return = false;  // out of the browser's back/forward cache, and then PageShown follows
};

struct MediaReady {
  bool has_video = false;
};
struct MediaFailed {
  Error error;  // one of the media.* codes
};

// One of a publisher's devices has ended by itself.
struct MediaEnded {
  MediaKind kind{};
  bool ours = false;  // opened by Sluice, which may do so again
};
// The browser gives silence or black in its place.
struct MediaInterrupted {
  MediaKind kind{};
};
// The answer to ReopenMedia; it may come more than once.
struct MediaReopened {
  std::optional<Error> error{};  // one of the media.* codes; none: it is there again
};
// A device was plugged in, or a permission was given: what was refused may work now.
struct MediaHoped {};

struct OfferCreated {
  AttemptId attempt{};
  OpId op{};
  std::string sdp;
};
struct AnswerCreated {
  AttemptId attempt{};
  OpId op{};
  std::string sdp;
};
struct DescriptionApplied {
  AttemptId attempt{};
  OpId op{};
};
// The browser could not open the peer, or could not create or apply a description.
struct PeerRefused {
  AttemptId attempt{};
  OpId op{};
  Error error;  // one of the peer.* codes
};
struct CandidateGathered {
  AttemptId attempt{};
  std::string candidate;  // RTCIceCandidate.candidate
  // Its other members, which an exchange by single candidates needs.
  std::string mid{};
  std::uint16_t line_index = 0;
  std::string username_fragment{};
};
// sdp: the local description with all candidates in it.
struct GatheringFinished {
  AttemptId attempt{};
  std::string sdp;
};

// RTCPeerConnectionState, but for "new" and "connecting", which tell nothing.
enum class PeerState : std::uint8_t { Connected, Disconnected, Failed, Closed };
struct PeerStateChanged {
  AttemptId attempt{};
  PeerState state{};
};
struct TrackArrived {
  AttemptId attempt{};
  bool new_stream = false;  // the first track of a stream
};

enum class BodyFault : std::uint8_t { None, TooLarge, Broken };
struct HttpAnswered {
  AttemptId attempt{};
  OpId op{};
  int status = 0;
  std::string url;  // the final one, behind redirects
  bool redirected = false;
  // Header fields; empty where absent, or not exposed by CORS.
  std::string location;
  std::string etag;
  std::string link;
  std::string retry_after;
  std::string content_type;
  std::string session_host;
  std::string body;
  BodyFault body_fault = BodyFault::None;
};
struct HttpFailed {
  AttemptId attempt{};
  OpId op{};
  std::string detail;
  bool kept_out = false;  // by the browser, which guards local addresses
};

struct SocketOpened {
  AttemptId attempt{};
};
struct SocketMessage {
  AttemptId attempt{};
  std::string text;
};
// Also when it never opened. Comes once, and not after CloseSocket.
struct SocketClosed {
  AttemptId attempt{};
  int code = 0;  // RFC 6455 section 7.4; 0: the browser, which guards local addresses
};

// One of the peer's data channels.
struct ChannelOpened {
  AttemptId attempt{};
};
struct ChannelMessage {
  AttemptId attempt{};
  std::string text;
};
struct ChannelFailed {
  AttemptId attempt{};
};
struct ChannelClosed {
  AttemptId attempt{};
};

// What an attempt's peer has received so far: the answer to SampleStats.
struct StatsSampled {
  AttemptId attempt{};
  MediaCounts counts{};
};

// Recovery: what the app's policy says (nothing: stop), what its token callback has given (nothing:
// it failed), what was wrong with either, and the app's own wishes.
struct PolicyAnswered {
  std::optional<Millis> delay;
  std::optional<Error> fault{};
};
struct TokenGiven {
  std::optional<std::string> token;
  std::optional<Error> fault{};
};
struct RetryCalled {};         // recovery.retryNow()
struct StopRecoveryCalled {};  // recovery.stop()
// The browser's own view of the network, and of the page.
struct OnlineChanged {
  bool online = true;
};
// Something about the network may be otherwise than before.
struct NetworkChanged {};
// The addresses that packets may leave from now, held against those of the attempt's peer: the
// answer to LookAtNetwork, where that can be known. Lost: the one in use is gone. More: there are
// new ones, which is said once.
enum class NetworkChange : std::uint8_t { None, More, Lost };
struct NetworkLooked {
  AttemptId attempt{};
  NetworkChange change{};
};
struct PageShown {};  // it is back
struct VisibilityChanged {
  bool hidden = false;
};

// HTMLMediaElement.play() was refused.
struct PlaybackBlocked {
  AttemptId attempt{};
  bool was_muted = false;
};

// A deadline may have passed; may come at any time.
struct Timeout {};

using Input =
    std::variant<ConnectCalled, StartCalled, StopCalled, SendCalled, ServerCalled, MuteCalled,
                 LogCalled, PageHidden, MediaReady, MediaFailed, MediaEnded, MediaInterrupted,
                 MediaReopened, MediaHoped, OfferCreated, AnswerCreated, DescriptionApplied,
                 PeerRefused, CandidateGathered, GatheringFinished, PeerStateChanged, TrackArrived,
                 HttpAnswered, HttpFailed, SocketOpened, SocketMessage, SocketClosed, ChannelOpened,
                 ChannelMessage, ChannelFailed, ChannelClosed, StatsSampled, PolicyAnswered,
                 TokenGiven, RetryCalled, StopRecoveryCalled, OnlineChanged, NetworkChanged,
                 NetworkLooked, PageShown, VisibilityChanged, PlaybackBlocked, Timeout>;

}  // namespace sluice
