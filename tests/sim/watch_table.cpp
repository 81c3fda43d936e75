#include "sim/watch_table.hpp"

#include <algorithm>
#include <utility>

#include "sim/watch_attempts.hpp"

namespace sluice::sim {
namespace {

bool tells_of_an_end(std::string_view type) {
  constexpr std::array kEnds{event::kConnectFailure,       event::kPublishFail,
                             event::kSubscribeFail,        event::kPublisherClosed,
                             event::kSubscriberClosed,     event::kPublishInvalidName,
                             event::kSubscribeInvalidName, event::kPlayUnpublish};
  return std::ranges::find(kEnds, type) != kEnds.end();
}

std::uint32_t session_of_effect(const Effect& effect) {
  return std::visit(
      [](const auto& value) -> std::uint32_t {
        if constexpr (requires { value.attempt; }) {
          return value.attempt == AttemptId{} ? 0 : session_of(value.attempt);
        } else {
          return 0;
        }
      },
      effect);
}

}  // namespace

void WatchTable::follow(Event event) {
  const SupervisorCell cell = supervisor_cell(state_, event);
  ++visits_[static_cast<std::size_t>(state_)][static_cast<std::size_t>(event)];
  if (cell.ignored) {
    return fail("event " + std::to_string(static_cast<int>(event)) + " has no place in state " +
                std::to_string(static_cast<int>(state_)));
  }
  state_ = cell.next;
}

void WatchTable::begin(const Input& input, TimePoint now) {
  now_ = now;
  is_answer_ =
      std::holds_alternative<PolicyAnswered>(input) || std::holds_alternative<TokenGiven>(input);
  is_fault_ = false;
  const auto* http = std::get_if<HttpAnswered>(&input);
  is_deleted_ = http && deletes_.contains({http->attempt, http->op});
  const auto* online = std::get_if<OnlineChanged>(&input);
  if (online) offline_ = !online->online;
  may_hurry_ = std::holds_alternative<RetryCalled>(input) || (online && online->online) ||
               std::holds_alternative<NetworkChanged>(input) ||
               std::holds_alternative<PageShown>(input) ||
               std::holds_alternative<StatsSampled>(input);
  const auto* hidden = std::get_if<PageHidden>(&input);
  const bool stops = std::holds_alternative<StopCalled>(input) || (hidden && !hidden->may_return);
  if (hidden && hidden->may_return) is_away_ = true;
  if (std::holds_alternative<PageShown>(input)) is_away_ = false;
  if (stops && state_ != State::Ended) follow(Event::Stop);
  if (const auto* connect = std::get_if<ConnectCalled>(&input)) {
    const bool asks = is_open() && !wants_connection_ && !wants_stream_;
    if (!asks) return;
    wants_connection_ = true;
    connect_ = connect->call;
    follow(Event::Ask);
  }
  if (const auto* start = std::get_if<StartCalled>(&input); start && takes(*start)) {
    wants_stream_ = true;
    start_ = start->call;
    follow(Event::Ask);
  }
}

bool WatchTable::takes(const StartCalled& start) const {
  if (!is_open() || wants_stream_) return false;
  if (!start.stream_name) return true;
  const bool other = wants_connection_ && *start.stream_name != config_.stream_name;
  return !other && check_stream_name(*start.stream_name);
}

void WatchTable::saw(const Effect& effect) {
  const std::uint32_t session = session_of_effect(effect);
  if (session > sessions_) saw_session(session);
  if (const auto* e = std::get_if<Emit>(&effect)) saw_event(*e);
  if (const auto* e = std::get_if<Settle>(&effect)) saw_settled(*e);
  const auto* http = std::get_if<SendHttp>(&effect);
  if (http && http->method == HttpMethod::Delete) deletes_.insert({http->attempt, http->op});
  // A token for a DELETE is no news of a loss.
  if (std::holds_alternative<AskPolicy>(effect) ||
      (std::holds_alternative<AskToken>(effect) && !is_deleted_))
    saw_announcement(false);
  if (std::holds_alternative<DetachView>(effect) && is_open()) follow(Event::GiveUp);
}

void WatchTable::saw_session(std::uint32_t session) {
  sessions_ = session;
  if (!std::exchange(is_silent_, false)) follow(Event::Due);
  due_.reset();
}

void WatchTable::saw_event(const Emit& emit) {
  const auto* story = std::get_if<Recovering>(&emit.data);
  if (emit.type == event::kReconnectStart) {
    follow(Event::Fault);
    is_fault_ = true;
  } else if (emit.type == event::kReconnectAttempt) {
    saw_announcement(true);
    due_ = now_ + story->delay;
  } else if (emit.type == event::kReconnectSuccess) {
    is_silent_ = false;
    due_.reset();
    follow(story->kept ? Event::Woke : wants_stream_ ? Event::Up : Event::Greeted);
  } else if (emit.type == event::kReconnectFailure) {
    follow(Event::GiveUp);
  } else if (tells_of_an_end(emit.type) && is_open()) {
    follow(Event::GiveUp);
  }
}

// What is done about a loss. With an answer of the app's, it was the loss before it.
void WatchTable::saw_announcement(bool may_be_answered) {
  if (std::exchange(is_fault_, false)) return;
  if (may_be_answered && std::exchange(is_answer_, false)) return;
  is_silent_ = false;
  follow(Event::Fault);
}

void WatchTable::saw_settled(const Settle& settle) {
  const bool is_connect = settle.call == connect_;
  if (!is_connect && settle.call != start_) return;
  (is_connect ? connect_ : start_).reset();
  if (settle.error) {
    if (is_open()) follow(Event::GiveUp);
  } else if (state_ == State::Connecting && (!is_connect || !wants_stream_)) {
    follow(is_connect ? Event::Greeted : Event::Up);
  }
}

void WatchTable::end(const Supervisor& supervisor) {
  const State state = supervisor.state();
  // Before the camera is there, a new session has nothing to do yet.
  const bool may_begin = due_ && (now_ >= *due_ || may_hurry_);
  if (state_ == State::Waiting && state == State::Retrying && may_begin) {
    follow(Event::Due);
    is_silent_ = true;
    due_.reset();
  }
  if (state_ == State::Closing && supervisor.ended()) follow(Event::Finished);
  if (state != state_) {
    fail("the state is " + std::to_string(static_cast<int>(state)) + " where the table says " +
         std::to_string(static_cast<int>(state_)));
  }
  if (state_ != State::Waiting) due_.reset();
  const auto deadline = supervisor.next_deadline();
  // A publisher's own old session is ended first.
  const Millis ending{config_.role == Role::Publisher ? 1'000 : 0};
  if (due_ && !offline_ && !is_away_ && (!deadline || *deadline > std::max(*due_, now_) + ending))
    fail("the next attempt has no deadline");
}

}  // namespace sluice::sim
