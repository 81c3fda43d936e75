// The one timer of a machine: goes off at its next deadline.
#pragma once

#include <functional>
#include <optional>

#include "base/time.hpp"
#include "browser/callbacks.hpp"

namespace sluice::browser {

[[nodiscard]] TimePoint now();

// Over setTimeout() itself. Emscripten's own emscripten_set_timeout() takes a module without main()
// for one that has come to its end when its last timer has gone off, and lets no later one through.
class Timer {
 public:
  explicit Timer(std::function<void()> expired) : expired_(std::move(expired)) {}
  ~Timer() { set(std::nullopt); }
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

  // In the place of any earlier deadline; nothing: never.
  void set(std::optional<TimePoint> deadline);

 private:
  std::function<void()> expired_;
  val id_ = val::undefined();
  Callbacks callbacks_;
};

}  // namespace sluice::browser
