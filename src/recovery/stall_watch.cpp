#include "recovery/stall_watch.hpp"

#include <algorithm>

namespace sluice {
namespace {

constexpr Millis kLeast{450};           // the shortest limit
constexpr Millis kMost{10'000};         // the longest
constexpr Millis kYoung{2500};          // a stream's age below which its rhythm is not known
constexpr Millis kGenerous{3000};       // the least limit of one that is young, or hidden
constexpr Millis kPatience{1500};       // beyond the limit, for an answer that is under way
constexpr Millis kSoon{50};             // the least time between two looks
constexpr Millis kAskAgain{300};        // the least time between two questions in one silence
constexpr Millis kFirstQuestion{1000};  // where nothing has come yet

}  // namespace

Millis StallWatch::limit() const {
  const Millis limit = std::clamp(rhythm_.longest() * 5 / 2 + 2 * keen(), kLeast, kMost);
  return is_young() || hidden_ ? std::max(limit, kGenerous) : limit;
}

bool StallWatch::is_young() const {
  return sampled_at_ - began_at_ < kYoung;
}

Millis StallWatch::next_look() {
  planned_ = keen();
  if (!knows_age_ || is_young() || hidden_ || stalled_) return planned_;
  const Millis certain = limit() + (asked_ ? kPatience : Millis{0});
  const Millis overdue = vouched_ ? ask_at_ : told_quiet_ ? certain : limit() / 2;
  const bool is_usual = is_fresh_ && silence_ <= rhythm_.longest();
  return planned_ = is_usual ? pace_.calm : std::clamp(overdue - silence_, kSoon, pace_.calm);
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
  rhythm_.learn(knows_age_ && !told_quiet_ ? silence_ : silence_ + seen - since, now);
  begin_anew();
  silence_ = since;
}

StallWatch::Verdict StallWatch::sample(const MediaCounts& counts, TimePoint now) {
  // What was not looked at in time is not known to have been silent.
  const Millis seen = std::min(now - sampled_at_, 2 * planned_);
  sampled_at_ = now;
  const bool packets = counts.packets > counts_.packets;
  const bool picture = counts.frames > counts_.frames;
  is_fresh_ = packets;
  counts_ = counts;
  if (!begun_) {
    if (!packets) {
      silence_ += seen;
      const bool asks = !asked_ && silence_ >= std::max(ask_at_, kFirstQuestion);
      if (asks) ask_at_ = silence_ + silence_ / 2;
      return asks ? Verdict::Quiet : Verdict::Fine;
    }
    begun_ = true;
    began_at_ = now;
    rhythm_.begin(now);
    begin_anew();
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
  const bool asks = told_quiet_ ? vouched_ && !asked_ && silence_ >= ask_at_ : silence_ >= most / 2;
  if (asks) ask_at_ = silence_ + std::max(silence_ / 2, kAskAgain);
  if (asks || !told_quiet_) {
    told_quiet_ = asks || told_quiet_;
    return asks ? Verdict::Quiet : Verdict::Fine;
  }
  // A hidden page has waited for several times as long.
  const Millis patience = asked_ && !hidden_ ? kPatience : Millis{0};
  stalled_ = silence_ >= most + patience && !vouched_;
  return stalled_ ? Verdict::Stalled : Verdict::Fine;
}

}  // namespace sluice
