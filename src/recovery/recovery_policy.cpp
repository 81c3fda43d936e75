#include "recovery/recovery_policy.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace sluice {
namespace {

// A publisher's name that was its own, and how often it is asked for: found free after a quarter of
// a second on average.
constexpr Millis kOwnName{15'000};
constexpr Millis kOwnNamePause{200};
constexpr Millis kBusy{1000};  // for a server that is too busy, and does not say for how long
constexpr int kSlowdown = 4;   // times that an answer was late

// The stream is not there (yet, or any more), and nothing is wrong.
bool is_absent(Role role, LossCause cause, const Error* error) {
  if (role == Role::Publisher) return false;
  if (!error) return cause == LossCause::Unpublished || cause == LossCause::Busy;
  // That a proxy is off is a guess where it rests on a 404.
  const bool guessed = error->code == ErrorCode::ProxyDisabled && error->http_status == 404;
  return guessed || error->code == ErrorCode::StreamNotFound ||
         error->code == ErrorCode::ManagerNoEdge || error->code == ErrorCode::ManagerBadRequest;
}

// After a loss the name may still be held by the session that was lost.
bool is_held(const Situation& situation) {
  if (situation.role == Role::Subscriber || !situation.was_live || !situation.error) return false;
  return situation.error->code == ErrorCode::StreamNameTaken;
}

bool may_pass(const Situation& situation) {
  if (!situation.error) return true;
  const ErrorInfo info = error_info(situation.error->code);
  const bool name_is_taken = situation.error->code == ErrorCode::StreamNameTaken;
  return info.retryable && info.blame != Blame::Caller && !name_is_taken;
}

Millis bound_of(const RecoveryOptions& options, std::uint32_t failures) {
  Millis bound = options.delay;
  for (std::uint32_t n = 1; n < failures && bound < options.max_delay; ++n)
    bound += std::max(bound / 6, Millis{1});
  return std::min(bound, options.max_delay);
}

Millis below(Millis bound, Random& random) {
  return Millis(
      static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(bound.count()) + 1)));
}

// A server that is too busy says so, or when to come, or answers late. If all came back when they
// were told to they were as many as before: each waits for up to as long again (but for no more
// than `max_delay`), or longer where it has been turned away before.
Millis least_pause(const RecoveryOptions& options, const Situation& situation, Random& random) {
  const Error* error = situation.error;
  const bool is_busy = error && (error->http_status == 429 || error->http_status == 503);
  const Millis asked = error ? error->retry_after.value_or(Millis{0}) : Millis{0};
  const Millis told = std::max(asked, is_busy ? kBusy : Millis{0});
  const Millis least = std::max(told, std::min(situation.late * kSlowdown, options.max_delay));
  const Millis more = told > Millis{0} ? bound_of(options, situation.failures) : Millis{0};
  const Millis most = std::max(std::min(least, options.max_delay), more);
  // Not beyond the time at which it is given up, if what was asked for is not.
  const Millis spread = within_duration(options, situation.elapsed + least + Millis{1}, most);
  return least + below(std::max(spread, Millis{0}), random);
}

}  // namespace

std::string_view cause_name(LossCause cause) {
  return nth_piece("unpublished closed stalled network frozen disconnected connect busy",
                   static_cast<std::size_t>(cause));
}

Millis within_duration(const RecoveryOptions& options, Millis elapsed, Millis delay) {
  return options.duration > Millis{0} ? std::min(delay, options.duration - elapsed) : delay;
}

namespace {

Decision decide_freely(const RecoveryOptions& options, const Situation& situation, Random& random) {
  const Decision stop;
  const Error* error = situation.error;
  const Millis least = least_pause(options, situation, random);

  const bool absent = is_absent(situation.role, situation.cause, error);
  if (absent || is_held(situation)) {
    // Whoever holds it is most likely our own old session, of which the server has not seen the
    // end.
    if (!absent && situation.elapsed < kOwnName)
      return {Remedy::Retry, std::max(kOwnNamePause + below(kOwnNamePause, random), least), false};
    if (!absent && options.attempts > 0 && situation.failures >= options.attempts) return stop;
    // A publisher that recovers, too, is often back within the first seconds. Who asks often then
    // asks less often later: in a minute no more than once a `stream_delay`.
    const bool gone = absent && situation.was_live;
    const bool just_gone = gone && situation.elapsed < options.stream_delay * 5;
    const Millis usual = options.stream_delay * (just_gone ? 3 : gone ? 12 : 10) / 10;
    const Millis pause = usual - usual / 5 + below(usual * 2 / 5 + options.spread, random);
    return {Remedy::Retry, std::max(pause, least), !absent};
  }
  if (options.attempts > 0 && situation.failures >= options.attempts) return stop;
  if (error &&
      (error->code == ErrorCode::HttpUnauthorized || error->code == ErrorCode::HttpForbidden)) {
    const bool renew = options.has_token && !situation.token_renewed;
    return renew ? Decision{.remedy = Remedy::RenewToken} : stop;
  }
  if (!may_pass(situation)) return stop;
  const Millis bound = situation.failures == 0 ? Millis{0} : bound_of(options, situation.failures);
  const bool is_shared = situation.cause != LossCause::Network;
  const Millis most = is_shared ? std::max(bound, options.spread) : bound;
  return {Remedy::Retry, std::max(below(most, random), least)};
}

}  // namespace

Decision decide(const RecoveryOptions& options, const Situation& situation, Random& random) {
  if (within_duration(options, situation.elapsed, Millis{1}) <= Millis{0}) return {};
  Decision decision = decide_freely(options, situation, random);
  decision.delay = within_duration(options, situation.elapsed, decision.delay);
  return decision;
}

}  // namespace sluice
