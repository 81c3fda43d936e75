// What a session says of its end, where that was not asked for.
#pragma once

#include <cstdint>
#include <optional>

#include "base/error.hpp"

namespace sluice {

// Why there is something to recover from.
enum class LossCause : std::uint8_t {
  Unpublished,   // the server says that the stream is over
  Closed,        // the server, or the way to it, closed the connection
  Stalled,       // nothing arrives any more
  Network,       // nor can it: this machine's own network has changed
  Frozen,        // packets arrive, and no picture comes of them
  Disconnected,  // the peer connection says so
  Connect,       // an attempt to connect failed
  Busy,          // the server says that it is starting the stream already
};

struct SessionLoss {
  LossCause cause = LossCause::Closed;
  std::optional<Error> error{};  // none: the stream is over
};

}  // namespace sluice
