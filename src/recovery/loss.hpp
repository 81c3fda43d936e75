// What is known of a loss while it is being mended.
#pragma once

#include <cstdint>
#include <optional>

#include "base/error.hpp"
#include "base/time.hpp"
#include "session/session_loss.hpp"

namespace sluice {

// What recovery waits for between two attempts.
enum class Pause : std::uint8_t { Time, Policy, Token, Ending };

// What is being brought back; there is none while nothing is lost.
struct Loss {
  LossCause cause = LossCause::Connect;
  TimePoint at{};
  std::optional<Error> error{};  // of the last attempt, or of the loss itself
  bool told = false;             // the app has heard of it
  bool token_renewed = false;    // since the last time that a token has served
  Pause pause = Pause::Time;
  std::optional<TimePoint> due_at{};           // the next attempt, or the end of the waiting
  TimePoint asked_until{};                     // by the server
  std::optional<TimePoint> without_restart{};  // when it is due if the restart leads nowhere
};

// Since the loss, or since the one that it has followed within seconds.
struct Tries {
  std::uint32_t attempts = 0;
  std::uint32_t failures = 0;  // that count
};

}  // namespace sluice
