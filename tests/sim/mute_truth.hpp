// Holds what the app has muted against what the node of a live publisher has been told.
#pragma once

#include <array>
#include <optional>

#include "machine/input.hpp"
#include "sim/connection.hpp"

namespace sluice::sim {

class MuteTruth {
 public:
  void begin(const Input& input);
  // Of a turn; `connection`: the live session's at its node, null where there is none.
  void end(const Connection* connection, TimePoint now);
  // The computer slept for so long.
  void excuse(Millis time) { excused_ += time; }

  // Empty while all is well.
  [[nodiscard]] std::string_view problem() const { return problem_; }

 private:
  std::array<bool, 2> muted_{};               // by MediaKind
  std::optional<TimePoint> differs_since_{};  // without the time asleep
  const Connection* connection_ = nullptr;    // that it differs from
  Millis excused_{};
  std::string_view problem_;
};

}  // namespace sluice::sim
