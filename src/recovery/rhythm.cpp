#include "recovery/rhythm.hpp"

#include <algorithm>

namespace sluice {
namespace {

constexpr Millis kSlot{1000};
constexpr Millis kWindow{11'000};

}  // namespace

void Rhythm::learn(Millis silence, TimePoint now) {
  while (now - slot_began_ >= kSlot) {
    // After a long pause all slots are old.
    slot_began_ = std::max(slot_began_ + kSlot, now - kWindow);
    slot_ = (slot_ + 1) % kSlots;
    longest_[slot_] = Millis{0};
  }
  longest_[slot_] = std::max(longest_[slot_], silence);
}

Millis Rhythm::longest() const {
  return *std::ranges::max_element(longest_);
}

}  // namespace sluice
