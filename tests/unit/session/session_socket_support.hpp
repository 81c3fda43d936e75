// What the tests of sessions over a WebSocket share: their config, and the usual ways to a state.
#pragma once

#include "sim/bench.hpp"

namespace sluice::test::session_socket {

// A player whose init() is through.
inline void go_joined(SessionBench& bench) {
  bench.drain();
  bench.connect();
  bench.opened();
  bench.hears(said::welcome());
}

inline SessionConfig config(Role role) {
  return sample_socket_config(role);
}

// To where the server is asked to start the stream. publish() is call 1, subscribe() is call 2.
inline void go_starting(SessionBench& bench, Role role) {
  const bool publishes = role == Role::Publisher;
  if (publishes) {
    bench.go_ready();
    bench.start();
    bench.offer_created();
    bench.opened();
    bench.hears(said::welcome());
  } else {
    go_joined(bench);
    bench.start();
  }
  bench.hears(said::available(!publishes));
  bench.hears(said::description(publishes ? SdpType::Answer : SdpType::Offer, sample_offer()));
  bench.applied(bench.remote);
  if (!publishes) bench.answer_created();
  bench.hears(said::trickle_complete());
}

}  // namespace sluice::test::session_socket
