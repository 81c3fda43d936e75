#include "sim/mute_truth.hpp"

namespace sluice::sim {
namespace {

constexpr Millis kPatience{70'000};  // longer than a word takes on a line that is cut for a while

}  // namespace

void MuteTruth::begin(const Input& input) {
  const auto* mute = std::get_if<MuteCalled>(&input);
  if (!mute) return;
  muted_[static_cast<std::size_t>(mute->kind)] = mute->muted;
  differs_since_.reset();
}

void MuteTruth::end(const std::array<bool, 2>* told, TimePoint now) {
  const bool same = !told || *told == muted_;
  if (same || told != told_) differs_since_.reset();
  told_ = told;
  if (same) return;
  if (!differs_since_) differs_since_ = now - excused_;
  if (now - excused_ - *differs_since_ > kPatience)
    problem_ = "a publisher is live with other mutes than the app has asked for";
}

}  // namespace sluice::sim
