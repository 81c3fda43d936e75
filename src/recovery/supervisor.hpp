// What a client drives: one session, and with recovery the sessions that follow it. To the app they
// are one. The rules are in supervisor.cpp.
#pragma once

#include <list>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "recovery/capture_watch.hpp"
#include "recovery/loss.hpp"
#include "recovery/picture_watch.hpp"
#include "recovery/recovery_policy.hpp"
#include "recovery/stall_watch.hpp"
#include "recovery/supervisor_table.hpp"
#include "session/session.hpp"

namespace sluice {

class Supervisor {
 public:
  // `seed`: of the pauses between attempts.
  Supervisor(SessionConfig config, MediaSource source, std::uint64_t seed, TimePoint now);
  Supervisor(const Supervisor&) = delete;
  Supervisor& operator=(const Supervisor&) = delete;

  void handle(const Input& input, TimePoint now);
  [[nodiscard]] std::optional<Effect> poll_effect() { return effects_.poll(); }
  [[nodiscard]] std::optional<TimePoint> next_deadline() const;
  [[nodiscard]] SupervisorState state() const { return state_; }
  // Nothing is left to be done or waited for, but perhaps for the answer to AcquireMedia.
  [[nodiscard]] bool ended() const { return state_ == SupervisorState::Ended; }
  // What it is about, and what its timers are for (machine/reasons.hpp).
  void give_reasons(Reasons& out) const;

 private:
  using State = SupervisorState;
  using Event = SupervisorEvent;

  // One session and what is made of it. Hidden: the app does not see it yet, so what it says is
  // held until it takes over. Leaving: it is only being taken down.
  struct Member {
    std::unique_ptr<Session> session;
    bool hidden = false;
    bool leaving = false;
    bool greeted = false;
    bool started = false;
    bool promises_picture = true;  // by the server's description
    std::optional<TimePoint> started_at{};
    TimePoint began_at{};
    TimePoint left_at{};
    std::optional<SessionLoss> failure{};  // it could not connect
    EffectQueue held{};
  };
  // The supervisor's own calls to its sessions; the app's are counted from 1.
  static constexpr CallId kConnectCall{0xffffffff};
  static constexpr CallId kStartCall{0xfffffffe};
  static constexpr CallId kStopCall{0xfffffffd};
  // For our own old session to end, before its name is asked for.
  static constexpr Millis kEndFirst{1000};

  bool step(Event event);
  void on_connect(const ConnectCalled& connect, TimePoint now);
  void on_start(const StartCalled& start, TimePoint now);
  void on_stop(const StopCalled& stop, TimePoint now);
  void on_hide(bool may_return, TimePoint now);
  void go_away(TimePoint now);
  void on_shown(TimePoint now);
  void on_mute(const MuteCalled& mute, TimePoint now);
  void on_media(const Input& input, TimePoint now);
  bool on_device(const Input& input, TimePoint now);
  void on_stats(const StatsSampled& sample, TimePoint now);
  void on_media_counts(const MediaCounts& counts, TimePoint now);
  void on_picture_counts(const MediaCounts& counts, TimePoint now);
  void set_hidden(bool hidden);
  void on_policy(const PolicyAnswered& answer, TimePoint now);
  void on_token(const TokenGiven& given, TimePoint now);
  void on_online(bool online, TimePoint now);
  void on_network_changed(TimePoint now);
  void on_network_looked(const NetworkLooked& looked, TimePoint now);
  void lose_network(TimePoint now);
  void on_stirring(TimePoint now);
  void renew_hanging(TimePoint now);
  void on_timeout(TimePoint now);
  void pass_on(const Input& input, TimePoint now);

  void add_member(TimePoint now);
  void ask(Member& member, TimePoint now);
  void leave(Member& member, TimePoint now);
  void drain(TimePoint now);
  void route(Member& member);
  [[nodiscard]] std::optional<TimePoint> waits_until(const Member& member) const;
  EffectQueue* destination(Member& member, const Effect& effect);
  EffectQueue* destination_of_event(Member& member, const Emit& emitted);
  void review(Member& member, TimePoint now);
  void on_member_greeted(Member& member, TimePoint now);
  void on_member_up(Member& member, TimePoint now);
  void on_member_lost(Member& member, SessionLoss loss, TimePoint now);
  void on_member_moved(const std::string& to, TimePoint now);
  void keep_spares(const Member& member);
  void take_over(TimePoint now);

  void lose(LossCause cause, std::optional<Error> error, TimePoint now);
  void plan(LossCause cause, TimePoint now);
  void pause(Millis delay, TimePoint now);
  void attempt(TimePoint now);
  void hurry(TimePoint now);
  void end_restart(TimePoint now);
  // Until when an attempt waits for our own old session to end.
  [[nodiscard]] std::optional<TimePoint> old_one_may_last() const;
  [[nodiscard]] bool is_replaced(const Member& member, const std::string& url) const;
  void succeed(bool kept, TimePoint now);
  void give_up(TimePoint now);
  void close_all(TimePoint now);
  void finish();
  void watch_from(TimePoint now);
  void watch_plain(TimePoint now);
  void look(TimePoint now);
  void look_again(TimePoint now);
  void forget_watch();
  void unwatch();
  void on_peer_state(const PeerStateChanged& change, TimePoint now);
  void wake(TimePoint now);
  void tell_muted(Member& member, TimePoint now);

  [[nodiscard]] std::optional<TimePoint> due_at() const;
  [[nodiscard]] Millis left(Millis delay, TimePoint now) const;  // of `recovery.duration`
  [[nodiscard]] Recovering standing(TimePoint now) const;
  void reject_calls(const Error& error);
  void emit(std::string_view type, EventData data = {}) {
    effects_.push(Emit{type, std::move(data), {}});
  }
  [[nodiscard]] bool is_publisher() const { return config_.role == Role::Publisher; }
  // Whether an attempt would come to nothing.
  [[nodiscard]] bool is_held_up() const { return offline_ || away_; }
  [[nodiscard]] Member* current() { return next_ ? next_ : lead_; }

  SessionConfig config_;
  MediaSource source_;
  Random random_;
  State state_ = State::Idle;
  TimePoint latest_;  // time never goes back in here, whatever the caller's clock does
  std::list<Member> members_;
  Member* lead_ = nullptr;  // the one that the app sees
  Member* next_ = nullptr;  // the one that is to take its place
  AttemptId seen_{};        // whose peer the app has got last
  std::uint32_t serial_ = 0;
  EffectQueue effects_;

  // What the app wants.
  std::optional<CallId> connect_;
  std::optional<CallId> start_;
  std::vector<CallId> stops_;
  std::optional<std::string> stream_name_;
  bool wants_connection_ = false;
  bool wants_stream_ = false;
  bool release_media_ = true;
  std::optional<bool> muted_[2];  // by MediaKind
  bool media_pending_ = false;    // the camera has been asked for
  // That came when no session was there to take it.
  std::variant<std::monostate, MediaReady, MediaFailed> media_answer_;

  std::optional<CaptureWatch> capture_;

  // What is lost, and how it comes back.
  std::optional<Loss> loss_;
  Tries tries_;
  bool was_live_ = false;
  bool offline_ = false;
  bool away_ = false;  // the page is in the browser's cache
  bool hidden_page_ = false;
  bool unpublished_ = false;     // the server said that the stream is over
  bool stopped_ = false;         // by the app: nothing is recovered any more
  std::optional<Url> moved_to_;  // where the next attempt goes, by the server's word
  std::vector<Node> nodes_;      // left to try without a new lookup
  Millis late_{0};               // by how much the last attempt took longer than usual
  std::string candidate_;        // the node in use, as far as it is known
  EffectQueue farewell_;         // what the app hears once it is over
  std::optional<Millis> usual_;  // how long it took to go live

  std::optional<StallWatch> watch_;
  std::optional<PictureWatch> picture_;
  std::optional<bool> had_picture_{};  // what was watched last
  std::optional<TimePoint> sample_at_;
  std::optional<TimePoint> live_at_;
  TimePoint network_until_{};  // this machine's may still be changing
  // It has changed, or its checks get no answers: a silence now is no pause of the stream's.
  TimePoint suspect_until_{};
};

}  // namespace sluice
