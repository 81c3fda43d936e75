// What a storm is judged by.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/time.hpp"

namespace sluice::storm {

inline constexpr Millis kBin{100};

// In one bin of time.
struct Bin {
  std::uint32_t lookups = 0;   // that arrive at the manager
  std::uint32_t sockets = 0;   // likewise, for its proxy
  std::uint32_t refused = 0;   // of both
  std::uint32_t wasted = 0;    // answered when the client had given up
  std::uint32_t watching = 0;  // clients with a picture at its end
};

struct Measures {
  std::vector<Bin> bins;
  // Of each picture that was lost and has come back: how long that took, counted from when the
  // cluster could serve it again, and how many attempts it took.
  std::vector<std::uint32_t> waits_ms;
  std::uint64_t losses = 0;
  std::uint64_t attempts = 0;  // behind a loss
  std::uint32_t watching = 0;
  std::uint32_t gave_up = 0;
  std::uint64_t inputs = 0;  // that the core was handed
  std::string problem;       // the first promise that was broken

  Bin& bin(TimePoint now) {
    const auto index = static_cast<std::size_t>(now.time_since_epoch() / kBin);
    if (index >= bins.size()) bins.resize(index + 1);
    return bins[index];
  }
  void fail(std::uint32_t client, const std::string& what) {
    if (problem.empty()) problem = "client " + std::to_string(client) + ": " + what;
  }
};

}  // namespace sluice::storm
