#include "recovery/stall_watch.hpp"

#include <algorithm>

namespace sluice {
namespace {

constexpr Millis kSlot{1000};
constexpr Millis kWindow{11'000};
constexpr Millis kLeast{450};      // the shortest limit
constexpr Millis kMost{10'000};    // the longest
constexpr Millis kYoung{2500};     // a stream's age below which its rhythm is not known
constexpr Millis kGenerous{3000};  // the least limit of one that is young, or hidden
constexpr Millis kPatience{1500};  // beyond the limit, for an answer that is under way

}  // namespace

Millis StallWatch::limit() const {
  const Millis longest = *std::ranges::max_element(longest_);
  const Millis limit = std::clamp(longest * 5 / 2 + 2 * interval_, kLeast, kMost);
  const bool young = sampled_at_ - began_at_ < kYoung;
  return young || hidden_ ? std::max(limit, kGenerous) : limit;
}

void StallWatch::learn(Millis silence, TimePoint now) {
  while (now - slot_began_ >= kSlot) {
    // After a long pause all slots are old.
    slot_began_ = std::max(slot_began_ + kSlot, now - kWindow);
    slot_ = (slot_ + 1) % kSlots;
    longest_[slot_] = Millis{0};
  }
  longest_[slot_] = std::max(longest_[slot_], silence);
}

void StallWatch::begin_anew() {
  silence_ = Millis{0};
  stalled_ = told_quiet_ = told_stirring_ = asked_ = vouched_ = false;
}

void StallWatch::end_silence(TimePoint now) {
  learn(silence_, now);
  begin_anew();
}

StallWatch::Verdict StallWatch::sample(const MediaCounts& counts, TimePoint now) {
  // What was not sampled in time is not known to have been silent.
  silence_ += std::min(now - sampled_at_, 2 * interval_);
  sampled_at_ = now;
  const bool packets = counts.packets > counts_.packets;
  const bool picture = counts.frames > counts_.frames;
  counts_ = counts;
  if (!begun_) {
    if (!packets) return Verdict::Fine;
    begun_ = true;
    began_at_ = slot_began_ = now;
    silence_ = Millis{0};
  }
  if (stalled_) {
    if (picture || (packets && !has_picture_)) {
      end_silence(now);
      return Verdict::Woke;
    }
    if (!packets || told_stirring_) return Verdict::Fine;
    told_stirring_ = true;
    return Verdict::Stirring;
  }
  has_picture_ = has_picture_ || picture;
  if (packets) {
    end_silence(now);
    return Verdict::Fine;
  }
  const Millis most = limit();
  if (!told_quiet_) {
    told_quiet_ = silence_ >= most / 2;
    return told_quiet_ ? Verdict::Quiet : Verdict::Fine;
  }
  // A hidden page has waited for several times as long.
  const Millis patience = asked_ && !hidden_ ? kPatience : Millis{0};
  stalled_ = silence_ >= most + patience && !vouched_;
  return stalled_ ? Verdict::Stalled : Verdict::Fine;
}

}  // namespace sluice
