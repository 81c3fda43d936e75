// The state table of an attempt at a WHIP or WHEP endpoint; see http_table.cpp.
#pragma once

#include <cstdint>

#include "machine/table.hpp"

namespace sluice {

enum class HttpState : std::uint8_t {
  Idle,
  Offering,
  Gathering,
  Posting,
  Answering,
  Countering,
  Connecting,
  Connected,
  Orphaning,
  Deleting,
  Done,
};
inline constexpr std::size_t kHttpStates = static_cast<std::size_t>(HttpState::Done) + 1;

enum class HttpEvent : std::uint8_t {
  Start,
  Ask,
  OfferReady,
  OfferHeld,
  GatherEnd,
  PostAccepted,
  PostCountered,
  PostAgain,
  PostRefused,
  PostLost,
  RemoteReady,
  AnswerReady,
  AnswerPatchRefused,
  PeerRefusal,
  PeerUp,
  PeerShaky,
  PeerDown,
  Over,
  DeleteEnd,
  Close,
  Hide,
  Expire,
};
inline constexpr std::size_t kHttpEvents = static_cast<std::size_t>(HttpEvent::Expire) + 1;

using HttpCell = Cell<HttpState>;
[[nodiscard]] HttpCell http_cell(HttpState state, HttpEvent event);

}  // namespace sluice
