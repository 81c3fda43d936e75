// One attempt over a WebSocket beyond its single messages (socket_messages_test.cpp), on its way to
// a live stream: what goes on at the same time, candidates, and a player that tries again.

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "signal/sdp_fragment.hpp"
#include "sim/bench.hpp"
#include "unit/socket/socket_negotiation_support.hpp"

using namespace sluice;
using namespace sluice::test;
using namespace sluice::test::socket_negotiation;

namespace {

using State = SocketState;

constexpr std::string_view kAsk = R"(say {"isAvailable":"stream1","bundle":true})";

// ---------------------------------------------------------------------------------------------
// At the same time

TEST_CASE("a publisher's offer is made while the way to the server is, and waits for it") {
  SocketBench bench(publisher());
  CHECK(bench.start().back() == "create offer #1");
  CHECK(bench.offer_created() == Lines{"apply local offer #2"});
  CHECK(bench.candidate(1).empty());
  CHECK(bench.ask().empty());
  CHECK(bench.locate() == Lines{"open socket wss://sm.example.com/live/?id=stream1"});
  CHECK(bench.candidate(2).empty());
  CHECK(bench.opened().empty());
  CHECK(bench.gathered().empty());
  CHECK(bench.hears(said::welcome()) ==
        Lines{"emit Connect.Success wss://sm.example.com/live/", std::string(kAsk), "-> greeted"});
  const Lines lines = bench.hears(said::available(false));
  REQUIRE(lines.size() == 5);
  CHECK(lines[0] == "emit WebRTC.Offer.Start (sdp)");
  CHECK(lines[1].starts_with(R"(say {"handleOffer":"stream1",)"));
  CHECK(lines[2].find(sample_candidate(1)) != std::string::npos);
  CHECK(lines[3].find(sample_candidate(2)) != std::string::npos);
  CHECK(lines[4].find(R"("candidate":"")") != std::string::npos);
  CHECK(bench.state() == State::Exchanging);
}

TEST_CASE("a camera that takes its time holds up the offer alone") {
  SocketBench bench(publisher(), false);
  CHECK(bench.start().empty());
  bench.locate();
  bench.opened();
  bench.ask();
  bench.hears(said::welcome());
  CHECK(bench.hears(said::available(false)).empty());
  CHECK(bench.state() == State::Offering);
  CHECK_FALSE(bench.has_deadline());  // it is a person who is waited for
  bench.now += Millis(50'000);
  CHECK(bench.media_ready() == Lines{"open peer with channel red5pro",
                                     "emit WebRTC.PeerConnection.Available (peer)",
                                     "create offer #1"});
  CHECK(bench.media_ready().empty());
  CHECK(bench.wait() == Millis(5'000));
  CHECK(bench.offer_created().front() == "apply local offer #2");
  CHECK(bench.state() == State::Exchanging);
}

TEST_CASE("a camera may come at any moment before it is needed") {
  for (const State state : {State::Locating, State::Opening, State::Greeting, State::Greeted,
                            State::Checking, State::Offering}) {
    CAPTURE(static_cast<int>(state));
    SocketBench bench(publisher(), false);
    bench.go(state);
    REQUIRE(bench.state() == state);
    CHECK(bench.media_ready().front() == "open peer with channel red5pro");
    bench.go(State::Live);
    CHECK(bench.state() == State::Live);
  }
}

TEST_CASE("the WebSocket URL that apps are told holds no query") {
  SessionConfig config = publisher();
  config.params = {{"password", "secret"}};
  SocketBench bench(config);
  bench.start();
  CHECK(bench.locate() ==
        Lines{"open socket wss://sm.example.com/live/?id=stream1&password=secret"});
  bench.opened();
  CHECK(bench.hears(said::welcome()).front() == "emit Connect.Success wss://sm.example.com/live/");
}

TEST_CASE("with bypassAvailable nobody asks for the name") {
  SessionConfig config = GENERATE(true, false) ? publisher() : subscriber();
  config.socket.bypass_available = true;
  SocketBench bench(config);
  bench.go(State::Greeted);
  if (bench.publishes()) bench.offer_created();
  const Lines lines = bench.ask();
  CHECK(lines.back().starts_with(bench.publishes() ? R"(say {"handleOffer")"
                                                   : R"(say {"requestOffer")"));
  CHECK(bench.state() == State::Exchanging);
  bench.go(State::Live);
  CHECK(bench.state() == State::Live);
}

TEST_CASE("what follows is said without waiting for the server's word that it may be") {
  SessionConfig config = GENERATE(true, false) ? publisher() : subscriber();
  config.socket.ask_ahead = true;
  config.socket.keep_alive = Millis(5'000);
  SocketBench bench(config);
  bench.go(State::Greeted);
  if (bench.publishes()) bench.offer_created();
  const Lines lines = bench.ask();
  CHECK(std::ranges::count_if(lines, [](const std::string& line) {
          return line.starts_with(R"(say {"isAvailable":"stream1")");
        }) == 1);
  CHECK(lines.back().starts_with(bench.publishes() ? R"(say {"handleOffer")"
                                                   : R"(say {"requestOffer")"));
  REQUIRE(bench.state() == State::Exchanging);
  SECTION("it may") {
    CHECK(bench.hears(said::available(!bench.publishes())).empty());
    // What is said later is about something else.
    CHECK(bench.hears(said::available(bench.publishes())).empty());
    bench.go(State::Live);
    CHECK(bench.state() == State::Live);
  }
  SECTION("it may not") {
    // Nobody else's stream is ended by that.
    CHECK(bench.hears(said::available(bench.publishes())) ==
          Lines{"close socket", "close peer",
                bench.publishes() ? "-> failed stream.name_taken" : "-> failed stream.not_found",
                "-> finished"});
  }
  SECTION("what keeps the connection alive asks the same, about what is our own by then") {
    REQUIRE(bench.wait() == Millis(5'000));
    CHECK(bench.expire() == Lines{R"(say {"isAvailable":"stream1"})"});
    CHECK(bench.hears(said::available(bench.publishes())).empty());
    bench.go(State::Live);
    CHECK(bench.state() == State::Live);
  }
  SECTION("the answer to what followed is faster") {
    bench.go(State::Describing);
    CHECK(bench.hears(said::available(bench.publishes())).empty());
    bench.go(State::Live);
    CHECK(bench.state() == State::Live);
  }
}

TEST_CASE("a publisher without its camera hears of a name that is taken") {
  SessionConfig config = publisher();
  config.socket.ask_ahead = true;
  SocketBench bench(config, false);
  bench.go(State::Greeted);
  CHECK(bench.ask() == Lines{R"(say {"isAvailable":"stream1","bundle":true})"});
  CHECK(bench.state() == State::Offering);
  CHECK(bench.hears(said::available(true)).back() == "-> finished");
}

TEST_CASE("a publisher whose stream is starting already has its name") {
  SessionConfig config = publisher();
  config.socket.ask_ahead = true;
  SocketBench bench(config);
  bench.go(State::Exchanging);
  bench.hears(said::starting());
  CHECK(bench.hears(said::available(true)).empty());
  CHECK(bench.state() == State::Exchanging);
}

// ---------------------------------------------------------------------------------------------
// Candidates

TEST_CASE("candidates of the server's that come before its description are kept for it") {
  SocketBench bench(GENERATE(Role::Publisher, Role::Subscriber));
  bench.go(State::Exchanging);
  CHECK(bench.hears(said::candidate(1)).empty());
  CHECK(bench.hears(said::candidate(2)).empty());
  const Lines lines = bench.hears(bench.description());
  REQUIRE(lines.size() == 4);
  CHECK(lines[1].starts_with("apply remote "));
  CHECK(lines[2] == concat("add candidate ", sample_candidate(1), " 0 0"));
  CHECK(lines[3] == concat("add candidate ", sample_candidate(2), " 0 0"));
  CHECK(bench.hears(said::candidate(3)).size() == 1);
}

TEST_CASE("candidates that gather before the answer is sent follow it") {
  SocketBench bench(Role::Subscriber);
  bench.go(State::Exchanging);
  bench.hears(bench.description());
  bench.applied(bench.remote);
  CHECK(bench.candidate(1).empty());
  CHECK(bench.gathered().empty());
  const Lines lines = bench.answer_created();
  REQUIRE(lines.size() == 8);
  CHECK(lines[3] == "emit WebRTC.Answer.End");
  CHECK(lines[4].starts_with("emit WebRTC.Candidate.Start "));
  CHECK(lines[5].starts_with(R"(say {"handleCandidate":"stream1","requestId":"subscriber-1",)"));
  CHECK(lines[6].find(R"("candidate":"")") != std::string::npos);
  CHECK(lines[7] == "emit WebRTC.Candidate.End");
}

// The server starts the stream no sooner.
TEST_CASE("once the peers are connected no more candidates are looked for or told") {
  SocketBench bench(GENERATE(Role::Publisher, Role::Subscriber));
  bench.go(State::Trickling);
  CHECK(bench.candidate(1).back().starts_with("say "));
  const Lines lines = bench.peer(PeerState::Connected);
  REQUIRE(lines.size() == (bench.publishes() ? 2U : 3U));
  CHECK(lines[0] == "emit WebRTC.PeerConnection.Open");
  CHECK(
      lines[1] ==
      R"(say {"handleCandidate":"stream1","data":{"candidate":{"type":"candidate","candidate":""}}})");
  if (!bench.publishes()) CHECK(lines[2] == "emit WebRTC.Candidate.End");
  CHECK(bench.candidate(2).empty());
  CHECK(bench.gathered().empty());
  CHECK(bench.peer(PeerState::Connected).empty());
}

TEST_CASE("who is leaving tells and takes no candidates") {
  SocketBench bench(publisher());
  bench.go(State::Starting);
  bench.close();
  REQUIRE(bench.state() == State::Stopping);
  CHECK(bench.candidate(1).empty());
  CHECK(bench.gathered().empty());
  CHECK(bench.peer(PeerState::Connected) == Lines{"emit WebRTC.PeerConnection.Open"});
  CHECK(bench.hears(said::candidate(1)).empty());
}

TEST_CASE("neither side can fill the other's memory with candidates") {
  SocketBench bench(GENERATE(Role::Publisher, Role::Subscriber));
  bench.go(State::Exchanging);
  std::size_t added = 0;
  std::size_t sent = 0;
  const auto look = [&](const Lines& lines) {
    for (const std::string& line : lines) {
      added += line.starts_with("add candidate ") ? 1 : 0;
      sent += line.starts_with(R"(say {"handleCandidate")") ? 1 : 0;
    }
  };
  const int many = static_cast<int>(kMaxCandidates);
  for (int i = 0; i < many; ++i) look(bench.hears(said::candidate(i)));
  look(bench.hears(bench.description()));
  for (int i = 0; i < many; ++i) look(bench.hears(said::candidate(i)));
  bench.applied(bench.remote);
  if (!bench.publishes()) look(bench.answer_created());
  REQUIRE(bench.state() == State::Trickling);
  for (int i = 0; i < 2 * many; ++i) look(bench.candidate(i));
  CHECK(added == kMaxCandidates);
  CHECK(sent == kMaxCandidates);
  look(bench.gathered());
  CHECK(sent == kMaxCandidates + 1);  // that it was the last one is still said
}

// ---------------------------------------------------------------------------------------------
// A player that tries again

TEST_CASE("with maintainConnectionOnSubscribeErrors a player may ask again") {
  SessionConfig config = subscriber();
  config.socket.stay_connected = true;
  SocketBench bench(config);
  bench.go(State::Checking);
  const Lines declined{"-> declined stream.not_found"};
  const Lines asks{R"(say {"isAvailable":"stream1"})"};
  CHECK(bench.hears(said::available(false)) == declined);
  CHECK(bench.state() == State::Greeted);
  CHECK_FALSE(bench.has_deadline());
  CHECK(bench.ask() == asks);
  CHECK(bench.hears(said::available(false)) == declined);
  CHECK(bench.ask() == asks);
  CHECK(bench.hears(said::available(true)).front() == "emit WebRTC.Offer.Start");
  bench.go(State::Live);
  CHECK(bench.close() == Lines{"close socket", "close peer", "-> finished"});
}

}  // namespace
