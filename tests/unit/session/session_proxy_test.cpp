// A session whose stream manager is its proxy: the way through it, and how a proxy that is off is
// told from a node or a stream that is not there.

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "sim/bench.hpp"
#include "unit/config_support.hpp"
#include "unit/lines_support.hpp"
#include "unit/session/session_lookup_support.hpp"

using namespace sluice;
using namespace sluice::test;
using namespace sluice::test::session_lookup;

namespace {

using State = SessionState;

// ---------------------------------------------------------------------------------------------
// Over a WebSocket

TEST_CASE("where v1's proxy finds the node the options are rewritten from the start") {
  SessionBench bench(config(Role::Publisher, R"({"api":"v1"})"));
  CHECK(bench.drain() ==
        Lines{R"(show options {"connectionParams":{"token":"t","nodeGroup":"default"}})",
              "acquire media"});
  bench.media_ready();
  CHECK(bench.start() ==
        kOffers + Lines{"open socket wss://sm.example.com/as/v1/proxy/ws/publish/live/stream1?"
                        "id=stream1&token=t&nodeGroup=default"});
}

TEST_CASE("no socket to any node means that the manager's proxy is off") {
  SessionBench bench(config(Role::Publisher));
  const bool two = GENERATE(false, true);
  go_opening(bench, two ? kTwo : kOne);
  if (two) bench.closed();
  bench.closed();
  const Lines lines = bench.located(200, kOne);
  CHECK(count(lines, "emit Connect.Failure proxy.disabled") == 1);
  CHECK(count(lines, "settle 1 rejected proxy.disabled") == 1);
  CHECK(bench.state() == State::Ended);
}

TEST_CASE("without a manager no socket is no more than that") {
  SessionBench bench(sample_socket_config(Role::Publisher));
  bench.go_ready();
  bench.start();
  CHECK(count(bench.closed(), "settle 1 rejected signal.unreachable") == 1);
}

// ---------------------------------------------------------------------------------------------
// WHIP and WHEP through the proxy

SessionConfig http_config(Role role, std::string_view manager = "true") {
  return good(http_client(role), concat(R"({"host":"sm.example.com","streamName":"stream1",)",
                                        R"("streamManager":)", manager, "}"));
}
Lines rejected(std::string_view code, bool publishes, bool about_the_name = false) {
  Lines lines;
  if (about_the_name)
    lines.push_back(concat("emit ", publishes ? "Publish" : "Subscribe", ".InvalidName ", code));
  lines.push_back(concat("emit Connect.Failure ", code));
  lines.push_back(concat("settle 1 rejected ", code));
  lines.emplace_back("release media");
  if (publishes) lines.emplace_back("detach view");
  return lines;
}

TEST_CASE("a proxy that is off is told from a stream that is not there, by asking the manager") {
  const Role role = GENERATE(Role::Publisher, Role::Subscriber);
  const auto [status, code] = GENERATE(table<int, std::string>({
      {404, ""},
      {405, "http.client_error"},
      {0, "http.network"},  // a refusal without CORS looks like this
  }));
  const std::string manager = GENERATE(as<std::string>{}, "true", R"({"api":"v1","retries":5})");
  CAPTURE(static_cast<int>(role), status, manager);
  const bool publishes = role == Role::Publisher;
  // With v1 a player's 404 is the stream's.
  if (!publishes && status == 404 && manager != "true") return;
  SessionBench bench(http_config(role, manager));
  bench.go_posting();
  const Lines failed =
      status == 0 ? bench.lost(bench.post) : bench.post_answered({.status = status, .body = ""});
  REQUIRE(failed.size() == (publishes ? 2U : 3U));
  CHECK(failed.front() == "close peer");
  CHECK(failed.back() == concat("GET #1 ", bench.get.url));
  CHECK(bench.state() == State::Closing);
  CHECK(bench.wait() == Millis(10'000));
  const Lines original = rejected(code_of_refusal(role, status, code), publishes, status == 404);
  SECTION("it has a node") {
    CHECK(bench.located(200, kOne) == rejected("proxy.disabled", publishes));
  }
  SECTION("it has none") {
    CHECK(bench.located(404, "{}") == original);
  }
  SECTION("it does not like to be asked") {
    CHECK(bench.located(401, "{}") == original);
  }
  SECTION("it cannot be reached") {
    CHECK(bench.lost(bench.get) == original);
  }
  SECTION("it does not answer") {
    CHECK(bench.expire() == Lines{"abort #1"} + original);
  }
  SECTION("and the app does not wait for it") {
    const Lines lines = bench.stop();
    CHECK(lines.front() == "settle 1 rejected state.closed");
    CHECK(count(lines, "abort #1") == 1);
    CHECK(lines.back() == "settle 2 resolved");
  }
  SECTION("and the page does not wait for it") {
    const Lines lines = bench.hide();
    CHECK(lines.front() == "settle 1 rejected state.closed");
    CHECK(count(lines, "abort #1") == 1);
  }
  CHECK(bench.state() == State::Ended);
  CHECK_FALSE(bench.has_deadline());
  CHECK(bench.located(200, kOne).empty());
}

TEST_CASE("a failure that is not the proxy's, or has no manager, is told at once") {
  const auto [manager, status, code] = GENERATE(table<std::string, int, std::string>({
      {"false", 404, ""},
      {"true", 401, "http.unauthorized"},
      {"true", 409, ""},
      {"true", 500, "http.server_error"},
      {"true", 503, "http.unavailable"},
  }));
  CAPTURE(manager, status);
  SessionBench bench(http_config(Role::Publisher, manager));
  bench.go_posting();
  const std::string rejection =
      "settle 1 rejected " + code_of_refusal(Role::Publisher, status, code);
  CHECK(count(bench.post_answered({.status = status, .body = ""}), rejection) == 1);
  CHECK(bench.state() == State::Ended);
}

TEST_CASE("a WebSocket that v1's proxy does not take has the manager asked as well") {
  SessionBench bench(config(Role::Subscriber, R"({"api":"v1"})"));
  bench.drain();
  bench.connect();
  const Lines failed = bench.closed();
  CHECK(failed.back().starts_with(
      "GET #1 http://sm.example.com:5080/as/v1/streams/stream/default/subscribe/live/stream1"));
  const bool has_node = GENERATE(true, false);
  const Lines lines = has_node ? bench.located(200, kTwo) : bench.located(404, "{}");
  CHECK(lines == rejected(has_node ? "proxy.disabled" : "signal.unreachable", false));
  CHECK(bench.state() == State::Ended);
}

TEST_CASE("WHIP through a manager asks nothing first", "[row 2][row 41]") {
  const SessionConfig whip =
      good(http_client(Role::Publisher), R"({"host":"sm.example.com","streamName":"stream1",)"
                                         R"("streamManager":{"region":"eu","endpoints":2}})");
  SessionBench bench(whip);
  CHECK(bench.drain() == Lines{R"(show options {"connectionParams":{"region":"eu","endpoints":2}})",
                               "acquire media"});
  bench.media_ready();
  CHECK(bench.start().front() == "open peer with channel red5pro");
  bench.offer_created();
  CHECK(bench.post.url.starts_with("https://sm.example.com/live/whip/endpoint/stream1?"));
  CHECK(bench.post.url.find("region=eu&endpoints=2") != std::string::npos);
}

}  // namespace
