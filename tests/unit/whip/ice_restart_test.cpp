// The way of a session's packets: asking the server for a sign of life, and ICE restarts (RFC 9725
// section 4.3.3).

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "sim/bench.hpp"

using namespace sluice;
using namespace sluice::test;

namespace {

using State = HttpState;

constexpr std::string_view kSession = "https://sm.example.com/session/1";
constexpr std::string_view kType = " [Content-Type: application/trickle-ice-sdpfrag]";
const std::string kNewIce =
    "a=ice-ufrag:theirs2\r\na=ice-pwd:theirstheirstheirstheirs\r\n"
    "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:0\r\n"
    "a=candidate:9 1 udp 1 192.0.2.9 9 typ host\r\n";

std::string patch_line(std::string_view op, std::string_view tag) {
  return concat("PATCH #", op, " ", kSession, kType, " [If-Match: ", tag, "]");
}

// Live, all candidates told, with an entity-tag.
void go_trickled(HttpBench& bench) {
  bench.go_connected({.etag = "\"one\""});
  bench.gathered();
  bench.patch_answered(204);
}
// To where the server has been asked; the request is bench.patch.
void go_asked(HttpBench& bench) {
  go_trickled(bench);
  bench.restart_ice();
  bench.offer_created(sample_sdp("actpass", "ours2"));
  bench.applied(bench.local);
}
Lines restarted(HttpBench& bench, int status, const std::string& body) {
  return bench.put(answered(bench.patch, {.status = status,
                                          .location = "",
                                          .etag = "\"two\"",
                                          .body = body,
                                          .content_type = "application/trickle-ice-sdpfrag"}));
}

}  // namespace

TEST_CASE(
    "a probe says again what the server has heard, and any answer but 404, 410 or 5xx is life") {
  const auto [status, line] = GENERATE(table<int, std::string>({
      {204, "-> alive"},
      {405, "-> alive"},
      {412, "-> alive"},
      {404, "-> failed peer.failed (was up)"},
      {410, "-> failed peer.failed (was up)"},
      {500, "-> silent"},
      {502, "-> silent"},
  }));
  CAPTURE(status);
  HttpBench bench;
  go_trickled(bench);
  REQUIRE(bench.probe() == Lines{patch_line("6", "\"one\"")});
  CHECK(bench.patch.body.find("a=end-of-candidates") != std::string::npos);
  const Lines lines = bench.patch_answered(status);
  CHECK(count(lines, line) == 1);
  // A session that is gone is not deleted once more.
  for (const std::string& each : lines) CHECK_FALSE(each.starts_with("DELETE"));
}

TEST_CASE("a probe without an answer ends nothing, and another may follow") {
  HttpBench bench;
  go_trickled(bench);
  bench.probe();
  CHECK(bench.lost(bench.patch) == Lines{"-> silent"});
  CHECK_FALSE(bench.has_deadline());
  bench.probe();
  CHECK(bench.expire() == Lines{"abort #7", "-> silent"});
  CHECK(bench.state() == State::Connected);
  CHECK(bench.probe().size() == 1);
  CHECK(bench.probe() == Lines{"abort #8", patch_line("9", "\"one\"")});
}

TEST_CASE("a restart tells the new credentials, takes the server's and trickles with its new tag",
          "[row 12][row 21][row 26][row 28]") {
  HttpBench bench;
  go_trickled(bench);
  CHECK(bench.restart_ice() == Lines{"create restart offer #6"});
  CHECK(bench.offer_created(sample_sdp("actpass", "ours2")) == Lines{"apply local offer #7"});
  // What has gathered by then goes with it, the rest is held until the answer is there.
  CHECK(bench.candidate(5).empty());
  CHECK(bench.applied(bench.local) == Lines{patch_line("8", "\"*\"")});
  CHECK(bench.patch.body.find("a=ice-ufrag:ours2") != std::string::npos);
  CHECK(bench.patch.body.find("candidate:5 ") != std::string::npos);
  CHECK(bench.candidate(6).empty());
  CHECK(restarted(bench, 200, kNewIce) == Lines{"apply remote answer #9"});
  const Lines trickled = bench.applied(bench.remote);
  CHECK(trickled == Lines{patch_line("10", "\"two\"")});
  CHECK(bench.patch.body.find("candidate:5 ") == std::string::npos);
  CHECK(bench.patch.body.find("candidate:6 ") != std::string::npos);
  CHECK(bench.state() == State::Connected);
}

TEST_CASE("behind a restart that fails the session is spoken of by its own credentials again",
          "[row 29][row 30]") {
  const int status = GENERATE(422, 503);
  HttpBench bench;
  go_asked(bench);
  restarted(bench, status, "");
  REQUIRE(bench.probe().size() == 1);
  CHECK(bench.patch.body.find("a=ice-ufrag:ours2") == std::string::npos);
}

TEST_CASE("a server that restarts, but takes no candidates, gets none behind a restart",
          "[row 14]") {
  HttpBench bench;
  bench.go_connected({.etag = "\"one\""});
  bench.gathered();
  bench.patch_answered(422);
  REQUIRE(bench.restart_ice().size() == 1);
  bench.offer_created(sample_sdp("actpass", "ours2"));
  bench.applied(bench.local);
  restarted(bench, 200, kNewIce);
  bench.candidate(8);
  CHECK(bench.applied(bench.remote).empty());
  CHECK(bench.candidate(9).empty());
}

TEST_CASE("a server that wants the wildcard without quotes gets it, once", "[row 26]") {
  HttpBench bench;
  go_asked(bench);
  CHECK(restarted(bench, 412, "") == Lines{patch_line("9", "*")});
  CHECK(restarted(bench, 412, "") == Lines{"roll back", "-> restart failed"});
  CHECK(bench.restart_ice().empty());
}

TEST_CASE("a refused restart is rolled back, leaves the session as it is, and is not tried again",
          "[row 14][row 29]") {
  const auto [status, body] = GENERATE(table<int, std::string>(
      {{204, ""}, {422, ""}, {405, ""}, {501, ""}, {200, ""}, {200, "a=ice-ufrag:x\r\n"}}));
  CAPTURE(status, body);
  HttpBench bench;
  go_asked(bench);
  CHECK(restarted(bench, status, body) == Lines{"roll back", "-> restart failed"});
  CHECK(bench.state() == State::Connected);
  CHECK_FALSE(bench.has_deadline());
  CHECK(bench.restart_ice().empty());
  CHECK(bench.close().back().starts_with("DELETE"));
}

TEST_CASE("a restart that is not answered is rolled back when its time is over", "[row 29]") {
  HttpBench bench;
  go_asked(bench);
  CHECK(bench.wait() == Millis(10'000));
  CHECK(bench.expire() == Lines{"abort #8", "roll back", "-> restart failed"});
  CHECK(bench.put(HttpFailed{bench.patch.attempt, bench.patch.op, "aborted"}).empty());
  CHECK(bench.state() == State::Connected);
}

TEST_CASE("a browser that cannot restart changes nothing") {
  HttpBench bench;
  go_trickled(bench);
  bench.restart_ice();
  CHECK(bench.refused(bench.offer) == Lines{"-> restart failed"});
  CHECK_FALSE(bench.has_deadline());
  bench.restart_ice();
  bench.offer_created(sample_sdp("actpass", "ours2"));
  CHECK(bench.refused(bench.local) == Lines{"roll back", "-> restart failed"});
}

TEST_CASE("a restart needs a live session, an entity-tag and an answer of the server's",
          "[row 16]") {
  HttpBench posting;
  posting.go_posting();
  CHECK(posting.restart_ice().empty());
  HttpBench untagged;
  untagged.go_connected();
  CHECK(untagged.restart_ice().empty());
  HttpBench twice;
  go_asked(twice);
  CHECK(twice.restart_ice().empty());
}

TEST_CASE("whoever closes during a restart aborts it") {
  HttpBench bench;
  go_asked(bench);
  const Lines lines = bench.close();
  CHECK(count(lines, "abort #8") == 1);
  CHECK(count(lines, "roll back") == 0);
  CHECK(restarted(bench, 200, kNewIce).empty());
  CHECK(bench.delete_answered(200) == Lines{"close peer", "-> finished"});
}
