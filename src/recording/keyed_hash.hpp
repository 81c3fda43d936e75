// SipHash-2-4 (Aumasson and Bernstein, 2012): without the key nobody can tell what it gives,
// however many of its values he knows. It makes stand-ins, which strangers see.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <string_view>

namespace sluice::recording {

using Key = std::array<std::uint64_t, 2>;

[[nodiscard]] inline std::uint64_t keyed_hash(const Key& key, std::string_view text) {
  std::uint64_t a = key[0] ^ 0x736f6d6570736575ULL;
  std::uint64_t b = key[1] ^ 0x646f72616e646f6dULL;
  std::uint64_t c = key[0] ^ 0x6c7967656e657261ULL;
  std::uint64_t d = key[1] ^ 0x7465646279746573ULL;
  const auto rounds = [&](int count) {
    while (count-- > 0) {
      a += b;
      b = std::rotl(b, 13) ^ a;
      a = std::rotl(a, 32);
      c += d;
      d = std::rotl(d, 16) ^ c;
      a += d;
      d = std::rotl(d, 21) ^ a;
      c += b;
      b = std::rotl(b, 17) ^ c;
      c = std::rotl(c, 32);
    }
  };
  const auto take = [&](std::uint64_t word) {
    d ^= word;
    rounds(2);
    a ^= word;
  };
  const auto word_of = [](std::string_view bytes) {
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i)
      word |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
    return word;
  };
  const std::uint64_t size = text.size();
  for (; text.size() >= 8; text.remove_prefix(8)) take(word_of(text.substr(0, 8)));
  take(word_of(text) | size << 56);
  c ^= 0xff;
  rounds(4);
  return a ^ b ^ c ^ d;
}

}  // namespace sluice::recording
