#include "recording/permutation.hpp"

#include <string>

#include "base/random.hpp"

namespace sluice::recording {
namespace {

constexpr int kRounds = 8;

}  // namespace

void permute(const Key& key, std::span<Digit> word) {
  const std::size_t middle = (word.size() + 1) / 2;
  const auto halves = {word.first(middle), word.subspan(middle)};
  // The forms of words are told apart, too.
  std::string form;
  for (const Digit& digit : word) form.append(std::to_string(digit.radix)).push_back(' ');
  const std::uint64_t form_hash = keyed_hash(key, form);
  std::string other;
  for (int round = 0; round < kRounds; ++round) {
    const std::span<Digit> changed = halves.begin()[round % 2];
    const std::span<Digit> known = halves.begin()[1 - round % 2];
    other.assign(1, static_cast<char>(round));
    for (int shift = 0; shift < 64; shift += 8)
      other.push_back(static_cast<char>(form_hash >> shift));
    for (const Digit& digit : known) {
      for (int shift = 0; shift < 24; shift += 8)
        other.push_back(static_cast<char>(digit.value >> shift));
    }
    Random stream(keyed_hash(key, other));
    for (Digit& digit : changed) {
      const auto more = static_cast<std::uint32_t>(stream.below(digit.radix));
      digit.value = (digit.value + more) % digit.radix;
    }
  }
}

}  // namespace sluice::recording
