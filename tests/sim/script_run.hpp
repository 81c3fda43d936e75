// One scenario file (tests/scenarios/README.md) in virtual time: a client with a good browser under
// it, at a scripted server.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>

#include "recovery/supervisor.hpp"
#include "sim/script.hpp"

namespace sluice::sim {

// What a client did and told, with repetitions in a row left out.
struct ScriptTrace {
  test::Lines requests;
  test::Lines events;
  std::string result;
  std::string layer;  // what its choice came to
};

class ScriptRun {
 public:
  explicit ScriptRun(const Json& scenario);  // which outlives it

  ScriptTrace run();

 private:
  void drain();
  void perform(const Effect& effect);
  void send(const SendHttp& request);
  void abort(const AbortHttp& aborted);
  void emit(const Emit& emitted);
  void connect(AttemptId attempt);
  void cut_media();
  void later(const Input& input, Millis delay = Millis{1}) { queue_.emplace(now_ + delay, input); }
  [[nodiscard]] bool was_told(std::string_view event) const;
  [[nodiscard]] bool may_cut() const;
  [[nodiscard]] bool is_up() const;
  [[nodiscard]] bool is_through() const;
  [[nodiscard]] bool has_ended() const;
  void go_on_until(bool (ScriptRun::*is_done)() const);

  struct Peer {
    std::string ufrag{};
    bool has_channel = false, is_up = false;
    bool is_cut = false;  // nothing comes any more
    MediaKinds kinds{};
  };

  ScriptedServer server_;
  Role role_;
  TimePoint now_{};
  SessionConfig config_;
  Supervisor supervisor_;
  std::multimap<TimePoint, Input> queue_;
  std::map<AttemptId, Peer> peers_;
  std::set<std::pair<AttemptId, OpId>> streams_;  // that are open
  AttemptId attempt_{};
  test::Lines events_;
  std::string cut_;    // the event behind which the path is lost
  std::string until_;  // the event to wait for before the end
  std::string layer_;  // to choose behind that event
  std::string result_;
  std::string layer_result_;
  bool is_stopped_ = false;
  std::uint64_t packets_ = 0;
};

}  // namespace sluice::sim
