// Who says how long a client waits for its next attempt: Sluice's own recovery, or one of the
// policies that others have published, which Sluice's `recovery.policy` then asks. What is the same
// for all of them is the client: how a loss is noticed, and what an attempt consists of.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/random.hpp"
#include "base/time.hpp"

namespace sluice::storm {

enum class Policy : std::uint8_t { Sluice, Page, Flat, Exponential, Livekit };
inline constexpr std::array kPolicies{Policy::Sluice, Policy::Page, Policy::Flat,
                                      Policy::Exponential, Policy::Livekit};

struct PolicyText {
  std::string_view name;  // one word, for the command line
  std::string_view title;
};
[[nodiscard]] PolicyText text_of(Policy policy);

// The pause before the attempt of that number, from 1; nothing: it gives up. Not asked of Sluice.
[[nodiscard]] std::optional<Millis> pause_of(Policy policy, std::uint32_t attempt, Random& random);

}  // namespace sluice::storm
