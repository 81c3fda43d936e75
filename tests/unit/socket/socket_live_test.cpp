// A live attempt over a WebSocket: the data channel that takes over from the socket, what keeps the
// socket open, and what the app says and is answered.

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "sim/bench.hpp"
#include "unit/socket/socket_negotiation_support.hpp"

using namespace sluice;
using namespace sluice::test;
using namespace sluice::test::socket_negotiation;

namespace {

using State = SocketState;

// ---------------------------------------------------------------------------------------------
// The data channel

const Lines kSwitches{R"(say {"switchChannel":"red5pro"})", "close socket",
                      "emit MessageTransport.Change (transport)"};

TEST_CASE("the data channel takes over some time after it is open and announced") {
  SocketBench bench(GENERATE(Role::Publisher, Role::Subscriber));
  SECTION("opened first") {
    bench.go(State::Trickling);
    CHECK(bench.channel_opened() == Lines{"emit WebRTC.DataChannel.Open (channel)"});
    bench.go(State::Live);
    CHECK_FALSE(bench.has_deadline());
    bench.hears(said::channel());
  }
  SECTION("announced first") {
    bench.go(State::Live);
    bench.hears(said::channel());
    CHECK_FALSE(bench.has_deadline());
    bench.channel_opened();
  }
  SECTION("both before the stream starts") {
    bench.go(State::Starting);
    bench.hears(said::channel());
    bench.channel_opened();
    bench.peer(PeerState::Connected);
    CHECK(bench.wait() == Millis(10'000));
    bench.hears(said::starting());
  }
  SECTION("announced twice") {
    bench.go(State::Live);
    bench.channel_opened();
    bench.hears(said::channel());
    bench.now += Millis(400);
    bench.hears(said::channel());
    CHECK(bench.wait() == Millis(600));
    bench.now -= Millis(400);
  }
  CHECK(bench.wait() == Millis(1'000));
  bench.now += Millis(999);
  CHECK(bench.put(Timeout{}).empty());
  bench.now += Millis(1);
  CHECK(bench.put(Timeout{}) == kSwitches);
  CHECK_FALSE(bench.has_deadline());
  CHECK(bench.state() == State::Live);
}

TEST_CASE("the server's name for the data channel is the one that is switched to") {
  SessionConfig config = publisher();
  config.socket.switch_delay = Millis(0);
  SocketBench bench(config);
  bench.go(State::Live);
  bench.channel_opened();
  bench.hears(said::channel("theirs"));
  CHECK(bench.wait() == Millis(0));
  CHECK(bench.expire().front() == R"(say {"switchChannel":"theirs"})");
}

TEST_CASE("with signalingSocketOnly: false everything stays on the WebSocket") {
  SessionConfig config = publisher();
  config.socket.use_channel = false;
  SocketBench bench(config);
  bench.go(State::Live);
  bench.channel_opened();
  CHECK(bench.hears(said::channel()).size() == 1);
  CHECK_FALSE(bench.has_deadline());
  bench.channel_closed();
  CHECK(bench.state() == State::Live);
}

TEST_CASE("a data channel that closes before it takes over is not missed") {
  SocketBench bench(publisher());
  bench.go(State::Live);
  bench.channel_opened();
  bench.hears(said::channel());
  CHECK(bench.channel_closed() == Lines{"emit WebRTC.DataChannel.Close (channel)"});
  CHECK_FALSE(bench.has_deadline());
  CHECK(bench.put(SendCalled{"m", "1"}) == Lines{R"(say {"send":{"method":"m","data":1}})"});
}

// To where messages go through the data channel.
void go_switched(SocketBench& bench) {
  bench.go(State::Live);
  bench.channel_opened();
  bench.hears(said::channel());
  REQUIRE(bench.expire() == kSwitches);
}

TEST_CASE("once it has taken over the data channel carries what the socket did") {
  SocketBench bench(publisher());
  go_switched(bench);
  CHECK(bench.put(SendCalled{"chat", R"({"a":1})"}) ==
        Lines{R"(say by channel {"send":{"method":"chat","data":{"a":1}}})"});
  CHECK(bench.channel_hears(said::status("NetConnection.Publish.InsufficientBW")) ==
        Lines{"emit Publish.InsufficientBW"});
  CHECK(bench.channel_hears(R"({"x":1})") ==
        Lines{R"(emit WebRTC.DataChannel.Message (channel) {"x":1})"});
  CHECK(bench.channel_failed() == Lines{"emit WebRTC.DataChannel.Error (channel)"});
  CHECK(bench.close() == Lines{"stop sending", R"(say by channel {"unpublish":"stream1"})"});
  CHECK(bench.channel_hears(said::stopping()) == Lines{"close peer", "-> finished"});
  check_silent(bench);
}

TEST_CASE("a data channel that has taken over is what the socket was: its closing is the end") {
  const Role role = GENERATE(Role::Publisher, Role::Subscriber);
  SocketBench bench(role);
  go_switched(bench);
  SECTION("while live") {
    CHECK(bench.channel_closed() == Lines{"emit WebRTC.DataChannel.Close (channel)", "close peer",
                                          "-> failed signal.closed (was up)", "-> finished"});
    check_silent(bench);
  }
  SECTION("while unpublishing") {
    if (role == Role::Subscriber) return;
    bench.close();
    CHECK(bench.channel_closed() ==
          Lines{"emit WebRTC.DataChannel.Close (channel)", "close peer", "-> finished"});
  }
  SECTION("and the server's word for it, too") {
    const Lines lines = bench.channel_hears(said::status("NetStream.Play.UnpublishNotify"));
    CHECK(Lines(lines.end() - 3, lines.end()) == Lines{"close peer", "-> ended", "-> finished"});
  }
  SECTION("and a peer that fails takes it along") {
    CHECK(bench.peer(PeerState::Failed).back() == "-> finished");
    check_silent(bench);
  }
}

TEST_CASE("a page that goes away says goodbye through the channel that is in use") {
  SocketBench bench(publisher());
  go_switched(bench);
  CHECK(bench.hide() ==
        Lines{R"(say by channel {"unpublish":"stream1"})", "close peer", "-> finished"});
  check_silent(bench);
}

TEST_CASE("who leaves before the data channel takes over stays on the socket") {
  SocketBench bench(publisher());
  bench.go(State::Live);
  bench.channel_opened();
  bench.hears(said::channel());
  bench.close();
  CHECK(bench.wait() == Millis(5'000));
  bench.now += Millis(2'000);
  CHECK(bench.put(Timeout{}).empty());
  CHECK(bench.hears(said::stopping()).back() == "-> finished");
}

TEST_CASE("what comes by the data channel before it takes over is heard as well") {
  SocketBench bench(subscriber());
  bench.go(State::Live);
  bench.channel_opened();
  CHECK(bench.channel_hears(R"({"type":"metadata","data":{"w":1}})") ==
        Lines{R"(emit Subscribe.Metadata {"w":1})"});
}

// ---------------------------------------------------------------------------------------------
// Keeping the socket open

TEST_CASE("keepAlive says something now and then, and what it is answered means nothing") {
  SessionConfig config = GENERATE(true, false) ? publisher() : subscriber();
  config.socket.keep_alive = Millis(30'000);
  SocketBench bench(config);
  bench.go(State::Live);
  bench.peer(PeerState::Connected);
  const Lines says{R"(say {"isAvailable":"stream1"})"};
  for (int i = 0; i < 3; ++i) {
    CHECK(bench.wait() == Millis(30'000));
    CHECK(bench.expire() == says);
    CHECK(bench.hears(said::available(i % 2 == 0)).empty());
    CHECK(bench.state() == State::Live);
  }
  SECTION("until the data channel takes over") {
    bench.channel_opened();
    bench.hears(said::channel());
    CHECK(bench.expire() == kSwitches);
    CHECK_FALSE(bench.has_deadline());
  }
  SECTION("until the app leaves") {
    bench.close();
    CHECK(count(bench.expire(), says.front()) == 0);
  }
}

TEST_CASE("keepAlive begins with the greeting, as an app may take its time") {
  SessionConfig config = subscriber();
  config.socket.keep_alive = Millis(30'000);
  SocketBench bench(config);
  bench.go(State::Greeted);
  CHECK(bench.wait() == Millis(30'000));
  CHECK(bench.expire() == Lines{R"(say {"isAvailable":"stream1"})"});
  CHECK(bench.state() == State::Greeted);
}

TEST_CASE("the socket is kept while the peer is shaky, and given up once it is well again") {
  SocketBench bench(GENERATE(Role::Publisher, Role::Subscriber));
  bench.go(State::Live);
  bench.peer(PeerState::Connected);
  bench.channel_opened();
  bench.hears(said::channel());
  CHECK(bench.wait() == Millis(1000));
  bench.peer(PeerState::Disconnected);
  CHECK(bench.wait() == Millis(5000));
  bench.peer(PeerState::Connected);
  CHECK(bench.wait() == Millis(1000));
  CHECK(bench.expire() == kSwitches);
}

TEST_CASE("without keepAlive nothing is said") {
  SocketBench bench(publisher());
  bench.go(State::Live);
  CHECK_FALSE(bench.has_deadline());
}

// ---------------------------------------------------------------------------------------------
// What the app says

TEST_CASE("send, mute and sendLog are said by whatever is in use") {
  SocketBench bench(GENERATE(Role::Publisher, Role::Subscriber));
  const bool by_channel = GENERATE(false, true);
  by_channel ? go_switched(bench) : bench.go(State::Live);
  const std::string says = by_channel ? "say by channel " : "say ";
  CHECK(bench.put(SendCalled{"a \"b\"", R"({"c":[1]})"}) ==
        Lines{says + R"({"send":{"method":"a \"b\"","data":{"c":[1]}}})"});
  CHECK(bench.put(MuteCalled{MediaKind::Audio, true}) ==
        Lines{says + R"({"mute":{"muteAudio":true}})"});
  CHECK(bench.put(MuteCalled{MediaKind::Audio, false}) ==
        Lines{says + R"({"mute":{"muteAudio":false}})"});
  CHECK(bench.put(MuteCalled{MediaKind::Video, true}) ==
        Lines{says + R"({"mute":{"muteVideo":true}})"});
  CHECK(bench.put(LogCalled{"debug", "it's \"ok\"\n"}) ==
        Lines{says + R"({"log":"DEBUG","message":"it's \"ok\"\u000a"})"});
  CHECK(bench.call_server(7, "m", "[1]") ==
        Lines{says + R"({"callAdapter":{"method":"m","arguments":[1]},"id":1,"async":true})"});
}

TEST_CASE("before and after the live stream the app can say nothing") {
  in_each_state([](SocketBench& bench, State state) {
    if (state == State::Live) return;
    CHECK(bench.put(SendCalled{"m", "1"}).empty());
    CHECK(bench.put(MuteCalled{MediaKind::Audio, true}).empty());
    CHECK(bench.put(LogCalled{"debug", "x"}).empty());
    CHECK(bench.call_server(3, "m") == Lines{"settle 3 rejected state.not_live"});
    CHECK(bench.state() == state);
  });
}

TEST_CASE("a call is settled by the answer that bears its number") {
  SocketBench bench(publisher());
  bench.go(State::Live);
  CHECK(bench.call_server(11, "a").front().ends_with(R"("id":1,"async":true})"));
  CHECK(bench.call_server(12, "b").front().ends_with(R"("id":2,"async":true})"));
  CHECK(bench.call_server(13, "c").front().ends_with(R"("id":3,"async":true})"));
  CHECK(bench.hears(R"({"async":true,"id":2,"data":{"answer":[42,null]}})") ==
        Lines{R"(settle 12 resolved {"answer":[42,null]})"});
  CHECK(bench.hears(R"({"async":true,"id":3,"error":{"message":"no such method"}})") ==
        Lines{"settle 13 rejected call.failed"});
  CHECK(bench.hears(R"({"async":true,"id":1,"error":"no"})") ==
        Lines{"settle 11 rejected call.failed"});
  CHECK_FALSE(bench.has_deadline());
  // And by no other.
  CHECK(bench.hears(R"({"async":true,"id":2,"data":1})").empty());
  CHECK(bench.hears(R"({"async":true,"id":99,"data":1})").empty());
  CHECK(bench.hears(R"({"async":true,"id":0,"data":1})").empty());
}

TEST_CASE("a call without an answer is rejected at its deadline, and the stream lives") {
  SocketBench bench(publisher());
  bench.go(State::Live);
  bench.call_server(11, "a");
  bench.now += Millis(4'000);
  bench.call_server(12, "b");
  CHECK(bench.wait() == Millis(6'000));
  CHECK(bench.expire() == Lines{"settle 11 rejected signal.timeout"});
  CHECK(bench.wait() == Millis(4'000));
  CHECK(bench.hears(R"({"async":true,"id":1,"data":1})").empty());  // too late
  CHECK(bench.expire() == Lines{"settle 12 rejected signal.timeout"});
  CHECK_FALSE(bench.has_deadline());
  CHECK(bench.state() == State::Live);
}

TEST_CASE("calls that wait are rejected when the session ends, whichever way") {
  SocketBench bench(GENERATE(Role::Publisher, Role::Subscriber));
  bench.go(State::Live);
  bench.call_server(11, "a");
  bench.call_server(12, "switchStreams", R"([{"path":"live/b"}])");
  Lines lines;
  SECTION("by the app") {
    lines = bench.close();
  }
  SECTION("by the page") {
    lines = bench.hide();
  }
  SECTION("by the socket") {
    lines = bench.closed();
  }
  SECTION("by the server") {
    lines = bench.hears(said::status("NetStream.Play.UnpublishNotify"));
  }
  SECTION("by the peer") {
    lines = bench.peer(PeerState::Failed);
  }
  CHECK(count(lines, "settle 11 rejected state.not_live") == 1);
  CHECK(count(lines, "settle 12 rejected state.not_live") == 1);
}

TEST_CASE("a server that answers no call is not called without end") {
  SocketBench bench(publisher());
  bench.go(State::Live);
  for (std::uint32_t i = 1; i <= ServerCalls::kMaxCalls; ++i)
    CHECK(bench.call_server(i, "m").front().starts_with("say "));
  CHECK(bench.call_server(999, "m") == Lines{"settle 999 rejected state.busy"});
  bench.hears(R"({"async":true,"id":5,"data":1})");
  CHECK(bench.call_server(1000, "m").front().ends_with(R"("id":257,"async":true})"));
}

TEST_CASE("a switch to another stream is answered without a number") {
  const std::string done = R"({"data":{"type":"result","message":"Stream switch: Success"}})";
  SocketBench bench(subscriber());
  bench.go(State::Live);
  CHECK(bench.hears(done).empty());  // nobody has asked for one
  bench.call_server(11, "other");
  bench.call_server(12, "switchStreams", R"([{"path":"live/b"}])");
  bench.call_server(13, "switchStreams", R"([{"path":"live/c"}])");
  CHECK(bench.hears(done) == Lines{R"(emit WebRTC.Subscribe.StreamSwitch {"path":"live/b"})",
                                   R"(settle 12 resolved {"path":"live/b"})"});
  CHECK(bench.hears(done) == Lines{R"(emit WebRTC.Subscribe.StreamSwitch {"path":"live/c"})",
                                   R"(settle 13 resolved {"path":"live/c"})"});
  CHECK(bench.hears(done).empty());
  // One that failed is answered like any call.
  bench.call_server(14, "switchStreams", R"([{"path":"live/d"}])");
  CHECK(bench.hears(R"({"async":true,"id":4,"error":"no"})") ==
        Lines{"settle 14 rejected call.failed"});
}

}  // namespace
