#include "recovery/picture_watch.hpp"

#include <algorithm>
#include <utility>

namespace sluice {
namespace {

constexpr Millis kCalm{750};         // between two looks at a player's
constexpr Millis kCameraCalm{1000};  // at a publisher's, which cost more
constexpr Millis kClose{250};        // while it is late, and may be frozen
constexpr Millis kSoon{50};          // the least time between two looks
constexpr Millis kAbsent{1000};      // while it is late since there is nothing to make it of
constexpr Millis kLeast{1000};       // the shortest limit
constexpr Millis kCameraLeast{3000};
constexpr Millis kMost{10'000};  // the longest
constexpr Millis kGiveUp{4000};
constexpr int kSure = 2;

}  // namespace

PictureWatch::PictureWatch(Role role, TimePoint now)
    : role_(role), sampled_at_(now), planned_(is_publisher() ? kCameraCalm : kCalm) {
  rhythm_.begin(now);
}

Millis PictureWatch::limit() const {
  return std::clamp(rhythm_.longest() * 5 / 2, is_publisher() ? kCameraLeast : kLeast, kMost);
}

// Between two looks that show whether it arrives: a slow one does so seldom.
Millis PictureWatch::closeness() const {
  return std::max(kClose, rhythm_.longest() * 3 / 2);
}

Millis PictureWatch::next_look() {
  if (is_publisher() || !begun_ || hidden_)
    planned_ = kCameraCalm;
  else if (silence_ <= limit() / 8)
    planned_ = kCalm;
  else if (!is_late())
    planned_ = std::clamp(limit() / 2 - silence_, kSoon, kCalm);
  else if (!arrived_)
    planned_ = kSoon;
  else
    planned_ = is_absent_ ? std::max(kAbsent, closeness()) : closeness();
  return planned_;
}

PictureWatch::Verdict PictureWatch::sample(const MediaCounts& counts, TimePoint now) {
  // What was not looked at in time is not known to have been still.
  const Millis seen = std::min(now - sampled_at_, 2 * planned_);
  sampled_at_ = now;
  const std::uint64_t progress = is_publisher() ? counts.picture.value_or(0) : counts.frames;
  // Less than before is an answer that has been overtaken, or another camera's count.
  if (std::exchange(progress_, progress) != progress) {
    rhythm_.learn(silence_, now);
    silence_ = std::min(counts.still.value_or(Millis{0}), seen);
    signs_ = 0;
    arrived_.reset();
    is_absent_ = gave_up_ = false;
    begun_ = true;
    return std::exchange(told_, false) ? Verdict::Back : Verdict::Fine;
  }
  begun_ = begun_ || (is_publisher() && counts.picture);
  const bool is_seen = begun_ && (is_publisher() ? counts.picture.has_value() : !hidden_);
  silence_ = is_seen ? silence_ + seen : Millis{0};
  if (counts.still) silence_ = std::min(silence_, *counts.still);
  if (!is_seen || !counts.picture) {
    signs_ = 0;
    arrived_.reset();
    return Verdict::Fine;
  }
  if (!arrived_ || now - arrived_->at >= closeness()) {
    const bool is_sign = is_publisher() || (arrived_ && *counts.picture > arrived_->picture);
    is_absent_ = arrived_ && !is_sign;
    signs_ = is_sign ? signs_ + 1 : 0;
    arrived_ = {*counts.picture, now};
  }
  // When it comes again it has as long for its first frame as if it were late by half.
  if (is_absent_) silence_ = std::min(silence_, limit() / 2);
  if (signs_ < kSure || silence_ < limit()) return Verdict::Fine;
  if (!std::exchange(told_, true)) return Verdict::Frozen;
  if (is_publisher() || silence_ < kGiveUp || std::exchange(gave_up_, true)) return Verdict::Fine;
  return Verdict::GaveUp;
}

}  // namespace sluice
