// A recovering client whose media plays, or stops.
#pragma once

#include <catch2/catch_test_macros.hpp>

#include "sim/bench.hpp"

namespace sluice::test {

inline std::size_t count_starting_with(const Lines& lines, std::string_view start) {
  return static_cast<std::size_t>(std::ranges::count_if(
      lines, [&](const std::string& line) { return line.starts_with(start); }));
}

// Media for `time`, or none, looked at whenever it is wanted; what else came of it.
inline Lines play(SupervisorBench& bench, Millis time, bool flows = true, bool picture = true) {
  static std::uint64_t packets = 0;
  Lines heard;
  const TimePoint end = bench.now + time;
  while (bench.deadline() && *bench.deadline() <= end) {
    for (const std::string& line : bench.expire()) {
      if (line != "sample") {
        heard.push_back(line);
        continue;
      }
      if (flows) packets += 5;
      const Lines more = bench.sampled(packets, picture ? packets : 0);
      heard.insert(heard.end(), more.begin(), more.end());
    }
  }
  bench.now = end;
  return heard;
}

// For long enough that the stream's rhythm is known.
inline SupervisorBench& go_live(SupervisorBench& bench, bool picture = true) {
  bench.drain();
  bench.start();
  bench.now += Millis(30);
  bench.negotiate();
  REQUIRE(bench.state() == SupervisorState::Live);
  play(bench, Millis(12'000), true, picture);
  return bench;
}

// At a server whose entity-tag says that it may restart ICE.
inline void go_live_tagged(SupervisorBench& bench) {
  bench.drain();
  bench.start();
  bench.offer_created();
  bench.applied(bench.local);
  bench.post_answered({.etag = "\"one\""});
  bench.applied(bench.remote);
  bench.peer(PeerState::Connected);
  play(bench, Millis(12'000));
}

}  // namespace sluice::test
