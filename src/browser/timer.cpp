#include "browser/timer.hpp"

#include <emscripten/html5.h>

#include <algorithm>

namespace sluice::browser {

TimePoint now() {
  return TimePoint(Millis(static_cast<std::int64_t>(emscripten_performance_now())));
}

void Timer::set(std::optional<TimePoint> deadline) {
  if (!is_missing(id_)) val::global("clearTimeout")(id_);
  id_ = val::undefined();
  callbacks_.clear();
  if (!deadline) return;
  // One millisecond on top, as the clock is cut down to whole ones.
  const double delay =
      static_cast<double>(std::max<std::int64_t>(0, (*deadline - now()).count())) + 1;
  id_ = val::global("setTimeout")(callbacks_.on([this](val) {
    id_ = val::undefined();
    inbox_.put(Timeout{});
    return val::undefined();
  }),
                                  delay);
}

}  // namespace sluice::browser
