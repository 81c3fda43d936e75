// Randomness is handed in: one seed, one exact run.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sluice {

// SplitMix64 (Steele, Lea, Flood 2014): small and good enough for ids and jitter, not for secrets.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    state_ += 0x9e3779b97f4a7c15ULL;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
  }

  // Below `bound`, which is not zero. The bias of the remainder does not matter here.
  std::uint64_t below(std::uint64_t bound) { return next() % bound; }

  std::string hex16() {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (std::uint64_t bits = next(); out.size() < 16; bits >>= 4) out.push_back(digits[bits & 15]);
    return out;
  }

 private:
  std::uint64_t state_;
};

}  // namespace sluice
