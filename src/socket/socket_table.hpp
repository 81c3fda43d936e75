// The state table of an attempt over a WebSocket; see socket_table.cpp.
#pragma once

#include <cstdint>

#include "machine/table.hpp"

namespace sluice {

enum class SocketState : std::uint8_t {
  Idle,
  Locating,
  Opening,
  Greeting,
  Greeted,
  Checking,
  Offering,
  Exchanging,
  Describing,
  Trickling,
  Starting,
  Live,
  Stopping,
  Done,
};
inline constexpr std::size_t kSocketStates = static_cast<std::size_t>(SocketState::Done) + 1;

enum class SocketEvent : std::uint8_t {
  Begin,
  Locate,
  Opened,
  Greet,
  Ask,
  Skip,
  Free,
  Decline,
  OfferSent,
  Described,
  RemoteReady,
  Agreed,
  TrickleEnd,
  Started,
  PeerUp,
  PeerShaky,
  PeerDown,
  PeerRefusal,
  Refuse,
  Over,
  Gone,
  Expire,
  Leave,
  StopEnd,
  Close,
  Hide,
};
inline constexpr std::size_t kSocketEvents = static_cast<std::size_t>(SocketEvent::Hide) + 1;

using SocketCell = Cell<SocketState>;
[[nodiscard]] SocketCell socket_cell(SocketState state, SocketEvent event);

}  // namespace sluice
