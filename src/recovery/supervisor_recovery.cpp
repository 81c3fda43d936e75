// What a client with recovery does about a loss. The rules are at the head of supervisor.cpp.

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "recovery/supervisor.hpp"

namespace sluice {
namespace {

using State = SupervisorState;

// What only a server says that has looked at the token.
bool is_about_the_name(ErrorCode code) {
  return code == ErrorCode::HttpNotFound || code == ErrorCode::StreamNotFound ||
         code == ErrorCode::StreamNameTaken;
}

constexpr Millis kSettled{5000};         // live for so long, a loss begins anew
constexpr Millis kRestartBudget{2000};   // for an ICE restart, before a new session is made
constexpr Millis kRestartHaste{1000};    // where it is this machine's network that has changed
constexpr Millis kRestartLead{300};      // the same for a player, whose new session goes beside it
constexpr Millis kEndFirstBlind{300};    // kEndFirst where the way to the server is in doubt
constexpr Millis kNetworkChanges{2000};  // how long a change of network may take
constexpr Millis kHanging{300};  // an attempt of this age may hang in a network that was away

}  // namespace

// ---------------------------------------------------------------------------------------------
// Time

void Supervisor::on_timeout(TimePoint now) {
  look(now);
  if (capture_ && now >= capture_->due_at().value_or(TimePoint::max())) {
    const bool is_late = capture_->state() == CaptureState::Opening;
    on_device(is_late ? Input(MediaReopened{Error{ErrorCode::MediaTimeout}}) : MediaHoped{}, now);
  }
  const auto due = due_at();
  if (!due || now < *due) return;
  const bool over = left(Millis{1}, now) <= Millis{0};
  over || loss_->pause == Pause::Token ? give_up(now) : attempt(now);
}

// ---------------------------------------------------------------------------------------------
// Losses

// Something is lost, or an attempt to bring it back has failed.
void Supervisor::lose(LossCause cause, std::optional<Error> error, TimePoint now) {
  if (!loss_) {
    const bool settled = live_at_ && now - *live_at_ >= kSettled;
    if (settled || !was_live_) tries_ = {};
    unpublished_ = cause == LossCause::Unpublished;
    loss_.emplace().cause = cause;
    loss_->at = now;
    // One that is only suspected to be lost keeps its session, but not the nodes that it has left.
    if (lead_) keep_spares(*lead_);
  }
  // A token that a server has answered to is a good one, and when it is refused it has expired.
  if (error && is_about_the_name(error->code)) loss_->token_renewed = false;
  loss_->error = std::move(error);
  if (!lead_) unwatch();
  plan(cause, now);
}

void Supervisor::plan(LossCause cause, TimePoint now) {
  const std::optional<Error>& error = loss_->error;
  const Situation situation{config_.role,
                            cause,
                            error ? &*error : nullptr,
                            was_live_,
                            loss_->token_renewed,
                            tries_.failures,
                            now - loss_->at,
                            std::exchange(late_, Millis{0})};
  loss_->asked_until = now + (error ? error->retry_after.value_or(Millis{0}) : Millis{0});
  const Decision decision = stopped_ ? Decision{} : decide(config_.recovery, situation, random_);
  if (decision.remedy == Remedy::Stop || !step(Event::Fault)) return give_up(now);
  if (!was_live_) farewell_.clear();
  const bool anew = !std::exchange(loss_->told, true);
  if (anew) emit(event::kReconnectStart, standing(now));
  if (decision.counts) ++tries_.failures;
  ++tries_.attempts;
  if (decision.remedy == Remedy::RenewToken) {
    loss_->token_renewed = true;
    loss_->pause = Pause::Token;
    loss_->due_at = now + left(config_.timeouts.answer, now);
    return effects_.push(AskToken{});
  }
  const bool is_ours = cause == LossCause::Network;
  const bool restarts = anew && lead_ && (is_ours || cause == LossCause::Disconnected);
  if (restarts && lead_->session->restart_ice(now)) {
    loss_->without_restart = now + decision.delay;
    const Millis ours = is_publisher() ? kRestartHaste : kRestartLead;
    return pause(std::max(decision.delay, is_ours ? ours : kRestartBudget), now);
  }
  if (!config_.recovery.has_policy) return pause(decision.delay, now);
  loss_->pause = Pause::Policy;
  loss_->due_at.reset();
  Recovering context = standing(now);
  context.delay = decision.delay;
  effects_.push(AskPolicy{std::move(context)});
}

void Supervisor::pause(Millis delay, TimePoint now) {
  // A policy or a token that was waited for may come when the recovery's time is over.
  if (left(Millis{1}, now) <= Millis{0}) return give_up(now);
  loss_->pause = Pause::Time;
  delay = left(delay, now);
  loss_->due_at = now + delay;
  Recovering context = standing(now);
  context.delay = delay;
  emit(event::kReconnectAttempt, std::move(context));
  if (delay <= Millis{0} && !is_held_up()) attempt(now);
}

void Supervisor::on_policy(const PolicyAnswered& answer, TimePoint now) {
  if (state_ != State::Waiting || loss_->pause != Pause::Policy) return;
  if (answer.fault) loss_->error = answer.fault;
  if (!answer.delay) return give_up(now);
  pause(*answer.delay, now);
}

void Supervisor::on_token(const TokenGiven& given, TimePoint now) {
  for (Member& member : members_) {
    if (member.leaving) member.session->handle(given, now);
  }
  if (state_ != State::Waiting || loss_->pause != Pause::Token) return;
  if (given.fault) loss_->error = given.fault;
  if (!given.token) return give_up(now);
  if (given.token->empty() || !is_usable_token(*given.token)) {
    loss_->error =
        Error{ErrorCode::ConfigInvalid, concat("what the token callback gives ", kTokenRule)};
    return give_up(now);
  }
  config_.token = *given.token;
  pause(Millis{0}, now);
}

void Supervisor::on_online(bool online, TimePoint now) {
  offline_ = !online;
  if (online) on_network_changed(now);
}

void Supervisor::on_network_changed(TimePoint now) {
  network_until_ = now + kNetworkChanges;
  if (watch_ && lead_ && !loss_) {
    effects_.push(LookAtNetwork{lead_->session->attempt()});
    // Nobody knows for how long a page was not told anything.
    if (!watch_->is_asking() && lead_->session->probe(now)) watch_->ask();
  }
  if (!is_held_up()) hurry(now);
  if (!is_publisher()) renew_hanging(now);
}

// A publisher hears so little that it does not wait for a silence.
void Supervisor::on_network_looked(const NetworkLooked& looked, TimePoint now) {
  if (!watch_ || !lead_ || looked.attempt != lead_->session->attempt() || loss_) return;
  const bool is_lost = looked.change == NetworkChange::Lost && is_publisher();
  const bool is_changed = looked.change != NetworkChange::None;
  if (is_lost || (is_changed && watch_->is_quiet())) return lose_network(now);
  // While media flows another address is none of ours, unless it stops at once.
  if (is_changed) suspect_until_ = now + kNetworkChanges;
  // A browser may tell that there is a change before it has heard what it is.
  if (now < network_until_) effects_.push(LookAtNetwork{looked.attempt});
}

void Supervisor::lose_network(TimePoint now) {
  watch_->give_up();
  lose(LossCause::Network, Error{ErrorCode::PeerStalled}, now);
}

// An attempt that has begun over the network of before may wait there for long.
void Supervisor::renew_hanging(TimePoint now) {
  if (!next_ || next_->started || now - next_->began_at < kHanging) return;
  leave(*next_, now);
  attempt(now);
}

// There is hope before the time is up: cuts a pause of ours short, but not what the server asked
// for.
void Supervisor::hurry(TimePoint now) {
  if (state_ != State::Waiting || loss_->pause != Pause::Time) return;
  if (now >= loss_->asked_until) return attempt(now);
  loss_->due_at = std::min(loss_->due_at.value_or(loss_->asked_until), loss_->asked_until);
}

// Packets come again, and no picture yet. Behind an ICE restart a key frame is all that is missing.
void Supervisor::on_stirring(TimePoint now) {
  if (loss_ && loss_->without_restart && loss_->due_at) {
    loss_->due_at = std::max(*loss_->due_at, now + kRestartLead);
    return;
  }
  hurry(now);
  renew_hanging(now);
}

// There is nothing to wait for any more but the usual pause.
void Supervisor::end_restart(TimePoint now) {
  if (state_ != State::Waiting || !loss_->without_restart || loss_->pause != Pause::Time) return;
  loss_->due_at =
      std::max(*std::exchange(loss_->without_restart, std::nullopt), loss_->asked_until);
  if (now >= *loss_->due_at && !is_held_up()) attempt(now);
}

// Our own old session may still hold the name that a new one needs.
std::optional<TimePoint> Supervisor::old_one_may_last() const {
  const bool blind = loss_->cause == LossCause::Stalled || loss_->cause == LossCause::Network ||
                     loss_->cause == LossCause::Disconnected;
  std::optional<TimePoint> until;
  for (const Member& member : members_) {
    const bool holds = member.started || !member.session->server_session().empty();
    if (!is_publisher() || !member.leaving || !holds || member.session->ended()) continue;
    until = std::max(until, std::optional(member.left_at + (blind ? kEndFirstBlind : kEndFirst)));
  }
  return until && latest_ < *until ? until : std::nullopt;
}

void Supervisor::attempt(TimePoint now) {
  loss_->without_restart.reset();
  if (away_) {
    loss_->pause = Pause::Time;
    loss_->due_at = now;
    return;
  }
  // Over the network of before it hears nothing, and its name is held.
  if (is_publisher() && lead_ && loss_->cause == LossCause::Network) leave(*lead_, now);
  const auto until = old_one_may_last();
  if (state_ == State::Waiting && loss_->pause != Pause::Ending && until) {
    loss_->pause = Pause::Ending;
    loss_->due_at = now + left(*until - now, now);
    return;
  }
  if (!step(Event::Due)) return;
  loss_->due_at.reset();
  add_member(now);
  tell_muted(*next_, now);
  ask(*next_, now);
  const auto answer = std::exchange(media_answer_, std::monostate());
  if (const auto* ready = std::get_if<MediaReady>(&answer)) next_->session->handle(*ready, now);
  if (const auto* failed = std::get_if<MediaFailed>(&answer)) next_->session->handle(*failed, now);
}

void Supervisor::succeed(bool kept, TimePoint now) {
  Recovering context = standing(now);
  context.error.reset();
  context.kept = kept;
  emit(event::kReconnectSuccess, std::move(context));
  loss_.reset();
  farewell_.clear();
  unpublished_ = false;
  live_at_ = now;
}

void Supervisor::give_up(TimePoint now) {
  if (!step(Event::GiveUp)) return;
  if (loss_->told) emit(event::kReconnectFailure, standing(now));
  effects_.take_over(farewell_);
  // A session that only went silent has said nothing of its own.
  const Error* error = loss_->error ? &*loss_->error : nullptr;
  if (lead_ && was_live_ && error)
    emit(is_publisher() ? event::kPublisherClosed : event::kSubscriberClosed, *error);
  reject_calls(error ? *error : Error{.code = ErrorCode::StreamNotFound});
  close_all(now);
}

// Without a network, or a page, nothing is due but the end.
std::optional<TimePoint> Supervisor::due_at() const {
  if (!loss_ || !loss_->due_at) return std::nullopt;
  if (!is_held_up() || loss_->pause != Pause::Time) return loss_->due_at;
  const Millis duration = config_.recovery.duration;
  return duration > Millis{0} ? std::optional(loss_->at + duration) : std::nullopt;
}

Millis Supervisor::left(Millis delay, TimePoint now) const {
  return within_duration(config_.recovery, now - loss_->at, delay);
}

Recovering Supervisor::standing(TimePoint now) const {
  return {.cause = cause_name(loss_->cause),
          .attempt = tries_.attempts,
          .elapsed = now - loss_->at,
          .candidate = candidate_,
          .error = loss_->error};
}

}  // namespace sluice
