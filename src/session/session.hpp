// One session of a publisher or a subscriber, from init() until nothing is left of it: the camera,
// the negotiation, the app's promises and events. The rules and the table are in session.cpp.
#pragma once

#include <deque>
#include <optional>
#include <vector>

#include "session/http_negotiation.hpp"

namespace sluice {

enum class SessionState : std::uint8_t {
  Preparing,
  NoMedia,
  Ready,
  Waiting,
  Negotiating,
  Live,
  Closing,
  Ended,
};
inline constexpr std::size_t kSessionStates = static_cast<std::size_t>(SessionState::Ended) + 1;

enum class SessionEvent : std::uint8_t {
  MediaGranted,
  MediaRefused,
  Start,
  Stop,
  Hide,
  Up,
  Failed,
  Lost,
  Finished,
  Expire,
};
inline constexpr std::size_t kSessionEvents = static_cast<std::size_t>(SessionEvent::Expire) + 1;

struct SessionCell {
  SessionState next{};
  bool ignored = true;
};
[[nodiscard]] SessionCell session_cell(SessionState state, SessionEvent event);

// Where a publisher's media comes from.
enum class MediaSource : std::uint8_t {
  Capture,   // getUserMedia, by Sluice
  Supplied,  // a stream that the app handed in
  None,      // a subscriber's
};

class Session {
 public:
  Session(SessionConfig config, MediaSource source, TimePoint now);
  Session(const Session&) = delete;  // the negotiation refers to the config in here
  Session& operator=(const Session&) = delete;

  void handle(const Input& input, TimePoint now);
  [[nodiscard]] std::optional<Effect> poll_effect();
  [[nodiscard]] std::optional<TimePoint> next_deadline() const;
  [[nodiscard]] SessionState state() const { return state_; }
  // Nothing is left to be done or waited for, but perhaps for the answer to AcquireMedia.
  [[nodiscard]] bool ended() const { return state_ == SessionState::Ended; }

 private:
  using State = SessionState;
  using Event = SessionEvent;

  bool step(Event event);
  void on_start(const StartCalled& start, TimePoint now);
  void on_stop(const StopCalled& stop, TimePoint now);
  void on_hide(TimePoint now);
  void on_media_ready(const MediaReady& media, TimePoint now);
  void on_media_failed(Error error);
  void on_track(const TrackArrived& track);
  void on_playback_blocked(const PlaybackBlocked& blocked);
  void on_timeout(TimePoint now);

  void negotiate(TimePoint now);
  void drain_negotiation();
  void on_up();
  void on_failed(const NegotiationFailed& failed);
  void end();

  void push(Effect effect) { effects_.push_back(std::move(effect)); }
  void emit(std::string_view type, EventData data = {}) { push(Emit{type, std::move(data)}); }
  void settle(CallId call, std::optional<Error> error = {}) {
    push(Settle{call, std::move(error)});
  }
  void reject_start(const Error& error);
  void emit_connect_failure(const Error& error);
  [[nodiscard]] bool is_publisher() const { return config_.role == Role::Publisher; }

  SessionConfig config_;
  MediaSource source_;
  State state_ = State::Ready;
  std::optional<TimePoint> media_deadline_;
  std::optional<Error> media_error_;
  std::optional<CallId> start_;
  std::vector<CallId> stops_;
  bool release_media_ = true;
  std::uint32_t attempts_ = 0;
  std::optional<HttpNegotiation> negotiation_;
  std::deque<Effect> effects_;
};

}  // namespace sluice
