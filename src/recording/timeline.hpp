// A recording as a person reads it: what came in, what the machine was in the middle of and why,
// and what went out; and whether a replay comes to the same.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "recording/recording.hpp"

namespace sluice::recording {

enum class LineKind : std::uint8_t {
  In,       // an input
  Because,  // why it came, where it is a timer's
  Fact,     // what is otherwise than before
  Timer,    // that has been set
  Out,      // an effect
  Then,     // of a step that differs: what came of it when it was recorded,
  Now,      // and what comes of it here
  Note,     // about the recording itself
};

struct TimelineLine {
  Millis at{};  // since the beginning
  std::size_t step = 0;
  LineKind kind = LineKind::Note;
  std::string text;
};

struct Timeline {
  std::vector<TimelineLine> lines;
  std::size_t steps = 0;     // in the recording
  std::size_t replayed = 0;  // of them
  std::size_t same = 0;      // of those
  std::size_t effects = 0;   // of the steps that were the same
  std::optional<std::size_t> first_difference{};
};

// `all`: with the looks at media that nothing comes of, which are counted else.
[[nodiscard]] Timeline timeline_of(const Recording& recording, bool all);

// `lines` as text, and in front what was recorded and what the replay has come to.
[[nodiscard]] std::string text_of(const Recording& recording, const Timeline& timeline);

}  // namespace sluice::recording
