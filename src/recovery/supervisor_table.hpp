// The state table of what a client drives; see supervisor_table.cpp.
#pragma once

#include <cstdint>

#include "machine/table.hpp"

namespace sluice {

enum class SupervisorState : std::uint8_t {
  Plain,
  Idle,
  Connecting,
  Live,
  Waiting,
  Retrying,
  Closing,
  Ended,
};
inline constexpr std::size_t kSupervisorStates =
    static_cast<std::size_t>(SupervisorState::Ended) + 1;

enum class SupervisorEvent : std::uint8_t {
  Ask,
  Greeted,
  Up,
  Fault,
  Due,
  Woke,
  GiveUp,
  Stop,
  Finished,
};
inline constexpr std::size_t kSupervisorEvents =
    static_cast<std::size_t>(SupervisorEvent::Finished) + 1;

using SupervisorCell = Cell<SupervisorState>;
[[nodiscard]] SupervisorCell supervisor_cell(SupervisorState state, SupervisorEvent event);

}  // namespace sluice
