// When a device that has ended is opened again. The table, held against an independent copy of it,
// and the pauses.

#include "recovery/capture_watch.hpp"

#include <catch2/catch_test_macros.hpp>
#include <string>
#include <string_view>

#include "sim/bench.hpp"
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
constexpr Millis kPatience{60'000};
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
  CaptureWatch watch(kPatience);
  CHECK_FALSE(watch.hope(kStart));
  CHECK(watch.lose(kStart));
  CHECK_FALSE(watch.lose(kStart));
  CHECK_FALSE(watch.hope(kStart));
  CHECK(watch.due_at() == kStart + kPatience);  // for the browser's answer
  CHECK(watch.open(kStart));
  CHECK_FALSE(watch.open(kStart));
  CHECK_FALSE(watch.due_at());
  CHECK(watch.state() == CaptureState::Whole);
}

TEST_CASE("one that is refused waits for a sign, and tells why once") {
  CaptureWatch watch(kPatience);
  REQUIRE(watch.lose(kStart));
  CHECK(watch.refuse(kDenied, kStart));
  CHECK_FALSE(watch.due_at());
  CHECK_FALSE(watch.lose(kStart));
  CHECK(watch.hope(kStart));
  CHECK_FALSE(watch.refuse(kDenied, kStart));
  CHECK(watch.hope(kStart));
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
  CaptureWatch watch(kPatience);
  TimePoint now = kStart;
  REQUIRE(watch.lose(now));
  for (const int pause : {1'000, 2'000, 4'000, 8'000, 16'000, 30'000, 30'000}) {
    CHECK(watch.refuse(kInUse, now) == (pause == 1'000));
    REQUIRE(watch.due_at() == now + Millis(pause));
    now = *watch.due_at();
    CHECK(watch.hope(now));
    CHECK(watch.due_at() == now + kPatience);
  }
  CHECK(watch.open(now));
  CHECK_FALSE(watch.due_at());
}

TEST_CASE("one that ends as soon as it is opened is not opened in a circle") {
  CaptureWatch watch(kPatience);
  TimePoint now = kStart;
  REQUIRE(watch.lose(now));
  REQUIRE(watch.open(now));
  for (const int pause : {1'000, 2'000, 4'000}) {
    CHECK_FALSE(watch.lose(now + Millis(50)));
    REQUIRE(watch.due_at() == now + Millis(50 + pause));
    now = *watch.due_at();
    REQUIRE(watch.hope(now));
    REQUIRE(watch.open(now));
  }
  // One that has lasted is as good as new.
  now += Millis(10'000);
  CHECK(watch.lose(now));
  CHECK(watch.refuse(kInUse, now));
  CHECK(watch.due_at() == now + Millis(1'000));
}

// Whatever comes of a prompt that stays open, and however long after.
TEST_CASE("an app hears once of a browser that does not answer, and takes what comes late") {
  SessionConfig config = sample_config(Role::Publisher);
  config.recovery.enabled = true;
  SupervisorBench bench(config);
  bench.drain();
  bench.put(MediaReady{true});
  bench.start();
  bench.negotiate();
  REQUIRE(count(bench.put(MediaEnded{MediaKind::Video, true}), "reopen media") == 1);
  bench.now += config.timeouts.media;
  CHECK(count(bench.put(Timeout{}), "emit Publish.Status media.timeout") == 1);
  bench.now += config.timeouts.media;
  CHECK(count(bench.put(Timeout{}), "emit Publish.Status media.timeout") == 0);
  CHECK(count(bench.put(MediaHoped{}), "reopen media") == 1);
  bench.now += config.timeouts.media;
  CHECK(count(bench.put(Timeout{}), "emit Publish.Status media.timeout") == 0);
  CHECK(count(bench.put(MediaReopened{}), "emit WebRTC.MediaStream.Available (stream)") == 1);
}

}  // namespace
