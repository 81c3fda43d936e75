// How far the random walks go, and how a failing one is told.
//   SLUICE_WALK_STEPS=100000000   steps of all walks together (1,000,000 without it)
#pragma once

#include <cstdint>
#include <cstdlib>
#include <string>

namespace sluice::test {

inline std::uint64_t number_from_env(const char* name, std::uint64_t fallback) {
  const char* text = std::getenv(name);
  return text ? std::strtoull(text, nullptr, 10) : fallback;
}

// There are four walks, one for each machine.
inline std::uint64_t steps_of_a_walk() {
  return number_from_env("SLUICE_WALK_STEPS", 1'000'000) / 4;
}

}  // namespace sluice::test
