#include "sim/watch_recovery.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.hpp"
#include "sim/watch_attempts.hpp"

namespace sluice::sim {
namespace {

constexpr Millis kLongestRetryAfter{5'000};  // that the world's servers ask for

// Of an ICE restart, before a new session is made; the shorter where it is the client's own
// network.
constexpr Millis kRestartTime{2'000};
constexpr Millis kRestartHaste{1'000};
constexpr Millis kRestartLead{300};

constexpr std::array kEnds{event::kConnectFailure,       event::kPublishFail,
                           event::kSubscribeFail,        event::kPublisherClosed,
                           event::kSubscriberClosed,     event::kPublishInvalidName,
                           event::kSubscribeInvalidName, event::kPlayUnpublish,
                           event::kSubscribeStop,        event::kUnpublishSuccess};

bool tells_of_an_end(std::string_view type) {
  return std::ranges::find(kEnds, type) != kEnds.end();
}
bool is_close(std::string_view type) {
  return type == event::kPublisherClosed || type == event::kSubscriberClosed;
}

}  // namespace

void WatchRecovery::wrong(std::string_view type) {
  life_.fail(concat("an event out of order: ", type, " behind ", last_));
}

void WatchRecovery::begin(const Input& input) {
  const auto* hidden = std::get_if<PageHidden>(&input);
  const bool stops = std::holds_alternative<StopCalled>(input) || (hidden && !hidden->may_return);
  if (hidden && hidden->may_return) is_away_ = true;
  if (std::holds_alternative<PageShown>(input) && std::exchange(is_away_, false))
    lost_at_ = life_.now;
  if (stops && phase_ != Phase::GivenUp) phase_ = Phase::Stopped;
  const auto* online = std::get_if<OnlineChanged>(&input);
  // Packets that come again say that an attempt may be made anew.
  const bool hopes = (online && online->online) || std::holds_alternative<NetworkChanged>(input) ||
                     std::holds_alternative<PageShown>(input);
  may_hurry_ = std::holds_alternative<RetryCalled>(input) || hopes ||
               std::holds_alternative<StatsSampled>(input);
  // A publisher's old session may have to end before what was hurried can begin.
  is_called_ = is_called_ || std::holds_alternative<RetryCalled>(input);
  // Packets behind a stall say that the network is back, also where the server wants a pause first.
  const auto* sample = std::get_if<StatsSampled>(&input);
  const bool stirs =
      sample && sample->counts.packets > std::exchange(packets_, sample->counts.packets);
  is_hurried_ = is_hurried_ || is_called_ || hopes || stirs;
  for_restart_ = false;
  const auto* answer_of_server = std::get_if<HttpAnswered>(&input);
  // A DELETE whose token has expired.
  may_ask_token_ = answer_of_server && answer_of_server->status == 401;
  token_given_ = std::holds_alternative<TokenGiven>(input);
  wished_.reset();
  if (const auto* answer = std::get_if<PolicyAnswered>(&input)) {
    wished_ = answer->delay;
    asked_policy_ = false;
  }
}

void WatchRecovery::saw(const Effect& effect) {
  if (const auto* e = std::get_if<Emit>(&effect)) saw_event(*e);
  if (const auto* e = std::get_if<AskPolicy>(&effect)) {
    if (!life_.config.recovery.has_policy) life_.fail("a policy is asked that there is not");
    if (phase_ != Phase::Lost) life_.fail("the policy is asked though nothing is lost");
    if (e->context.attempt <= attempt_) life_.fail("the policy is asked about an old attempt");
    asked_policy_ = true;
  }
  if (const auto* e = std::get_if<CreateOffer>(&effect); e && e->restart_ice) {
    for_restart_ = false;
    restarted_ = true;
  }
  if (std::holds_alternative<AskToken>(effect)) {
    if (!life_.config.recovery.has_token) life_.fail("a token is asked for that there is not");
    if (phase_ != Phase::Lost && !may_ask_token_)
      life_.fail("a token is asked for though nothing is lost");
  }
  const auto attempt = std::visit(
      [](const auto& value) {
        if constexpr (requires { value.attempt; }) {
          return value.attempt;
        } else {
          return AttemptId{};
        }
      },
      effect);
  if (attempt != AttemptId{} && session_of(attempt) > sessions_) {
    if (session_of(attempt) != sessions_ + 1) life_.fail("a session without an attempt");
    sessions_ = session_of(attempt);
    saw_new_session();
  }
}

void WatchRecovery::saw_new_session() {
  if (phase_ != Phase::Lost) return life_.fail("an attempt though nothing is lost");
  if (is_away_) life_.fail("an attempt while the page is away");
  if (attempt_ == 0) return life_.fail("an attempt that was not announced");
  // Once an ICE restart has come to nothing there is nothing to wait for.
  if (due_ && life_.now < *due_ && !may_hurry_ && !is_hurried_ && !std::exchange(restarted_, false))
    life_.fail("an attempt before its time");
  if (life_.now < asked_until_ && !is_called_) life_.fail("an attempt before the server wants one");
  due_.reset();
}

void WatchRecovery::saw_event(const Emit& emit) {
  // Of a session that is being taken down, whatever else there is.
  if (const auto* error = std::get_if<Error>(&emit.data);
      error && error->code == ErrorCode::SignalNotEnded)
    return;
  if (phase_ == Phase::GivenUp && !tells_of_an_end(emit.type)) wrong(emit.type);
  if (phase_ == Phase::Stopped && !tells_of_an_end(emit.type)) wrong(emit.type);
  if (const auto* story = std::get_if<Recovering>(&emit.data)) {
    if (emit.type == event::kReconnectStart) saw_start(*story);
    if (emit.type == event::kReconnectAttempt) saw_attempt(*story);
    if (emit.type == event::kReconnectSuccess) saw_success(*story);
    if (emit.type == event::kReconnectFailure) saw_failure(*story);
    if (story->elapsed < Millis(0)) life_.fail("a recovery that began in the future");
  }
  if (tells_of_an_end(emit.type)) saw_end(emit.type);
  ++told_[emit.type];
  last_ = emit.type;
  // Over HTTP the start is told when the data channel is open, some time behind the connection.
  const std::string_view start =
      life_.is_publisher() ? event::kPublishStart : event::kSubscribeStart;
  if (emit.type == (life_.by_socket() ? start : event::kPeerOpen)) life_.live = true;
}

void WatchRecovery::saw_start(const Recovering& story) {
  if (phase_ != Phase::Calm) wrong(event::kReconnectStart);
  if (story.elapsed != Millis(0)) life_.fail("a loss that is told late");
  phase_ = Phase::Lost;
  lost_at_ = life_.now;
  attempt_ = 0;
}

void WatchRecovery::saw_attempt(const Recovering& story) {
  if (phase_ != Phase::Lost) wrong(event::kReconnectAttempt);
  if (story.attempt <= attempt_) life_.fail("an attempt is announced twice");
  attempt_ = story.attempt;
  is_called_ = is_hurried_ = false;
  due_ = life_.now + story.delay;
  const RecoveryOptions& options = life_.config.recovery;
  const Millis asked = story.error ? story.error->retry_after.value_or(Millis(0)) : Millis(0);
  // A policy may know better, and so may whoever has given a new token.
  asked_until_ = options.has_policy || token_given_ ? life_.now : life_.now + asked;
  if (asked_until_ > *due_ && options.duration == Millis(0))
    life_.fail("a pause that is shorter than the server wants it");
  if (options.duration > Millis(0) && story.delay > Millis(0) &&
      story.elapsed + story.delay > options.duration)
    life_.fail("a pause beyond the end of the recovery");
  check_pause(story);
}

void WatchRecovery::check_pause(const Recovering& story) {
  const RecoveryOptions& options = life_.config.recovery;
  if (token_given_ && story.delay != Millis(0)) life_.fail("a pause behind a new token");
  const bool cut = options.duration > Millis(0) && story.elapsed + story.delay == options.duration;
  const bool wished = wished_ && (story.delay == *wished_ || (cut && story.delay < *wished_));
  if (token_given_ || (options.has_policy && wished)) return;
  // Whoever is told when to come, or answered late, waits for up to as long again.
  const Millis most = std::max({2 * std::max(options.max_delay, kLongestRetryAfter),
                                options.stream_delay * 36 / 25 + options.spread, kRestartTime});
  if (story.delay < Millis(0) || story.delay > most)
    life_.fail("a pause that is out of bounds: " + std::to_string(story.delay.count()));
  const bool is_ours = story.cause == "network";
  const bool certain = is_ours || story.cause == "stalled" || story.cause == "closed" ||
                       story.cause == "disconnected";
  const bool first_waits = certain && story.attempt == 1 && story.delay > options.spread;
  // The policy is not asked about an ICE restart, and nothing else makes the first attempt wait.
  for_restart_ = options.has_policy || first_waits;
  const Millis ours = life_.config.role == Role::Publisher ? kRestartHaste : kRestartLead;
  if (for_restart_ && story.delay < (is_ours ? ours : kRestartTime) && !cut)
    life_.fail(options.has_policy ? "a pause that is not the policy's" : "the first attempt waits");
}

void WatchRecovery::saw_success(const Recovering& story) {
  if (phase_ != Phase::Lost) wrong(event::kReconnectSuccess);
  if (story.elapsed != life_.now - lost_at_) life_.fail("a recovery of another length");
  if (story.kept && !life_.live) life_.fail("what was never live is kept");
  phase_ = Phase::Calm;
  due_.reset();
  asked_policy_ = false;
}

void WatchRecovery::saw_failure(const Recovering& story) {
  if (phase_ != Phase::Lost) wrong(event::kReconnectFailure);
  if (story.elapsed != life_.now - lost_at_) life_.fail("a recovery of another length");
  phase_ = Phase::GivenUp;
  life_.closed = true;
  asked_policy_ = false;
}

// Out of the calm only where nothing is brought back: what can't be, or what the app doesn't want.
void WatchRecovery::saw_end(std::string_view type) {
  if (phase_ == Phase::Lost) wrong(type);
  if (told_.contains(type)) life_.fail(concat("an end is told twice: ", type));
  const bool says_bye = type == event::kSubscribeStop || type == event::kUnpublishSuccess;
  if (phase_ == Phase::Stopped && !says_bye && !(is_close(type) && life_.hidden)) wrong(type);
  if (phase_ != Phase::Calm) return;
  phase_ = Phase::GivenUp;
  life_.closed = true;
}

void WatchRecovery::end() {
  if (for_restart_) life_.fail("time for an ICE restart that is not made");
  if (phase_ == Phase::Stopped) asked_policy_ = false;
}

void WatchRecovery::at_end() {
  if (phase_ == Phase::Lost) life_.fail("a recovery without an end");
}

}  // namespace sluice::sim
