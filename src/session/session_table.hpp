// The state table of a session; see session_table.cpp.
#pragma once

#include <cstdint>

#include "machine/table.hpp"

namespace sluice {

enum class SessionState : std::uint8_t {
  Preparing,
  NoMedia,
  Ready,
  Joining,
  Joined,
  Waiting,
  Negotiating,
  Live,
  Closing,
  Ended,
};
inline constexpr std::size_t kSessionStates = static_cast<std::size_t>(SessionState::Ended) + 1;

enum class SessionEvent : std::uint8_t {
  MediaGranted,
  MediaRefused,
  Connect,
  Greeted,
  Start,
  Stop,
  Hide,
  Up,
  Declined,
  NextNode,
  Failed,
  Lost,
  Over,
  Finished,
  Expire,
};
inline constexpr std::size_t kSessionEvents = static_cast<std::size_t>(SessionEvent::Expire) + 1;

using SessionCell = Cell<SessionState>;
[[nodiscard]] SessionCell session_cell(SessionState state, SessionEvent event);

}  // namespace sluice
