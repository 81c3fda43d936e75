// One row for each message between a client and a node: what comes in, what goes out to the letter,
// which events the app hears, and where that leads.
#pragma once

#include <catch2/catch_test_macros.hpp>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/bench.hpp"

namespace sluice::test::socket_messages {

using Act = std::function<Lines(SocketBench&)>;

struct Row {
  std::string_view what;
  SocketState before;
  Act act;
  Lines output;
  SocketState after;
};

inline Act hears(std::string text) {
  return [text](SocketBench& bench) { return bench.hears(text); };
}
inline Act hears_status(std::string_view code) {
  return hears(said::status(code));
}

inline constexpr std::string_view kPeerAvailable = "emit WebRTC.PeerConnection.Available (peer)";
inline constexpr std::string_view kConnected = "emit Connect.Success wss://sm.example.com/live/";
inline constexpr std::string_view kEnd =
    R"(say {"handleCandidate":"stream1","data":{"candidate":{"type":"candidate","candidate":""}}})";

inline std::string candidate_object(int number) {
  return concat(R"({"candidate":")", sample_candidate(number),
                R"(","sdpMid":"0","sdpMLineIndex":0,"usernameFragment":"ufrag"})");
}
inline std::string added(int number) {
  return concat("add candidate ", sample_candidate(number), " 0 0");
}

inline void check(Role role, const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    CAPTURE(row.what);
    SocketBench bench(role);
    bench.go(row.before);
    REQUIRE(bench.state() == row.before);
    CHECK(row.act(bench) == row.output);
    CHECK(bench.state() == row.after);
  }
}

}  // namespace sluice::test::socket_messages
