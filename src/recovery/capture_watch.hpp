// The camera and microphone that a publisher has opened, while it runs: a device that ends by
// itself (unplugged, taken away, its permission withdrawn) is opened again.
//
// One that is refused is not asked for again and again, as that would ask the user each time: what
// follows waits for a sign that it may work now. One that somebody else has in use is tried again
// after a pause that grows, as the user has allowed it.
#pragma once

#include <cstdint>
#include <optional>

#include "base/error.hpp"
#include "base/time.hpp"
#include "machine/table.hpp"

namespace sluice {

enum class CaptureState : std::uint8_t {
  Whole,    // nothing is missing, as far as is known
  Opening,  // the browser has been asked
  Waiting,  // it has refused
};
inline constexpr std::size_t kCaptureStates = static_cast<std::size_t>(CaptureState::Waiting) + 1;

enum class CaptureEvent : std::uint8_t {
  Lost,     // a device has ended
  Opened,   // all that had ended is there again
  Refused,  // it is not
  Hope,     // it may work now
};
inline constexpr std::size_t kCaptureEvents = static_cast<std::size_t>(CaptureEvent::Hope) + 1;

using CaptureCell = Cell<CaptureState>;
[[nodiscard]] CaptureCell capture_cell(CaptureState state, CaptureEvent event);

struct Reasons;

class CaptureWatch {
 public:
  // `patience`: for an answer of the browser's.
  explicit CaptureWatch(Millis patience) : patience_(patience) {}

  // Each says whether the browser is to be asked now.
  [[nodiscard]] bool lose(TimePoint now);
  [[nodiscard]] bool hope(TimePoint now);

  // The browser's answer: whether the app is to hear of it.
  [[nodiscard]] bool open(TimePoint now);
  [[nodiscard]] bool refuse(const Error& error, TimePoint now);

  // When it may be tried again, or while it is being opened, when it has not answered in time.
  [[nodiscard]] std::optional<TimePoint> due_at() const { return due_at_; }
  [[nodiscard]] CaptureState state() const { return state_; }

  void give_reasons(Reasons& out) const;

 private:
  bool step(CaptureEvent event);
  bool ask(TimePoint now);
  void wait(TimePoint now);

  Millis patience_;
  CaptureState state_ = CaptureState::Whole;
  std::optional<TimePoint> due_at_{};
  std::optional<TimePoint> opened_at_{};  // for the last time
  std::optional<ErrorCode> told_{};       // why it is refused
  Millis pause_{0};                       // before the last try
};

}  // namespace sluice
