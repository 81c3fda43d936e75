#include "recovery/capture_watch.hpp"

#include <algorithm>
#include <utility>

namespace sluice {
namespace {

using State = CaptureState;
using Event = CaptureEvent;

constexpr Row<State, Event> kRows[] = {
    {State::Whole, Event::Lost, State::Opening},

    {State::Opening, Event::Opened, State::Whole},
    {State::Opening, Event::Refused, State::Waiting},

    // An answer may come after all, for instance when a prompt was open for long.
    {State::Waiting, Event::Opened, State::Whole},
    {State::Waiting, Event::Hope, State::Opening},
};

constexpr auto kTable = make_table<kCaptureStates, kCaptureEvents>(kRows);

constexpr Millis kLeastPause{1000};
constexpr Millis kMostPause{30'000};
constexpr Millis kSettled{10'000};  // a device that ends sooner than this is not opened at once

}  // namespace

CaptureCell capture_cell(CaptureState state, CaptureEvent event) {
  return cell_of(kTable, state, event);
}

bool CaptureWatch::step(Event event) {
  const CaptureCell cell = capture_cell(state_, event);
  if (!cell.ignored) state_ = cell.next;
  return !cell.ignored;
}

bool CaptureWatch::ask(TimePoint now) {
  due_at_ = now + patience_;
  return true;
}

// Until it may be tried again without a sign.
void CaptureWatch::wait(TimePoint now) {
  step(Event::Refused);
  pause_ = std::clamp(pause_ * 2, kLeastPause, kMostPause);
  due_at_ = now + pause_;
}

bool CaptureWatch::lose(TimePoint now) {
  if (!step(Event::Lost)) return false;
  if (!opened_at_ || now - *opened_at_ >= kSettled) {
    pause_ = Millis{0};
    return ask(now);
  }
  wait(now);
  return false;
}

bool CaptureWatch::hope(TimePoint now) {
  return step(Event::Hope) && ask(now);
}

bool CaptureWatch::open(TimePoint now) {
  due_at_.reset();
  told_.reset();
  opened_at_ = now;
  return step(Event::Opened);
}

bool CaptureWatch::refuse(const Error& error, TimePoint now) {
  if (state_ != State::Opening) return false;
  due_at_.reset();
  if (error.code == ErrorCode::MediaInUse)
    wait(now);
  else
    step(Event::Refused);
  return std::exchange(told_, error.code) != error.code;
}

}  // namespace sluice
