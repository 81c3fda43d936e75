// One session of a publisher or a subscriber, from init() until nothing is left of it: the camera,
// the negotiation, the app's promises and events. The rules are in session.cpp.
#pragma once

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "session/locator.hpp"
#include "session/session_loss.hpp"
#include "session/session_table.hpp"
#include "socket/socket_negotiation.hpp"
#include "whip/http_negotiation.hpp"

namespace sluice {

// Where a publisher's media comes from.
enum class MediaSource : std::uint8_t {
  Capture,   // getUserMedia, by Sluice
  Supplied,  // a stream that the app handed in
  Awaited,   // an earlier session of the same client has asked for it
  Kept,      // an earlier session has it: nothing more is to be said or done about it
  None,      // a subscriber's
};

class Session {
 public:
  // `serial`: makes the attempts' ids differ from those of the client's other sessions. `nodes`:
  // ones to try before the manager is asked, best first.
  Session(SessionConfig config, MediaSource source, TimePoint now, std::uint32_t serial = 0,
          std::vector<Node> nodes = {});
  Session(const Session&) = delete;  // the negotiation refers to the config in here
  Session& operator=(const Session&) = delete;

  void handle(const Input& input, TimePoint now);
  [[nodiscard]] std::optional<Effect> poll_effect() { return effects_.poll(); }
  [[nodiscard]] EffectQueue& effects() { return effects_; }
  [[nodiscard]] std::optional<TimePoint> next_deadline() const;
  [[nodiscard]] SessionState state() const { return state_; }
  // `part`: what it is to the client.
  void give_reasons(std::string_view part, Reasons& out) const;
  // Nothing is left to be done or waited for, but perhaps for the answer to AcquireMedia.
  [[nodiscard]] bool ended() const { return state_ == SessionState::Ended; }

  // For whoever recovers from its end.
  bool probe(TimePoint now);  // asks the server for a sign of life; whether take_probed() may tell
  bool restart_ice(TimePoint now);  // whether there is hope in it
  void be_replaced(TimePoint now);  // as the negotiation is
  // What has come of probe(), once.
  [[nodiscard]] std::optional<bool> take_probed() { return std::exchange(probed_, std::nullopt); }
  // That restart_ice() has turned out to lead nowhere, once; whether the server knows no restarts.
  [[nodiscard]] std::optional<bool> take_restart_failed() {
    return std::exchange(restart_refused_, std::nullopt);
  }
  // That the server wants the stream to be asked for anew, once: where; empty: where it was.
  [[nodiscard]] std::optional<std::string> take_moved() {
    return std::exchange(moved_, std::nullopt);
  }
  [[nodiscard]] const std::optional<SessionLoss>& loss() const { return loss_; }
  // Where the server's session of the attempt under way is ended; empty where that is not known.
  [[nodiscard]] std::string server_session() const {
    return negotiation_ ? negotiation_->server_session() : std::string();
  }
  // What is asked of the server, or offered to it: fewer than the config's where it refuses some.
  [[nodiscard]] MediaKinds kinds() const { return target_.kinds; }
  // Whether messages go by a data channel: not where the server refuses an offer with one.
  [[nodiscard]] bool uses_channel() const { return target_.uses_channel; }
  // The attempt under way, or the last one.
  [[nodiscard]] AttemptId attempt() const { return attempt_; }
  // The nodes that have not been tried.
  [[nodiscard]] std::vector<Node> untried_nodes() const;

 private:
  using State = SessionState;
  using Event = SessionEvent;

  bool step(Event event);
  void on_connect(const ConnectCalled& connect, TimePoint now);
  void on_start(const StartCalled& start, TimePoint now);
  void on_stop(const StopCalled& stop, TimePoint now);
  void on_hide(TimePoint now);
  void on_media_ready(const MediaReady& media, TimePoint now);
  void on_media_missing(Error error, TimePoint now);
  void on_track(const TrackArrived& track);
  void on_playback_blocked(const PlaybackBlocked& blocked);
  void on_timeout(TimePoint now);

  void begin(TimePoint now);
  void negotiate(TimePoint now);
  void go_to_node(TimePoint now);
  void on_located(Locator::Answer answer, TimePoint now);
  void drain(TimePoint now);
  void drain_locator(TimePoint now);
  void drain_negotiation(TimePoint now);
  void on_note(NegotiationNote& note, TimePoint now);
  void on_greeted();
  void on_up(bool started, TimePoint now);
  void on_declined(const Error& error);
  void on_failed(NegotiationFailed& failed, TimePoint now);
  bool ask_for_others(const NegotiationFailed& failed);
  void on_over();
  void on_finished(TimePoint now);
  void begin_search(std::uint32_t retries, TimePoint now);
  void explain(Error error, TimePoint now);
  void close_out(TimePoint now);
  void end();

  template <class AnEffect>
  void push(AnEffect effect) {
    effects_.push(std::move(effect));
  }
  void emit(std::string_view type) { effects_.emit(type); }
  template <class Data>
  void emit(std::string_view type, Data data) {
    effects_.emit(type, std::move(data));
  }
  void settle(CallId call, std::optional<Error> error = {}) {
    push(Settle{.call = call, .error = std::move(error)});
  }
  void emit_start() { emit(is_publisher() ? event::kPublishStart : event::kSubscribeStart); }
  void reject(const Error& error);
  void emit_connect_failure(const Error& error);
  void show_rewritten(const Json& options);
  [[nodiscard]] bool is_publisher() const { return config_.role == Role::Publisher; }

  SessionConfig config_;
  SessionConfig target_;  // the config to connect with: config_'s own, or rewritten for a node
  MediaSource source_;
  State state_ = State::Ready;
  std::optional<TimePoint> media_deadline_;
  std::optional<Error> media_error_;
  bool has_media_;
  std::optional<CallId> connect_;
  std::optional<CallId> start_;
  std::vector<CallId> stops_;
  bool release_media_ = true;
  bool over_ = false;  // the server said so
  std::optional<SessionLoss> loss_;
  std::optional<std::string> moved_;
  std::optional<bool> probed_;
  std::optional<bool> restart_refused_;
  bool muted_[2] = {};  // by MediaKind
  AttemptId attempt_{};
  static constexpr std::uint32_t kAttemptsPerSession = 64;  // more than kMaxNodes, and the searches
  std::uint32_t attempts_;

  std::optional<Locator> locator_;
  std::vector<Node> nodes_;  // best first; empty before a lookup's answer, and without one
  std::size_t node_ = 0;
  bool try_again_ = false;  // once the attempt at hand is over: with the next node, or other kinds
  bool tried_[4] = {};      // sets of kinds that have been refused
  // Why an attempt failed, while the manager is asked whether it is its proxy that is missing.
  std::optional<Error> suspected_;

  std::unique_ptr<Negotiation> negotiation_;
  SocketNegotiation* socket_ = nullptr;  // the same, over a WebSocket
  EffectQueue effects_;
};

}  // namespace sluice
