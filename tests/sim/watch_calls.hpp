// The app's promises: each settles exactly once, in time, and as the events say.
#pragma once

#include <map>
#include <optional>
#include <string_view>

#include "sim/life.hpp"

namespace sluice::sim {

// What became of a call; not settled while it is open.
struct Outcome {
  bool settled = false;
  std::optional<Error> error{};
};

class WatchCalls {
 public:
  explicit WatchCalls(Life& life) : life_(life) {}

  void begin(const Input& input);
  // `last_event`: the one that was told before it, if any.
  void saw(const Settle& settle, std::string_view last_event);
  void end();
  void at_end();

  // Some are not settled.
  [[nodiscard]] bool wait() const { return !open_.empty(); }
  [[nodiscard]] const std::map<CallId, Outcome>& outcomes() const { return outcomes_; }

 private:
  enum class Kind { Connect, Start, Stop, Ask };
  struct Call {
    Kind kind;
    TimePoint begin;
    TimePoint latest;
  };

  void add(CallId id, Kind kind);
  [[nodiscard]] Millis limit(Kind kind) const;
  void saw_rejection(Kind kind, const Error& error, bool is_new, std::string_view last_event);

  Life& life_;
  std::map<CallId, Outcome> outcomes_;
  std::map<CallId, Call> open_;
  std::optional<CallId> new_;
};

}  // namespace sluice::sim
