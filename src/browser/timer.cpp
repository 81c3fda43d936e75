#include "browser/timer.hpp"

#include <emscripten/eventloop.h>
#include <emscripten/html5.h>

#include <algorithm>

namespace sluice::browser {

TimePoint now() {
  return TimePoint(Millis(static_cast<std::int64_t>(emscripten_performance_now())));
}

void Timer::set(std::optional<TimePoint> deadline) {
  if (id_ != 0) emscripten_clear_timeout(id_);
  id_ = 0;
  if (!deadline) return;
  // One millisecond on top, as the clock is cut down to whole ones.
  const double delay =
      static_cast<double>(std::max<std::int64_t>(0, (*deadline - now()).count())) + 1;
  // Cleared by the destructor, so that `this` is alive when it goes off.
  id_ = emscripten_set_timeout(on_timeout, delay, this);
}

void Timer::on_timeout(void* timer) {
  auto* self = static_cast<Timer*>(timer);
  self->id_ = 0;
  // It may be destroyed by what it sets off.
  const auto expired = self->expired_;
  expired();
}

}  // namespace sluice::browser
