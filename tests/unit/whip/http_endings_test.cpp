// How an attempt at a WHIP or WHEP endpoint ends: where the session is that is deleted then,
// refusals, silence, a lost connection, and a page that goes away.

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "sim/bench.hpp"
#include "unit/whip/http_negotiation_support.hpp"

using namespace sluice;
using namespace sluice::test;
using namespace sluice::test::http_negotiation;

namespace {

using State = HttpState;

// ---------------------------------------------------------------------------------------------
// Where the session is

TEST_CASE("a session without a readable Location lives, is warned of and cannot be deleted") {
  const bool publishes = GENERATE(true, false);
  const std::string location = GENERATE("", "ftp://a/b", "http://other.example.com/session/1");
  CAPTURE(publishes, location);
  HttpBench bench(publishes ? sample_config(Role::Publisher) : subscriber());
  bench.go_posting();
  const Lines lines = bench.post_answered({.location = location});
  REQUIRE(lines.size() == 5);
  CHECK(lines[0] == "log warn");
  CHECK(lines[1] ==
        concat("emit ", publishes ? "Publish" : "Subscribe", ".Status signal.no_location"));
  CHECK(bench.candidate(1).empty());
  CHECK(bench.peer(PeerState::Connected).back() == "-> up");
  CHECK(bench.close() == Lines{"close peer", "-> finished"});
}

TEST_CASE("the Location is resolved against the URL that answered", "[row 8][row 36]") {
  HttpBench bench;
  bench.go_posting();
  bench.post_answered(
      {.location = "sessions/7", .url = "https://sm.example.com/behind/a/redirect?x=1"});
  bench.close();
  CHECK(bench.removal.url == "https://sm.example.com/behind/a/sessions/7");
}

TEST_CASE("a session on a foreign origin gets no token", "[row 43]") {
  HttpBench bench(with_token());
  bench.go_posting();
  const Lines lines = bench.post_answered({.location = "https://other.example.com/s"});
  CHECK(count(lines, "emit Publish.Status signal.foreign_location") == 1);
  bench.candidate(1);
  bench.applied(bench.remote);
  bench.close();
  CHECK(bench.patch.url == "https://other.example.com/s");
  CHECK(bench.removal.url == "https://other.example.com/s");
  CHECK_FALSE(sends_token(bench.patch));
  CHECK_FALSE(sends_token(bench.removal));
}

TEST_CASE("a redirect to a foreign origin does not take the token there") {
  HttpBench bench(with_token());
  bench.go_posting();
  const Lines lines = bench.post_answered(
      {.location = "/session/1", .url = "https://other.example.com/whip/endpoint"});
  CHECK(count(lines, "emit Publish.Status signal.foreign_location") == 1);
  bench.candidate(1);
  bench.close();
  CHECK(bench.removal.url == "https://other.example.com/session/1");
  CHECK_FALSE(sends_token(bench.patch));
  CHECK_FALSE(sends_token(bench.removal));
}

// ---------------------------------------------------------------------------------------------
// Refusals

TEST_CASE("a refused offer fails with the code of its status and leaves nothing", "[row 34]") {
  const Role role = GENERATE(Role::Publisher, Role::Subscriber);
  const auto [status, code] = GENERATE(table<int, std::string>({
      {400, "http.bad_request"},
      {401, "http.unauthorized"},
      {403, "http.forbidden"},
      {404, ""},
      {406, "http.client_error"},
      {409, ""},
      {422, "http.client_error"},
      {500, "http.server_error"},
      {503, "http.unavailable"},
      {304, "http.unexpected_status"},
  }));
  CAPTURE(status);
  HttpBench bench(with_token(role));
  bench.go_posting();
  CHECK(bench.post_answered({.status = status, .body = "no", .content_type = "text/plain"}) ==
        Lines{"close peer", "-> failed " + code_of_refusal(role, status, code), "-> finished"});
}

TEST_CASE("a token that a redirect has lost is told apart from a bad one") {
  const int status = GENERATE(401, 403);
  const Reply redirected{.status = status, .url = "https://other.example.com/whip"};
  HttpBench bench(with_token());
  bench.go_posting();
  CHECK(bench.post_answered(redirected)[1] == "-> failed http.auth_lost");
  HttpBench tokenless;
  tokenless.go_posting();
  CHECK(tokenless.post_answered(redirected)[1] != "-> failed http.auth_lost");
}

TEST_CASE("an answer that cannot be used fails, and the session that it made is deleted") {
  const auto [reply, code] = GENERATE(table<Reply, std::string>({
      {{.body = ""}, "signal.not_sdp"},
      {{.body = "<html>"}, "signal.not_sdp"},
      {{.status = 200, .body = "{}"}, "signal.not_sdp"},
      {{.body = "v=0\r\n" + std::string(200'000, 'x')}, "signal.too_large"},
      {{.body = "", .body_fault = BodyFault::TooLarge}, "signal.too_large"},
      {{.body = "", .body_fault = BodyFault::Broken}, "http.network"},
  }));
  CAPTURE(reply.status, code);
  HttpBench bench;
  bench.go_posting();
  CHECK(bench.post_answered(reply) ==
        Lines{"stop sending", concat("DELETE #4 ", kSession, " keepalive"), "-> failed " + code});
}

TEST_CASE("a counter-offer that cannot be used fails, and the session that it made is deleted") {
  Reply reply = counter_offer();
  reply.body = "<html>";
  HttpBench bench(subscriber());
  bench.go_posting();
  CHECK(bench.post_answered(reply) ==
        Lines{concat("DELETE #4 ", kSession, " keepalive"), "-> failed signal.not_sdp"});
}

TEST_CASE("the Location of a refusal is not deleted: it may be somebody else's") {
  HttpBench bench;
  bench.go_posting();
  CHECK(bench.post_answered({.status = 409, .location = "/session/of-another"}) ==
        Lines{"close peer", "-> failed stream.name_taken", "-> finished"});
}

TEST_CASE("an offer that does not reach the server fails") {
  HttpBench bench;
  bench.go_posting();
  CHECK(bench.lost(bench.post) == Lines{"close peer", "-> failed http.network", "-> finished"});
}

TEST_CASE("an offer that the app has spoilt is not sent") {
  HttpBench bench;
  bench.start();
  CHECK(bench.offer_created("spoilt") ==
        Lines{"close peer", "-> failed peer.refused_sdp", "-> finished"});
}

TEST_CASE("a browser that refuses a description ends the attempt") {
  HttpBench bench;
  bench.start();
  SECTION("its own offer") {
    CHECK(bench.refused(bench.offer) ==
          Lines{"close peer", "-> failed peer.refused_sdp", "-> finished"});
  }
  SECTION("its own offer, once it is posted") {
    bench.offer_created();
    CHECK(bench.refused(bench.local) == Lines{"close peer", "-> failed peer.refused_sdp"});
    CHECK(bench.state() == State::Orphaning);
  }
  SECTION("the server's answer") {
    bench.offer_created();
    bench.post_answered();
    CHECK(bench.refused(bench.remote) == Lines{"stop sending",
                                               concat("DELETE #5 ", kSession, " keepalive"),
                                               "-> failed peer.refused_sdp"});
  }
}

// ---------------------------------------------------------------------------------------------
// Silence

TEST_CASE("a server that never answers fails the attempt") {
  HttpBench bench;
  bench.go_posting();
  CHECK(bench.wait() == Millis(10'000));
  CHECK(bench.expire() == Lines{"close peer", "-> failed signal.timeout"});
  CHECK(bench.wait() == Millis(5'000));
  SECTION("and a session that it makes late is deleted") {
    CHECK(bench.post_answered() == Lines{concat("DELETE #4 ", kSession, " keepalive")});
    CHECK(bench.delete_answered(200) == Lines{"-> finished"});
  }
  SECTION("and a late session without a Location is let go in silence") {
    CHECK(bench.post_answered({.location = ""}) == Lines{"-> finished"});
  }
  SECTION("and a late refusal is the end") {
    CHECK(bench.post_answered({.status = 404}) == Lines{"-> finished"});
  }
  SECTION("and a late loss is the end") {
    CHECK(bench.lost(bench.post) == Lines{"-> finished"});
  }
  SECTION("and the POST is aborted in the end") {
    CHECK(bench.expire() == Lines{"abort #2", "-> finished"});
  }
  CHECK(bench.state() == State::Done);
}

TEST_CASE("a counter-offer that comes late is deleted, not answered") {
  HttpBench bench(subscriber());
  bench.go_posting();
  bench.expire();
  CHECK(bench.post_answered(counter_offer()) ==
        Lines{concat("DELETE #4 ", kSession, " keepalive")});
  CHECK(bench.delete_answered(200) == Lines{"-> finished"});
}

TEST_CASE("whatever becomes of the DELETE, the attempt comes to its end", "[row 9]") {
  HttpBench bench;
  bench.go_connected();
  bench.close();
  SECTION("answered") {
    const int status = GENERATE(200, 204, 404, 410);
    CHECK(bench.delete_answered(status) == Lines{"close peer", "-> finished"});
  }
  SECTION("never answered") {
    CHECK(bench.wait() == Millis(5'000));
    CHECK(bench.expire() == Lines{"abort #5", "log warn", "emit Publish.Status signal.not_ended",
                                  "close peer", "-> finished"});
  }
}

TEST_CASE("each wait for the browser and for the media has its limit") {
  HttpBench bench;
  bench.start();
  CHECK(bench.wait() == Millis(5'000));
  SECTION("no offer") {
    CHECK(bench.expire() == Lines{"close peer", "-> failed peer.timeout", "-> finished"});
  }
  SECTION("the answer is not applied") {
    bench.offer_created();
    bench.post_answered();
    CHECK(bench.wait() == Millis(5'000));
    CHECK(bench.expire().back() == "-> failed peer.timeout");
    CHECK(bench.state() == State::Deleting);
  }
  SECTION("no media") {
    bench.offer_created();
    bench.post_answered();
    bench.applied(bench.remote);
    CHECK(bench.wait() == Millis(15'000));
    CHECK(bench.expire().back() == "-> failed peer.timeout");
    CHECK(bench.state() == State::Deleting);
  }
}

TEST_CASE("a deadline is not reached one millisecond before") {
  HttpBench bench;
  bench.go_posting();
  bench.now += Millis(9'999);
  CHECK(bench.put(Timeout{}).empty());
  bench.now += Millis(1);
  CHECK(bench.put(Timeout{}).back() == "-> failed signal.timeout");
}

// ---------------------------------------------------------------------------------------------
// A live connection

TEST_CASE("a live connection may be silent for a while", "[row 10]") {
  HttpBench bench;
  bench.go_connected();
  CHECK(bench.peer(PeerState::Disconnected).empty());
  CHECK(bench.wait() == Millis(5'000));
  SECTION("and come back") {
    CHECK(bench.peer(PeerState::Connected).empty());
    CHECK_FALSE(bench.has_deadline());
  }
  SECTION("and is lost past it") {
    CHECK(bench.expire() == Lines{"stop sending", concat("DELETE #5 ", kSession, " keepalive"),
                                  "-> failed peer.failed (was up)"});
  }
}

TEST_CASE("a live connection that fails or is closed by the other side is lost at once",
          "[row 10]") {
  HttpBench bench;
  bench.go_connected();
  CHECK(bench.peer(GENERATE(PeerState::Failed, PeerState::Closed)) ==
        Lines{"stop sending", concat("DELETE #5 ", kSession, " keepalive"),
              "-> failed peer.failed (was up)"});
}

// ---------------------------------------------------------------------------------------------
// A page that goes away

TEST_CASE("a page that goes away deletes the session at once and waits for nothing") {
  HttpBench bench;
  bench.go_connected();
  CHECK(bench.hide() ==
        Lines{concat("DELETE #5 ", kSession, " keepalive"), "close peer", "-> finished"});
}

TEST_CASE("a page that goes away before the session is known aborts the POST") {
  HttpBench bench;
  bench.go_posting();
  if (GENERATE(false, true)) bench.close();
  const Lines lines = bench.hide();
  CHECK(count(lines, "abort #2") == 1);
  CHECK(lines.back() == "-> finished");
}

TEST_CASE("a page that goes away does not delete a second time") {
  HttpBench bench;
  bench.go_connected();
  bench.close();
  CHECK(bench.hide() == Lines{"close peer", "-> finished"});
}

}  // namespace
