// When a device that has ended is opened again. The table, held against an independent copy of it,
// and the pauses.

#include "recovery/capture_watch.hpp"

#include <catch2/catch_test_macros.hpp>
#include <string>
#include <string_view>

#include "sim/text_table.hpp"

using namespace sluice;
using namespace sluice::test;

namespace {

constexpr std::string_view kExpected = R"(
         Whole   Opening Waiting
Lost     Opening .       .
Opened   .       Whole   Whole
Refused  .       Waiting .
Hope     .       .       Opening
)";

const Error kInUse{ErrorCode::MediaInUse};
const Error kDenied{ErrorCode::MediaDenied};
constexpr TimePoint kStart{Millis(1'000)};

TEST_CASE("each cell of the capture watch's table leads where the plan says") {
  const auto table = read_table(kExpected);
  const Words& states = table.front();
  REQUIRE(states.size() == kCaptureStates);
  REQUIRE(table.size() == kCaptureEvents + 1);
  for (std::size_t event = 0; event < kCaptureEvents; ++event) {
    const Words& row = table[event + 1];
    for (std::size_t state = 0; state < kCaptureStates; ++state) {
      CAPTURE(row[0], states[state]);
      const auto cell =
          capture_cell(static_cast<CaptureState>(state), static_cast<CaptureEvent>(event));
      CHECK((cell.ignored ? "." : states[static_cast<std::size_t>(cell.next)]) == row[state + 1]);
    }
  }
}

TEST_CASE("a device that has ended is asked for at once, and once") {
  CaptureWatch watch;
  CHECK_FALSE(watch.hope());
  CHECK(watch.lose(kStart));
  CHECK_FALSE(watch.lose(kStart));
  CHECK_FALSE(watch.hope());
  CHECK_FALSE(watch.due_at());
  CHECK(watch.open(kStart));
  CHECK_FALSE(watch.open(kStart));
  CHECK(watch.state() == CaptureState::Whole);
}

TEST_CASE("one that is refused waits for a sign, and tells why once") {
  CaptureWatch watch;
  REQUIRE(watch.lose(kStart));
  CHECK(watch.refuse(kDenied, kStart));
  CHECK_FALSE(watch.due_at());
  CHECK_FALSE(watch.lose(kStart));
  CHECK_FALSE(watch.expire(TimePoint::max()));
  CHECK(watch.hope());
  CHECK_FALSE(watch.refuse(kDenied, kStart));
  CHECK(watch.hope());
  CHECK(watch.refuse(Error{ErrorCode::MediaNotFound}, kStart));
  CHECK_FALSE(watch.due_at());
  SECTION("an answer that comes after all is good") {
    CHECK(watch.open(kStart));
    CHECK(watch.state() == CaptureState::Whole);
    // And what is refused later is told once more.
    REQUIRE(watch.lose(kStart + Millis(60'000)));
    CHECK(watch.refuse(Error{ErrorCode::MediaNotFound}, kStart));
  }
}

TEST_CASE("one that is in use is tried again, less and less often") {
  CaptureWatch watch;
  TimePoint now = kStart;
  REQUIRE(watch.lose(now));
  for (const int pause : {1'000, 2'000, 4'000, 8'000, 16'000, 30'000, 30'000}) {
    CHECK(watch.refuse(kInUse, now) == (pause == 1'000));
    REQUIRE(watch.due_at() == now + Millis(pause));
    CHECK_FALSE(watch.expire(*watch.due_at() - Millis(1)));
    now = *watch.due_at();
    CHECK(watch.expire(now));
    CHECK_FALSE(watch.due_at());
  }
  CHECK(watch.open(now));
  CHECK_FALSE(watch.due_at());
}

TEST_CASE("one that ends as soon as it is opened is not opened in a circle") {
  CaptureWatch watch;
  TimePoint now = kStart;
  REQUIRE(watch.lose(now));
  REQUIRE(watch.open(now));
  for (const int pause : {1'000, 2'000, 4'000}) {
    CHECK_FALSE(watch.lose(now + Millis(50)));
    REQUIRE(watch.due_at() == now + Millis(50 + pause));
    now = *watch.due_at();
    REQUIRE(watch.expire(now));
    REQUIRE(watch.open(now));
  }
  // One that has lasted is as good as new.
  now += Millis(10'000);
  CHECK(watch.lose(now));
  CHECK(watch.refuse(kInUse, now));
  CHECK(watch.due_at() == now + Millis(1'000));
}

}  // namespace
