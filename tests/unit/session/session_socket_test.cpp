// A session over a WebSocket as the app sees it, on its way to a live stream (what follows is in
// session_socket_live_test.cpp): calls, camera, events and promises.

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

constexpr std::string_view kConnected = "emit Connect.Success wss://sm.example.com/live/";
constexpr std::string_view kOpensPublisher = "open socket wss://sm.example.com/live/?id=stream1";
constexpr std::string_view kOpensPlayer = "open socket wss://sm.example.com/live/?id=subscriber-1";
const Lines kCamera{"emit WebRTC.MediaConstraints.Accepted (constraints)",
                    "emit Publisher.Video.DimensionChange (dimensions)",
                    "emit WebRTC.MediaStream.Available (stream)", "attach view"};
const Lines kOffers{"open peer with channel red5pro", "emit WebRTC.PeerConnection.Available (peer)",
                    "create offer #1"};
const Lines kRejected{"emit WebRTC.MediaConstraints.Rejected (constraints)"};

// ---------------------------------------------------------------------------------------------
// The good runs

TEST_CASE("publishing over a WebSocket, from init to unpublish, in the order that apps rely on") {
  SessionBench bench(config(Role::Publisher));
  CHECK(bench.drain() == Lines{"acquire media"});
  CHECK(bench.media_ready() == kCamera);
  CHECK(bench.start() == kOffers + Lines{std::string(kOpensPublisher)});
  CHECK(bench.offer_created() == Lines{"apply local offer #2"});
  CHECK(bench.applied(bench.local).empty());
  CHECK(bench.opened().empty());
  CHECK(bench.hears(said::welcome()) ==
        Lines{std::string(kConnected), R"(say {"isAvailable":"stream1","bundle":true})"});
  CHECK(bench.hears(said::available(false)) ==
        Lines{"emit WebRTC.Offer.Start (sdp)",
              concat(R"(say {"handleOffer":"stream1","transport":"udp","data":{"sdp":)",
                     R"({"type":"offer","sdp":)", json_string(sample_offer()), "}}}")});
  CHECK(bench.candidate(1).size() == 1);
  CHECK(bench.gathered().size() == 1);
  CHECK(bench.hears(said::description(SdpType::Answer, sample_answer())) ==
        Lines{"emit WebRTC.Offer.End answer", "apply remote answer #3"});
  CHECK(bench.hears(said::candidate(1)) ==
        Lines{concat("add candidate ", sample_candidate(1), " 0 0")});
  CHECK(bench.hears(R"({"data":{"candidate":{"type":"candidate","candidate":""}}})") ==
        Lines{"emit WebRTC.PeerConnection.CandidateEnd"});
  CHECK(bench.applied(bench.remote).empty());
  CHECK(bench.hears(said::trickle_complete()) ==
        Lines{"emit WebRTC.IceTrickle.Complete",
              R"(say {"publish":"stream1","mode":"live","keyFramerate":3000})"});
  CHECK(bench.peer(PeerState::Connected) == Lines{"emit WebRTC.PeerConnection.Open"});
  CHECK(bench.hears(said::starting()) == Lines{"emit Publish.Start", "settle 1 resolved"});
  CHECK(bench.hears(said::status("NetStream.Publish.IsAvailable")) ==
        Lines{"emit Publish.Available"});
  CHECK(bench.channel_opened() == Lines{"emit WebRTC.DataChannel.Open (channel)"});
  CHECK(bench.hears(said::channel()) ==
        Lines{"emit WebRTC.DataChannel.Available (channel) red5pro"});
  CHECK(bench.wait() == Millis(1'000));
  CHECK(bench.expire() == Lines{R"(say {"switchChannel":"red5pro"})", "close socket",
                                "emit MessageTransport.Change (transport)"});
  CHECK_FALSE(bench.has_deadline());
  CHECK(bench.stop() == Lines{"stop sending", R"(say by channel {"unpublish":"stream1"})"});
  CHECK(bench.channel_hears(said::stopping()) ==
        Lines{"close peer", "emit Unpublish.Success", "settle 2 resolved"});
  CHECK(bench.state() == State::Ended);
}

TEST_CASE("playing over a WebSocket, from init to unsubscribe, in the order that apps rely on") {
  SessionBench bench(config(Role::Subscriber));
  CHECK(bench.drain().empty());
  CHECK(bench.connect() == Lines{std::string(kOpensPlayer)});
  CHECK(bench.state() == State::Joining);
  CHECK(bench.opened().empty());
  CHECK(bench.hears(said::welcome()) == Lines{std::string(kConnected), "settle 1 resolved"});
  CHECK(bench.state() == State::Joined);
  CHECK_FALSE(bench.has_deadline());
  CHECK(bench.start() == Lines{"open peer to be offered to with channel red5pro",
                               "emit WebRTC.PeerConnection.Available (peer)",
                               R"(say {"isAvailable":"stream1"})"});
  CHECK(bench.hears(said::available(true)) ==
        Lines{"emit WebRTC.Offer.Start",
              R"(say {"requestOffer":"stream1","requestId":"subscriber-1","transport":"udp",)"
              R"("datachannel":true,"doNotSwitch":false})"});
  CHECK(bench.hears(said::description(SdpType::Offer, sample_offer())) ==
        Lines{"emit WebRTC.Offer.End offer", "apply remote offer #1"});
  CHECK(bench.put(TrackArrived{bench.attempt, true}) ==
        Lines{"emit WebRTC.PeerConnection.OnTrack (track)", "emit WebRTC.Add.Stream (stream)",
              "attach view", "play"});
  CHECK(bench.applied(bench.remote) == Lines{"create answer #2"});
  CHECK(bench.answer_created() ==
        Lines{"apply local answer #3", "emit WebRTC.Answer.Start answer",
              concat(R"(say {"handleAnswer":"stream1","requestId":"subscriber-1","data":)",
                     R"({"sdp":{"type":"answer","sdp":)", json_string(sample_answer()), "}}}"),
              "emit WebRTC.Answer.End"});
  const std::string candidate =
      concat(R"({"candidate":")", sample_candidate(1),
             R"(","sdpMid":"0","sdpMLineIndex":0,"usernameFragment":"ufrag"})");
  CHECK(bench.candidate(1) ==
        Lines{"emit WebRTC.Candidate.Start " + candidate,
              concat(R"(say {"handleCandidate":"stream1","requestId":"subscriber-1","data":)",
                     R"({"candidate":)", candidate, "}}")});
  CHECK(bench.gathered().back() == "emit WebRTC.Candidate.End");
  CHECK(bench.hears(said::trickle_complete()) ==
        Lines{"emit WebRTC.IceTrickle.Complete",
              R"(say {"subscribe":"stream1","requestId":"subscriber-1"})"});
  CHECK(bench.hears(said::starting()) == Lines{"emit Subscribe.Start", "settle 2 resolved"});
  CHECK(bench.peer(PeerState::Connected) == Lines{"emit WebRTC.PeerConnection.Open"});
  CHECK(bench.hears(R"({"type":"metadata","data":{"orientation":90}})") ==
        Lines{R"(emit Subscribe.Metadata {"orientation":90})"});
  CHECK(bench.stop() == Lines{"detach view", "close socket", "close peer", "emit Subscribe.Stop",
                              "settle 3 resolved"});
  CHECK(bench.state() == State::Ended);
}

// ---------------------------------------------------------------------------------------------
// The camera

TEST_CASE("publish() over a WebSocket goes to the server while the camera is asked for") {
  SessionBench bench(config(Role::Publisher));
  CHECK(bench.start() == Lines{"acquire media", std::string(kOpensPublisher)});
  CHECK(bench.state() == State::Waiting);
  bench.opened();
  CHECK(bench.hears(said::welcome()).size() == 2);
  CHECK(bench.hears(said::available(false)).empty());
  SECTION("and goes on when it is there") {
    CHECK(bench.wait() == Millis(60'000));
    bench.now += Millis(59'000);
    CHECK(bench.media_ready() == kCamera + kOffers);
    CHECK(bench.state() == State::Negotiating);
    CHECK(bench.offer_created().size() == 3);
  }
  const Lines ended{"close socket", "release media", "detach view"};
  SECTION("and leaves when it is refused") {
    CHECK(bench.media_failed() ==
          kRejected + Lines{"emit Connect.Failure media.denied", "settle 1 rejected media.denied"} +
              ended);
    CHECK(bench.state() == State::Ended);
  }
  SECTION("and leaves when nobody answers") {
    CHECK(bench.expire() ==
          kRejected +
              Lines{"emit Connect.Failure media.timeout", "settle 1 rejected media.timeout"} +
              ended);
    CHECK(bench.state() == State::Ended);
    CHECK(bench.media_ready() == Lines{"release media"});
  }
}

TEST_CASE("a publish() that the server refuses does not wait for the camera") {
  SessionBench bench(config(Role::Publisher));
  bench.start();
  bench.opened();
  bench.hears(said::welcome());
  CHECK(bench.hears(said::available(true)) ==
        Lines{"close socket", "emit Publish.InvalidName stream.name_taken",
              "emit Connect.Failure stream.name_taken", "settle 1 rejected stream.name_taken",
              "release media", "detach view"});
  CHECK(bench.state() == State::Ended);
  CHECK_FALSE(bench.has_deadline());
  CHECK(bench.media_ready() == Lines{"release media"});
}

// ---------------------------------------------------------------------------------------------
// A player's init()

TEST_CASE("a player that subscribes at once needs no init()") {
  SessionBench bench(config(Role::Subscriber));
  CHECK(bench.start() == Lines{std::string(kOpensPlayer)});
  bench.opened();
  CHECK(bench.hears(said::welcome()).back() == R"(say {"isAvailable":"stream1"})");
}

TEST_CASE("a subscribe() while init() is under way comes after it") {
  SessionBench bench(config(Role::Subscriber));
  bench.connect();
  CHECK(bench.start().empty());
  CHECK(bench.state() == State::Negotiating);
  bench.opened();
  CHECK(bench.hears(said::welcome()) ==
        Lines{std::string(kConnected), "open peer to be offered to with channel red5pro",
              "emit WebRTC.PeerConnection.Available (peer)", R"(say {"isAvailable":"stream1"})",
              "settle 1 resolved"});
  bench.hears(said::available(true));
  bench.hears(said::description(SdpType::Offer, sample_offer()));
  bench.applied(bench.remote);
  bench.answer_created();
  bench.hears(said::trickle_complete());
  CHECK(count(bench.hears(said::starting()), "settle 2 resolved") == 1);
}

TEST_CASE("an init() that fails rejects once, with its event, and leaves nothing") {
  SessionBench bench(config(Role::Subscriber));
  bench.connect();
  const auto failure = [](std::string_view code, bool socket) {
    Lines lines;
    if (socket) lines.emplace_back("close socket");
    return lines + Lines{"detach view", concat("emit Connect.Failure ", code),
                         concat("settle 1 rejected ", code), "release media"};
  };
  SECTION("no socket") {
    CHECK(bench.closed() == failure("signal.unreachable", false));
  }
  SECTION("no socket for too long") {
    CHECK(bench.expire() == failure("signal.timeout", true));
  }
  SECTION("no greeting") {
    bench.opened();
    CHECK(bench.expire() == failure("signal.timeout", true));
  }
  SECTION("not let in") {
    bench.opened();
    CHECK(bench.hears(said::status("NetConnection.Connect.Rejected")) ==
          failure("signal.rejected", true));
  }
  SECTION("closed instead of greeted") {
    bench.opened();
    CHECK(bench.closed() == failure("signal.closed", false));
  }
  CHECK(bench.state() == State::Ended);
  CHECK(bench.start() == Lines{"settle 2 rejected state.closed"});
  CHECK(bench.connect() == Lines{"settle 3 rejected state.busy"});
}

TEST_CASE("init() and subscribe() together are both rejected, with one event") {
  SessionBench bench(config(Role::Subscriber));
  bench.connect();
  bench.start();
  CHECK(bench.closed() == Lines{"detach view", "emit Connect.Failure signal.unreachable",
                                "settle 1 rejected signal.unreachable",
                                "settle 2 rejected signal.unreachable", "release media"});
}

TEST_CASE("a second init() is refused and changes nothing") {
  SessionBench bench(config(Role::Subscriber));
  bench.connect();
  CHECK(bench.connect() == Lines{"settle 2 rejected state.busy"});
  bench.opened();
  CHECK(count(bench.hears(said::welcome()), "settle 1 resolved") == 1);
  CHECK(bench.connect() == Lines{"settle 3 rejected state.busy"});
  CHECK(bench.state() == State::Joined);
}

TEST_CASE("a player that leaves before it subscribes leaves nothing") {
  SessionBench bench(config(Role::Subscriber));
  bench.connect();
  const bool greeted = GENERATE(false, true);
  if (greeted) {
    bench.opened();
    bench.hears(said::welcome());
  }
  const Lines rejected = greeted ? Lines{} : Lines{"settle 1 rejected state.closed"};
  SECTION("by unsubscribe()") {
    CHECK(bench.stop() == Lines{"detach view"} + rejected +
                              Lines{"close socket", "emit Subscribe.Stop", "settle 2 resolved"});
  }
  SECTION("with its page") {
    CHECK(bench.hide() == Lines{"detach view"} + rejected + Lines{"close socket", "release media"});
  }
  CHECK(bench.state() == State::Ended);
}

TEST_CASE("a connection that is lost between init() and subscribe() is told") {
  SessionBench bench(config(Role::Subscriber));
  go_joined(bench);
  CHECK(bench.closed() ==
        Lines{"detach view", "emit Subscribe.Connection.Closed signal.closed", "release media"});
  CHECK(bench.state() == State::Ended);
  CHECK(bench.start() == Lines{"settle 2 rejected state.closed"});
}

// ---------------------------------------------------------------------------------------------
// Names

TEST_CASE("publish(streamName) is about that name in all messages") {
  SessionBench publisher(config(Role::Publisher));
  publisher.go_ready();
  CHECK(publisher.start("other name").back() ==
        "open socket wss://sm.example.com/live/?id=other%20name");
  publisher.opened();
  CHECK(publisher.hears(said::welcome()).back() ==
        R"(say {"isAvailable":"other name","bundle":true})");

  SessionConfig with_endpoint = config(Role::Publisher);
  with_endpoint.has_endpoint = true;
  SessionBench third(with_endpoint);
  third.go_ready();
  CHECK(third.start("other").back() == "open socket wss://sm.example.com/?id=other");
}

TEST_CASE("a name that cannot be used is refused while the connection stays") {
  SessionBench bench(config(Role::Subscriber));
  go_joined(bench);
  CHECK(bench.start("a/b") == Lines{"settle 2 rejected config.stream_invalid"});
  CHECK(bench.state() == State::Joined);
  CHECK(bench.start("stream1").back() == R"(say {"isAvailable":"stream1"})");
}

// ---------------------------------------------------------------------------------------------
// Refusals

TEST_CASE("a taken name rejects publish() and is told by its events") {
  SessionBench bench(config(Role::Publisher));
  const Lines told{"emit Publish.InvalidName stream.name_taken",
                   "emit Connect.Failure stream.name_taken", "settle 1 rejected stream.name_taken",
                   "release media", "detach view"};
  SECTION("when it is asked for") {
    bench.go_ready();
    bench.start();
    bench.opened();
    bench.hears(said::welcome());
    CHECK(bench.hears(said::available(true)) == Lines{"close socket", "close peer"} + told);
  }
  // Old clients never heard of this one.
  SECTION("when it is to be published") {
    go_starting(bench, Role::Publisher);
    CHECK(bench.hears(said::status("NetStream.Publish.BadName")) ==
          Lines{"close socket", "close peer"} + told);
  }
  CHECK(bench.state() == State::Ended);
}

TEST_CASE("a stream that is not there rejects subscribe() and is told by its events") {
  SessionBench bench(config(Role::Subscriber));
  go_joined(bench);
  bench.start();
  CHECK(bench.hears(said::available(false)) == Lines{"close socket", "close peer", "detach view",
                                                     "emit Subscribe.InvalidName stream.not_found",
                                                     "emit Connect.Failure stream.not_found",
                                                     "settle 2 rejected stream.not_found",
                                                     "release media"});
  CHECK(bench.state() == State::Ended);
}

TEST_CASE("a player that stays connected may subscribe again until the stream is there") {
  SessionConfig staying = config(Role::Subscriber);
  staying.socket.stay_connected = true;
  SessionBench bench(staying);
  go_joined(bench);
  for (int call = 2; call <= 4; ++call) {
    CHECK(bench.start().back() == R"(say {"isAvailable":"stream1"})");
    CHECK(bench.hears(said::available(false)) ==
          Lines{"emit Subscribe.InvalidName stream.not_found",
                concat("settle ", std::to_string(call), " rejected stream.not_found")});
    CHECK(bench.state() == State::Joined);
  }
  bench.start();
  bench.hears(said::available(true));
  bench.hears(said::description(SdpType::Offer, sample_offer()));
  bench.applied(bench.remote);
  bench.answer_created();
  bench.hears(said::trickle_complete());
  CHECK(bench.hears(said::starting()) == Lines{"emit Subscribe.Start", "settle 5 resolved"});
}

TEST_CASE("an error of the server's rejects the start and is told by its events") {
  const Role role = GENERATE(Role::Publisher, Role::Subscriber);
  const bool publishes = role == Role::Publisher;
  SessionBench bench(config(role));
  go_starting(bench, role);
  const Lines lines = bench.hears(R"({"data":{"type":"error","message":"no","detail":"why"}})");
  const std::string call = publishes ? "1" : "2";
  CHECK(count(lines,
              concat("emit ", publishes ? "Publish" : "Subscribe", ".Fail signal.refused")) == 1);
  CHECK(count(lines, "emit Connect.Failure signal.refused") == 1);
  CHECK(count(lines, concat("settle ", call, " rejected signal.refused")) == 1);
  CHECK(count(lines, R"(say {"unpublish":"stream1"})") == (publishes ? 1U : 0U));
  CHECK(bench.state() == State::Ended);
}

TEST_CASE("each step that the server leaves out rejects the start at its deadline") {
  const Role role = GENERATE(Role::Publisher, Role::Subscriber);
  const int steps = GENERATE(0, 1, 2, 3, 4, 5);
  CAPTURE(static_cast<int>(role), steps);
  const bool publishes = role == Role::Publisher;
  SessionBench bench(config(role));
  bench.go_ready();
  bench.start();
  if (publishes) bench.offer_created();
  if (steps > 0) bench.opened();
  if (steps > 1) bench.hears(said::welcome());
  if (steps > 2) bench.hears(said::available(!publishes));
  if (steps > 3) {
    bench.hears(said::description(publishes ? SdpType::Answer : SdpType::Offer, sample_offer()));
    bench.applied(bench.remote);
    if (!publishes) bench.answer_created();
  }
  if (steps > 4) bench.hears(said::trickle_complete());
  REQUIRE(bench.has_deadline());
  const Lines lines = bench.expire();
  const std::string code = steps == 4 ? "peer.timeout" : "signal.timeout";
  CHECK(count(lines, "settle 1 rejected " + code) == 1);
  CHECK(count(lines, "emit Connect.Failure " + code) == 1);
  CHECK(count(lines, "close socket") == 1);
  CHECK(bench.state() == State::Ended);
}

// ---------------------------------------------------------------------------------------------
// The past

TEST_CASE("sockets, messages and channels of another attempt are dropped") {
  SessionBench bench(config(Role::Publisher));
  go_starting(bench, Role::Publisher);
  const AttemptId other{7};
  CHECK(bench.put(SocketMessage{other, said::starting()}).empty());
  CHECK(bench.put(SocketClosed{other, 1000}).empty());
  CHECK(bench.put(ChannelOpened{other}).empty());
  CHECK(bench.put(ChannelMessage{other, said::starting()}).empty());
  CHECK(bench.put(ChannelClosed{other}).empty());
  CHECK(bench.state() == State::Negotiating);
}

}  // namespace
