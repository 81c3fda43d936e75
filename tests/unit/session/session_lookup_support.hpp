// What the tests of sessions with a stream manager share: its answers, a config, and the ways on.
#pragma once

#include <string>
#include <string_view>

#include "sim/bench.hpp"
#include "unit/config_support.hpp"

namespace sluice::test::session_lookup {

inline const std::string kOne =
    R"({"name":"stream1","scope":"/live","serverAddress":"10.1.2.3","region":"eu"})";
inline const std::string kTwo =
    "[" + kOne + R"(,{"name":"stream1","scope":"/live","serverAddress":"10.4.5.6"}])";
inline const Lines kOffers{"open peer with channel red5pro",
                           "emit WebRTC.PeerConnection.Available (peer)", "create offer #1"};

inline SessionConfig config(Role role,
                            std::string_view manager = R"({"retries":1,"retryDelay":100})") {
  return good(socket_client(role),
              concat(R"({"host":"sm.example.com","streamName":"stream1","subscriptionId":"sub-1",)",
                     R"("connectionParams":{"token":"t"},"streamManager":)", manager, "}"));
}

// A publisher with its camera, whose lookup is under way; and one that is on its way to a node.
inline void go_asking(SessionBench& bench) {
  bench.go_ready();
  bench.start();
  bench.offer_created();
}
inline void go_opening(SessionBench& bench, const std::string& nodes = kTwo) {
  go_asking(bench);
  bench.located(200, nodes);
}

}  // namespace sluice::test::session_lookup
