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
constexpr Millis kCalm{250};       // between two looks at what is as it should be
constexpr Millis kSoon{50};        // the least time between two looks

}  // namespace

Millis StallWatch::limit() const {
  const Millis longest = *std::ranges::max_element(longest_);
  const Millis limit = std::clamp(longest * 5 / 2 + 2 * interval_, kLeast, kMost);
  return is_young() || hidden_ ? std::max(limit, kGenerous) : limit;
}

bool StallWatch::is_young() const {
  return sampled_at_ - began_at_ < kYoung;
}

Millis StallWatch::next_look() {
  planned_ = interval_;
  if (!knows_age_ || !begun_ || is_young() || hidden_ || stalled_) return planned_;
  const Millis overdue = told_quiet_ ? limit() + (asked_ ? kPatience : Millis{0}) : limit() / 2;
  return planned_ = std::clamp(overdue - silence_, kSoon, kCalm);
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

// New media has come. `seen`: of the time since the last look.
void StallWatch::end_silence(std::optional<Millis> age, Millis seen, TimePoint now) {
  knows_age_ = age.has_value();
  const Millis since = std::min(age.value_or(Millis{0}), seen);
  // One that was worth a question has lasted until the new media came; of another one what the last
  // look has seen is enough.
  learn(knows_age_ && !told_quiet_ ? silence_ : silence_ + seen - since, now);
  begin_anew();
  silence_ = since;
  learn(silence_, now);
}

StallWatch::Verdict StallWatch::sample(const MediaCounts& counts, TimePoint now) {
  // What was not looked at in time is not known to have been silent.
  const Millis seen = std::min(now - sampled_at_, 2 * planned_);
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
    silence_ += seen;
    if (picture || (packets && !has_picture_)) {
      end_silence(counts.age, Millis{0}, now);
      return Verdict::Woke;
    }
    if (!packets || told_stirring_) return Verdict::Fine;
    told_stirring_ = true;
    return Verdict::Stirring;
  }
  has_picture_ = has_picture_ || picture;
  packets ? end_silence(counts.age, seen, now) : static_cast<void>(silence_ += seen);
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
