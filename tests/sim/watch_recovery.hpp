// The story that a recovering client tells its app: what was lost, each attempt and its pause, and
// either that it is back or, once, that it is given up. Nothing else tells of an end meanwhile.
#pragma once

#include <map>
#include <optional>
#include <string_view>

#include "sim/life.hpp"

namespace sluice::sim {

class WatchRecovery {
 public:
  explicit WatchRecovery(Life& life) : life_(life) {}

  void begin(const Input& input);
  void saw(const Effect& effect);
  void end();
  void at_end();

  [[nodiscard]] const std::map<std::string_view, int>& all() const { return told_; }
  [[nodiscard]] bool is_lost() const { return phase_ == Phase::Lost; }
  [[nodiscard]] bool is_given_up() const { return phase_ == Phase::GivenUp; }
  [[nodiscard]] bool waits_for_app() const { return asked_policy_; }

 private:
  enum class Phase { Calm, Lost, GivenUp, Stopped };

  void saw_event(const Emit& emit);
  void saw_start(const Recovering& story);
  void saw_attempt(const Recovering& story);
  void saw_success(const Recovering& story);
  void saw_failure(const Recovering& story);
  void saw_end(std::string_view type);
  void saw_new_session();
  void wrong(std::string_view type);
  void check_pause(const Recovering& story);

  Life& life_;
  Phase phase_ = Phase::Calm;
  std::map<std::string_view, int> told_;
  std::string_view last_;
  TimePoint lost_at_{};
  std::uint32_t attempt_ = 0;
  TimePoint asked_until_{};    // before which the server wants no attempt
  std::uint64_t packets_ = 0;  // at the last look
  bool is_hurried_ = false;
  bool is_called_ = false;        // the app has asked for an attempt
  std::optional<TimePoint> due_;  // the attempt that was announced
  std::uint32_t sessions_ = 0;    // but the first
  bool may_hurry_ = false;        // in this turn
  bool asked_policy_ = false;
  bool token_given_ = false;  // in this turn
  bool is_away_ = false;
  bool restarted_ = false;      // an ICE restart has been begun
  bool may_ask_token_ = false;  // for a DELETE
  bool for_restart_ = false;    // the pause that was announced leaves time for an ICE restart
  std::optional<Millis> wished_;
};

}  // namespace sluice::sim
