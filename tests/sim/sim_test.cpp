// Sessions in a world where everything can fail, in virtual time.
//   SLUICE_SIM_SEEDS=1000000   how many worlds (2,000 without it), from seed 1 on
//   SLUICE_SIM_SEED=17         that one alone; a failing one prints what happened in it

#include <catch2/catch_test_macros.hpp>
#include <iostream>

#include "sim/app.hpp"
#include "sim/walk.hpp"

using namespace sluice;
using namespace sluice::sim;

namespace {

// How sessions have gone; a world where none comes alive would prove little.
struct Ends {
  std::uint64_t sessions = 0, live = 0, failed = 0, lost = 0;

  void add(const Ends& more) {
    sessions += more.sessions;
    live += more.live;
    failed += more.failed;
    lost += more.lost;
  }
};

struct Run {
  std::string problem;
  test::Lines trace;
  Strikes strikes{};
  Ends ends;
};

Run run(std::uint64_t seed, bool tracing) {
  RandomFate fate(seed);
  World world(seed ^ 0x5eed, fate);
  if (tracing) world.keep_trace();
  const Millis length = world.nature().between(10'000, 600'000);
  App(world).play_until(TimePoint(length));
  world.run_out();
  Ends ends;
  for (const auto& client : world.clients()) {
    const Monitor& monitor = client->monitor();
    const bool lost =
        monitor.has_told(event::kPublisherClosed) || monitor.has_told(event::kSubscriberClosed);
    ends.add({1, monitor.has_been_live() ? 1U : 0U,
              monitor.has_told(event::kConnectFailure) ? 1U : 0U, lost ? 1U : 0U});
  }
  return {world.problem(), std::move(world.trace()), fate.count(), ends};
}

void report(std::uint64_t seed, const std::string& problem) {
  std::string text;
  for (const std::string& line : run(seed, true).trace) text.append(line).append("\n");
  FAIL("seed " << seed << ": " << problem << "\nSLUICE_SIM_SEED=" << seed
               << " replays it; what happened:\n"
               << text);
}

TEST_CASE("whatever fails, each call settles, nothing is left behind and nothing leaks") {
  const std::uint64_t one = test::number_from_env("SLUICE_SIM_SEED", 0);
  const std::uint64_t seeds = test::number_from_env("SLUICE_SIM_SEEDS", 2'000);
  if (one != 0) {
    const Run result = run(one, false);
    if (!result.problem.empty()) report(one, result.problem);
    return;
  }
  Strikes strikes{};
  Ends ends;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    const Run result = run(seed, false);
    if (!result.problem.empty()) report(seed, result.problem);
    for (std::size_t i = 0; i < kFaults; ++i) strikes[i] += result.strikes[i];
    ends.add(result.ends);
  }
  if (seeds < 1'000) return;  // too few for all that can happen
  for (std::size_t i = 0; i < kFaults; ++i) {
    INFO(kFaultNames[i] << " never strikes");
    CHECK(strikes[i] > 0);
  }
  INFO("of " << ends.sessions << " sessions " << ends.live << " were live, " << ends.failed
             << " failed and " << ends.lost << " were lost");
  CHECK(ends.live > ends.sessions / 10);
  CHECK(ends.failed > ends.sessions / 100);
  CHECK(ends.lost > ends.sessions / 100);
}

TEST_CASE("one seed is one exact run") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed)
    CHECK(run(seed, true).trace == run(seed, true).trace);
}

}  // namespace
