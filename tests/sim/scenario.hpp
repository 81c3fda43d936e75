// Good runs with a name, for tests that spoil them in one place at a time: start, be live for a
// while, stop.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "sim/samples.hpp"
#include "sim/world.hpp"

namespace sluice::sim {

struct Scenario {
  std::string name;
  SessionConfig config;
  MediaSource source = MediaSource::Capture;
  std::vector<Fault> always{};  // what the server and the browser do in it
};

inline std::ostream& operator<<(std::ostream& out, const Scenario& scenario) {
  return out << scenario.name;
}

inline std::vector<Scenario> scenarios() {
  const auto config = [](Role role, bool trickle = true) {
    SessionConfig made = test::sample_config(role);
    made.token = test::kToken;
    made.trickle = trickle;
    return made;
  };
  constexpr auto none = MediaSource::None;
  const SessionConfig publish = config(Role::Publisher);
  const SessionConfig play = config(Role::Subscriber);
  return {
      {.name = "publish", .config = publish},
      {.name = "publish a stream of the caller's",
       .config = publish,
       .source = MediaSource::Supplied},
      {.name = "publish without trickling", .config = config(Role::Publisher, false)},
      {.name = "publish with ICE servers of the server's",
       .config = publish,
       .always = {Fault::IceServers, Fault::Etag}},
      {.name = "play", .config = play, .source = none},
      {.name = "play without trickling", .config = config(Role::Subscriber, false), .source = none},
      {.name = "play a counter-offer",
       .config = play,
       .source = none,
       .always = {Fault::Counter406}},
      {.name = "play an offer of Red5's",
       .config = play,
       .source = none,
       .always = {Fault::CounterRed5}},
      {.name = "play a counter-offer without trickling",
       .config = config(Role::Subscriber, false),
       .source = none,
       .always = {Fault::Counter406}},
      {.name = "play what blocks",
       .config = play,
       .source = none,
       .always = {Fault::PlayBlocked, Fault::PlayBlockedMuted}},
  };
}

inline constexpr std::uint64_t kScenarioSeed = 1;
inline constexpr TimePoint kScenarioStop{Millis(20'000)};

}  // namespace sluice::sim
