// What to do about a loss: how long to wait for the next attempt, whether to ask the app for a new
// token first, or to stop. Pure functions; what is lost and how it comes back is supervisor.hpp's.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/error.hpp"
#include "base/random.hpp"
#include "base/time.hpp"
#include "config/config.hpp"
#include "session/session_loss.hpp"

namespace sluice {

// What events call it.
[[nodiscard]] std::string_view cause_name(LossCause cause);

struct Situation {
  Role role = Role::Publisher;
  LossCause cause = LossCause::Connect;
  const Error* error = nullptr;  // of the last attempt, or of the loss; none: the stream is over
  bool was_live = false;         // at any time before
  bool token_renewed = false;    // since the last time that it was live
  std::uint32_t failures = 0;    // how many of the attempts before count as failed
  Millis elapsed{0};             // since the loss
  Millis late{0};                // by how much the answer came later than usual
};

enum class Remedy : std::uint8_t { Retry, RenewToken, Stop };
struct Decision {
  Remedy remedy = Remedy::Stop;
  Millis delay{0};
  bool counts = true;  // against the limit of attempts: waiting for a publisher does not
};

// As much of `delay` as the recovery has left; 0 or less when it is over. `elapsed`: since the
// loss.
[[nodiscard]] Millis within_duration(const RecoveryOptions& options, Millis elapsed, Millis delay);

// The first attempt is made at once, or within `spread`; then each waits for a random time below a
// bound that grows by a sixth from `delay` to `max_delay`, but not beyond the end of `duration`.
// While the stream is simply not there it is asked for every `stream_delay`, give or take a fifth;
// one that has just gone more often at first and then more seldom. So is a publisher's name that
// somebody holds; one that was its own, a few times a second in the first seconds. A server that
// asks to wait, is too busy, or was late to answer is left alone for that long, or four times as
// long as it was late, and for a random time more. What another attempt cannot help (a refused
// token, a wrong option) stops.
[[nodiscard]] Decision decide(const RecoveryOptions& options, const Situation& situation,
                              Random& random);

}  // namespace sluice
