// Faults of sessions over a WebSocket that were met once, by the number of their report.

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "sim/bench.hpp"

using namespace sluice;
using namespace sluice::test;

TEST_CASE("a proxy that lets nobody in was given no node that it knows") {
  const auto code_after = [](SocketState state) {
    SocketBench bench(Role::Publisher);
    bench.go(state);
    const Lines lines = bench.closed(1008);
    return *std::ranges::find_if(lines, [](const auto& line) { return line.starts_with("-> fa"); });
  };
  CHECK(code_after(SocketState::Opening) == "-> failed config.no_node");
  CHECK(code_after(SocketState::Greeting) == "-> failed config.no_node");
  CHECK(code_after(SocketState::Greeted) == "-> failed signal.closed");
}

TEST_CASE("a browser that guards local addresses is named") {
  SocketBench bench(Role::Publisher);
  bench.go(SocketState::Opening);
  const Lines lines = bench.closed(0);
  CHECK(std::ranges::count(lines, "-> failed env.local_network") == 1);
}

TEST_CASE("25: a server may give a call's id back as text") {
  const std::string id = GENERATE("1", R"("1")");
  SocketBench bench(Role::Publisher);
  bench.go(SocketState::Live);
  bench.call_server(7, "hello");
  CHECK(bench.hears(R"({"async":true,"id":)" + id + R"(,"data":"there"})") ==
        Lines{R"(settle 7 resolved "there")"});
}

TEST_CASE("25: an id that is no number is nobody's") {
  const std::string id = GENERATE(R"("one")", R"("")", R"("-1")", R"("4294967296")", "1.5");
  SocketBench bench(Role::Publisher);
  bench.go(SocketState::Live);
  bench.call_server(7, "hello");
  for (const std::string& line : bench.hears(R"({"async":true,"id":)" + id + R"(,"data":1})"))
    CHECK_FALSE(line.starts_with("settle"));
}

TEST_CASE("38: a peer in trouble has its limit, whatever the server says meanwhile") {
  const bool before = GENERATE(true, false);
  SocketBench bench(Role::Subscriber);
  bench.go(SocketState::Starting);
  bench.peer(PeerState::Connected);
  if (before) bench.peer(PeerState::Disconnected);
  bench.hears(said::starting());
  if (!before) bench.peer(PeerState::Disconnected);
  REQUIRE(bench.state() == SocketState::Live);
  CHECK(bench.wait() == Millis(5'000));
}
