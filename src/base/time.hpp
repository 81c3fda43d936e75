// Time is a value that is handed in: the core has no clock to read.
#pragma once

#include <chrono>
#include <cstdint>

namespace sluice {

using Millis = std::chrono::duration<std::int64_t, std::milli>;

// Names the time line of a session. It has no now(): whoever drives a machine supplies it, from
// performance.now() in a page and from a counter in a test.
struct SessionClock {
  using duration = Millis;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<SessionClock, duration>;
  static constexpr bool is_steady = true;
};
using TimePoint = SessionClock::time_point;

}  // namespace sluice
