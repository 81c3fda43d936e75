// How an attempt over a WebSocket ends, from each of its states: descriptions that are none,
// silence, refusals and losses, an app that leaves, and a page that goes away.

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "sim/bench.hpp"
#include "unit/lines_support.hpp"
#include "unit/socket/socket_negotiation_support.hpp"

using namespace sluice;
using namespace sluice::test;
using namespace sluice::test::socket_negotiation;

namespace {

using State = SocketState;

constexpr std::string_view kUnpublish = R"(say {"unpublish":"stream1"})";

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
std::string failed(std::string_view code, State state) {
  return concat("-> failed ", code, state == State::Live ? " (was up)" : "");
}
Lines failure(const SocketBench& bench, State state, std::string_view code, bool socket = true) {
  Lines lines = torn_down(bench, state, socket);
  if (state != State::Stopping) lines.push_back(failed(code, state));
  return lines + Lines{"-> finished"};
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
// unpublish(), and a name that is taken

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

TEST_CASE("a publisher with a taken name is not kept connected") {
  SessionConfig config = publisher();
  config.socket.stay_connected = true;
  SocketBench bench(config);
  bench.go(State::Checking);
  CHECK(bench.hears(said::available(true)) == failure(bench, State::Checking, "stream.name_taken"));
}

}  // namespace
