#include "negotiation/trickle.hpp"

#include <array>
#include <catch2/catch_test_macros.hpp>
#include <string>
#include <string_view>

#include "signal/sdp_fragment.hpp"
#include "unit/sdp_fixtures.hpp"

using namespace sluice;
using namespace sluice::fixture;

namespace {

std::string candidate(int number) {
  return "candidate:" + std::to_string(number) + " 1 udp 1 192.0.2.1 1000 typ host";
}

std::size_t candidates_in(std::string_view fragment) {
  std::size_t found = 0;
  for (std::size_t at = fragment.find("a=candidate:"); at != std::string_view::npos;
       at = fragment.find("a=candidate:", at + 1))
    ++found;
  return found;
}

bool tells_end(std::string_view fragment) {
  return fragment.ends_with("a=end-of-candidates\r\n");
}

Trickle fresh() {
  Trickle trickle;
  trickle.set_offer(*parse_sdp(kChromiumOffer));
  return trickle;
}

// A trickle in `state`; what it has collected is sent, so that its hands are empty.
Trickle in(TrickleState state) {
  Trickle trickle = fresh();
  switch (state) {
    case TrickleState::Holding:
      break;
    case TrickleState::Ready:
      trickle.open();
      break;
    case TrickleState::Sending:
      trickle.open();
      trickle.candidate(candidate(0));
      REQUIRE(trickle.poll_fragment());
      break;
    case TrickleState::Off:
      trickle.stop();
      break;
  }
  REQUIRE(trickle.state() == state);
  return trickle;
}

constexpr auto Holding = TrickleState::Holding;
constexpr auto Ready = TrickleState::Ready;
constexpr auto Sending = TrickleState::Sending;
constexpr auto Off = TrickleState::Off;
constexpr std::array kStates{Holding, Ready, Sending, Off};

// The next state behind an input; the columns in the order of kStates.
using Next = std::array<TrickleState, 4>;

template <class Do>
void check_row(std::string_view name, const Next& next, Do input) {
  for (std::size_t i = 0; i < kStates.size(); ++i) {
    CAPTURE(name, i);
    Trickle trickle = in(kStates[i]);
    input(trickle);
    CHECK(trickle.state() == next[i]);
  }
}

}  // namespace

TEST_CASE("each input leads from each state where the table says") {
  check_row("candidate", {Holding, Ready, Sending, Off},
            [](Trickle& t) { t.candidate(candidate(1)); });
  check_row("empty candidate", {Holding, Ready, Sending, Off}, [](Trickle& t) { t.candidate(""); });
  check_row("end", {Holding, Ready, Sending, Off}, [](Trickle& t) { t.end_of_candidates(); });
  check_row("open", {Ready, Ready, Sending, Off}, [](Trickle& t) { t.open(); });
  check_row("accepted", {Holding, Ready, Ready, Off}, [](Trickle& t) { t.accepted(); });
  check_row("stop", {Off, Off, Off, Off}, [](Trickle& t) { t.stop(); });
  check_row("poll with nothing to say", {Holding, Ready, Sending, Off},
            [](Trickle& t) { CHECK_FALSE(t.poll_fragment()); });
  check_row("poll with a candidate", {Holding, Sending, Sending, Off}, [](Trickle& t) {
    const bool sends = t.state() == Ready;
    t.candidate(candidate(1));
    CHECK(t.poll_fragment().has_value() == sends);
  });
  check_row("poll with the end", {Holding, Sending, Sending, Off}, [](Trickle& t) {
    const bool sends = t.state() == Ready;
    t.end_of_candidates();
    CHECK(t.poll_fragment().has_value() == sends);
  });
}

TEST_CASE("candidates are held until there is a session, and then go together",
          "[row 21][row 22]") {
  Trickle trickle = fresh();
  for (int i = 0; i < 5; ++i) trickle.candidate(candidate(i));
  CHECK_FALSE(trickle.poll_fragment());
  trickle.open();
  const auto fragment = trickle.poll_fragment();
  REQUIRE(fragment);
  CHECK(candidates_in(*fragment) == 5);
  CHECK_FALSE(tells_end(*fragment));
  CHECK(fragment->find("a=" + candidate(0)) < fragment->find("a=" + candidate(4)));
}

TEST_CASE("one request is under way at a time, and the next one has all that came meanwhile") {
  Trickle trickle = fresh();
  trickle.open();
  trickle.candidate(candidate(0));
  REQUIRE(trickle.poll_fragment());
  trickle.candidate(candidate(1));
  trickle.candidate(candidate(2));
  trickle.end_of_candidates();
  CHECK_FALSE(trickle.poll_fragment());
  trickle.accepted();
  const auto fragment = trickle.poll_fragment();
  REQUIRE(fragment);
  CHECK(candidates_in(*fragment) == 2);
  CHECK(fragment->find(candidate(0)) == std::string::npos);
  CHECK(tells_end(*fragment));
  CHECK_FALSE(trickle.complete());
  trickle.accepted();
  CHECK(trickle.complete());
  CHECK_FALSE(trickle.poll_fragment());
}

TEST_CASE("the end is told once") {
  Trickle trickle = fresh();
  trickle.end_of_candidates();
  trickle.open();
  const auto fragment = trickle.poll_fragment();
  REQUIRE(fragment);
  CHECK(candidates_in(*fragment) == 0);
  CHECK(tells_end(*fragment));
  trickle.accepted();
  trickle.end_of_candidates();
  trickle.candidate("");
  CHECK_FALSE(trickle.poll_fragment());
  CHECK(trickle.complete());
}

TEST_CASE("an end that comes while a request is under way is not taken for told") {
  Trickle trickle = in(Sending);
  trickle.end_of_candidates();
  trickle.accepted();
  CHECK_FALSE(trickle.complete());
  const auto fragment = trickle.poll_fragment();
  REQUIRE(fragment);
  CHECK(tells_end(*fragment));
  trickle.accepted();
  CHECK(trickle.complete());
}

TEST_CASE("an answer that nobody waits for completes nothing") {
  Trickle trickle = fresh();
  trickle.end_of_candidates();
  trickle.accepted();
  CHECK_FALSE(trickle.complete());
  trickle.open();
  trickle.accepted();
  CHECK_FALSE(trickle.complete());
}

TEST_CASE("a candidate behind the end is left out") {
  Trickle trickle = fresh();
  trickle.open();
  trickle.candidate("");
  trickle.candidate(candidate(1));
  const auto fragment = trickle.poll_fragment();
  REQUIRE(fragment);
  CHECK(candidates_in(*fragment) == 0);
}

TEST_CASE("candidates of RTCP and with control characters are left out") {
  Trickle trickle = fresh();
  trickle.open();
  trickle.candidate("candidate:0 2 UDP 1 192.0.2.1 1 typ host");
  trickle.candidate(candidate(1) + "\r\na=ice-lite");
  trickle.candidate("nonsense");
  CHECK_FALSE(trickle.poll_fragment());
  trickle.candidate(candidate(2));
  const auto fragment = trickle.poll_fragment();
  REQUIRE(fragment);
  CHECK(candidates_in(*fragment) == 1);
  CHECK(fragment->find("ice-lite") == std::string::npos);
}

TEST_CASE("a refused trickle forgets what it held and collects no more") {
  for (const TrickleState state : kStates) {
    Trickle trickle = in(state);
    trickle.candidate(candidate(1));
    trickle.stop();
    trickle.candidate(candidate(2));
    trickle.end_of_candidates();
    trickle.open();
    trickle.accepted();
    CHECK(trickle.state() == Off);
    CHECK_FALSE(trickle.poll_fragment());
    CHECK_FALSE(trickle.complete());
  }
}

TEST_CASE("no more candidates are collected than a session can need") {
  Trickle trickle = fresh();
  for (std::size_t i = 0; i < 3 * kMaxCandidates; ++i)
    trickle.candidate(candidate(static_cast<int>(i)));
  trickle.open();
  const auto fragment = trickle.poll_fragment();
  REQUIRE(fragment);
  CHECK(candidates_in(*fragment) == kMaxCandidates);
  trickle.accepted();
  trickle.candidate(candidate(1));
  CHECK_FALSE(trickle.poll_fragment());
  trickle.end_of_candidates();
  REQUIRE(trickle.poll_fragment());
}
