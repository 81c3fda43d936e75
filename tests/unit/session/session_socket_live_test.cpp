// A live session over a WebSocket as the app sees it: how it ends, and the calls that only a live
// stream takes.

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "sim/bench.hpp"
#include "unit/lines_support.hpp"
#include "unit/session/session_socket_support.hpp"

using namespace sluice;
using namespace sluice::test;
using namespace sluice::test::session_socket;

namespace {

using State = SessionState;

void go_live(SessionBench& bench, Role role) {
  go_starting(bench, role);
  bench.peer(PeerState::Connected);
  bench.hears(said::starting());
  REQUIRE(bench.state() == State::Live);
}

// ---------------------------------------------------------------------------------------------
// The end of a live stream

TEST_CASE("a player whose publisher leaves hears of it by one pair of events") {
  SessionBench bench(config(Role::Subscriber));
  go_live(bench, Role::Subscriber);
  CHECK(bench.hears(said::status("NetStream.Play.UnpublishNotify")) ==
        Lines{"close socket", "close peer", "detach view", "emit Subscribe.Play.Unpublish",
              "release media", "emit Subscribe.Stop"});
  CHECK(bench.state() == State::Ended);
  CHECK(bench.stop() == Lines{"settle 3 resolved"});  // and no second Subscribe.Stop
}

TEST_CASE("the same by the data channel, whose closing then means nothing") {
  SessionBench bench(config(Role::Subscriber));
  go_live(bench, Role::Subscriber);
  bench.channel_opened();
  bench.hears(said::channel());
  bench.expire();
  CHECK(bench.channel_hears(said::status("NetStream.Play.UnpublishNotify")) ==
        Lines{"close peer", "detach view", "emit Subscribe.Play.Unpublish", "release media",
              "emit Subscribe.Stop"});
  CHECK(bench.channel_closed().empty());
  CHECK(bench.closed().empty());
}

TEST_CASE("a publisher whose stream the server ends is closed") {
  SessionBench bench(config(Role::Publisher));
  go_live(bench, Role::Publisher);
  CHECK(bench.hears(said::status("NetStream.Play.UnpublishNotify")) ==
        Lines{R"(say {"unpublish":"stream1"})", "close socket", "close peer",
              "emit Publisher.Connection.Closed", "release media", "detach view"});
  CHECK(bench.state() == State::Ended);
}

TEST_CASE("a live connection that is lost is told by one event, a lost peer by two") {
  const Role role = GENERATE(Role::Publisher, Role::Subscriber);
  const bool publishes = role == Role::Publisher;
  SessionBench bench(config(role));
  go_live(bench, role);
  const std::string closed =
      concat("emit ", publishes ? "Publisher" : "Subscribe", ".Connection.Closed ");
  const Lines goodbye = publishes ? Lines{R"(say {"unpublish":"stream1"})"} : Lines{};
  const Lines hidden = publishes ? Lines{} : Lines{"detach view"};
  const Lines released = publishes ? Lines{"release media", "detach view"} : Lines{"release media"};
  SECTION("by its socket") {
    CHECK(bench.closed() ==
          Lines{"close peer"} + hidden + Lines{closed + "signal.closed"} + released);
  }
  SECTION("by the server's word") {
    CHECK(bench.hears(said::status("NetConnection.Connect.Closed")) ==
          goodbye + Lines{"close socket", "close peer"} + hidden + Lines{closed + "signal.closed"} +
              released);
  }
  SECTION("by its data channel") {
    bench.channel_opened();
    bench.hears(said::channel());
    bench.expire();
    CHECK(bench.channel_closed() == Lines{"emit WebRTC.DataChannel.Close (channel)", "close peer"} +
                                        hidden + Lines{closed + "signal.closed"} + released);
  }
  SECTION("by its peer") {
    CHECK(bench.peer(PeerState::Failed) ==
          goodbye + Lines{"close socket", "close peer"} + hidden +
              Lines{concat("emit ", publishes ? "Publish" : "Subscribe", ".Fail peer.failed"),
                    closed + "peer.failed"} +
              released);
  }
  CHECK(bench.state() == State::Ended);
}

TEST_CASE("unpublish() over a WebSocket resolves whatever the server says, or if it says nothing") {
  SessionBench bench(config(Role::Publisher));
  go_live(bench, Role::Publisher);
  CHECK(bench.stop() == Lines{"stop sending", R"(say {"unpublish":"stream1"})"});
  CHECK(bench.stop().empty());
  const Lines done{"close peer", "emit Unpublish.Success", "settle 2 resolved",
                   "settle 3 resolved"};
  SECTION("its goodbye") {
    CHECK(bench.hears(said::stopping()) == Lines{"close socket"} + done);
  }
  SECTION("nothing") {
    CHECK(bench.wait() == Millis(5'000));
    CHECK(bench.expire() == Lines{"close socket"} + done);
  }
  SECTION("it goes") {
    CHECK(bench.closed() == done);
  }
  SECTION("the page goes") {
    CHECK(bench.hide() == Lines{"close socket"} + done);
  }
  CHECK(bench.state() == State::Ended);
}

TEST_CASE("a page that goes away ends its WebSocket session in the same turn") {
  SessionBench bench(config(Role::Publisher));
  go_live(bench, Role::Publisher);
  CHECK(bench.hide() == Lines{"emit Publisher.Connection.Closed", R"(say {"unpublish":"stream1"})",
                              "close socket", "close peer", "release media", "detach view"});
  CHECK(bench.state() == State::Ended);
}

TEST_CASE("unpublish() rejects a publish() over a WebSocket that has not come through") {
  SessionBench bench(config(Role::Publisher));
  go_starting(bench, Role::Publisher);
  CHECK(bench.stop() ==
        Lines{"settle 1 rejected state.closed", "stop sending", R"(say {"unpublish":"stream1"})"});
  CHECK(bench.hears(said::starting()).empty());  // too late
  CHECK(bench.hears(said::stopping()) ==
        Lines{"close socket", "close peer", "emit Unpublish.Success", "settle 2 resolved"});
}

// ---------------------------------------------------------------------------------------------
// Calls

TEST_CASE("callServer() is always settled, also where there is no live stream") {
  const Lines rejected{"settle 9 rejected state.not_live"};
  SessionBench whip(Role::Publisher);
  whip.drain();
  CHECK(whip.call_server(9, "m") == rejected);
  whip.go_live();
  // The picture runs, and there is nothing to call through.
  CHECK(whip.call_server(9, "m") == Lines{"settle 9 rejected call.no_channel"});

  SessionBench bench(config(Role::Publisher));
  bench.go_ready();
  CHECK(bench.call_server(9, "m") == rejected);
  bench.start();
  CHECK(bench.call_server(9, "m") == rejected);

  SessionBench live(config(Role::Publisher));
  go_live(live, Role::Publisher);
  CHECK(live.call_server(9, "m", "[1]") ==
        Lines{R"(say {"callAdapter":{"method":"m","arguments":[1]},"id":1,"async":true})"});
  CHECK(live.hears(R"({"async":true,"id":1,"data":5})") == Lines{"settle 9 resolved 5"});
  live.call_server(10, "m");
  CHECK(count(live.stop(), "settle 10 rejected state.not_live") == 1);
  CHECK(live.call_server(9, "m") == rejected);
  live.hears(said::stopping());
  CHECK(live.state() == State::Ended);
  CHECK(live.call_server(9, "m") == rejected);
}

TEST_CASE("send, mute and sendLog are for live streams and do nothing elsewhere") {
  SessionBench bench(config(Role::Publisher));
  bench.go_ready();
  CHECK(bench.put(SendCalled{"m", "1"}).empty());
  bench.start();
  CHECK(bench.put(MuteCalled{MediaKind::Video, true}).empty());
  CHECK(bench.put(LogCalled{"warn", "x"}).empty());
  SessionBench live(config(Role::Publisher));
  go_live(live, Role::Publisher);
  CHECK(live.put(MuteCalled{MediaKind::Video, true}) ==
        Lines{R"(say {"mute":{"muteVideo":true}})"});
  SessionBench whip(Role::Publisher);
  whip.go_live();
  CHECK(whip.put(SendCalled{"m", "1"}).empty());
}

}  // namespace

TEST_CASE("7: what is muted before the stream is live is told to the server when it is") {
  const Role role = GENERATE(Role::Publisher, Role::Subscriber);
  SessionBench bench(config(role));
  const bool early = GENERATE(true, false);
  const MuteCalled audio{MediaKind::Audio, true};
  const MuteCalled video{MediaKind::Video, true};
  if (early) bench.put(audio);
  go_starting(bench, role);
  if (!early) bench.put(audio);
  bench.put(video);
  bench.put(MuteCalled{MediaKind::Video, false});  // taken back in time
  bench.peer(PeerState::Connected);
  const Lines lines = bench.hears(said::starting());
  CHECK(std::ranges::count(lines, R"(say {"mute":{"muteAudio":true}})") == 1);
  CHECK(std::ranges::none_of(
      lines, [](const std::string& line) { return line.find("muteVideo") != std::string::npos; }));
}
