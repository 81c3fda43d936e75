// What others' servers do, and how Sluice lives with it: a proxy that ends TLS, balancers on
// origins of their own, and servers that take one kind of media only.

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "base/text.hpp"
#include "sim/bench.hpp"

using namespace sluice;
using namespace sluice::test;

namespace {

Result<SessionUrl> located(std::string_view location, std::string_view url,
                           std::string_view endpoint) {
  HttpAnswered made;
  made.status = 201;
  made.url = url;
  made.location = location;
  made.etag = "\"one\"";
  return session_url(made, *parse_url(endpoint));
}

}  // namespace

TEST_CASE("a Location with http on an https endpoint's host is the endpoint's own origin") {
  const std::string_view endpoint =
      GENERATE(as<std::string_view>{}, "https://example.com/whip", "https://example.com:8443/whip");
  const std::string_view location = GENERATE(
      as<std::string_view>{}, "http://example.com/s/1?k=v", "http://EXAMPLE.com:80/s/1?k=v",
      "http://example.com:8080/s/1?k=v", "HTTP://example.com:8443/s/1?k=v");
  CAPTURE(endpoint, location);
  const auto session = located(location, endpoint, endpoint);
  REQUIRE(session);
  CHECK(session->url.text() == parse_url(endpoint)->origin() + "/s/1?k=v");
  CHECK(session->send_token);
  CHECK(session->etag == "\"one\"");
}

TEST_CASE("behind a redirect a Location with http belongs to the origin that has answered") {
  const auto within =
      located("http://example.com/s", "https://example.com:8443/whip", "https://example.com/whip");
  REQUIRE(within);
  CHECK(within->url.text() == "https://example.com:8443/s");
  CHECK_FALSE(within->send_token);
  const auto elsewhere = located("http://edge.example.com/s", "https://edge.example.com/whip",
                                 "https://example.com/w");
  REQUIRE(elsewhere);
  CHECK(elsewhere->url.text() == "https://edge.example.com/s");
  CHECK_FALSE(elsewhere->send_token);
  const auto back =
      located("http://example.com/s", "https://edge.example.com/whip", "https://example.com:444/w");
  REQUIRE(back);
  CHECK(back->url.text() == "https://example.com:444/s");
  CHECK(back->send_token);
}

TEST_CASE("a Location with http on any other host than an https endpoint's cannot be used") {
  const std::string_view location =
      GENERATE(as<std::string_view>{}, "http://other.example/s", "http://a.example.com/s",
               "http://example.com.evil.example/s", "http://example.com./s");
  CAPTURE(location);
  const auto session = located(location, "https://example.com/whip", "https://example.com/whip");
  REQUIRE_FALSE(session);
  CHECK(session.error().code == ErrorCode::SignalNoLocation);
}

TEST_CASE("an endpoint without TLS stays without") {
  const auto session =
      located("http://example.com/s", "http://example.com/whip", "http://example.com/whip");
  REQUIRE(session);
  CHECK(session->url.text() == "http://example.com/s");
  CHECK(session->send_token);
}

TEST_CASE("candidates and the end go to such a session by TLS, with token and entity-tag") {
  SessionConfig config = sample_config(Role::Publisher);
  config.token = kToken;
  HttpBench bench(config);
  bench.go_connected({.location = "http://sm.example.com/s/1", .etag = "\"one\""});
  const Lines lines = bench.candidate(1);
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].find(" https://sm.example.com/s/1 [Authorization: Bearer opensesame]") !=
        std::string::npos);
  CHECK(lines[0].find("[If-Match: \"one\"]") != std::string::npos);
  bench.close();
  CHECK(bench.removal.url == "https://sm.example.com/s/1");
}

// ---------------------------------------------------------------------------------------------
// Origins that may have the token

TEST_CASE("a pattern of origins matches what it says and nothing else") {
  struct Row {
    std::string_view pattern, url;
    bool matches;
  };
  const Row row = GENERATE(Row{"https://a.example.com", "https://a.example.com/x?y", true},
                           Row{"https://a.example.com/", "https://a.example.com/x", true},
                           Row{"HTTPS://A.example.com:443", "https://a.example.com/x", true},
                           Row{"https://a.example.com", "https://a.example.com:444/x", false},
                           Row{"https://a.example.com", "http://a.example.com:443/x", false},
                           Row{"https://a.example.com", "https://b.example.com/x", false},
                           Row{"https://a.example.com", "https://b.a.example.com/x", false},
                           Row{"https://*.example.com", "https://a.example.com/x", true},
                           Row{"https://*.example.com", "https://b.a.example.com/x", true},
                           Row{"https://*.example.com", "https://example.com/x", false},
                           Row{"https://*.example.com", "https://evilexample.com/x", false},
                           Row{"https://*.example.com", "https://a.example.com.evil.net/x", false},
                           Row{"https://*.example.com:8443", "https://a.example.com:8443/", true},
                           Row{"https://*.example.com:8443", "https://a.example.com/", false},
                           Row{"https://192.0.2.1", "https://192.0.2.1/x", true},
                           Row{"https://[2001:db8::1]", "https://[2001:db8::1]/x", true});
  CAPTURE(row.pattern, row.url);
  REQUIRE(is_origin_pattern(row.pattern));
  CHECK(matches_origin_pattern(row.pattern, *parse_url(row.url)) == row.matches);
}

TEST_CASE("what is no origin, or stands for more than somebody's domain, is refused") {
  const std::string_view text =
      GENERATE(as<std::string_view>{}, "", "*", "https://*", "https://*.", "https://*.com",
               "https://*.com.", "https://*.0.2.1", "https://*.*.example.com",
               "https://a.*.example.com", "https://a*.example.com", "https://example.com/path",
               "https://example.com?x", "https://example.com#x", "https://user@example.com",
               "example.com", "wss://example.com", "https://*.[::1]");
  CAPTURE(text);
  CHECK_FALSE(is_origin_pattern(text));
  CHECK_FALSE(matches_origin_pattern(text, *parse_url("https://a.example.com/")));
}

namespace {

constexpr std::string_view kRegion = "https://eu.example.net:8443/live/whip/stream1";

SessionConfig travelled_config(std::string_view pattern) {
  SessionConfig config = sample_config(Role::Publisher);
  config.token = kToken;
  if (!pattern.empty()) config.token_origins.emplace_back(pattern);
  return config;
}

Reply refused_abroad(int status) {
  return {.status = status, .location = "", .body = "", .url = std::string(kRegion)};
}

bool holds(const Lines& lines, std::string_view text) {
  return std::ranges::any_of(
      lines, [&](const std::string& line) { return line.find(text) != std::string::npos; });
}

}  // namespace

TEST_CASE("tokenOrigins: the POST goes once more, straight to the final URL, with the token",
          "[row 36][row 43]") {
  const int status = GENERATE(401, 403);
  HttpBench bench(travelled_config("https://*.example.net:8443"));
  bench.go_posting();
  const std::string offer = bench.post.body;
  const Lines lines = bench.post_answered(refused_abroad(status));
  CHECK(lines.size() == 1);
  CHECK(holds(lines, concat("POST #4 ", kRegion, " [Authorization: Bearer opensesame]")));
  CHECK(bench.post.body == offer);
  CHECK(bench.state() == HttpState::Posting);

  SECTION("its session gets the token, too") {
    bench.post_answered({.location = "/s/1"});
    bench.applied(bench.remote);
    CHECK(holds(bench.candidate(1), "https://eu.example.net:8443/s/1 [Authorization: Bearer"));
    CHECK(holds(bench.close(), "https://eu.example.net:8443/s/1 [Authorization: Bearer"));
  }
  SECTION("a refusal of the token itself is what it says") {
    const Lines refused =
        bench.post_answered({.status = status, .location = "", .body = "", .url = ""});
    CHECK(holds(refused, status == 401 ? "http.unauthorized" : "http.forbidden"));
    CHECK_FALSE(holds(refused, "POST"));
  }
  SECTION("a second redirect is followed by no third request") {
    const Lines refused =
        bench.post_answered({.status = status,
                             .location = "",
                             .body = "",
                             .url = "https://us.example.net:8443/live/whip/stream1"});
    CHECK(holds(refused, "http.auth_lost"));
    CHECK_FALSE(holds(refused, "POST"));
  }
  SECTION("it has a deadline of its own") {
    CHECK(bench.wait() == Timeouts{}.answer);
  }
}

TEST_CASE("tokenOrigins: an origin that it does not name gets no token") {
  const std::string_view pattern =
      GENERATE(as<std::string_view>{}, "", "https://*.example.net", "https://us.example.net:8443",
               "http://eu.example.net:8443");
  CAPTURE(pattern);
  HttpBench bench(travelled_config(pattern));
  bench.go_posting();
  const Lines lines = bench.post_answered(refused_abroad(401));
  CHECK(holds(lines, "http.auth_lost"));
  CHECK_FALSE(holds(lines, "POST"));
}

TEST_CASE("tokenOrigins: whoever wants out meanwhile is not sent anywhere") {
  HttpBench bench(travelled_config("https://*.example.net:8443"));
  bench.go_posting();
  bench.close();
  CHECK_FALSE(holds(bench.post_answered(refused_abroad(401)), "POST"));
  CHECK(bench.state() == HttpState::Done);
}

TEST_CASE("tokenOrigins: a session that a named origin made without asking gets the token") {
  HttpBench bench(travelled_config("https://*.example.net:8443"));
  bench.go_connected({.location = "/s/1", .url = std::string(kRegion)});
  CHECK(holds(bench.close(), "https://eu.example.net:8443/s/1 [Authorization: Bearer"));
}

// ---------------------------------------------------------------------------------------------
// A kind that is refused

namespace {

std::string sdp_of(std::string_view setup, std::string_view sections) {
  std::string sdp = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n";
  for (const char kind : sections) {
    const bool rejected = kind == 'A' || kind == 'V';
    sdp.append(kind == 'a' || kind == 'A' ? "m=audio " : "m=video ");
    sdp.append(rejected ? "0" : "9").append(" UDP/TLS/RTP/SAVPF 96\r\n");
    sdp.append("a=ice-ufrag:ufrag\r\na=ice-pwd:password\r\na=rtcp-mux\r\na=setup:");
    sdp.append(setup).append("\r\n");
  }
  return sdp;
}

Lines offers(SessionBench& bench, std::string_view kinds) {
  Lines lines = bench.offer_created(sdp_of("actpass", kinds));
  bench.applied(bench.local);
  return lines;
}

// An answer that the browser refuses: what comes of it once its session has been ended.
Lines answers(SessionBench& bench, std::string_view kinds) {
  Reply reply;
  reply.body = sdp_of("passive", kinds);
  bench.post_answered(reply);
  Lines lines = bench.refused(bench.remote);
  const Lines more = bench.delete_answered(200);
  lines.insert(lines.end(), more.begin(), more.end());
  return lines;
}

const Reply kNotAcceptable{.status = 406, .location = "", .body = "", .content_type = "text/plain"};

}  // namespace

TEST_CASE("406 without a description: picture alone, then sound alone, then no more") {
  const Role role = GENERATE(Role::Publisher, Role::Subscriber);
  SessionBench bench(sample_config(role),
                     role == Role::Publisher ? MediaSource::Supplied : MediaSource::None);
  bench.drain();
  bench.start();
  offers(bench, "va");
  const Lines picture = bench.post_answered(kNotAcceptable);
  CHECK(holds(picture, "Status signal.kinds_refused"));
  CHECK(holds(picture, "open peer for video alone"));
  CHECK_FALSE(holds(picture, "DELETE"));
  offers(bench, "v");
  const Lines sound = bench.post_answered(kNotAcceptable);
  CHECK(holds(sound, "open peer for audio alone"));
  offers(bench, "a");
  const Lines end = bench.post_answered(kNotAcceptable);
  CHECK(holds(end, "http.client_error"));
  CHECK_FALSE(holds(end, "open peer"));
  CHECK(bench.state() == SessionState::Ended);
}

TEST_CASE("an answer without a kind, which the browser refuses, says what the server takes") {
  const auto [answer, taken] = GENERATE(table<std::string_view, std::string_view>(
      {{"a", "audio"}, {"v", "video"}, {"Va", "audio"}, {"vA", "video"}}));
  CAPTURE(answer);
  SessionBench bench(sample_config(Role::Subscriber));
  bench.start();
  offers(bench, "va");
  const Lines lines = answers(bench, answer);
  CHECK(holds(lines, "Subscribe.Status signal.kinds_refused"));
  CHECK(holds(lines, concat("open peer for ", taken, " alone")));
  // The session of the first answer is ended before the next is asked for.
  const auto at = [&](std::string_view text) {
    return std::ranges::find_if(
        lines, [&](const std::string& line) { return line.find(text) != std::string::npos; });
  };
  CHECK(at("DELETE") < at("open peer"));
  CHECK_FALSE(holds(lines, "Connect.Failure"));
}

TEST_CASE("what the browser takes is not asked for again, whatever the answer rejects") {
  SessionBench bench(sample_config(Role::Subscriber));
  bench.start();
  offers(bench, "va");
  Reply reply;
  reply.body = sdp_of("passive", "vA");
  bench.post_answered(reply);
  CHECK_FALSE(holds(bench.applied(bench.remote), "kinds_refused"));
  bench.peer(PeerState::Connected);
  CHECK(bench.state() == SessionState::Live);
}

TEST_CASE("an answer that the browser refuses for another reason ends the attempt") {
  const auto [offer, answer] = GENERATE(table<std::string_view, std::string_view>(
      {{"va", "va"}, {"va", "VA"}, {"v", "V"}, {"v", "a"}, {"a", "va"}}));
  CAPTURE(offer, answer);
  SessionBench bench(sample_config(Role::Subscriber));
  bench.start();
  offers(bench, offer);
  const Lines lines = answers(bench, answer);
  CHECK(holds(lines, "peer.refused_sdp"));
  CHECK_FALSE(holds(lines, "kinds_refused"));
  CHECK_FALSE(holds(lines, "open peer"));
}

TEST_CASE("406 to an offer of one kind, and to none, is a refusal") {
  SessionConfig config = sample_config(Role::Subscriber);
  SECTION("one kind") {
    SessionBench bench(config);
    bench.start();
    offers(bench, "v");
    const Lines lines = bench.post_answered(kNotAcceptable);
    CHECK(holds(lines, "http.client_error"));
    CHECK_FALSE(holds(lines, "open peer"));
  }
  SECTION("none") {
    config.post_empty_offer = true;
    SessionBench bench(config);
    bench.start();
    const Lines lines = bench.post_answered(kNotAcceptable);
    CHECK(holds(lines, "http.client_error"));
    CHECK_FALSE(holds(lines, "open peer"));
  }
}

TEST_CASE("a stop while the kinds are being changed is a stop") {
  SessionBench bench(sample_config(Role::Subscriber));
  bench.start();
  offers(bench, "va");
  Reply reply;
  reply.body = sdp_of("passive", "a");
  bench.post_answered(reply);
  bench.refused(bench.remote);
  bench.stop();
  CHECK_FALSE(holds(bench.delete_answered(200), "open peer"));
  CHECK(bench.state() == SessionState::Ended);
}

TEST_CASE("recovery remembers what the server takes") {
  SessionConfig config = sample_config(Role::Subscriber);
  config.recovery.enabled = true;
  SupervisorBench bench(config);
  bench.start();
  bench.offer_created(sdp_of("actpass", "va"));
  bench.applied(bench.local);
  const Lines asked = bench.post_answered(kNotAcceptable);
  REQUIRE(holds(asked, "open peer for video alone"));
  bench.negotiate();
  REQUIRE(bench.state() == SupervisorState::Live);
  bench.peer(PeerState::Failed);
  Lines lines;
  for (int i = 0; i < 20 && !holds(lines, "open peer"); ++i) lines = bench.expire();
  CHECK(holds(lines, "open peer for video alone"));
  // Where that is refused it tries the other.
  bench.offer_created(sdp_of("actpass", "v"));
  bench.applied(bench.local);
  CHECK(holds(bench.post_answered(kNotAcceptable), "open peer for audio alone"));
}
