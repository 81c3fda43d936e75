// Each good run once more for each thing that can fail in it, with that one failing: an effect that
// is refused, is answered with an error, or is never answered.

#include <algorithm>
#include <array>
#include <catch2/catch_test_macros.hpp>

#include "sim/scenario.hpp"

using namespace sluice;
using namespace sluice::sim;

namespace {

struct Run {
  std::string problem;
  bool live = false;
  bool trickled = false;
  bool changed_transport = false;
  bool ended_as_told = false;
  bool sessions_left = false;
  bool lacks_candidates = false;  // the server, behind 20 s
  std::vector<Fault> asked;
  test::Lines trace;
};

// The app says all that it can say while it is live.
void talk(Client& client) {
  client.tell(SendCalled{"hello", "{}"});
  client.tell(MuteCalled{MediaKind::Video, true});
  client.tell(LogCalled{"info", "a line"});
  client.call_server("m", "[]");
  client.call_server("switchStreams", R"([{"path":"live/another"}])");
}

// Whether the session that is open lacks one of those that the browser has found for it.
bool lacks_candidates(World& world, const Client& client) {
  for (const auto& [url, session] : world.server().sessions()) {
    if (!session.open || !client.config().trickle) continue;
    const int found = client.browser().candidates(session.attempt);
    if (std::ssize(session.candidates) < found) return true;
  }
  return false;
}

// What may pass, so that what it has hit is to be said again.
bool passes(Fault fault) {
  constexpr std::array kPassing{Fault::RequestLost, Fault::RequestHangs, Fault::AnswerLost,
                                Fault::AnswerHangs, Fault::AnswerSlow};
  return std::ranges::find(kPassing, fault) != kPassing.end();
}

Run run(const Scenario& scenario, std::size_t chance, bool tracing = false) {
  ScriptedFate fate(scenario.always, chance);
  World world(kScenarioSeed, fate);
  if (tracing) world.keep_trace();
  Client& client = world.open(scenario.config, scenario.source);
  if (scenario.connects_before > Millis(0)) client.connect();
  world.run_until(TimePoint(scenario.connects_before));
  client.start();
  world.run_until(kScenarioTalk);
  talk(client);
  world.run_until(kScenarioStop);
  const bool lacks = client.monitor().is_live() && lacks_candidates(world, client);
  client.stop();
  world.run_out();
  const Monitor& monitor = client.monitor();
  Run result{.problem = world.problem(),
             .live = monitor.has_been_live(),
             .trickled = monitor.has_told(event::kTrickleComplete),
             .changed_transport = monitor.has_told(event::kTransportChange),
             .ended_as_told = monitor.has_told(scenario.ends_with),
             .lacks_candidates = lacks,
             .asked = fate.asked(),
             .trace = std::move(world.trace())};
  for (const auto& [url, session] : world.server().sessions())
    result.sessions_left = result.sessions_left || session.open;
  return result;
}

TEST_CASE("each good run is live and leaves nothing on the server") {
  for (const Scenario& scenario : scenarios()) {
    const Run good = run(scenario, ScriptedFate::kNever);
    INFO(scenario << ": " << good.problem);
    CHECK(good.problem.empty());
    CHECK(good.live);
    if (scenario.config.trickle) CHECK(good.trickled);
    CHECK(good.changed_transport == scenario.changes_transport);
    if (!scenario.ends_with.empty()) CHECK(good.ended_as_told);
    CHECK_FALSE(good.sessions_left);
    CHECK_FALSE(good.lacks_candidates);
  }
}

TEST_CASE("each good run with each effect failing once settles and cleans up") {
  std::size_t runs = 0;
  for (const Scenario& scenario : scenarios()) {
    const std::vector<Fault> chances = run(scenario, ScriptedFate::kNever).asked;
    for (std::size_t chance = 0; chance < chances.size(); ++chance, ++runs) {
      Run failed = run(scenario, chance);
      if (failed.lacks_candidates && passes(chances[chance]))
        failed.problem = "6: the server lacks candidates";
      if (failed.problem.empty()) continue;
      std::string text;
      for (const std::string& line : run(scenario, chance, true).trace) text += line + "\n";
      const auto fault = static_cast<std::size_t>(chances[chance]);
      FAIL_CHECK(scenario.name << ", with " << kFaultNames[fault] << " at chance " << chance << ": "
                               << failed.problem << "\n"
                               << text);
    }
  }
  CHECK(runs > 3'000);
}

}  // namespace
