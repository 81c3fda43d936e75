// Watches a client with recovery, which is as many sessions as it takes.
#pragma once

#include <optional>

#include "sim/monitor.hpp"
#include "sim/watch_attempts.hpp"
#include "sim/watch_recovery.hpp"

namespace sluice::sim {

class RecoveryMonitor final : public Monitor {
 public:
  RecoveryMonitor(const SessionConfig& config, MediaSource source)
      : life_{.config = config, .source = source} {}

  void begin(const Input& input, TimePoint now) override;
  void saw(const Effect& effect) override;
  void end(const Supervisor& supervisor) override;
  void at_end(const Supervisor& supervisor, const std::vector<std::string>& told,
              bool camera_on) override;
  void excuse(Millis time) override { life_.excused += time; }

  [[nodiscard]] const std::string& problem() const override { return life_.problem; }
  [[nodiscard]] const std::map<CallId, Outcome>& calls() const override { return outcomes_; }
  [[nodiscard]] const std::map<std::string_view, int>& events() const override {
    return story_.all();
  }
  [[nodiscard]] bool has_been_live() const override { return life_.live; }
  [[nodiscard]] bool is_live() const override {
    return life_.live && life_.wanted() && !story_.is_lost();
  }

 private:
  enum class Kind { Connect, Start, Stop, Ask };
  struct Call {
    Kind kind;
    TimePoint begin;
    std::optional<TimePoint> latest;  // nothing where it may wait for as long as recovery lasts
  };

  void add(CallId call, Kind kind);
  void saw_stop(const StopCalled& stop);
  void saw_settled(const Settle& settle);
  void check_calls();
  void check_deadline(const Supervisor& supervisor);
  void check_text(const Error& error);

  Life life_;
  WatchRecovery story_{life_};
  WatchAttempts attempts_{life_};
  std::map<CallId, Outcome> outcomes_;
  std::map<CallId, Call> open_;
  std::optional<CallId> new_;
  std::size_t effects_ = 0;  // of this turn
  int cameras_ = 0;
  bool camera_comes_ = false;
  bool may_keep_camera_ = false;
  bool offline_ = false;
  bool is_away_ = false;
  bool recovers_ = true;  // until the app wants it no more
};

}  // namespace sluice::sim
