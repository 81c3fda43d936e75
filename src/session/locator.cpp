// A search for nodes.
//
// The rules:
//  - A try that fails by something that may pass (no answer, 5xx, no such stream yet) is repeated
//    after a pause, at most `retries` times; the server's Retry-After makes the pause longer. One
//    that is longer than an answer may take is for the app to judge: the error has it.
//  - What no repetition can mend (a wrong address, a refused token) is told at once.
//  - Each try has a deadline of its own.
//
// The states:
//  Idle     nothing has been asked
//  Asking   the manager has the question
//  Pausing  the last try failed, the next one is due
//  Done     there is an answer, or nobody wants it any more

#include "session/locator.hpp"

#include <algorithm>
#include <utility>

#include "base/redact.hpp"
#include "whip/http_answer.hpp"

namespace sluice {
namespace {

using State = LocatorState;
using Event = LocatorEvent;

constexpr Row<State, Event> kRows[] = {
    {State::Idle, Event::Start, State::Asking},     {State::Idle, Event::Stop, State::Done},
    {State::Asking, Event::Found, State::Done},     {State::Asking, Event::Fault, State::Pausing},
    {State::Asking, Event::Refusal, State::Done},   {State::Asking, Event::Stop, State::Done},
    {State::Pausing, Event::Resume, State::Asking}, {State::Pausing, Event::Stop, State::Done},
};

constexpr auto kTable = make_table<kLocatorStates, kLocatorEvents>(kRows);

}  // namespace

LocatorCell locator_cell(LocatorState state, LocatorEvent event) {
  return cell_of(kTable, state, event);
}

void Locator::start(TimePoint now) {
  if (step(Event::Start)) ask(now);
}

void Locator::stop() {
  const bool asking = state_ == State::Asking;
  if (!step(Event::Stop)) return;
  deadline_.reset();
  answer_.reset();
  if (asking) effects_.push(AbortHttp{attempt_, OpId{tries_}});
}

void Locator::handle(const Input& input, TimePoint now) {
  if (const auto* http = std::get_if<HttpAnswered>(&input)) {
    if (state_ != State::Asking || http->op != OpId{tries_}) return;
    // A refusal is told by its status, whatever has become of its body.
    const bool accepted = http->status >= 200 && http->status <= 299;
    if (accepted && http->body_fault == BodyFault::TooLarge) {
      return on_fault({.code = ErrorCode::ManagerTooLarge, .http_status = http->status}, now);
    }
    if (accepted && http->body_fault == BodyFault::Broken) {
      return on_fault({ErrorCode::ManagerUnreachable, "the answer's body broke off"}, now);
    }
    auto nodes = parse_lookup(lookup_, {http->status, http->content_type, http->body});
    if (!nodes) {
      nodes.error().retry_after = retry_after(*http);
      return on_fault(std::move(nodes.error()), now);
    }
    if (step(Event::Found)) finish(std::move(nodes));
  } else if (const auto* failed = std::get_if<HttpFailed>(&input)) {
    if (state_ != State::Asking || failed->op != OpId{tries_}) return;
    on_fault({failed->kept_out ? ErrorCode::EnvLocalNetwork : ErrorCode::ManagerUnreachable,
              redact(failed->detail)},
             now);
  } else if (std::holds_alternative<Timeout>(input)) {
    if (!deadline_ || now < *deadline_) return;
    if (state_ == State::Pausing && step(Event::Resume)) return ask(now);
    effects_.push(AbortHttp{attempt_, OpId{tries_}});
    on_fault({ErrorCode::ManagerTimeout, ""}, now);
  }
}

std::optional<Locator::Answer> Locator::poll_answer() {
  return std::exchange(answer_, std::nullopt);
}

bool Locator::step(Event event) {
  const LocatorCell cell = locator_cell(state_, event);
  if (cell.ignored) return false;
  state_ = cell.next;
  return true;
}

void Locator::ask(TimePoint now) {
  ++tries_;
  deadline_ = now + limits_.answer;
  effects_.push(SendHttp{.attempt = attempt_,
                         .op = OpId{tries_},
                         .method = HttpMethod::Get,
                         .url = lookup_url(lookup_).text(),
                         .headers{},
                         .body{}});
}

void Locator::on_fault(Error error, TimePoint now) {
  const Millis asked = error.retry_after.value_or(Millis{0});
  const bool again =
      error_info(error.code).retryable && tries_ <= limits_.retries && asked <= limits_.answer;
  if (again) {
    if (!step(Event::Fault)) return;
    deadline_ = now + std::max(limits_.retry_delay, asked);
  } else if (step(Event::Refusal)) {
    finish(std::move(error));
  }
}

void Locator::finish(Answer answer) {
  deadline_.reset();
  answer_ = std::move(answer);
}

}  // namespace sluice
