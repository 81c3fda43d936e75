// A stop, or a page that is left, behind each single step of each good run.

#include <algorithm>
#include <catch2/catch_test_macros.hpp>

#include "sim/scenario.hpp"

using namespace sluice;
using namespace sluice::sim;

namespace {

enum class Way { Stop, StopAndRelease, Hide };

struct Run {
  std::size_t steps = 0;  // that came before the way out was taken, or until the end
  bool taken = false;
  bool was_live = false;
  bool was_let_in = false;
  bool had_session = false;  // the client knew the server's session then
  std::string problem;
  std::vector<std::string> wrong;
  test::Lines trace;
};

class EveryStep {
 public:
  EveryStep(const Scenario& scenario, Way way, std::uint64_t seed)
      : scenario_(scenario), way_(way), seed_(seed) {}

  // Takes the way out behind step `step`; step 0 is the call of publish() or subscribe().
  Run run(std::size_t step) {
    ScriptedFate fate(scenario_.always);
    World world(seed_, fate);
    world.keep_trace();
    Run result;
    Client& client = world.open(scenario_.config, scenario_.source);
    Calls calls;
    if (scenario_.connects_before > Millis(0)) calls.connect = client.connect();
    if (!calls.connect) calls.start = client.start();
    const auto take_way_out = [&] {
      if (result.taken || result.steps < step) return;
      result.taken = true;
      result.was_live = client.monitor().has_been_live();
      result.was_let_in = client.monitor().has_told(event::kConnectSuccess);
      calls.stop = leave(client);
    };
    client.after_turn = [&] {
      ++result.steps;
      take_way_out();
    };
    take_way_out();
    world.run_until(TimePoint(scenario_.connects_before));
    if (!calls.start && !result.taken) calls.start = client.start();
    world.run_until(kScenarioStop);
    client.after_turn = nullptr;
    if (!result.taken) client.stop();
    world.run_out();
    result.problem = world.problem();
    if (result.taken) check(world, client, calls, result);
    result.trace = std::move(world.trace());
    return result;
  }

 private:
  struct Calls {
    std::optional<CallId> connect, start, stop;
  };

  std::optional<CallId> leave(Client& client) {
    if (way_ != Way::Hide) return client.stop(way_ == Way::StopAndRelease);
    client.hide();
    return std::nullopt;
  }

  void check(World& world, Client& client, const Calls& calls, Run& result) {
    const auto expect = [&](bool holds, const char* what) {
      if (!holds) result.wrong.emplace_back(what);
    };
    const auto& outcomes = client.monitor().calls();
    const auto check_call = [&](CallId call, bool was_resolved) {
      const Outcome& outcome = outcomes.at(call);
      expect(outcome.settled, "each call is settled");
      expect(was_resolved == !outcome.error, "a call is resolved if it was, else rejected");
      if (outcome.error)
        expect(outcome.error->code == ErrorCode::StateClosed, "it is rejected with state.closed");
    };
    if (calls.start) check_call(*calls.start, result.was_live);
    if (calls.connect) check_call(*calls.connect, result.was_let_in);
    if (calls.stop)
      expect(outcomes.at(*calls.stop).settled && !outcomes.at(*calls.stop).error,
             "the stop is resolved");
    expect(client.ended(), "the session has ended");
    expect(!client.browser().peer_open(), "no peer is open");
    const bool keeps = way_ == Way::Stop && scenario_.source == MediaSource::Capture;
    if (!keeps) expect(!client.browser().camera_on(), "the camera is off");
    // A page that goes away before the answer is there cannot know the session.
    for (const auto& [url, session] : world.server().sessions()) {
      const bool told = std::ranges::count(client.network().told(), url) > 0;
      if (way_ != Way::Hide || told) expect(!session.open, "no session is left on the server");
    }
  }

  const Scenario& scenario_;
  Way way_;
  std::uint64_t seed_;  // of latencies, and so of the order of things
};

void try_each_step(const Scenario& scenario, Way way, std::uint64_t seed) {
  EveryStep every(scenario, way, seed);
  std::size_t step = 0;
  for (bool taken = true; taken; ++step) {
    const Run run = every.run(step);
    taken = run.taken;
    if (run.problem.empty() && run.wrong.empty()) continue;
    std::string text;
    for (const std::string& line : run.trace) text += line + "\n";
    FAIL_CHECK(scenario.name << ", seed " << seed << ", step " << step << ": " << run.problem
                             << (run.wrong.empty() ? "" : run.wrong.front()) << "\n"
                             << text);
  }
  INFO(scenario);
  CHECK(step > 6);
}

void try_each_step(Way way) {
  for (const Scenario& scenario : scenarios()) {
    for (std::uint64_t seed = 1; seed <= 8; ++seed) try_each_step(scenario, way, seed);
  }
}

TEST_CASE("a stop behind any step leaves nothing behind and settles both calls") {
  try_each_step(Way::Stop);
}

TEST_CASE("a stop behind any step switches the camera off where it is asked to") {
  try_each_step(Way::StopAndRelease);
}

TEST_CASE("a page that is left behind any step ends all in the same turn") {
  try_each_step(Way::Hide);
}

}  // namespace
