// Holds what a client over HTTP takes for its session against what the server has: what it calls
// live is a session there, the only one of its own, and none of its requests ends it.
#pragma once

#include <map>
#include <set>
#include <string>

#include "machine/effect.hpp"
#include "sim/browser.hpp"
#include "sim/monitor.hpp"
#include "sim/network.hpp"

namespace sluice::sim {

class Truth {
 public:
  explicit Truth(const Network& network) : network_(network) {}

  void saw(const Effect& effect, const Monitor& monitor, TimePoint now);
  // Of a turn.
  void end(const Monitor& monitor, TimePoint now);
  // The server has heard something.
  void check_candidates(Browser& browser);
  // Nobody is there any more who could be told.
  void leave_page() { is_left_ = true; }
  // Nothing more will happen.
  void at_end();
  // The computer slept for so long.
  void excuse(Millis time) { excused_ += time; }

  [[nodiscard]] const std::string& problem() const { return problem_; }

 private:
  void check_left(AttemptId attempt);
  void fail(std::string problem) {
    if (problem_.empty()) problem_ = std::move(problem);
  }

  [[nodiscard]] TimePoint awake(TimePoint now) const { return now - excused_; }

  const Network& network_;
  std::set<AttemptId> open_;                // whose peers are open
  std::map<AttemptId, TimePoint> left_at_;  // whose peers are closed
  std::set<std::string> told_;              // URLs of sessions that may be left on the server
  std::optional<TimePoint> without_{};      // it is live, and has no session
  bool is_left_ = false;
  Millis excused_{};
  std::string problem_;
};

}  // namespace sluice::sim
