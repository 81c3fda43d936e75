// Holds what the app has muted against what the server of a live publisher has been told.
#pragma once

#include <array>
#include <optional>

#include "machine/input.hpp"
#include "sim/nature.hpp"

namespace sluice::sim {

class MuteTruth {
 public:
  void begin(const Input& input);
  // Of a turn; `told`: what the live session's server has been told, null where there is none.
  void end(const std::array<bool, 2>* told, TimePoint now);
  // The computer slept for so long.
  void excuse(Millis time) { excused_ += time; }

  // Empty while all is well.
  [[nodiscard]] std::string_view problem() const { return problem_; }

 private:
  std::array<bool, 2> muted_{};                // by MediaKind
  std::optional<TimePoint> differs_since_{};   // without the time asleep
  const std::array<bool, 2>* told_ = nullptr;  // that it differs from
  Millis excused_{};
  std::string_view problem_;
};

}  // namespace sluice::sim
