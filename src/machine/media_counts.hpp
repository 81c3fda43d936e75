// What a look at a live session's media tells.
#pragma once

#include <cstdint>
#include <optional>

#include "base/time.hpp"

namespace sluice {

struct MediaCounts {
  // A player's RTP; for a publisher, what the server has sent back. Each counter only grows.
  std::uint64_t packets = 0;
  std::uint64_t frames = 0;  // decoded; zero for what has no picture
  // Since the last of them came; nothing where the browser does not tell. With it the counters tell
  // only whether there is anything new.
  std::optional<Millis> age{};
  // Since the last picture was shown, likewise.
  std::optional<Millis> still{};
  // What a picture could be made of: a player's bytes of it that have arrived, the frames that a
  // publisher's camera has given. Nothing where none is to be expected, or that was not looked at.
  std::optional<std::uint64_t> picture{};
};

}  // namespace sluice
