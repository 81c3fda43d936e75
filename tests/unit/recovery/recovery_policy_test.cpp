// What is done about a loss, and after which pause.

#include "recovery/recovery_policy.hpp"

#include <algorithm>
#include <array>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <string>

using namespace sluice;

namespace {

constexpr int kDraws = 4'000;

RecoveryOptions options() {
  return {.enabled = true};
}

struct Range {
  Millis least = Millis::max(), most{-1};
  void add(Millis value) {
    least = std::min(least, value);
    most = std::max(most, value);
  }
};

// What all draws have in common, and the range of their pauses.
struct Drawn {
  Decision decision;
  Range pauses;
  bool differs = false;
};
Drawn draw(const RecoveryOptions& options, const Situation& situation) {
  Drawn drawn;
  Random random(17);
  for (int i = 0; i < kDraws; ++i) {
    const Decision decision = decide(options, situation, random);
    drawn.differs = drawn.differs || (i > 0 && (decision.remedy != drawn.decision.remedy ||
                                                decision.counts != drawn.decision.counts));
    drawn.decision = decision;
    drawn.pauses.add(decision.delay);
  }
  REQUIRE_FALSE(drawn.differs);
  return drawn;
}
Decision once(const RecoveryOptions& options, const Situation& situation) {
  return draw(options, situation).decision;
}

// From zero to the bound, and nearly to both.
void check_full_jitter(const Range& pauses, Millis bound) {
  CHECK(pauses.least >= Millis(0));
  CHECK(pauses.least <= bound / 20);
  CHECK(pauses.most <= bound);
  CHECK(pauses.most >= bound - bound / 20);
}

constexpr std::array kOfThePublisher{ErrorCode::StreamNameTaken};

TEST_CASE("the first attempt is made at once") {
  const Error error{ErrorCode::PeerFailed};
  for (const LossCause cause : {LossCause::Closed, LossCause::Stalled, LossCause::Disconnected}) {
    const Drawn first = draw(options(), {.cause = cause, .error = &error, .was_live = true});
    CHECK(first.decision.remedy == Remedy::Retry);
    CHECK(first.decision.counts);
    CHECK(first.pauses.most == Millis(0));
  }
}

TEST_CASE(
    "the bound of the pauses grows by a sixth up to its most, and each is drawn from all of it") {
  const Error error{ErrorCode::SignalUnreachable};
  RecoveryOptions made = options();
  made.attempts = 0;
  Millis bound = made.delay;
  for (std::uint32_t failures = 1; failures < 40; ++failures) {
    CAPTURE(failures);
    const Drawn drawn = draw(made, {.error = &error, .failures = failures});
    CHECK(drawn.decision.remedy == Remedy::Retry);
    check_full_jitter(drawn.pauses, bound);
    bound = std::min(bound + bound / 6, made.max_delay);
  }
  CHECK(bound == made.max_delay);
}

TEST_CASE("a bound that begins above its most is cut down to it") {
  const Error error{ErrorCode::SignalUnreachable};
  RecoveryOptions made = options();
  made.delay = Millis(5'000);
  made.max_delay = Millis(1'000);
  check_full_jitter(draw(made, {.error = &error, .failures = 1}).pauses, Millis(1'000));
}

TEST_CASE("a pause is never shorter than the server asks for", "[row 37][row 38]") {
  const Error error{.code = ErrorCode::HttpUnavailable, .retry_after = Millis(5'000)};
  CHECK(draw(options(), {.error = &error}).pauses.least >= Millis(5'000));
  CHECK(draw(options(), {.error = &error, .failures = 3}).pauses.least >= Millis(5'000));
  const Error absent{.code = ErrorCode::StreamNotFound, .retry_after = Millis(3'000)};
  const Drawn drawn = draw(options(), {.role = Role::Subscriber, .error = &absent});
  CHECK(drawn.pauses.least >= Millis(3'000));
}

// From `least` to `most`, and nearly to both.
void check_range(const Range& pauses, Millis least, Millis most) {
  const Millis part = (most - least) / 20;
  CHECK(pauses.least >= least);
  CHECK(pauses.least <= least + part);
  CHECK(pauses.most <= most);
  CHECK(pauses.most >= most - part);
}

TEST_CASE("who all were told the same time do not all come at it, and later each time") {
  Error error{.code = ErrorCode::ManagerFailed, .retry_after = Millis(2'000)};
  error.http_status = GENERATE(0, 429, 503);
  check_range(draw(options(), {.error = &error}).pauses, Millis(2'000), Millis(4'000));
  check_range(draw(options(), {.error = &error, .failures = 29}).pauses, Millis(2'000),
              Millis(9'000));
}

TEST_CASE("a server that is too busy to say for how long is left alone for a second at least") {
  Error error{ErrorCode::HttpUnavailable};
  error.http_status = GENERATE(429, 503);
  check_range(draw(options(), {.error = &error, .failures = 1}).pauses, Millis(1'000),
              Millis(2'000));
  // Another failure says nothing of the sort.
  error.http_status = 500;
  CHECK(draw(options(), {.error = &error, .failures = 1}).pauses.most <= Millis(300));
}

TEST_CASE("a manager that was late to answer is asked the less often") {
  Error error{ErrorCode::ManagerNoEdge};
  error.http_status = 404;
  Situation situation{.role = Role::Subscriber, .error = &error, .late = Millis(1'000)};
  check_range(draw(options(), situation).pauses, Millis(4'000), Millis(8'000));
  // However late, a stream that is back is not waited for without end.
  situation.late = Millis(60'000);
  check_range(draw(options(), situation).pauses, Millis(7'000), Millis(14'000));
  // One that was not is asked as ever.
  for (const Millis late : {Millis(0), Millis(-500)}) {
    situation.late = late;
    check_range(draw(options(), situation).pauses, Millis(800), Millis(1'200));
  }
}

TEST_CASE("a large audience spreads what each of it would do at once") {
  const Error error{ErrorCode::SignalClosed};
  RecoveryOptions made = options();
  made.spread = Millis(2'000);
  const Situation first{
      .role = Role::Subscriber, .cause = LossCause::Closed, .error = &error, .was_live = true};
  check_range(draw(made, first).pauses, Millis(0), Millis(2'000));
  check_range(draw(made, {.error = &error, .failures = 2}).pauses, Millis(0), Millis(2'000));
  check_range(draw(made, {.error = &error, .failures = 29}).pauses, Millis(0), Millis(7'000));
  Situation over{.role = Role::Subscriber, .cause = LossCause::Unpublished, .was_live = true};
  check_range(draw(made, over).pauses, Millis(240), Millis(2'360));
  // What is this machine's own is nobody else's.
  over.cause = LossCause::Network;
  over.error = &error;
  CHECK(draw(made, over).pauses.most == Millis(0));
}

TEST_CASE("a stream that is not there is asked for again and again, and no attempt counts",
          "[row 38]") {
  const auto check = [](const Situation& situation) {
    RecoveryOptions made = options();
    made.attempts = 2;
    const Drawn drawn = draw(made, situation);
    CHECK(drawn.decision.remedy == Remedy::Retry);
    CHECK_FALSE(drawn.decision.counts);
    CHECK(drawn.pauses.least >= Millis(800));
    CHECK(drawn.pauses.most <= Millis(1'440));
    CHECK(drawn.pauses.most - drawn.pauses.least > Millis(350));
  };
  for (const bool was_live : {false, true}) {
    for (const std::uint32_t failures : {0U, 1U, 100U}) {
      for (const ErrorCode code :
           {ErrorCode::StreamNotFound, ErrorCode::ManagerNoEdge, ErrorCode::ManagerBadRequest}) {
        const Error error{code};
        check({.role = Role::Subscriber,
               .error = &error,
               .was_live = was_live,
               .failures = failures,
               .elapsed = Millis(5'000)});
      }
      for (const LossCause cause : {LossCause::Unpublished, LossCause::Busy})
        check({.role = Role::Subscriber,
               .cause = cause,
               .was_live = was_live,
               .failures = failures,
               .elapsed = Millis(5'000)});
    }
  }
}

TEST_CASE("waiting for a stream that is not there ends with the time allowed for it") {
  const Error error{ErrorCode::StreamNotFound};
  RecoveryOptions made = options();
  made.duration = Millis(60'000);
  Situation situation{.role = Role::Subscriber, .error = &error, .elapsed = Millis(59'999)};
  CHECK(once(made, situation).remedy == Remedy::Retry);
  situation.elapsed = Millis(60'000);
  CHECK(once(made, situation).remedy == Remedy::Stop);
}

TEST_CASE("after a loss a publisher waits for its own name to be free") {
  for (const ErrorCode code : kOfThePublisher) {
    const Error error{code};
    Situation situation{.error = &error, .was_live = true, .failures = options().attempts};
    // Its own old session holds it for some seconds; that is no failure.
    situation.elapsed = Millis(14'999);
    const Drawn soon = draw(options(), situation);
    CHECK(soon.decision.remedy == Remedy::Retry);
    CHECK_FALSE(soon.decision.counts);
    CHECK(soon.pauses.least >= Millis(200));
    CHECK(soon.pauses.most <= Millis(400));
    // Then it may be somebody else's.
    situation.elapsed = Millis(15'000);
    CHECK(once(options(), situation).remedy == Remedy::Stop);
    situation.failures = 3;
    const Drawn later = draw(options(), situation);
    CHECK(later.decision.remedy == Remedy::Retry);
    CHECK(later.decision.counts);
    CHECK(later.pauses.least >= Millis(800));
    CHECK(later.pauses.most <= Millis(1'200));
  }
}

TEST_CASE("a name that is taken when a publisher first comes is another's") {
  for (const ErrorCode code : kOfThePublisher) {
    const Error error{code};
    CHECK(once(options(), {.error = &error}).remedy == Remedy::Stop);
  }
}

TEST_CASE("a refused token is renewed once where the app can do that, and else stops") {
  for (const ErrorCode code : {ErrorCode::HttpUnauthorized, ErrorCode::HttpForbidden}) {
    const Error error{code};
    Situation situation{.error = &error};
    CHECK(once(options(), situation).remedy == Remedy::Stop);
    RecoveryOptions made = options();
    made.has_token = true;
    CHECK(once(made, situation).remedy == Remedy::RenewToken);
    CHECK(once(made, situation).counts);
    situation.token_renewed = true;
    CHECK(once(made, situation).remedy == Remedy::Stop);
    situation = {.error = &error, .failures = made.attempts};
    CHECK(once(made, situation).remedy == Remedy::Stop);
  }
}

TEST_CASE("what another attempt cannot help stops, whoever it is for and whenever") {
  for (std::size_t i = 0; i < kErrorCodes; ++i) {
    const auto code = static_cast<ErrorCode>(i);
    const ErrorInfo& info = error_info(code);
    // A manager says so of a stream that it does not know.
    if (code == ErrorCode::ManagerBadRequest) continue;
    if (info.retryable && info.blame != Blame::Caller) continue;
    CAPTURE(info.name);
    const Error error{code};
    for (const Role role : {Role::Publisher, Role::Subscriber}) {
      for (const bool was_live : {false, true})
        CHECK(once(options(), {.role = role, .error = &error, .was_live = was_live}).remedy ==
              Remedy::Stop);
    }
  }
}

TEST_CASE("what may pass by itself is tried again") {
  for (std::size_t i = 0; i < kErrorCodes; ++i) {
    const auto code = static_cast<ErrorCode>(i);
    const ErrorInfo& info = error_info(code);
    if (!info.retryable || info.blame == Blame::Caller) continue;
    CAPTURE(info.name);
    const Error error{code};
    CHECK(once(options(), {.error = &error, .was_live = true}).remedy == Remedy::Retry);
    // No player is ever told so.
    if (code == ErrorCode::StreamNameTaken) continue;
    CHECK(once(options(), {.role = Role::Subscriber, .error = &error}).remedy == Remedy::Retry);
  }
}

TEST_CASE("the attempts that count come to an end, unless the app sets none") {
  const Error error{ErrorCode::SignalTimeout};
  RecoveryOptions made = options();
  made.attempts = 3;
  CHECK(once(made, {.error = &error, .failures = 2}).remedy == Remedy::Retry);
  CHECK(once(made, {.error = &error, .failures = 3}).remedy == Remedy::Stop);
  made.attempts = 0;
  CHECK(once(made, {.error = &error, .failures = 1'000'000}).remedy == Remedy::Retry);
}

TEST_CASE("the time since the loss comes to an end, unless the app sets none") {
  const Error error{ErrorCode::SignalTimeout};
  RecoveryOptions made = options();
  CHECK(once(made, {.error = &error, .elapsed = Millis(86'400'000)}).remedy == Remedy::Retry);
  made.duration = Millis(30'000);
  CHECK(once(made, {.error = &error, .elapsed = Millis(29'999)}).remedy == Remedy::Retry);
  CHECK(once(made, {.error = &error, .elapsed = Millis(30'000)}).remedy == Remedy::Stop);
}

TEST_CASE("each cause has the name that apps compare with") {
  CHECK(cause_name(LossCause::Unpublished) == "unpublished");
  CHECK(cause_name(LossCause::Closed) == "closed");
  CHECK(cause_name(LossCause::Stalled) == "stalled");
  CHECK(cause_name(LossCause::Disconnected) == "disconnected");
  CHECK(cause_name(LossCause::Connect) == "connect");
  CHECK(cause_name(LossCause::Busy) == "busy");
}

}  // namespace

TEST_CASE("a stream that has just gone is asked for more often, and then the less") {
  const Error missing{ErrorCode::StreamNotFound};
  for (const Error* error : {static_cast<const Error*>(nullptr), &missing}) {
    Situation situation{.role = Role::Subscriber,
                        .cause = LossCause::Unpublished,
                        .error = error,
                        .was_live = true,
                        .elapsed = Millis(4999)};
    const Drawn first = draw(options(), situation);
    CHECK(first.pauses.least >= Millis(240));
    CHECK(first.pauses.most <= Millis(360));
    situation.elapsed = Millis(5000);
    const Drawn later = draw(options(), situation);
    CHECK(later.pauses.least >= Millis(960));
    CHECK(later.pauses.most <= Millis(1440));
    // No storm: as many questions in a minute as with one each second.
    Random random(1);
    int asked = 0;
    for (situation.elapsed = Millis(0); situation.elapsed < Millis(60'000); ++asked)
      situation.elapsed += decide(options(), situation, random).delay;
    CHECK(asked <= 65);
  }
  // What was never there may be long in coming.
  const Drawn never = draw(options(), {.role = Role::Subscriber, .error = &missing});
  CHECK(never.pauses.least >= Millis(800));
}
