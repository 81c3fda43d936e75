// A session that asks a stream manager for its nodes: the lookup, the first node, and the next one
// when that fails.

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

constexpr std::string_view kAsks =
    "GET #1 http://sm.example.com:5080/streammanager/api/4.0/event/live/stream1?";

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
  CHECK(count(bench.start(), R"(say {"isAvailable":"stream1"})") == 1);
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
              "emit WebRTC.PeerConnection.Available (peer)", R"(say {"isAvailable":"stream1"})",
              "emit WebRTC.Offer.Start",
              R"(say {"requestOffer":"stream1","requestId":"sub-1","transport":"udp",)"
              R"("datachannel":true,"doNotSwitch":false})"});
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

}  // namespace
