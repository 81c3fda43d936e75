// What the build with the extras keeps of a session for whoever asks for its recording. In the
// other build there is nothing of it.
#pragma once

#include <emscripten/val.h>

#include <cstdint>
#include <optional>
#include <string>

#include "machine/effect.hpp"
#include "machine/input.hpp"
#include "recording/recorder.hpp"

namespace sluice::browser {

using emscripten::val;

template <bool kRecords>
class SessionRecorder {
 public:
  void start(std::uint32_t, const val&, const recording::Beginning&) {}
  void begin(const Input&, TimePoint) {}
  void saw(const Effect&) {}
  void end(SupervisorState, std::optional<TimePoint>) {}
};

template <>
class SessionRecorder<true> {
 public:
  SessionRecorder() = default;
  ~SessionRecorder();
  SessionRecorder(const SessionRecorder&) = delete;
  SessionRecorder& operator=(const SessionRecorder&) = delete;

  // `wanted`: {bytes, ms, key}, the key as four numbers; undefined: nothing is recorded.
  void start(std::uint32_t id, const val& wanted, recording::Beginning beginning);

  void begin(const Input& input, TimePoint now) {
    if (recorder_) recorder_->begin(input, now);
  }
  void saw(const Effect& effect) {
    if (recorder_) recorder_->saw(effect);
  }
  void end(SupervisorState state, std::optional<TimePoint> deadline) {
    if (recorder_) recorder_->end(state, deadline);
  }

 private:
  std::uint32_t id_ = 0;
  std::optional<recording::Recorder> recorder_;
};

// Exports of the build with the extras. A Uint8Array; undefined where none is recorded.
[[nodiscard]] val recording_of(std::uint32_t id);
// {error}, or {text, lines, inputs, replayed, exact}: what a recording's bytes tell.
[[nodiscard]] val replay_recording(const std::string& bytes, bool all);

}  // namespace sluice::browser
