// The table of a WHIP or WHEP attempt, held against an independent copy of it, and a random walk
// that holds the machine itself against the table.

#include <algorithm>
#include <catch2/catch_test_macros.hpp>

#include "sim/text_table.hpp"
#include "sim/walk.hpp"
#include "unit/whip/http_walk_support.hpp"

using namespace sluice;
using namespace sluice::test;
using namespace sluice::test::http_walk;

namespace {

// Offg, Gath: the browser's offer. Answ, Coun: the server's description. Cing, Cted: connecting and
// connected. Orph: the POST's answer is awaited only to end its session.
constexpr std::string_view kExpected = R"(
                    Idle Offg Gath Post Answ Coun Cing Cted Orph Del  Done
Start               Offg .    .    .    .    .    .    .    .    .    .
Ask                 Post .    .    .    .    .    .    .    .    .    .
OfferReady          .    Post .    .    .    .    .    .    .    .    .
OfferHeld           .    Gath .    .    .    .    .    .    .    .    .
GatherEnd           .    .    Post .    .    .    .    .    .    .    .
PostAccepted        .    .    .    Answ .    .    .    .    Del  .    .
PostCountered       .    .    .    Coun .    .    .    .    Del  .    .
PostAgain           .    .    .    Post .    .    .    .    .    .    .
PostRefused         .    .    .    Del  .    .    .    .    Del  .    .
PostLost            .    .    .    Done .    .    .    .    Done .    .
RemoteReady         .    .    .    .    Cing Coun .    .    .    .    .
AnswerReady         .    .    .    .    .    Cing .    .    .    .    .
AnswerPatchRefused  .    .    .    .    .    .    Del  .    .    .    .
PeerRefusal         .    Done Done Orph Del  Del  Del  .    .    .    .
PeerUp              .    .    .    .    Cted .    Cted Cted .    .    .
PeerShaky           .    .    .    .    .    .    .    Cted .    .    .
PeerDown            .    Done Done Orph Del  Del  Del  Del  .    .    .
Over                .    .    .    .    .    .    .    Del  .    .    .
DeleteEnd           .    .    .    .    .    .    .    .    .    Done .
Close               Done Done Done Orph Del  Del  Del  Del  .    .    .
Hide                Done Done Done Done Done Done Done Done Done Done .
Expire              .    Done Post Orph Del  Del  Del  Del  Done Done .
)";

TEST_CASE("each cell of the HTTP negotiation's table leads where the plan says") {
  const auto table = read_table(kExpected);
  const Words& states = table.front();
  REQUIRE(states.size() == kHttpStates);
  REQUIRE(table.size() == kHttpEvents + 1);
  for (std::size_t event = 0; event < kHttpEvents; ++event) {
    const Words& row = table[event + 1];
    REQUIRE(row.size() == kHttpStates + 1);
    for (std::size_t state = 0; state < kHttpStates; ++state) {
      CAPTURE(row[0], states[state]);
      const auto cell = http_cell(static_cast<State>(state), static_cast<Event>(event));
      const std::string next = cell.ignored ? "." : states[static_cast<std::size_t>(cell.next)];
      CHECK(next == row[state + 1]);
    }
  }
}

TEST_CASE("an HTTP negotiation does what its table says, whatever happens in whatever order") {
  const std::uint64_t steps = steps_of_a_walk();
  std::uint64_t walked = 0;
  Visits visits{};
  for (std::uint64_t seed = 1; walked < steps; ++seed) {
    Walk walk(seed, visits);
    walked += walk.run();
    if (walk.problem().empty()) continue;
    Walk again(seed, visits);
    again.keep_trace();
    again.run();
    std::string text;
    for (const std::string& line : again.trace()) text.append(line).append("\n");
    FAIL("walk " << seed << ": " << walk.problem() << "\n" << text);
  }
  if (steps < 100'000) return;  // too short to come everywhere
  for (std::size_t state = 0; state < kHttpStates; ++state) {
    for (std::size_t event = 0; event < kHttpEvents; ++event) {
      if (http_cell(static_cast<State>(state), static_cast<Event>(event)).ignored) continue;
      CAPTURE(state, event);
      CHECK(visits[state][event] > 0);
    }
  }
}

}  // namespace
