// Recordings of simulated clients. They begin with options, so such a client does, too.
#pragma once

#include "config/config.hpp"
#include "recording/recording.hpp"

namespace sluice::sim {

// What parse_config() makes of the options that ask for `config`.
[[nodiscard]] SessionConfig as_of_options(const SessionConfig& config);

// `config`: as_of_options().
[[nodiscard]] recording::Beginning beginning(const SessionConfig& config, MediaSource source,
                                             std::uint64_t seed, TimePoint now);

}  // namespace sluice::sim
