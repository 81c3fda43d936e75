// Watches one session from outside and says what must never be. It knows the promises of the SDK,
// and nothing of how they are kept.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "session/event.hpp"
#include "sim/watch_calls.hpp"
#include "sim/watch_events.hpp"
#include "sim/watch_lines.hpp"
#include "sim/watch_requests.hpp"
#include "sim/watch_search.hpp"

namespace sluice::sim {

class Monitor {
 public:
  Monitor(const SessionConfig& config, MediaSource source)
      : life_{.config = config, .source = source} {}
  Monitor(const Monitor&) = delete;
  Monitor& operator=(const Monitor&) = delete;

  // A turn: one input, the effects that follow, the state behind them.
  void begin(const Input& input, TimePoint now);
  void saw(const Effect& effect);
  void end(const Session& session);

  // The computer slept for so long: no fault of the session's.
  void excuse(Millis time) { life_.excused += time; }

  // Nothing more will happen. `told`: the URLs of the server's sessions that it was told.
  void at_end(const Session& session, const std::vector<std::string>& told, bool camera_on);

  [[nodiscard]] const std::string& problem() const { return life_.problem; }
  [[nodiscard]] const std::map<CallId, Outcome>& calls() const { return calls_.outcomes(); }
  [[nodiscard]] bool has_been_live() const { return life_.live; }
  [[nodiscard]] const std::map<std::string_view, int>& events() const { return events_.all(); }
  [[nodiscard]] bool has_told(std::string_view event) const { return events_.has_told(event); }

 private:
  void saw_stop(const StopCalled& stop);
  void check_deadline(const Session& session);

  Life life_;
  WatchCalls calls_{life_};
  WatchEvents events_{life_};
  WatchLines lines_{life_};
  WatchRequests requests_{life_};
  WatchSearch search_{life_};

  std::size_t effects_ = 0;
  bool camera_comes_ = false;
  bool may_keep_camera_ = false;
};

}  // namespace sluice::sim
