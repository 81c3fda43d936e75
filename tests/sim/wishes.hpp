// Options of sessions over a WebSocket or by a stream manager, as an app gives them.
#pragma once

#include <string>
#include <string_view>

#include "session/session.hpp"
#include "sim/nature.hpp"

namespace sluice::sim {

// The config that `members` give, in front of what each session needs.
[[nodiscard]] SessionConfig config_of(Role role, Transport transport,
                                      std::string_view members = {});

// Anything that an app may want.
[[nodiscard]] SessionConfig some_config(Nature& nature);
[[nodiscard]] SessionConfig some_recovering_config(Nature& nature);
[[nodiscard]] MediaSource some_source(Nature& nature, Role role);

}  // namespace sluice::sim
