// What is to be done: the only way out of a machine. All are imperatives, carried out in order by
// the browser layer (or by a test), which answers the ones with an OpId exactly once.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/error.hpp"
#include "machine/event.hpp"
#include "machine/input.hpp"
#include "signal/link.hpp"
#include "signal/sdp.hpp"
#include "signal/server_message.hpp"

namespace sluice {

// Opens camera and microphone as the options say. Answer: MediaReady or MediaFailed.
struct AcquireMedia {};
// Stops the tracks that Sluice opened itself; a stream of the caller's is left alone.
struct ReleaseMedia {
  bool for_now = false;  // what we have opened is to be opened again, by ReopenMedia
};
// Opens the devices that have ended by themselves, and sends what they give where theirs was sent.
// Answer: MediaReopened.
struct ReopenMedia {};

// Opens the attempt's peer connection. Only a failure is answered, with PeerRefused and the next
// operation's id.
struct OpenPeer {
  AttemptId attempt{};
  bool server_offers = false;  // transceivers come with the server's offer
  std::string channel{};       // the label of a data channel to open; empty: none
  MediaKinds kinds{};          // no transceiver for the others
  // Whose place it takes: what the app has set on that one's senders and receivers lives on; 0
  // where there was none.
  AttemptId like{};
};
struct ClosePeer {
  AttemptId attempt{};
};
// Nothing of the camera leaves the page any more, though the peer is still open.
struct StopSending {
  AttemptId attempt{};
};
// Answer: OfferCreated or PeerRefused.
struct CreateOffer {
  AttemptId attempt{};
  OpId op{};
  bool restart_ice = false;
};
// Takes a local offer back that has had no answer. Not answered.
struct RollBack {
  AttemptId attempt{};
};
// Answer: AnswerCreated or PeerRefused.
struct CreateAnswer {
  AttemptId attempt{};
  OpId op{};
};
// Answer: DescriptionApplied or PeerRefused.
struct ApplyLocal {
  AttemptId attempt{};
  OpId op{};
  Description description;
};
struct ApplyRemote {
  AttemptId attempt{};
  OpId op{};
  Description description;
};
// Takes ICE servers that came with the answer: the local offer is rolled back and applied again,
// so that gathering begins anew with them; one without SDP is not. Answer: DescriptionApplied or
// PeerRefused.
struct UseIceServers {
  AttemptId attempt{};
  OpId op{};
  std::vector<IceServer> servers;
  Description offer;
};

// The other side's candidate. One that the browser cannot use is no fault: others may do.
struct AddCandidate {
  AttemptId attempt{};
  message::RemoteCandidate candidate;
};

enum class HttpMethod : std::uint8_t { Get, Post, Patch, Delete };
struct HttpHeader {
  std::string_view name;
  std::string value;
};
// Answer: HttpAnswered or HttpFailed, also after AbortHttp.
struct SendHttp {
  AttemptId attempt{};
  OpId op{};
  HttpMethod method{};
  std::string url;
  std::vector<HttpHeader> headers;
  std::string body;
  bool keepalive = false;  // must outlive the page
};
struct AbortHttp {
  AttemptId attempt{};
  OpId op{};
};

// Answer: SocketOpened, or SocketClosed.
struct OpenSocket {
  AttemptId attempt{};
  std::string url;
};
struct SendSocket {
  AttemptId attempt{};
  std::string text;
};
// What was sent before still goes out. Nothing is heard of it any more.
struct CloseSocket {
  AttemptId attempt{};
};
// Through the peer's data channel, which is open.
struct SendChannel {
  AttemptId attempt{};
  std::string text;
};

// What getOptions() shows from now on, over what it has shown: the config as it was rewritten.
struct ShowOptions {
  Json options;
};

// Looks whether this machine's network is what the attempt's peer has found. Answer:
// NetworkLooked, if anything.
struct LookAtNetwork {
  AttemptId attempt{};
};
// Counts what the attempt's peer has received. Answer: StatsSampled, unless the peer is closed.
struct SampleStats {
  AttemptId attempt{};
  // Packets count too, and not only what has become sound or picture: that costs a getStats().
  bool thorough = false;
};
// From now on this attempt's connections are the ones that the app sees.
struct ShowAttempt {
  AttemptId attempt{};
  // It takes the place of OpenPeer's `like`: with what the app has set on that meanwhile.
  bool takes_over = false;
};
// Asks the app's `recovery.policy`. Answer: PolicyAnswered, at once.
struct AskPolicy {
  Recovering context;
};
// Asks the app's `token` callback. Answer: TokenGiven.
struct AskToken {};

// Shows the stream of the attempt (subscriber) or of the camera (publisher) in the view.
struct AttachView {
  AttemptId attempt{};
};
struct DetachView {};
// Starts playback of the view; muted where asked. Answer: only a refusal, as PlaybackBlocked.
struct PlayView {
  AttemptId attempt{};
  bool muted = false;
};

struct Emit {
  std::string_view type;
  EventData data;
  AttemptId attempt{};  // whose objects the data are
};
// Settles the app's promise: rejected with an error; resolved without one, with the client itself
// or with a value.
struct Settle {
  CallId call{};
  std::optional<Error> error{};
  std::optional<Json> value{};
};

enum class LogLevel : std::uint8_t { Debug, Info, Warn };
// `text` is already redacted.
struct Log {
  LogLevel level{};
  std::string text;
};

using Effect =
    std::variant<AcquireMedia, ReleaseMedia, ReopenMedia, OpenPeer, ClosePeer, StopSending,
                 CreateOffer, CreateAnswer, RollBack, ApplyLocal, ApplyRemote, UseIceServers,
                 AddCandidate, SendHttp, AbortHttp, OpenSocket, SendSocket, CloseSocket,
                 SendChannel, ShowOptions, LookAtNetwork, SampleStats, ShowAttempt, AskPolicy,
                 AskToken, AttachView, DetachView, PlayView, Emit, Settle, Log>;

}  // namespace sluice
