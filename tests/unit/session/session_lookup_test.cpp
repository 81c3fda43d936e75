// A session that asks a stream manager for its nodes: the lookup, the first node, and the next one
// when that fails.

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "sim/bench.hpp"
#include "unit/config_support.hpp"

using namespace sluice;
using namespace sluice::test;

namespace {

using State = SessionState;

const std::string kOne =
    R"({"name":"stream1","scope":"/live","serverAddress":"10.1.2.3","region":"eu"})";
const std::string kTwo =
    "[" + kOne + R"(,{"name":"stream1","scope":"/live","serverAddress":"10.4.5.6"}])";
constexpr std::string_view kAsks =
    "GET #1 http://sm.example.com:5080/streammanager/api/4.0/event/live/stream1?";
const Lines kOffers{"open peer with channel red5pro", "emit WebRTC.PeerConnection.Available (peer)",
                    "create offer #1"};

SessionConfig config(Role role, std::string_view manager = R"({"retries":1,"retryDelay":100})") {
  return good(socket_client(role),
              concat(R"({"host":"sm.example.com","streamName":"stream1","subscriptionId":"sub-1",)",
                     R"("connectionParams":{"token":"t"},"streamManager":)", manager, "}"));
}

Lines operator+(Lines lines, const Lines& more) {
  lines.insert(lines.end(), more.begin(), more.end());
  return lines;
}
// To a node through the proxy.
Lines shown(std::string_view address) {
  return {concat(R"(show options {"app":"streammanager","connectionParams":{"token":"t","host":")",
                 address, R"(","app":"live"}})"),
          concat(R"(emit WebRTC.Endpoint.Changed {"endpoint":")", address, R"("})")};
}
Lines opened(std::string_view address, std::string_view id = "stream1") {
  return {concat("open socket wss://sm.example.com/streammanager/?id=", id,
                 "&token=t&host=", address, "&app=live")};
}

// A publisher with its camera, whose lookup is under way; and one that is on its way to a node.
void go_asking(SessionBench& bench) {
  bench.go_ready();
  bench.start();
  bench.offer_created();
}
void go_opening(SessionBench& bench, const std::string& nodes = kTwo) {
  go_asking(bench);
  bench.located(200, nodes);
}
Lines go_live(SessionBench& bench) {
  bench.opened();
  bench.hears(said::welcome());
  bench.hears(said::available(false));
  bench.hears(said::description(SdpType::Answer, sample_answer()));
  bench.applied(bench.remote);
  bench.hears(said::trickle_complete());
  bench.peer(PeerState::Connected);
  return bench.hears(said::starting());
}
std::size_t count_starting_with(const Lines& lines, std::string_view start) {
  std::size_t found = 0;
  for (const std::string& line : lines) found += line.starts_with(start) ? 1 : 0;
  return found;
}

// ---------------------------------------------------------------------------------------------
// The first node

TEST_CASE("a publisher asks for a node while its offer is made, and goes through the proxy to it") {
  SessionBench bench(config(Role::Publisher));
  bench.go_ready();
  CHECK(bench.start() == Lines{concat(kAsks, "action=broadcast")} + kOffers);
  CHECK(bench.wait() == Millis(10'000));
  CHECK(bench.offer_created() == Lines{"apply local offer #2"});
  CHECK(bench.located(200, kTwo) == shown("10.1.2.3") + opened("10.1.2.3"));
  bench.opened();
  CHECK(bench.hears(said::welcome()).front() ==
        "emit Connect.Success wss://sm.example.com/streammanager/");
  bench.hears(said::available(false));
  bench.hears(said::description(SdpType::Answer, sample_answer()));
  bench.applied(bench.remote);
  bench.hears(said::trickle_complete());
  CHECK(bench.hears(said::starting()) == Lines{"emit Publish.Start", "settle 1 resolved"});
}

TEST_CASE("a publisher whose lookup takes longer than its offer sends that at once") {
  SessionBench bench(config(Role::Publisher));
  go_asking(bench);
  bench.candidate(1);
  bench.located(200, kOne);
  CHECK(count_starting_with(go_live(bench), "emit Publish.Start") == 1);
}

TEST_CASE("a player's init() asks for an edge and ends when the edge has greeted") {
  SessionBench bench(config(Role::Subscriber));
  CHECK(bench.connect() == Lines{concat(kAsks, "action=subscribe")});
  CHECK(bench.located(200, kOne) == shown("10.1.2.3") + opened("10.1.2.3", "sub-1"));
  bench.opened();
  CHECK(bench.hears(said::welcome()).back() == "settle 1 resolved");
  CHECK(bench.start().back() == R"(say {"isAvailable":"stream1"})");
}

TEST_CASE("publish(streamName) asks for a node for that name") {
  SessionBench bench(config(Role::Publisher));
  bench.go_ready();
  bench.start("other");
  CHECK(bench.get.url ==
        "http://sm.example.com:5080/streammanager/api/4.0/event/live/other?action=broadcast");
}

TEST_CASE("a connection is about one stream: another name is refused, the same is not") {
  SessionBench bench(config(Role::Subscriber));
  bench.connect();
  const bool late = GENERATE(false, true);
  if (late) {
    bench.located(200, kTwo);
    bench.opened();
    bench.hears(said::welcome());
  }
  CHECK(bench.start("other").back().ends_with("rejected state.busy"));
  CHECK(count_starting_with(bench.start("stream1"), "settle") == 0);
}

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

// ---------------------------------------------------------------------------------------------
// The lookup fails

TEST_CASE("a lookup that finds nothing rejects the start, when it has had its tries") {
  SessionBench bench(config(Role::Publisher));
  go_asking(bench);
  CHECK(bench.located(404, "{}").empty());
  CHECK(bench.wait() == Millis(100));
  CHECK(bench.expire().front().starts_with("GET #2 "));
  CHECK(bench.located(404, "{}") == Lines{"emit Connect.Failure manager.no_origin",
                                          "settle 1 rejected manager.no_origin", "close peer",
                                          "release media", "detach view"});
  CHECK(bench.state() == State::Ended);
}

TEST_CASE("a lookup that is refused rejects the start at once") {
  const auto [status, body, code] = GENERATE(table<int, std::string, std::string>({
      {401, "{}", "manager.unauthorized"},
      {200, R"({"errorMessage":"no"})", "manager.refused"},
      {200, R"([{"serverAddress":"a b"}])", "manager.bad_address"},
      {200, "{}", "manager.bad_answer"},
  }));
  SessionBench bench(config(Role::Subscriber));
  bench.connect();
  CHECK(bench.located(status, body) == Lines{"detach view", "emit Connect.Failure " + code,
                                             "settle 1 rejected " + code, "release media"});
  CHECK(bench.state() == State::Ended);
}

TEST_CASE("a manager that does not answer rejects the start at its deadlines") {
  SessionBench bench(config(Role::Subscriber));
  bench.start();
  CHECK(bench.expire() == Lines{"abort #1"});
  CHECK(bench.expire().front().starts_with("GET #2 "));
  CHECK(bench.expire() == Lines{"abort #2", "detach view", "emit Connect.Failure manager.timeout",
                                "settle 1 rejected manager.timeout", "release media"});
  CHECK(bench.lost(bench.get).empty());
  CHECK(bench.state() == State::Ended);
}

TEST_CASE("a node whose data fit into no config rejects the start") {
  SessionBench bench(config(Role::Subscriber));
  bench.start();
  const std::string node = R"({"serverAddress":"10.1.2.3","scope":"live","name":"%2e%2e"})";
  CHECK(bench.located(200, node) == Lines{"detach view", "emit Connect.Failure manager.bad_answer",
                                          "settle 1 rejected manager.bad_answer", "release media"});
  CHECK(bench.state() == State::Ended);
}

// ---------------------------------------------------------------------------------------------
// The next node

TEST_CASE("when the first node fails the second one publishes, and the app hears of both") {
  SessionBench bench(config(Role::Publisher));
  go_opening(bench);
  Lines torn_down{"close peer"};
  std::string code = "signal.closed";
  Lines lines;
  SECTION("its socket cannot be opened") {
    lines = bench.closed();
    code = "signal.unreachable";
  }
  SECTION("it does not let us in") {
    bench.opened();
    lines = bench.hears(said::status("NetConnection.Connect.Rejected"));
    torn_down = {"close socket", "close peer"};
    code = "signal.rejected";
  }
  SECTION("it says nothing") {
    bench.opened();
    lines = bench.expire();
    torn_down = {"close socket", "close peer"};
    code = "signal.timeout";
  }
  SECTION("it goes away with the offer") {
    bench.opened();
    bench.hears(said::welcome());
    bench.hears(said::available(false));
    lines = bench.closed();
  }
  SECTION("it refuses the offer") {
    bench.opened();
    bench.hears(said::welcome());
    bench.hears(said::available(false));
    lines = bench.hears(R"({"data":{"type":"error","message":"full"}})");
    torn_down = {R"(say {"unpublish":"stream1"})", "close socket", "close peer"};
    code = "signal.refused";
  }
  CHECK(lines == torn_down + Lines{"emit Candidate.Failure 10.1.2.3 " + code} + shown("10.4.5.6") +
                     kOffers + opened("10.4.5.6"));
  CHECK(bench.state() == State::Negotiating);
  bench.offer_created();
  CHECK(go_live(bench) == Lines{"emit Publish.Start", "settle 1 resolved"});
}

TEST_CASE("when both nodes fail there is one failure and one rejection") {
  SessionBench bench(config(Role::Publisher));
  go_opening(bench);
  bench.opened();
  bench.closed();
  bench.offer_created();
  bench.opened();
  CHECK(bench.hears(said::status("NetConnection.Connect.Rejected")) ==
        Lines{"close socket", "close peer", "emit Connect.Failure signal.rejected",
              "settle 1 rejected signal.rejected", "release media", "detach view"});
  CHECK(bench.state() == State::Ended);
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

TEST_CASE("a name that is taken, or not there, is so at every node") {
  SessionBench publisher(config(Role::Publisher));
  go_opening(publisher);
  publisher.opened();
  publisher.hears(said::welcome());
  const Lines taken = publisher.hears(said::available(true));
  CHECK(count(taken, "settle 1 rejected stream.name_taken") == 1);
  CHECK(count_starting_with(taken, "emit Candidate.Failure") == 0);
  CHECK(publisher.state() == State::Ended);

  SessionBench player(config(Role::Subscriber));
  player.start();
  player.located(200, kTwo);
  player.opened();
  player.hears(said::welcome());
  CHECK(count(player.hears(said::available(false)), "settle 1 rejected stream.not_found") == 1);
  CHECK(player.state() == State::Ended);
}

TEST_CASE("a stream that was live is not moved to another node behind the app's back") {
  SessionBench bench(config(Role::Publisher));
  go_opening(bench);
  go_live(bench);
  const Lines lines = bench.closed();
  CHECK(count(lines, "emit Publisher.Connection.Closed signal.closed") == 1);
  CHECK(count_starting_with(lines, "emit Candidate.Failure") == 0);
  CHECK(bench.state() == State::Ended);
}

TEST_CASE("a player's init() tries the next edge, and a lost connection after it does not") {
  SessionBench bench(config(Role::Subscriber));
  bench.connect();
  bench.located(200, kTwo);
  CHECK(bench.closed() == Lines{"emit Candidate.Failure 10.1.2.3 signal.unreachable"} +
                              shown("10.4.5.6") + opened("10.4.5.6", "sub-1"));
  CHECK(bench.state() == State::Joining);
  SECTION("which greets") {
    bench.opened();
    CHECK(bench.hears(said::welcome()).back() == "settle 1 resolved");
    CHECK(bench.state() == State::Joined);
  }
  SECTION("which fails as well") {
    bench.closed();
    CHECK(count(bench.located(200, kOne), "settle 1 rejected proxy.disabled") == 1);
    CHECK(bench.state() == State::Ended);
  }
}

TEST_CASE("a player may also change over to the next edge while it subscribes") {
  SessionBench bench(config(Role::Subscriber));
  bench.connect();
  bench.located(200, kTwo);
  bench.opened();
  bench.hears(said::welcome());
  bench.start();
  CHECK(count(bench.closed(), "emit Candidate.Failure 10.1.2.3 signal.closed") == 1);
  bench.opened();
  // init() is over: only the question is asked again.
  CHECK(bench.hears(said::welcome()) ==
        Lines{"emit Connect.Success wss://sm.example.com/streammanager/",
              "open peer to be offered to with channel red5pro",
              "emit WebRTC.PeerConnection.Available (peer)", R"(say {"isAvailable":"stream1"})"});
}

TEST_CASE("what a node that was given up still says is dropped") {
  SessionBench bench(config(Role::Publisher));
  go_opening(bench);
  const AttemptId first = bench.attempt;
  bench.closed();
  CHECK(bench.attempt != first);
  CHECK(bench.put(SocketOpened{first}).empty());
  CHECK(bench.put(SocketMessage{first, said::welcome()}).empty());
  CHECK(bench.put(SocketClosed{first, 1006}).empty());
  CHECK(bench.put(PeerStateChanged{first, PeerState::Failed}).empty());
  CHECK(bench.put(OfferCreated{first, OpId{1}, sample_offer()}).empty());
  CHECK(bench.state() == State::Negotiating);
}

// ---------------------------------------------------------------------------------------------
// The camera

TEST_CASE("a camera that is refused while the node is looked for ends both") {
  SessionBench bench(config(Role::Publisher));
  CHECK(bench.start() == Lines{"acquire media", concat(kAsks, "action=broadcast")});
  const Lines ended{"emit WebRTC.MediaConstraints.Rejected (constraints)",
                    "emit Connect.Failure media.denied", "settle 1 rejected media.denied"};
  SECTION("the manager is asked") {
    CHECK(bench.media_failed() == ended + Lines{"abort #1", "release media", "detach view"});
  }
  SECTION("the next try is due") {
    bench.located(500, "");
    CHECK(bench.media_failed() == ended + Lines{"release media", "detach view"});
  }
  SECTION("the node is known") {
    bench.located(200, kOne);
    CHECK(bench.media_failed() == ended + Lines{"close socket", "release media", "detach view"});
  }
  CHECK(bench.state() == State::Ended);
  CHECK(bench.located(200, kOne).empty());
  CHECK_FALSE(bench.has_deadline());
}

TEST_CASE("a camera that comes late finds the node waiting, also the second one") {
  SessionBench bench(config(Role::Publisher));
  bench.start();
  bench.located(200, kTwo);
  if (GENERATE(false, true)) {
    CHECK(count(bench.closed(), "emit Candidate.Failure 10.1.2.3 signal.unreachable") == 1);
    CHECK(bench.state() == State::Waiting);
  }
  bench.opened();
  bench.hears(said::welcome());
  CHECK(bench.hears(said::available(false)).empty());
  bench.now += Millis(50'000);
  const Lines lines = bench.media_ready();
  CHECK(Lines(lines.end() - 3, lines.end()) == kOffers);
  CHECK(bench.offer_created().size() == 3);
}

TEST_CASE("a browser that makes no offer ends the lookup as well") {
  SessionBench bench(config(Role::Publisher));
  bench.go_ready();
  bench.start();
  CHECK(bench.refused(bench.offer) ==
        Lines{"close peer", "abort #1", "emit Connect.Failure peer.refused_sdp",
              "settle 1 rejected peer.refused_sdp", "release media", "detach view"});
  CHECK(bench.state() == State::Ended);
}

// ---------------------------------------------------------------------------------------------
// The app leaves

TEST_CASE("an app that leaves during the lookup leaves nothing, at whichever moment") {
  const bool by_call = GENERATE(true, false);
  SessionBench bench(config(Role::Publisher));
  bench.go_ready();
  Lines left;
  SECTION("the manager is asked") {
    go_asking(bench);
    left = {"abort #1", "close peer"};
  }
  SECTION("the next try is due") {
    go_asking(bench);
    bench.located(503, "");
    left = {"close peer"};
  }
  SECTION("the manager is asked again") {
    go_asking(bench);
    bench.located(503, "");
    bench.expire();
    left = {"abort #2", "close peer"};
  }
  SECTION("the first node is opened") {
    go_opening(bench);
    left = {"close socket", "close peer"};
  }
  SECTION("the second node is opened") {
    go_opening(bench);
    bench.closed();
    left = {"close socket", "close peer"};
  }
  SECTION("the second node has greeted") {
    go_opening(bench);
    bench.closed();
    bench.opened();
    bench.hears(said::welcome());
    left = {"close socket", "close peer"};
  }
  if (by_call) {
    CHECK(bench.stop() == Lines{"settle 1 rejected state.closed"} + left +
                              Lines{"emit Unpublish.Success", "settle 2 resolved"});
  } else {
    const Lines lines = bench.hide();
    CHECK(lines.front() == "settle 1 rejected state.closed");
    for (const std::string& line : left) CHECK(count(lines, line) == 1);
    CHECK(lines.size() == left.size() + 3);
  }
  CHECK(bench.state() == State::Ended);
  CHECK_FALSE(bench.has_deadline());
  CHECK(bench.located(200, kTwo).empty());
  CHECK(bench.lost(bench.get).empty());
  CHECK(bench.opened().empty());
  CHECK(bench.closed().empty());
  CHECK(bench.put(Timeout{}).empty());
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
      {404, "http.not_found"},
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
  const Lines original = rejected(code, publishes, status == 404);
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
      {"false", 404, "http.not_found"},
      {"true", 401, "http.unauthorized"},
      {"true", 409, "http.conflict"},
      {"true", 500, "http.server_error"},
      {"true", 503, "http.unavailable"},
  }));
  CAPTURE(manager, status);
  SessionBench bench(http_config(Role::Publisher, manager));
  bench.go_posting();
  CHECK(count(bench.post_answered({.status = status, .body = ""}), "settle 1 rejected " + code) ==
        1);
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

TEST_CASE("WHIP through a manager asks nothing first") {
  const SessionConfig whip =
      good(http_client(Role::Publisher), R"({"host":"sm.example.com","streamName":"stream1",)"
                                         R"("streamManager":{"region":"eu","endpoints":2}})");
  SessionBench bench(whip);
  CHECK(bench.drain() == Lines{R"(show options {"connectionParams":{"region":"eu","endpoints":2}})",
                               "acquire media"});
  bench.media_ready();
  CHECK(bench.start().front() == "open peer");
  bench.offer_created();
  CHECK(bench.post.url.starts_with("https://sm.example.com/live/whip/endpoint/stream1?"));
  CHECK(bench.post.url.find("region=eu&endpoints=2") != std::string::npos);
}

}  // namespace
