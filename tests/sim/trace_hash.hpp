// What happened in a world as one number, so that two versions of the core can be compared.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace sluice::sim {

// FNV-1a, 64 bits. `seed`: the hash of what came before.
inline std::uint64_t hash_of(std::string_view text, std::uint64_t seed = 0xcbf29ce484222325) {
  for (const char c : text) seed = (seed ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return seed;
}

inline std::string hex(std::uint64_t number) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::array<char, 16> out{};
  for (std::size_t i = out.size(); i-- > 0; number >>= 4) out[i] = kDigits[number & 15];
  return {out.begin(), out.end()};
}

}  // namespace sluice::sim
