// The one timer of a machine: puts a Timeout into its inbox at the next deadline.
#pragma once

#include <optional>

#include "base/time.hpp"
#include "browser/callbacks.hpp"
#include "browser/inbox.hpp"

namespace sluice::browser {

[[nodiscard]] TimePoint now();

// Over setTimeout() itself. Emscripten's own emscripten_set_timeout() takes a module without main()
// for one that has come to its end when its last timer has gone off, and lets no later one through.
class Timer {
 public:
  explicit Timer(Inbox& inbox) : inbox_(inbox) {}
  ~Timer() { set(std::nullopt); }
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

  // In the place of any earlier deadline; nothing: never.
  void set(std::optional<TimePoint> deadline);

 private:
  Inbox& inbox_;
  val id_ = val::undefined();
  Callbacks callbacks_;
};

}  // namespace sluice::browser
