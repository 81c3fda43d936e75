// What the tests of an attempt over a WebSocket share: its config, an attempt in each state, and
// that one which is over is silent.
#pragma once

#include <catch2/catch_test_macros.hpp>
#include <vector>

#include "sim/bench.hpp"

namespace sluice::test::socket_negotiation {

inline const std::vector<SocketState> kStates{
    SocketState::Idle,       SocketState::Locating,  SocketState::Opening,  SocketState::Greeting,
    SocketState::Greeted,    SocketState::Checking,  SocketState::Offering, SocketState::Exchanging,
    SocketState::Describing, SocketState::Trickling, SocketState::Starting, SocketState::Live,
    SocketState::Stopping};

inline SessionConfig publisher() {
  return sample_socket_config(Role::Publisher);
}
inline SessionConfig subscriber() {
  return sample_socket_config(Role::Subscriber);
}

// Calls `check` with an attempt in each state that the role comes to rest in.
template <class Check>
void in_each_state(Check check) {
  for (const Role role : {Role::Publisher, Role::Subscriber}) {
    for (const SocketState state : kStates) {
      SocketBench bench(role);
      bench.go(state);
      if (bench.state() != state) continue;
      CAPTURE(static_cast<int>(role), static_cast<int>(state));
      check(bench, state);
    }
  }
}

// Whatever still comes has no effect.
inline void check_silent(SocketBench& bench) {
  CHECK(bench.state() == SocketState::Done);
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
  CHECK(bench.state() == SocketState::Done);
}

}  // namespace sluice::test::socket_negotiation
