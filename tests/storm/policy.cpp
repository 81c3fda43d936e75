#include "storm/policy.hpp"

#include <algorithm>

namespace sluice::storm {
namespace {

constexpr std::array kTexts{
    PolicyText{"sluice", "Sluice"},
    PolicyText{"page", "documented page: 1 s, for ever"},
    PolicyText{"flat", "flat 2 s, for ever"},
    PolicyText{"exponential", "1 s doubled up to 32 s, no jitter"},
    PolicyText{"livekit", "livekit's delays, then it gives up"},
};

constexpr std::array<std::int64_t, 10> kLivekitMs{0,    300,  1200, 2700, 4800,
                                                  7000, 7000, 7000, 7000, 7000};
constexpr std::uint64_t kLivekitJitterMs = 1000;  // from the third on

}  // namespace

PolicyText text_of(Policy policy) {
  return kTexts[static_cast<std::size_t>(policy)];
}

std::optional<Millis> pause_of(Policy policy, std::uint32_t attempt, Random& random) {
  switch (policy) {
    case Policy::Sluice:
      break;
    case Policy::Page:
      return Millis(1000);
    case Policy::Flat:
      return Millis(2000);
    case Policy::Exponential:
      return Millis(1000) * (1 << std::min(attempt - 1, 5U));
    case Policy::Livekit:
      if (attempt > kLivekitMs.size()) return std::nullopt;
      return Millis(kLivekitMs[attempt - 1] +
                    (attempt < 3 ? 0 : static_cast<std::int64_t>(random.below(kLivekitJitterMs))));
  }
  return std::nullopt;
}

}  // namespace sluice::storm
