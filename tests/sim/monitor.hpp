// Watches one session from outside and says what must never be. It knows the promises of the SDK,
// and nothing of how they are kept.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "session/session.hpp"

namespace sluice::sim {

// How late the world's timers may go off.
inline constexpr Millis kLatestTimer{2'000};

// What became of a call; Open until it is settled.
struct Outcome {
  bool settled = false;
  std::optional<Error> error{};
};

class Monitor {
 public:
  Monitor(const SessionConfig& config, MediaSource source) : config_(config), source_(source) {}

  // A turn: one input, the effects that follow, the state behind them.
  void begin(const Input& input, TimePoint now);
  void saw(const Effect& effect);
  void end(const Session& session);

  // The computer slept for so long: no fault of the session's.
  void excuse(Millis time) { excused_ += time; }

  // Nothing more will happen. `told`: the URLs of the server's sessions that it was told.
  void at_end(const Session& session, const std::vector<std::string>& told, bool camera_on);

  [[nodiscard]] const std::string& problem() const { return problem_; }
  [[nodiscard]] const std::map<CallId, Outcome>& calls() const { return calls_; }
  [[nodiscard]] bool has_been_live() const { return events_.contains(start_event()); }
  [[nodiscard]] bool has_told(std::string_view event) const { return events_.contains(event); }

 private:
  struct Call {
    TimePoint latest;
    bool is_stop = false;
  };

  void call(CallId id, bool is_stop);
  void saw_stop(const StopCalled& stop);
  void saw_settle(const Settle& settle);
  void saw_event(const Emit& emit);
  void saw_request(const SendHttp& request);
  void check_order(std::string_view type);
  void check_text(std::string_view what, std::string_view text);
  void check_error(const Error& error);
  void check_times();
  void fail(std::string problem);
  [[nodiscard]] std::string_view start_event() const;
  [[nodiscard]] bool is_end_event(std::string_view type) const;

  SessionConfig config_;
  MediaSource source_;
  TimePoint now_{};
  Millis excused_{};

  std::map<CallId, Outcome> calls_;
  std::map<CallId, Call> open_calls_;
  std::optional<CallId> new_call_;

  std::map<std::string_view, int> events_;
  std::string_view last_event_;
  bool stopped_ = false;   // an unpublish() or unsubscribe() was called, or the page was left
  bool rejected_ = false;  // the start was
  bool closed_ = false;    // Connection.Closed was told

  bool over_ = false;  // ended before this turn
  bool hidden_ = false;
  bool camera_comes_ = false;
  bool may_keep_camera_ = false;
  int peers_ = 0;
  std::size_t effects_ = 0;
  std::size_t candidates_ = 0;
  std::map<OpId, SendHttp> under_way_;  // without the aborted ones
  std::set<OpId> aborted_;
  std::vector<std::string> deleted_;

  std::string problem_;
};

}  // namespace sluice::sim
