// The one timer of a machine: goes off at its next deadline.
#pragma once

#include <functional>
#include <optional>

#include "base/time.hpp"

namespace sluice::browser {

[[nodiscard]] TimePoint now();

class Timer {
 public:
  explicit Timer(std::function<void()> expired) : expired_(std::move(expired)) {}
  ~Timer() { set(std::nullopt); }
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

  // In the place of any earlier deadline; nothing: never.
  void set(std::optional<TimePoint> deadline);

 private:
  static void on_timeout(void* timer);

  std::function<void()> expired_;
  int id_ = 0;  // 0: none
};

}  // namespace sluice::browser
