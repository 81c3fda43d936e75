// Faults of recovery and of the search for nodes, each by its number in the project's list.

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "sim/bench.hpp"
#include "unit/config_support.hpp"

using namespace sluice;
using namespace sluice::test;

namespace {

const std::string kEdge = R"([{"streamGuid":"live/stream1","serverAddress":"10.0.0.1"}])";
const std::string kTwoEdges = R"([{"serverAddress":"10.0.0.1","scope":"live","name":"stream1"},)"
                              R"({"serverAddress":"10.0.0.2","scope":"live","name":"stream1"}])";

SessionConfig managed(const ClientKind& kind, std::string_view manager, bool recovery = false) {
  return good(on_secure_page(kind),
              concat(R"({"host":"sm.example.com","streamName":"stream1","streamManager":)", manager,
                     R"(,"recovery":)", recovery ? "true" : "false", "}"));
}

SessionConfig recovering(Role role) {
  SessionConfig config = sample_config(role);
  config.recovery.enabled = true;
  return config;
}

HttpAnswered refusal(const SendHttp& request, int status, std::string_view retry_after = {}) {
  HttpAnswered answer = answered(request, {.status = status, .location = "", .body = ""});
  answer.content_type.clear();
  answer.retry_after = retry_after;
  return answer;
}

bool has(const Lines& lines, std::string_view start) {
  return std::ranges::any_of(lines, [&](const auto& line) { return line.starts_with(start); });
}

// A publisher whose first offer is on its way.
void go_posting(SupervisorBench& bench) {
  bench.drain();
  bench.media_ready();
  bench.start();
  bench.offer_created();
  bench.applied(bench.local);
}

// The machine's timers, until one of its lines starts so; false where nothing is left to wait for.
bool wait_for(SupervisorBench& bench, std::string_view start) {
  while (bench.deadline()) {
    if (has(bench.expire(), start)) return true;
  }
  return false;
}

// ---------------------------------------------------------------------------------------------
// The proxy that is said to be off

TEST_CASE("3: a player waits for its stream, whatever edges the manager lists") {
  const std::string api = GENERATE(as<std::string>{}, "v1", "4.0");
  CAPTURE(api);
  SupervisorBench bench(
      managed(http_client(Role::Subscriber), concat(R"({"api":")", api, "\"}"), true));
  bench.drain();
  bench.start();
  for (int post = 0; post < 200; ++post) {
    CAPTURE(post);
    bench.offer_created();
    bench.applied(bench.local);
    Lines lines = bench.put(refusal(bench.post, 404));
    if (has(lines, "GET")) lines = bench.located(200, kEdge);
    REQUIRE_FALSE(has(lines, "emit Reconnect.Failure"));
    REQUIRE_FALSE(has(lines, "settle"));
    REQUIRE(wait_for(bench, "open peer"));
  }
}

TEST_CASE("3: a 404 of the proxied application is told as what it is") {
  const auto [role, api, type, host, claims] =
      GENERATE(table<Role, std::string, std::string, std::string, bool>({
          // v1 lists edges for streams that are not live, so a player's 404 proves nothing.
          {Role::Subscriber, "v1", "text/plain", "", false},
          {Role::Subscriber, "v1", "application/problem+json", "", false},
          // Before a publisher there is nothing that could be missing but the proxy...
          {Role::Publisher, "v1", "text/plain", "", true},
          {Role::Publisher, "4.0", "text/html", "", true},
          {Role::Subscriber, "4.0", "text/plain", "", true},
          // ... unless the application says that it has answered.
          {Role::Publisher, "v1", "application/problem+json", "", false},
          {Role::Publisher, "4.0", "application/json", "", false},
          {Role::Subscriber, "4.0", "application/problem+json", "", false},
          {Role::Publisher, "4.0", "text/html", "10.0.0.1", false},
          {Role::Subscriber, "2.0", "", "10.0.0.1", false},
      }));
  const int status = GENERATE(404, 405);
  if (status == 405 && type == "text/plain" && !claims) return;  // no stream's absence is a 405
  CAPTURE(static_cast<int>(role), api, type, host, status);
  SessionBench bench(managed(http_client(role), concat(R"({"api":")", api, "\"}")));
  bench.go_posting();
  Lines lines = bench.post_answered({.status = status,
                                     .location = "",
                                     .body = R"({"title":"no such stream"})",
                                     .content_type = type,
                                     .session_host = host});
  CHECK(has(lines, "GET") == claims);
  if (claims) lines = bench.located(200, kEdge);
  const std::string own = code_of_refusal(role, status, "http.client_error");
  CHECK(count(lines, "settle 1 rejected " + (claims ? "proxy.disabled" : own)) == 1);
  const std::string name = role == Role::Publisher ? "Publish" : "Subscribe";
  CHECK(has(lines, concat("emit ", name, ".InvalidName")) == (status == 404 && !claims));
}

TEST_CASE("4: what the manager said before the network was gone proves nothing") {
  SupervisorBench bench(managed(socket_client(Role::Subscriber), R"({"endpoints":2})", true));
  bench.drain();
  bench.connect();
  bench.located(200, kTwoEdges);
  bench.opened();
  bench.hears(said::welcome());
  bench.start();
  bench.hears(said::available(true));
  bench.hears(said::description(SdpType::Offer, sample_offer()));
  bench.applied(bench.remote);
  bench.answer_created();
  bench.hears(said::trickle_complete());
  bench.hears(said::starting());
  bench.peer(PeerState::Connected);
  bench.closed();                      // the network is gone
  const Lines asked = bench.closed();  // the next node's socket cannot be opened
  CHECK(has(asked, "GET"));
  CHECK_FALSE(has(asked, "emit Reconnect.Attempt"));
  const Lines lines = bench.lost(bench.get);
  CHECK(has(lines, "emit Reconnect.Attempt"));
  for (const Lines& each : {asked, lines}) {
    for (const std::string& line : each) CHECK(line.find("proxy.disabled") == std::string::npos);
  }
}

TEST_CASE("4: without recovery, too, the manager is asked anew before it is called a witness") {
  SessionBench bench(managed(socket_client(Role::Publisher), R"({"endpoints":2})"));
  bench.go_ready();
  bench.start();
  bench.offer_created();
  bench.located(200, kTwoEdges);
  bench.closed();
  CHECK(has(bench.closed(), "GET"));
  const bool there = GENERATE(true, false);
  const Lines lines = there ? bench.located(200, kTwoEdges) : bench.lost(bench.get);
  CHECK(count(lines, there ? "settle 1 rejected proxy.disabled"
                           : "settle 1 rejected signal.unreachable") == 1);
  CHECK(bench.state() == SessionState::Ended);
}

// ---------------------------------------------------------------------------------------------
// Pauses

TEST_CASE("18: without recovery no manager makes publish() wait beyond the limits") {
  for (const std::string_view asked : {"11", "3600", "86400", "99999999999"}) {
    CAPTURE(asked);
    SessionBench bench(managed(socket_client(Role::Publisher), "true"), MediaSource::Supplied);
    bench.drain();
    bench.start();
    const Lines lines = bench.put(refusal(bench.get, 503, asked));
    CHECK(count(lines, "settle 1 rejected manager.failed") == 1);
    CHECK(bench.state() == SessionState::Ended);
  }
  SessionBench bench(managed(socket_client(Role::Publisher), "true"), MediaSource::Supplied);
  bench.drain();
  bench.start();
  bench.put(refusal(bench.get, 503, "10"));
  CHECK(bench.wait() == Millis(10'000));
  CHECK(has(bench.expire(), "GET"));
}

TEST_CASE("18: with recovery a manager's pause is told, and kept") {
  SupervisorBench bench(managed(socket_client(Role::Publisher), "true", true),
                        MediaSource::Supplied);
  bench.drain();
  bench.start();
  const Lines lines = bench.put(refusal(bench.get, 503, "60"));
  CHECK(has(lines, "emit Reconnect.Attempt"));
  CHECK(bench.wait() >= Millis(60'000));
  CHECK(bench.wait() <= Millis(67'000));
}

TEST_CASE("19: no pause lasts beyond recovery.duration, which gives up there") {
  SessionConfig config = recovering(Role::Publisher);
  config.recovery.duration = Millis(60'000);
  const std::string asked = GENERATE(as<std::string>{}, "86400", "60", "59");
  CAPTURE(asked);
  SupervisorBench bench(config);
  go_posting(bench);
  bench.put(refusal(bench.post, 503, asked));
  // What is asked for is waited, and whoever comes with it is spread as far as there is time.
  CHECK(bench.wait() >= Millis(asked == "59" ? 59'000 : 60'000));
  CHECK(bench.wait() <= Millis(asked == "59" ? 59'999 : 60'000));
  const Lines lines = bench.expire();
  CHECK(has(lines, "open peer") == (asked == "59"));
  CHECK(has(lines, "emit Reconnect.Failure") == (asked != "59"));
  CHECK(has(lines, "settle 1 rejected http.unavailable") == (asked != "59"));
}

TEST_CASE(
    "19: a pause of the policy's, one for a token, and one without a network end there, too") {
  SessionConfig config = recovering(Role::Publisher);
  config.recovery.duration = Millis(6'000);
  const int kind = GENERATE(0, 1, 2);
  CAPTURE(kind);
  config.recovery.has_policy = kind == 0;
  config.recovery.has_token = kind == 1;
  SupervisorBench bench(config);
  go_posting(bench);
  bench.put(refusal(bench.post, kind == 1 ? 401 : 503));
  if (kind == 0) bench.put(PolicyAnswered{Millis(3'600'000)});
  if (kind == 2) {
    // The first attempt is made at once, and refused as well.
    bench.offer_created();
    bench.applied(bench.local);
    bench.put(refusal(bench.post, 503));
    bench.put(OnlineChanged{false});
  }
  CHECK(bench.wait() == Millis(6'000));
  CHECK(has(bench.expire(), "emit Reconnect.Failure"));
  CHECK(bench.state() == SupervisorState::Ended);
}

TEST_CASE("20: a network that is back cuts short only pauses of our own") {
  const std::string asked = GENERATE(as<std::string>{}, "60", "");
  SupervisorBench bench(recovering(Role::Publisher));
  bench.drain();
  bench.media_ready();
  bench.start();
  for (int post = 0; post < (asked.empty() ? 8 : 1); ++post) {
    bench.offer_created();
    bench.applied(bench.local);
    if (!has(bench.put(refusal(bench.post, 503, asked)), "open peer") && post < 7 && asked.empty())
      REQUIRE(wait_for(bench, "open peer"));
  }
  bench.now += Millis(1);
  bench.put(OnlineChanged{false});
  const Lines lines = bench.put(OnlineChanged{true});
  if (asked.empty()) {
    CHECK(has(lines, "open peer"));
    return;
  }
  CHECK(lines.empty());
  CHECK(bench.wait() == Millis(59'999));
  SECTION("what the server asked for is waited for") {
    CHECK(has(bench.expire(), "open peer"));
  }
  SECTION("but nothing behind it") {
    bench.put(OnlineChanged{false});
    bench.now += Millis(70'000);
    CHECK(bench.put(Timeout{}).empty());
    CHECK(has(bench.put(OnlineChanged{true}), "open peer"));
  }
  SECTION("unless the app calls for it") {
    CHECK(has(bench.put(RetryCalled{}), "open peer"));
  }
}

TEST_CASE("30: the bound of the pauses grows, however small it begins") {
  const Error error{ErrorCode::HttpUnavailable};
  for (const int delay : {0, 1, 2, 3, 4, 5, 6, 300}) {
    CAPTURE(delay);
    RecoveryOptions options;
    options.enabled = true;
    options.attempts = 0;
    options.delay = Millis(delay);
    Random random(1);
    Millis longest{0};
    for (int draw = 0; draw < 1'000; ++draw) {
      const Situation situation{.error = &error, .failures = 200};
      longest = std::max(longest, decide(options, situation, random).delay);
    }
    CHECK(longest > options.max_delay * 9 / 10);
    CHECK(longest <= options.max_delay);
  }
}

// ---------------------------------------------------------------------------------------------
// Tokens and names

TEST_CASE("17: a 401 behind a redirect within one origin asks for a new token") {
  const int status = GENERATE(401, 403);
  const auto [url, lost] = GENERATE(table<std::string, bool>({
      {"https://sm.example.com/live/whip/endpoint/stream1/", false},
      {"https://sm.example.com:443/elsewhere", false},
      {"https://node.example.com/live/whip/endpoint/stream1", true},
      {"https://sm.example.com:8443/live/whip/endpoint/stream1", true},
      {"http://sm.example.com/live/whip/endpoint/stream1", true},
  }));
  CAPTURE(status, url);
  SessionConfig config = recovering(Role::Publisher);
  config.token = "old";
  config.recovery.has_token = true;
  SupervisorBench bench(config);
  go_posting(bench);
  const Lines lines = bench.post_answered(
      {.status = status, .location = "", .body = "", .content_type = "", .url = url});
  CHECK(has(lines, "ask token") == !lost);
  CHECK(has(lines, "settle 1 rejected http.auth_lost") == lost);
}

TEST_CASE("24: a renewed token is checked as the first one is") {
  SessionConfig config = recovering(Role::Publisher);
  config.token = "old";
  config.recovery.has_token = true;
  const auto [token, good] = GENERATE(table<std::string, bool>({
      {"new", true},
      {std::string(8192, 'x'), true},
      {"", false},
      {std::string(8193, 'x'), false},
      {"new\r\nX-Evil: 1", false},
      {std::string("a\0b", 3), false},
      {"a\x7f", false},
      {"10 \xe2\x82\xac", false},
  }));
  CAPTURE(token.substr(0, 20));
  SupervisorBench bench(config);
  go_posting(bench);
  bench.put(refusal(bench.post, 401));
  const Lines lines = bench.put(TokenGiven{token});
  CHECK(has(lines, "open peer") == good);
  CHECK(has(lines, "settle 1 rejected config.invalid") == !good);
  if (good) return;
  CHECK(bench.state() == SupervisorState::Ended);
  CHECK(has(lines, "emit Reconnect.Failure"));
}

TEST_CASE("32: the name that subscribe() is given is looked up, and the node's is used") {
  const std::string variant =
      R"({"serverAddress":"10.0.0.1","scope":"live","name":"stream1_720p"})";
  SessionBench bench(managed(socket_client(Role::Subscriber), "true"));
  bench.drain();
  const bool before = GENERATE(true, false);
  if (before) {
    // The whole of it by subscribe('other').
    bench.start("other");
    CHECK(bench.get.url.find("/event/live/other?") != std::string::npos);
    bench.located(200, variant);
    bench.opened();
    CHECK(has(bench.hears(said::welcome()), R"(say {"isAvailable":"stream1_720p"})"));
  } else {
    bench.connect();
    bench.located(200, variant);
    bench.opened();
    bench.hears(said::welcome());
    CHECK(has(bench.start("stream1"), R"(say {"isAvailable":"stream1_720p"})"));
  }
}

}  // namespace
