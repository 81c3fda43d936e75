// One attempt over a WebSocket beyond its single messages (socket_messages_test.cpp): what goes on
// at the same time, silence, the ways out, the data channel, and what the app says on the way.

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "signal/sdp_fragment.hpp"
#include "sim/bench.hpp"

using namespace sluice;
using namespace sluice::test;

namespace {

using State = SocketState;

constexpr std::string_view kUnpublish = R"(say {"unpublish":"stream1"})";
constexpr std::string_view kAsk = R"(say {"isAvailable":"stream1","bundle":true})";

const std::vector<State> kStates{
    State::Idle,     State::Locating, State::Opening,    State::Greeting,   State::Greeted,
    State::Checking, State::Offering, State::Exchanging, State::Describing, State::Trickling,
    State::Starting, State::Live,     State::Stopping};

SessionConfig publisher() {
  return sample_socket_config(Role::Publisher);
}
SessionConfig subscriber() {
  return sample_socket_config(Role::Subscriber);
}

// Calls `check` with an attempt in each state that the role comes to rest in.
template <class Check>
void in_each_state(Check check) {
  for (const Role role : {Role::Publisher, Role::Subscriber}) {
    for (const State state : kStates) {
      SocketBench bench(role);
      bench.go(state);
      if (bench.state() != state) continue;
      CAPTURE(static_cast<int>(role), static_cast<int>(state));
      check(bench, state);
    }
  }
}

// What is open in a state, and whether the server may hold the name.
bool has_socket(State state) {
  return state >= State::Opening && state < State::Done;
}
bool has_peer(const SocketBench& bench, State state) {
  return state >= (bench.publishes() ? State::Locating : State::Checking) && state < State::Done;
}
bool holds_name(const SocketBench& bench, State state) {
  return bench.publishes() && state >= State::Exchanging && state < State::Stopping;
}

// The lines that take down all that was open in `state`.
Lines torn_down(const SocketBench& bench, State state, bool socket = true) {
  Lines lines;
  if (socket && holds_name(bench, state)) lines.emplace_back(kUnpublish);
  if (socket && has_socket(state)) lines.emplace_back("close socket");
  if (has_peer(bench, state)) lines.emplace_back("close peer");
  return lines;
}
Lines operator+(Lines lines, const Lines& more) {
  lines.insert(lines.end(), more.begin(), more.end());
  return lines;
}
std::string failed(std::string_view code, State state) {
  return concat("-> failed ", code, state == State::Live ? " (was up)" : "");
}
Lines failure(const SocketBench& bench, State state, std::string_view code, bool socket = true) {
  Lines lines = torn_down(bench, state, socket);
  if (state != State::Stopping) lines.push_back(failed(code, state));
  return lines + Lines{"-> finished"};
}

// Whatever still comes has no effect.
void check_silent(SocketBench& bench) {
  CHECK(bench.state() == State::Done);
  CHECK_FALSE(bench.has_deadline());
  CHECK(bench.start().empty());
  CHECK(bench.locate().empty());
  CHECK(bench.ask().empty());
  CHECK(bench.media_ready().empty());
  CHECK(bench.close().empty());
  CHECK(bench.hide().empty());
  CHECK(bench.offer_created().empty());
  CHECK(bench.answer_created().empty());
  CHECK(bench.applied(bench.remote).empty());
  CHECK(bench.refused(bench.local).empty());
  CHECK(bench.candidate(9).empty());
  CHECK(bench.gathered().empty());
  CHECK(bench.peer(PeerState::Connected).empty());
  CHECK(bench.peer(PeerState::Failed).empty());
  CHECK(bench.opened().empty());
  CHECK(bench.hears(said::starting()).empty());
  CHECK(bench.hears(said::status("NetStream.Something.Else")).empty());
  CHECK(bench.closed().empty());
  CHECK(bench.channel_opened().empty());
  CHECK(bench.channel_hears(said::stopping()).empty());
  CHECK(bench.channel_failed().empty());
  CHECK(bench.channel_closed().empty());
  CHECK(bench.put(SendCalled{"m", "{}"}).empty());
  CHECK(bench.put(MuteCalled{MediaKind::Audio, true}).empty());
  CHECK(bench.put(LogCalled{"info", "x"}).empty());
  CHECK(bench.put(Timeout{}).empty());
  CHECK(bench.state() == State::Done);
}

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
// Descriptions that are none

TEST_CASE("an offer or an answer that the app has spoilt is not sent") {
  SocketBench offering(publisher());
  offering.go(State::Offering);
  CHECK(offering.offer_created("spoilt") == failure(offering, State::Offering, "peer.refused_sdp"));
  check_silent(offering);

  SocketBench answering(subscriber());
  answering.go(State::Exchanging);
  answering.hears(answering.description());
  answering.applied(answering.remote);
  CHECK(answering.answer_created("spoilt") ==
        failure(answering, State::Describing, "peer.refused_sdp"));
  check_silent(answering);
}

TEST_CASE("a description of the server's that is none fails the attempt") {
  const auto [sdp, code] = GENERATE(table<std::string, std::string>({
      {"", "signal.not_sdp"},
      {"<html>", "signal.not_sdp"},
      {"v=0\r\n" + std::string(200'000, 'x'), "signal.too_large"},
  }));
  SocketBench bench(GENERATE(Role::Publisher, Role::Subscriber));
  bench.go(State::Exchanging);
  CHECK(bench.hears(said::description(bench.publishes() ? SdpType::Answer : SdpType::Offer, sdp)) ==
        failure(bench, State::Exchanging, code));
}

TEST_CASE("a browser that refuses a step ends the attempt and leaves nothing") {
  struct Row {
    Role role;
    State state;
    OpId Bench::*op;
  };
  for (const Row& row : {Row{Role::Publisher, State::Locating, &Bench::offer},
                         Row{Role::Publisher, State::Greeted, &Bench::offer},
                         Row{Role::Publisher, State::Offering, &Bench::offer},
                         Row{Role::Publisher, State::Exchanging, &Bench::local},
                         Row{Role::Publisher, State::Describing, &Bench::local},
                         Row{Role::Publisher, State::Describing, &Bench::remote},
                         Row{Role::Publisher, State::Live, &Bench::local},
                         Row{Role::Subscriber, State::Describing, &Bench::remote},
                         Row{Role::Subscriber, State::Trickling, &Bench::local},
                         Row{Role::Subscriber, State::Starting, &Bench::local}}) {
    CAPTURE(static_cast<int>(row.role), static_cast<int>(row.state));
    SocketBench bench(row.role);
    bench.go(row.state == State::Describing ? State::Exchanging : row.state);
    if (row.state == State::Describing) bench.hears(bench.description());
    REQUIRE(bench.state() == row.state);
    CHECK(bench.refused(bench.*row.op) == failure(bench, row.state, "peer.refused_sdp"));
    check_silent(bench);
  }
  SocketBench answering(subscriber());
  answering.go(State::Exchanging);
  answering.hears(answering.description());
  answering.applied(answering.remote);
  CHECK(answering.refused(answering.answer).back() == "-> finished");
}

// ---------------------------------------------------------------------------------------------
// Silence

TEST_CASE("each state has the deadline of what it waits for, and none waits for the app") {
  in_each_state([](SocketBench& bench, State state) {
    struct Limit {
      Millis wait{};
      std::string_view code;
    };
    const auto limit = [state]() -> Limit {
      switch (state) {
        case State::Opening:
        case State::Greeting:
        case State::Checking:
        case State::Exchanging:
        case State::Starting:
          return {Millis(10'000), "signal.timeout"};
        case State::Offering:
        case State::Describing:
          return {Millis(5'000), "peer.timeout"};
        case State::Trickling:
          return {Millis(15'000), "peer.timeout"};
        case State::Stopping:
          return {Millis(5'000), ""};
        case State::Idle:
        case State::Locating:
        case State::Greeted:
        case State::Live:
        case State::Done:
          return {};
      }
      return {};
    }();
    REQUIRE(bench.has_deadline() == (limit.wait > Millis(0)));
    if (!bench.has_deadline()) return;
    CHECK(bench.wait() == limit.wait);
    bench.now += limit.wait - Millis(1);
    CHECK(bench.put(Timeout{}).empty());
    CHECK(bench.state() == state);
    bench.now += Millis(1);
    CHECK(bench.put(Timeout{}) == failure(bench, state, limit.code));
    check_silent(bench);
  });
}

TEST_CASE("a deadline is not put off by what is said meanwhile") {
  SocketBench bench(publisher());
  bench.go(State::Starting);
  bench.now += Millis(9'000);
  bench.hears(said::status("NetStream.Something.Else"));
  bench.peer(PeerState::Connected);
  CHECK(bench.wait() == Millis(1'000));

  SocketBench describing(publisher());
  describing.go(State::Describing);
  describing.now += Millis(4'000);
  describing.peer(PeerState::Connected);
  CHECK(describing.wait() == Millis(1'000));
}

TEST_CASE("a stream that has started without its peers has until its deadline to connect them") {
  SocketBench bench(GENERATE(Role::Publisher, Role::Subscriber));
  bench.go(State::Starting);
  bench.gathered();
  CHECK(bench.hears(said::starting()) == Lines{"-> up"});
  CHECK(bench.wait() == Millis(15'000));
  SECTION("and connects") {
    CHECK(bench.peer(PeerState::Connected) == Lines{"emit WebRTC.PeerConnection.Open"});
    CHECK_FALSE(bench.has_deadline());
  }
  SECTION("and does not") {
    CHECK(bench.expire() == failure(bench, State::Live, "peer.timeout"));
    check_silent(bench);
  }
}

TEST_CASE("peers that connect before the stream starts are told once and not waited for") {
  for (const State state : {State::Describing, State::Trickling, State::Starting}) {
    SocketBench bench(publisher());
    bench.go(state);
    bench.gathered();
    CHECK(bench.peer(PeerState::Connected) == Lines{"emit WebRTC.PeerConnection.Open"});
    CHECK(bench.state() == state);
    bench.applied(bench.remote);
    bench.hears(said::trickle_complete());
    CHECK(bench.hears(said::starting()) == Lines{"-> up"});
    CHECK_FALSE(bench.has_deadline());
    CHECK(bench.peer(PeerState::Connected).empty());
  }
}

TEST_CASE("a live peer may be silent for a while") {
  SocketBench bench(GENERATE(Role::Publisher, Role::Subscriber));
  bench.go(State::Live);
  CHECK(bench.peer(PeerState::Disconnected).empty());
  CHECK(bench.wait() == Millis(5'000));
  SECTION("and come back") {
    CHECK(bench.peer(PeerState::Connected).empty());
    CHECK_FALSE(bench.has_deadline());
  }
  SECTION("and is lost past it") {
    CHECK(bench.expire() == failure(bench, State::Live, "peer.failed"));
    check_silent(bench);
  }
}

// ---------------------------------------------------------------------------------------------
// The ways out

TEST_CASE("a socket that closes ends the attempt in each state") {
  in_each_state([](SocketBench& bench, State state) {
    if (!has_socket(state)) {
      CHECK(bench.closed().empty());
      CHECK(bench.state() == state);
      return;
    }
    const std::string_view code = state == State::Opening ? "signal.unreachable" : "signal.closed";
    CHECK(bench.closed() == failure(bench, state, code, false));
    check_silent(bench);
  });
}

TEST_CASE("an app that leaves leaves nothing behind, from each state") {
  in_each_state([](SocketBench& bench, State state) {
    if (state == State::Stopping) {
      CHECK(bench.close().empty());  // it is leaving already
      CHECK(bench.state() == state);
    } else if (bench.publishes() && (state == State::Starting || state == State::Live)) {
      CHECK(bench.close() == Lines{"stop sending", std::string(kUnpublish)});
      CHECK(bench.state() == State::Stopping);
    } else {
      CHECK(bench.close() == torn_down(bench, state) + Lines{"-> finished"});
      check_silent(bench);
    }
  });
}

TEST_CASE("a page that goes away leaves nothing behind and waits for nothing, in each state") {
  in_each_state([](SocketBench& bench, State state) {
    CHECK(bench.hide() == torn_down(bench, state) + Lines{"-> finished"});
    check_silent(bench);
  });
}

TEST_CASE("a peer that fails, or that the other side closes, ends the attempt in each state") {
  const PeerState how = GENERATE(PeerState::Failed, PeerState::Closed);
  in_each_state([how](SocketBench& bench, State state) {
    if (state == State::Idle) return;
    CHECK(bench.peer(how) == failure(bench, state, "peer.failed"));
    check_silent(bench);
  });
}

TEST_CASE("a refusal ends the attempt in each state from the greeting to the start") {
  in_each_state([](SocketBench& bench, State state) {
    if (!has_socket(state) || state == State::Opening) return;
    const Lines lines = bench.hears(R"({"data":{"type":"error","message":"no"}})");
    if (state == State::Live || state == State::Stopping) {
      CHECK(lines.size() == (state == State::Live ? 1U : 0U));  // it is told while live
      CHECK(bench.state() == state);
    } else {
      CHECK(lines == failure(bench, state, "signal.refused"));
      check_silent(bench);
    }
  });
}

TEST_CASE("a node that does not let a client in is left in each state") {
  const std::string code =
      GENERATE("NetConnection.Connect.Rejected", "NetConnection.Connect.Failed");
  in_each_state([&code](SocketBench& bench, State state) {
    if (!has_socket(state) || state == State::Opening) return;
    const Lines lines = bench.hears(said::status(code));
    if (state == State::Live || state == State::Stopping) {
      CHECK(lines.empty());
    } else {
      CHECK(lines == failure(bench, state, "signal.rejected"));
      check_silent(bench);
    }
  });
}

TEST_CASE("why an attempt failed is told without secrets and addresses") {
  const std::string secret = "token=hunter2 from 192.0.2.7";
  const auto [state, text] = GENERATE_REF(table<State, std::string>({
      {State::Greeting,
       concat(R"({"data":{"type":"error","code":"NetConnection.Connect.Failed","message":")",
              secret, R"("}})")},
      {State::Starting, concat(R"({"data":{"type":"error","message":")", secret, R"("}})")},
      {State::Starting, concat(R"({"data":{"type":"status","code":"NetStream.Failed",)",
                               R"("message":")", secret, R"("}})")},
  }));
  CAPTURE(text);
  SocketBench bench(publisher());
  bench.go(state);
  bench.hears(text);
  CHECK(bench.state() == State::Done);
  CHECK_FALSE(bench.failure().detail.empty());
  CHECK(bench.failure().detail.find("hunter2") == std::string::npos);
  CHECK(bench.failure().detail.find("192.0.2.7") == std::string::npos);
}

TEST_CASE("why an attempt failed says what was waited for, or how the socket closed") {
  SocketBench silent(publisher());
  silent.go(State::Exchanging);
  silent.expire();
  CHECK(silent.failure().detail == "waited for: answer");
  SocketBench closed(publisher());
  closed.go(State::Exchanging);
  closed.closed(1011);
  CHECK(closed.failure().detail.find("1011") != std::string::npos);
}

// ---------------------------------------------------------------------------------------------
// unpublish()

TEST_CASE("unpublish() ends when the server has said so, or when it has had its time") {
  SocketBench bench(publisher());
  bench.go(State::Stopping);
  SECTION("answered") {
    CHECK(bench.hears(said::stopping()) == Lines{"close socket", "close peer", "-> finished"});
  }
  SECTION("answered in other words first") {
    CHECK(bench.hears(said::status("NetStream.Unpublish.Success")).size() == 1);
    CHECK(bench.hears(said::stopping("another")).size() == 1);
    CHECK(bench.hears(said::status("NetStream.Play.UnpublishNotify")).empty());
    CHECK(bench.hears(said::stopping()).back() == "-> finished");
  }
  SECTION("not answered") {
    CHECK(bench.wait() == Millis(5'000));
    CHECK(bench.expire() == Lines{"close socket", "close peer", "-> finished"});
  }
  SECTION("the socket dies") {
    CHECK(bench.closed() == Lines{"close peer", "-> finished"});
  }
  SECTION("the server says goodbye") {
    CHECK(bench.hears(said::status("NetConnection.Connect.Closed")).back() == "-> finished");
  }
  SECTION("the peer dies") {
    CHECK(bench.peer(PeerState::Failed) == Lines{"close socket", "close peer", "-> finished"});
  }
  SECTION("the page goes away") {
    CHECK(bench.hide() == Lines{"close socket", "close peer", "-> finished"});
  }
  check_silent(bench);
}

TEST_CASE("a name that was refused while live is still given back") {
  SocketBench bench(publisher());
  bench.go(State::Live);
  CHECK(bench.hears(said::status("NetStream.Publish.BadName")).size() == 1);
  CHECK(bench.state() == State::Live);
  CHECK(bench.close() == Lines{"stop sending", std::string(kUnpublish)});
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

TEST_CASE("a publisher with a taken name is not kept connected") {
  SessionConfig config = publisher();
  config.socket.stay_connected = true;
  SocketBench bench(config);
  bench.go(State::Checking);
  CHECK(bench.hears(said::available(true)) == failure(bench, State::Checking, "stream.name_taken"));
}

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
