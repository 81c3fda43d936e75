// Keeps what happens to a machine, within a bound: the beginning for good, and of what follows the
// last. What lies between them is only counted.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "recording/recording.hpp"
#include "recording/stand_ins.hpp"

namespace sluice::recording {

// `bytes`: half for the beginning, half for the last steps, which `time` may bound, too.
struct Bounds {
  std::size_t bytes = 4 * 1024 * 1024;
  std::optional<Millis> time{};
};

class Recorder {
 public:
  // `key`: random, and for this recording alone.
  Recorder(std::string_view core, Beginning beginning, const Bounds& bounds, const Key& key);

  // One turn of the machine: the input, then its effects as they are polled, then how it stands.
  // What it wants before its first turn counts as that one's.
  void begin(const Input& input, TimePoint now);
  void saw(const Effect& effect);
  void end(SupervisorState state, std::optional<TimePoint> deadline);

  [[nodiscard]] std::string file() const;

 private:
  struct Block {
    std::string bytes;
    TimePoint from{};  // of the step before its first one
    TimePoint until{};
    std::uint64_t steps = 0;
    std::uint64_t effects = 0;
  };

  void drop_old();
  [[nodiscard]] Block& block_for(std::size_t size);

  StandIns stand_ins_;
  Bounds bounds_;
  std::string core_;
  Beginning beginning_;
  std::string first_;  // the first steps
  std::deque<Block> last_;
  std::size_t last_bytes_ = 0;
  std::optional<Gap> gap_{};
  TimePoint latest_;
  Step step_{};
};

}  // namespace sluice::recording
