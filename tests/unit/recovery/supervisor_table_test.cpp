// The table of the supervisor, held against an independent copy of it. How the supervisor itself
// keeps to it is what a random walk sees (tests/sim/supervisor_walk_test.cpp).

#include "recovery/supervisor_table.hpp"

#include <catch2/catch_test_macros.hpp>
#include <string>
#include <string_view>

#include "sim/text_table.hpp"

using namespace sluice;
using namespace sluice::test;

namespace {

// Conn: the first attempt. Wait, Retr: lost, with the next attempt to come, or under way.
constexpr std::string_view kExpected = R"(
          Plain Idle Conn Live Wait Retr Clos  Ended
Ask       .     Conn Conn .    Wait Retr .     .
Greeted   .     .    Idle .    .    Idle .     .
Up        .     .    Live .    .    Live .     .
Fault     .     .    Wait Wait .    Wait .     .
Due       .     .    .    .    Retr Retr .     .
Woke      .     .    .    .    Live Live .     .
GiveUp    .     Clos Clos Clos Clos Clos .     .
Stop      .     Clos Clos Clos Clos Clos Clos  .
Finished  Ended .    .    .    .    .    Ended .
)";

TEST_CASE("each cell of the supervisor's table leads where the plan says") {
  const auto table = read_table(kExpected);
  const Words& states = table.front();
  REQUIRE(states.size() == kSupervisorStates);
  REQUIRE(table.size() == kSupervisorEvents + 1);
  for (std::size_t event = 0; event < kSupervisorEvents; ++event) {
    const Words& row = table[event + 1];
    REQUIRE(row.size() == kSupervisorStates + 1);
    for (std::size_t state = 0; state < kSupervisorStates; ++state) {
      CAPTURE(row[0], states[state]);
      const auto cell =
          supervisor_cell(static_cast<SupervisorState>(state), static_cast<SupervisorEvent>(event));
      const std::string next = cell.ignored ? "." : states[static_cast<std::size_t>(cell.next)];
      CHECK(next == row[state + 1]);
    }
  }
}

TEST_CASE(
    "no event leads out of the supervisor's end, and only the last session's end leads there") {
  constexpr auto kEnded = SupervisorState::Ended;
  for (std::size_t event = 0; event < kSupervisorEvents; ++event) {
    const auto of = static_cast<SupervisorEvent>(event);
    CHECK(supervisor_cell(kEnded, of).ignored);
    for (std::size_t state = 0; state < kSupervisorStates; ++state) {
      const auto cell = supervisor_cell(static_cast<SupervisorState>(state), of);
      if (!cell.ignored && cell.next == kEnded) CHECK(of == SupervisorEvent::Finished);
    }
  }
}

}  // namespace
