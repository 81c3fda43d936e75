#include "recording/permutation.hpp"

#include <string>

#include "base/random.hpp"

namespace sluice::recording {
namespace {

constexpr int kRounds = 8;

// A Feistel network of halves of any radices.
class Shuffle {
 public:
  Shuffle(const Key& key, std::span<Digit> word) : key_(key), word_(word) {
    std::string form;
    for (const Digit& digit : word) form.append(std::to_string(digit.radix)).push_back(' ');
    form_ = keyed_hash(key, form);
  }

  void there() {
    for (int round = 0; round < kRounds; ++round) turn(round, true);
  }
  void back() {
    for (int round = kRounds; round-- > 0;) turn(round, false);
  }

 private:
  void turn(int round, bool adds) {
    const std::size_t middle = (word_.size() + 1) / 2;
    const bool first = round % 2 == 0;
    const std::span<Digit> changed = first ? word_.first(middle) : word_.subspan(middle);
    const std::span<Digit> known = first ? word_.subspan(middle) : word_.first(middle);
    // Words of different forms have nothing in common.
    std::string seen(1, static_cast<char>(round));
    append(seen, form_, 8);
    for (const Digit& digit : known) append(seen, digit.value, 3);
    Random stream(keyed_hash(key_, seen));
    for (Digit& digit : changed) {
      const auto more = static_cast<std::uint32_t>(stream.below(digit.radix));
      digit.value = (digit.value + (adds ? more : digit.radix - more)) % digit.radix;
    }
  }

  static void append(std::string& out, std::uint64_t number, int bytes) {
    for (; bytes > 0; --bytes, number >>= 8) out.push_back(static_cast<char>(number));
  }

  const Key& key_;
  std::span<Digit> word_;
  std::uint64_t form_ = 0;
};

}  // namespace

void permute(const Key& key, std::span<Digit> word) {
  Shuffle shuffle(key, word);
  shuffle.there();
  for (Digit& digit : word) {
    digit.value = (digit.value + 1) % digit.radix;
    if (digit.value != 0) break;
  }
  shuffle.back();
}

}  // namespace sluice::recording
