// Follows a recovering client through the supervisor's table, by what goes in and what comes out of
// it alone, and says where the client is somewhere else than the table leads.
#pragma once

#include <array>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "recovery/supervisor.hpp"

namespace sluice::sim {

using SupervisorVisits =
    std::array<std::array<std::uint64_t, kSupervisorEvents>, kSupervisorStates>;

class WatchTable {
 public:
  // `visits`: how often which cell was come to is counted there.
  WatchTable(const SessionConfig& config, SupervisorVisits& visits)
      : config_(config), visits_(visits) {}

  void begin(const Input& input, TimePoint now);
  void saw(const Effect& effect);
  void end(const Supervisor& supervisor);

  [[nodiscard]] const std::string& problem() const { return problem_; }
  [[nodiscard]] SupervisorState state() const { return state_; }

 private:
  using State = SupervisorState;
  using Event = SupervisorEvent;

  void follow(Event event);
  [[nodiscard]] bool is_open() const { return state_ != State::Closing && state_ != State::Ended; }
  [[nodiscard]] bool takes(const StartCalled& start) const;
  void saw_event(const Emit& emit);
  void saw_announcement(bool may_be_answered);
  void saw_settled(const Settle& settle);
  void saw_session(std::uint32_t session);
  void fail(std::string text) {
    if (problem_.empty()) problem_ = std::move(text);
  }

  SessionConfig config_;
  SupervisorVisits& visits_;
  State state_ = State::Idle;
  TimePoint now_{};
  bool wants_connection_ = false;
  bool wants_stream_ = false;
  std::optional<CallId> connect_;
  std::optional<CallId> start_;
  bool offline_ = false;
  bool is_away_ = false;
  std::uint32_t sessions_ = 0;  // but the first
  std::set<std::pair<AttemptId, OpId>> deletes_;
  std::optional<TimePoint> due_;  // the attempt that was announced
  bool is_silent_ = false;        // an attempt has begun that nothing was heard of yet
  // Of this turn.
  bool is_answer_ = false;  // to a question of recovery's
  bool is_fault_ = false;   // a loss was told, and what is done about it was not
  bool may_hurry_ = false;
  bool is_deleted_ = false;  // a DELETE was answered
  std::string problem_;
};

}  // namespace sluice::sim
