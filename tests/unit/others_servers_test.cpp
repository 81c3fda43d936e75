// What others' servers do, and how Sluice lives with it: a proxy that ends TLS, balancers on
// origins of their own, and servers that take one kind of media only.

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

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
