// Watches one client from outside and says what must never be. A monitor knows the promises of the
// SDK, and nothing of how they are kept.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "recovery/supervisor.hpp"
#include "sim/watch_calls.hpp"

namespace sluice::sim {

class Monitor {
 public:
  Monitor() = default;
  virtual ~Monitor() = default;
  Monitor(const Monitor&) = delete;
  Monitor& operator=(const Monitor&) = delete;

  // A turn: one input, the effects that follow, the state behind them.
  virtual void begin(const Input& input, TimePoint now) = 0;
  virtual void saw(const Effect& effect) = 0;
  virtual void end(const Supervisor& supervisor) = 0;

  // Nothing more will happen. `told`: the URLs of the server's sessions that the client was told.
  virtual void at_end(const Supervisor& supervisor, const std::vector<std::string>& told,
                      bool camera_on) = 0;

  // The computer slept for so long: no fault of the client's.
  virtual void excuse(Millis time) = 0;

  [[nodiscard]] virtual const std::string& problem() const = 0;
  [[nodiscard]] virtual const std::map<CallId, Outcome>& calls() const = 0;
  [[nodiscard]] virtual const std::map<std::string_view, int>& events() const = 0;
  [[nodiscard]] virtual bool has_been_live() const = 0;
  // Media may flow, and nobody has ended that.
  [[nodiscard]] virtual bool is_live() const = 0;

  [[nodiscard]] bool has_told(std::string_view event) const { return events().contains(event); }
  [[nodiscard]] int times_told(std::string_view event) const {
    const auto it = events().find(event);
    return it == events().end() ? 0 : it->second;
  }
};

}  // namespace sluice::sim
