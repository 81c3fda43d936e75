// Watches a client without recovery, which is one session.
#pragma once

#include "sim/monitor.hpp"
#include "sim/watch_events.hpp"
#include "sim/watch_lines.hpp"
#include "sim/watch_requests.hpp"
#include "sim/watch_search.hpp"

namespace sluice::sim {

class SessionMonitor final : public Monitor {
 public:
  SessionMonitor(const SessionConfig& config, MediaSource source)
      : life_{.config = config, .source = source} {}

  void begin(const Input& input, TimePoint now) override;
  void saw(const Effect& effect) override;
  void end(const Supervisor& supervisor) override;
  void at_end(const Supervisor& supervisor, const std::vector<std::string>& told,
              bool camera_on) override;
  void excuse(Millis time) override { life_.excused += time; }

  [[nodiscard]] const std::string& problem() const override { return life_.problem; }
  [[nodiscard]] const std::map<CallId, Outcome>& calls() const override {
    return calls_.outcomes();
  }
  [[nodiscard]] const std::map<std::string_view, int>& events() const override {
    return events_.all();
  }
  [[nodiscard]] bool has_been_live() const override { return life_.live; }
  [[nodiscard]] bool is_live() const override { return life_.live && life_.wanted(); }

 private:
  void saw_stop(const StopCalled& stop);
  void check_deadline(const Supervisor& supervisor);

  Life life_;
  WatchCalls calls_{life_};
  WatchEvents events_{life_};
  WatchLines lines_{life_};
  WatchRequests requests_{life_};
  WatchSearch search_{life_};

  std::size_t effects_ = 0;
  bool camera_comes_ = false;
  bool camera_waits_ = false;  // for the person at the prompt
  bool may_keep_camera_ = false;
};

}  // namespace sluice::sim
