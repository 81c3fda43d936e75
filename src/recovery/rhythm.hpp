// How regularly something comes: the longest silence between two of it in the last ten seconds.
#pragma once

#include <array>
#include <cstddef>

#include "base/time.hpp"

namespace sluice {

class Rhythm {
 public:
  void begin(TimePoint now) { slot_began_ = now; }
  void learn(Millis silence, TimePoint now);
  [[nodiscard]] Millis longest() const;

 private:
  static constexpr std::size_t kSlots = 10;  // of a second each
  TimePoint slot_began_{};
  std::array<Millis, kSlots> longest_{};  // of each of the last seconds
  std::size_t slot_ = 0;
};

}  // namespace sluice
