// A recording: what began a machine, and each input with its time and what came of it. As a file:
//
//   "sluice recording\n", the format's version, the core's version, and what began the machine;
//   the first steps, to the byte;
//   what is missing: how many steps and effects, and from when to when (none: the recording is
//   whole);
//   the last steps.
//
// A step: milliseconds since the one before it, the input, its effects (how many, and each behind
// its length), the state it has led to, and when the machine then wanted to be woken (0: not at
// all; else one more than the milliseconds until then).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "config/config.hpp"
#include "machine/input.hpp"
#include "recording/bytes.hpp"
#include "recovery/supervisor_table.hpp"
#include "session/session.hpp"

namespace sluice::recording {

inline constexpr std::string_view kMagic = "sluice recording\n";
inline constexpr std::uint64_t kFormat = 1;

struct Beginning {
  Role role = Role::Publisher;
  Transport transport = Transport::Http;
  Page page{};
  MediaSource source = MediaSource::None;
  std::uint64_t seed = 0;
  TimePoint at{};
  std::string options;  // JSON
};

struct Step {
  TimePoint at{};
  Input input{};
  std::vector<std::string> effects;  // effect_bytes()
  SupervisorState state = SupervisorState::Plain;
  std::optional<Millis> wakes{};  // behind `at`

  // Whether the same came of it.
  [[nodiscard]] bool same_outcome(const Step& other) const {
    return effects == other.effects && state == other.state && wakes == other.wakes;
  }
};

struct Gap {
  std::uint64_t steps = 0;
  std::uint64_t effects = 0;
  TimePoint from{};
  TimePoint until{};
};

struct Recording {
  std::string core;  // the version that has recorded it
  Beginning beginning;
  std::vector<Step> steps;
  std::size_t first_steps = 0;  // those before the gap
  std::optional<Gap> gap{};
};

struct RecordingLimits {
  std::size_t bytes = 64 * 1024 * 1024;
  std::size_t steps = 2'000'000;
};

void write_beginning(ByteWriter& out, std::string_view core, const Beginning& beginning);
void write_step(ByteWriter& out, const Step& step, TimePoint before);
void write_gap(ByteWriter& out, const std::optional<Gap>& gap);

// The error's detail says what is wrong with it.
[[nodiscard]] Result<Recording> parse_recording(std::string_view bytes,
                                                const RecordingLimits& limits = {});

}  // namespace sluice::recording
