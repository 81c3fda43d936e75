// A search for nodes: its table, its tries and pauses, and the ways out of it.

#include "session/locator.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "sim/describe.hpp"
#include "sim/text_table.hpp"

using namespace sluice;
using namespace sluice::test;

namespace {

using State = LocatorState;
using Event = LocatorEvent;

constexpr std::string_view kExpected = R"(
          Idle Ask  Paus Done
Start     Ask  .    .    .
Found     .    Done .    .
Fault     .    Paus .    .
Refusal   .    Done .    .
Resume    .    .    Ask  .
Stop      Done Done Done .
)";

TEST_CASE("each cell of the search's table leads where the plan says") {
  const auto table = read_table(kExpected);
  const Words& states = table.front();
  REQUIRE(states.size() == kLocatorStates);
  REQUIRE(table.size() == kLocatorEvents + 1);
  for (std::size_t event = 0; event < kLocatorEvents; ++event) {
    const Words& row = table[event + 1];
    REQUIRE(row.size() == kLocatorStates + 1);
    for (std::size_t state = 0; state < kLocatorStates; ++state) {
      CAPTURE(row[0], states[state]);
      const auto cell = locator_cell(static_cast<State>(state), static_cast<Event>(event));
      const std::string next = cell.ignored ? "." : states[static_cast<std::size_t>(cell.next)];
      CHECK(next == row[state + 1]);
    }
  }
}

constexpr std::string_view kUrl =
    "https://sm.example.com/streammanager/api/4.0/event/live/stream1?action=broadcast";
constexpr std::string_view kOne =
    R"({"name":"stream1","scope":"/live","serverAddress":"10.1.2.3","region":"eu"})";
constexpr std::string_view kTwo =
    R"([{"name":"stream1","scope":"live","serverAddress":"10.1.2.3"},)"
    R"({"name":"stream1","scope":"live","serverAddress":"10.4.5.6"}])";

Lookup lookup() {
  Lookup asked;
  asked.base = *parse_url("https://sm.example.com");
  asked.app = "live";
  asked.stream = "stream1";
  return asked;
}

// What a try is answered with.
struct Reply {
  int status = 200;
  std::string body{kOne};
  std::string retry_after{};
  BodyFault fault = BodyFault::None;
  std::string type = "application/json";
};

class LocatorBench {
 public:
  explicit LocatorBench(LocatorLimits limits = {}) : machine_(AttemptId{4}, lookup(), limits) {}

  Lines start() {
    machine_.start(now);
    return drain();
  }
  Lines stop() {
    machine_.stop();
    return drain();
  }
  Lines put(const Input& input) {
    machine_.handle(input, now);
    return drain();
  }
  Lines answered(const Reply& reply) { return answered(reply, request.op); }
  Lines answered(const Reply& reply, OpId op) {
    HttpAnswered answer;
    answer.attempt = AttemptId{4};
    answer.op = op;
    answer.status = reply.status;
    answer.body = reply.body;
    answer.content_type = reply.type;
    answer.retry_after = reply.retry_after;
    answer.body_fault = reply.fault;
    return put(answer);
  }
  Lines lost() { return put(HttpFailed{AttemptId{4}, request.op, "reset"}); }
  Lines expire() {
    now = machine_.next_deadline().value_or(now);
    return put(Timeout{});
  }
  [[nodiscard]] Millis wait() const { return machine_.next_deadline().value_or(now) - now; }
  [[nodiscard]] bool has_deadline() const { return machine_.next_deadline().has_value(); }
  [[nodiscard]] State state() const { return machine_.state(); }
  // What it has come to, as a line; nothing where there is no answer.
  Lines answer() {
    const auto answer = machine_.poll_answer();
    if (!answer) return {};
    if (!*answer) return {name_of(answer->error())};
    Lines nodes;
    for (const Node& node : **answer)
      nodes.push_back(concat(node.address, " ", node.scope, "/", node.name));
    return nodes;
  }

  TimePoint now{};
  SendHttp request;

 private:
  Lines drain() {
    Lines lines;
    while (auto effect = machine_.poll_effect()) {
      if (const auto* http = std::get_if<SendHttp>(&*effect)) request = *http;
      lines.push_back(describe(*effect));
    }
    return lines;
  }

  Locator machine_;
};

// ---------------------------------------------------------------------------------------------

TEST_CASE("a search asks the manager once and tells what it was answered") {
  LocatorBench bench;
  CHECK(bench.state() == State::Idle);
  CHECK(bench.start() == Lines{concat("GET #1 ", kUrl)});
  CHECK(bench.request.attempt == AttemptId{4});
  CHECK_FALSE(bench.request.keepalive);
  CHECK(bench.wait() == Millis(10'000));
  CHECK(bench.answer().empty());
  CHECK(bench.answered({}).empty());
  CHECK(bench.state() == State::Done);
  CHECK_FALSE(bench.has_deadline());
  CHECK(bench.answer() == Lines{"10.1.2.3 live/stream1"});
  CHECK(bench.answer().empty());  // once
}

TEST_CASE("several nodes come in the manager's order") {
  LocatorBench bench;
  bench.start();
  bench.answered({.body = std::string(kTwo)});
  CHECK(bench.answer() == Lines{"10.1.2.3 live/stream1", "10.4.5.6 live/stream1"});
}

TEST_CASE("what may pass is tried again after a pause, what cannot is told at once") {
  const auto [reply, code, again] = GENERATE(table<Reply, std::string, bool>({
      {{.status = 404, .body = "{}"}, "manager.no_origin", true},
      {{.status = 400, .body = "{}"}, "manager.bad_request", true},
      {{.status = 500, .body = "{}"}, "manager.failed", true},
      {{.status = 503, .body = ""}, "manager.failed", true},
      {{.body = "[]"}, "manager.no_origin", true},
      {{.body = "<html>", .type = "text/html"}, "manager.not_json", true},
      {{.body = "{", .fault = BodyFault::Broken}, "manager.unreachable", true},
      {{.status = 401, .body = "{}"}, "manager.unauthorized", false},
      {{.status = 403, .body = "{}"}, "manager.unauthorized", false},
      {{.status = 302, .body = ""}, "manager.refused", false},
      {{.body = R"({"errorMessage":"no"})"}, "manager.refused", false},
      {{.body = "{}"}, "manager.bad_answer", false},
      {{.body = R"({"serverAddress":"a/b"})"}, "manager.bad_address", false},
      {{.body = "", .fault = BodyFault::TooLarge}, "manager.too_large", false},
  }));
  CAPTURE(reply.status, reply.body, code);
  LocatorBench bench;
  bench.start();
  CHECK(bench.answered(reply).empty());
  CHECK(bench.state() == (again ? State::Pausing : State::Done));
  if (!again) {
    CHECK_FALSE(bench.has_deadline());
    CHECK(bench.answer() == Lines{code});
    return;
  }
  CHECK(bench.answer().empty());
  CHECK(bench.wait() == Millis(1'000));
  for (int tries = 2; tries <= 4; ++tries) {
    CHECK(bench.expire() == Lines{concat("GET #", std::to_string(tries), " ", kUrl)});
    CHECK(bench.wait() == Millis(10'000));
    CHECK(bench.answer().empty());
    bench.answered(reply);
  }
  CHECK(bench.state() == State::Done);
  CHECK_FALSE(bench.has_deadline());
  CHECK(bench.answer() == Lines{code});
}

TEST_CASE("a later try may find what an earlier one did not") {
  LocatorBench bench;
  bench.start();
  bench.answered({.status = 404, .body = "{}"});
  bench.expire();
  CHECK(bench.lost().empty());
  bench.expire();
  bench.answered({});
  CHECK(bench.answer() == Lines{"10.1.2.3 live/stream1"});
}

TEST_CASE("a manager that cannot be reached is tried again") {
  LocatorBench bench({.retries = 1, .retry_delay = Millis(50), .answer = Millis(200)});
  bench.start();
  CHECK(bench.lost().empty());
  CHECK(bench.wait() == Millis(50));
  CHECK(bench.expire() == Lines{concat("GET #2 ", kUrl)});
  CHECK(bench.wait() == Millis(200));
  bench.lost();
  CHECK(bench.answer() == Lines{"manager.unreachable"});
}

TEST_CASE("each try has a deadline of its own") {
  LocatorBench bench({.retries = 1, .retry_delay = Millis(50), .answer = Millis(200)});
  bench.start();
  bench.now += Millis(199);
  CHECK(bench.put(Timeout{}).empty());
  bench.now += Millis(1);
  CHECK(bench.put(Timeout{}) == Lines{"abort #1"});
  CHECK(bench.state() == State::Pausing);
  CHECK(bench.wait() == Millis(50));
  CHECK(bench.lost().empty());  // of the try that was given up
  CHECK(bench.state() == State::Pausing);
  CHECK(bench.expire() == Lines{concat("GET #2 ", kUrl)});
  CHECK(bench.answered({}, OpId{1}).empty());  // far too late
  CHECK(bench.state() == State::Asking);
  CHECK(bench.expire() == Lines{"abort #2"});
  CHECK(bench.answer() == Lines{"manager.timeout"});
  CHECK(bench.state() == State::Done);
}

TEST_CASE("without retries the first failure is the answer") {
  LocatorBench bench({.retries = 0});
  bench.start();
  bench.answered({.status = 404, .body = "{}"});
  CHECK(bench.answer() == Lines{"manager.no_origin"});
}

TEST_CASE("the manager's Retry-After makes the pause longer, never shorter") {
  const auto [header, pause] = GENERATE(table<std::string, int>({
      {"", 1'000},
      {"0", 1'000},
      {"1", 1'000},
      {"2", 2'000},
      {" 10 ", 10'000},
      {"-5", 1'000},
      {"soon", 1'000},
      {"Fri, 31 Dec 2027 23:59:59 GMT", 1'000},
  }));
  CAPTURE(header);
  LocatorBench bench;
  bench.start();
  bench.answered({.status = 503, .body = "", .retry_after = header});
  CHECK(bench.wait() == Millis(pause));
  bench.now += Millis(pause - 1);
  CHECK(bench.put(Timeout{}).empty());
  bench.now += Millis(1);
  CHECK(bench.put(Timeout{}).size() == 1);
}

TEST_CASE("a search that is stopped has no answer and leaves no request") {
  LocatorBench bench;
  Lines expected;
  SECTION("before it began") {}
  SECTION("while the manager is asked") {
    bench.start();
    expected = {"abort #1"};
  }
  SECTION("while it pauses") {
    bench.start();
    bench.answered({.status = 500, .body = ""});
  }
  SECTION("while the manager is asked again") {
    bench.start();
    bench.lost();
    bench.expire();
    expected = {"abort #2"};
  }
  CHECK(bench.stop() == expected);
  CHECK(bench.state() == State::Done);
  CHECK_FALSE(bench.has_deadline());
  CHECK(bench.stop().empty());
  CHECK(bench.start().empty());
  CHECK(bench.answered({}).empty());
  CHECK(bench.lost().empty());
  bench.now += Millis(60'000);
  CHECK(bench.put(Timeout{}).empty());
  CHECK(bench.answer().empty());
}

TEST_CASE("a search that is over hears nothing more") {
  LocatorBench bench;
  bench.start();
  bench.answered({});
  bench.answer();
  CHECK(bench.answered({}).empty());
  CHECK(bench.lost().empty());
  CHECK(bench.stop().empty());
  CHECK(bench.answer().empty());
}

TEST_CASE("a search is not told of other requests and inputs") {
  LocatorBench bench;
  bench.start();
  CHECK(bench.answered({}, OpId{0}).empty());
  CHECK(bench.answered({}, OpId{2}).empty());
  CHECK(bench.put(PeerStateChanged{AttemptId{4}, PeerState::Failed}).empty());
  CHECK(bench.put(SocketOpened{AttemptId{4}}).empty());
  CHECK(bench.state() == State::Asking);
}

}  // namespace
