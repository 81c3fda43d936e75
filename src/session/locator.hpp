// One search for nodes: asks the stream manager, again after a pause where that can help, until it
// has an answer or no tries left. The rules and the table are in locator.cpp.
#pragma once

#include <optional>
#include <vector>

#include "config/config.hpp"
#include "machine/effect_queue.hpp"
#include "machine/input.hpp"
#include "machine/table.hpp"

namespace sluice {

enum class LocatorState : std::uint8_t { Idle, Asking, Pausing, Done };
inline constexpr std::size_t kLocatorStates = static_cast<std::size_t>(LocatorState::Done) + 1;

enum class LocatorEvent : std::uint8_t { Start, Found, Fault, Refusal, Resume, Stop };
inline constexpr std::size_t kLocatorEvents = static_cast<std::size_t>(LocatorEvent::Stop) + 1;

using LocatorCell = Cell<LocatorState>;
[[nodiscard]] LocatorCell locator_cell(LocatorState state, LocatorEvent event);

struct LocatorLimits {
  std::uint32_t retries = 3;
  Millis retry_delay{1000};
  Millis answer{10'000};  // how long one try may take
};

struct Reasons;

class Locator {
 public:
  using Answer = Result<std::vector<Node>>;

  Locator(AttemptId attempt, Lookup lookup, const LocatorLimits& limits)
      : attempt_(attempt), lookup_(std::move(lookup)), limits_(limits) {}

  void start(TimePoint now);
  void stop();
  void handle(const Input& input, TimePoint now);

  [[nodiscard]] EffectQueue& effects() { return effects_; }
  [[nodiscard]] std::optional<Effect> poll_effect() { return effects_.poll(); }
  [[nodiscard]] std::optional<TimePoint> next_deadline() const { return deadline_; }
  // What the search has come to: once, unless it was stopped.
  [[nodiscard]] std::optional<Answer> poll_answer();
  [[nodiscard]] LocatorState state() const { return state_; }
  [[nodiscard]] AttemptId attempt() const { return attempt_; }
  void give_reasons(Reasons& out) const;

 private:
  using State = LocatorState;
  using Event = LocatorEvent;

  bool step(Event event);
  void ask(TimePoint now);
  void on_fault(Error error, TimePoint now);
  void finish(Answer answer);

  AttemptId attempt_;
  Lookup lookup_;
  LocatorLimits limits_;
  State state_ = State::Idle;
  std::uint32_t tries_ = 0;  // each try's number is its operation's id
  std::optional<TimePoint> deadline_;
  EffectQueue effects_;
  std::optional<Answer> answer_;
};

}  // namespace sluice
