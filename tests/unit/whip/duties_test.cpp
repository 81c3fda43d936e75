// Duties of a client (RFC 9725 section 4.3) that no story of a session tells by itself;
// docs/conformance.md lists all of them with their tests.

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "sim/bench.hpp"

using namespace sluice;
using namespace sluice::test;

namespace {

const Reply kTagged{.etag = "\"one\""};
const std::string kNewIce = "a=ice-ufrag:theirs2\r\na=ice-pwd:theirstheirstheirstheirs\r\n";

HttpAnswered to(const SendHttp& request, int status, const std::string& body = {}) {
  return answered(request, {.status = status, .location = "", .etag = "\"two\"", .body = body});
}

// An offer whose ICE has everything that a fragment must say again.
std::string offer_of(std::string_view ufrag) {
  std::string sdp = sample_sdp("actpass", ufrag);
  return sdp.insert(sdp.find("m="), "a=ice-options:trickle renomination\r\na=ice-lite\r\n");
}

void ask_restart(HttpBench& bench) {
  bench.restart_ice();
  bench.offer_created(offer_of("ours2"));
  bench.applied(bench.local);
}

}  // namespace

TEST_CASE("a session that has an entity-tag is ended without it", "[row 9]") {
  HttpBench bench;
  bench.go_connected(kTagged);
  bench.close();
  REQUIRE(bench.removal.url == "https://sm.example.com/session/1");
  CHECK(bench.removal.headers.empty());
  CHECK(bench.removal.body.empty());
}

TEST_CASE("a server that takes no candidates may still restart ICE", "[row 14]") {
  HttpBench bench;
  bench.go_connected(kTagged);
  bench.candidate(1);
  bench.patch_answered(422);
  ask_restart(bench);
  CHECK(bench.patch.body.find("a=ice-ufrag:ours2") != std::string::npos);
  CHECK(bench.put(to(bench.patch, 200, kNewIce)).back().starts_with("apply remote answer"));
}

TEST_CASE("candidates go without If-Match where no entity-tag can be read", "[row 17]") {
  HttpBench bench;
  bench.go_connected();
  bench.candidate(1);
  REQUIRE_FALSE(bench.patch.url.empty());
  CHECK(std::ranges::none_of(bench.patch.headers,
                             [](const HttpHeader& header) { return header.name == "If-Match"; }));
}

TEST_CASE("a restart repeats what the offer says of ICE", "[row 27]") {
  HttpBench bench;
  bench.go_connected(kTagged);
  ask_restart(bench);
  CHECK(bench.patch.body.starts_with("a=ice-options:trickle renomination\r\na=ice-lite\r\n"));
}

TEST_CASE("what answers a request from before a restart is ignored", "[row 30]") {
  HttpBench bench;
  bench.go_connected(kTagged);
  bench.candidate(1);
  const SendHttp before = bench.patch;
  bench.restart_ice();
  // Neither the end of the session nor of candidates, whatever it says.
  CHECK(bench.put(to(before, GENERATE(200, 204, 404, 412, 422), kNewIce)).empty());
  bench.offer_created(offer_of("ours2"));
  bench.applied(bench.local);
  bench.candidate(2);
  bench.put(to(bench.patch, 200, kNewIce));
  bench.applied(bench.remote);
  CHECK(bench.patch.headers.back().value == "\"two\"");
  CHECK(bench.patch.body.find("a=" + sample_candidate(2)) != std::string::npos);
  CHECK(bench.patch.body.find("a=" + sample_candidate(1)) == std::string::npos);
}

TEST_CASE("a restart that is answered too late is the one that came to nothing", "[row 30]") {
  HttpBench bench;
  bench.go_connected(kTagged);
  ask_restart(bench);
  const SendHttp late = bench.patch;
  REQUIRE(bench.expire().back() == "-> restart failed");
  CHECK(bench.put(to(late, 200, kNewIce)).empty());
  ask_restart(bench);
  CHECK(bench.put(to(late, 200, kNewIce)).empty());
  CHECK(bench.put(to(bench.patch, 200, kNewIce)).back().starts_with("apply remote answer"));
}
