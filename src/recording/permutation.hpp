// A keyed permutation of the words of one form: as many characters, each out of as many as may
// stand in its place.
#pragma once

#include <cstdint>
#include <span>

#include "recording/keyed_hash.hpp"

namespace sluice::recording {

struct Digit {
  std::uint32_t value = 0;  // below `radix`
  std::uint32_t radix = 1;  // 1: it stays
};

// All words of a form are one cycle, in an order that only the key tells, and each gives the next
// one: so none stands for itself, unless its form has no other word.
void permute(const Key& key, std::span<Digit> word);

}  // namespace sluice::recording
