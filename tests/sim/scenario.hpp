// Good runs with a name, for tests that spoil them in one place at a time: start, be live for a
// while, stop.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "sim/samples.hpp"
#include "sim/wishes.hpp"
#include "sim/world.hpp"

namespace sluice::sim {

struct Scenario {
  std::string name;
  SessionConfig config;
  MediaSource source = MediaSource::Capture;
  std::vector<Fault> always{};     // what the server and the browser do in it
  Millis connects_before{0};       // a connect() that long before the start; 0: none
  bool changes_transport = false;  // the data channel takes over
  std::string ends_with{};         // the event that tells that the server has ended it; else a stop
};

inline std::ostream& operator<<(std::ostream& out, const Scenario& scenario) {
  return out << scenario.name;
}

// Over HTTP, then over a WebSocket.
[[nodiscard]] std::vector<Scenario> scenarios();

inline constexpr std::uint64_t kScenarioSeed = 1;
inline constexpr TimePoint kScenarioTalk{Millis(10'000)};
inline constexpr TimePoint kScenarioStop{Millis(20'000)};

}  // namespace sluice::sim
