// Clients that recover, in a world where everything can fail, in virtual time (seeds.hpp says how
// to run it for longer, or for one seed).

#include <array>
#include <catch2/catch_test_macros.hpp>

#include "sim/recovering_app.hpp"
#include "sim/seeds.hpp"

using namespace sluice;
using namespace sluice::sim;

namespace {

constexpr TimePoint kTenMinutes{Millis(600'000)};

// That once failed.
constexpr std::array<std::uint64_t, 2> kKept{15, 205};

// Of all seeds together; a world where nothing is ever brought back would prove little.
struct Sums {
  std::uint64_t clients = 0, live = 0, losses = 0, attempts = 0, successes = 0, failures = 0;

  Strikes strikes{};

  void add(const Strikes& more, World& world) {
    for (std::size_t i = 0; i < kFaults; ++i) strikes[i] += more[i];
    for (const auto& client : world.clients()) {
      const Monitor& monitor = client->monitor();
      const auto times = [&](std::string_view type) {
        return static_cast<std::uint64_t>(monitor.times_told(type));
      };
      ++clients;
      live += monitor.has_been_live() ? 1 : 0;
      losses += times(event::kReconnectStart);
      attempts += times(event::kReconnectAttempt);
      successes += times(event::kReconnectSuccess);
      failures += times(event::kReconnectFailure);
    }
  }
};

Lived run(std::uint64_t seed, bool tracing, Sums* sums = nullptr) {
  RandomFate fate(seed);
  World world(seed ^ 0xbac4, fate);
  if (tracing) world.keep_trace();
  RecoveringApp(world).play_until(kTenMinutes);
  world.run_out();
  if (sums) sums->add(fate.count(), world);
  return {world.problem(), std::move(world.trace())};
}

TEST_CASE("whatever is lost is brought back or given up, and the app hears one story of it") {
  Sums sums;
  const std::uint64_t seeds =
      try_seeds("recovery", 500, kKept,
                [&](std::uint64_t seed, bool tracing) { return run(seed, tracing, &sums); });
  std::cout << ", with " << sums.clients << " clients, " << sums.losses << " losses, "
            << sums.attempts << " attempts, " << sums.successes << " recoveries, " << sums.failures
            << " given up\n";
  if (seeds < 500) return;  // too few for all that can happen
  const std::size_t first = seeds < 10'000 ? kFaults : static_cast<std::size_t>(Fault::SlowStream);
  for (std::size_t i = first; i < kFaults; ++i) {
    INFO(kFaultNames[i] << " never strikes");
    CHECK(sums.strikes[i] > 0);
  }
  CHECK(sums.live > sums.clients / 4);
  CHECK(sums.losses > sums.clients);
  CHECK(sums.attempts > sums.losses);
  CHECK(sums.successes > sums.losses / 3);
  CHECK(sums.failures > 0);
}

TEST_CASE("one seed is one exact run of a recovering client, too") {
  for (std::uint64_t seed = 1; seed <= 5; ++seed)
    CHECK(run(seed, true).trace == run(seed, true).trace);
}

}  // namespace
