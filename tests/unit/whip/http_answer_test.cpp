#include "whip/http_answer.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/redact.hpp"
#include "base/text.hpp"
#include "unit/sdp_fixtures.hpp"

using namespace sluice;
using namespace sluice::fixture;

namespace {

constexpr std::string_view kSdpType = "application/sdp";

HttpAnswered answer(int status, std::string_view type = {}, std::string_view body = {}) {
  HttpAnswered out;
  out.status = status;
  out.url = "https://example.com/live/whip/endpoint/stream1?a=b";
  out.content_type = type;
  out.body = body;
  return out;
}

// The refusal's error; fails where it is none.
Error refused(const PostVerdict& verdict) {
  REQUIRE(std::holds_alternative<Refused>(verdict));
  return std::get<Refused>(verdict).error;
}

bool accepted(const PostVerdict& verdict) {
  return std::holds_alternative<Accepted>(verdict);
}
bool countered(const PostVerdict& verdict) {
  return std::holds_alternative<Countered>(verdict);
}

std::string detail(std::string_view type, std::string_view body) {
  return http_error(answer(400, type, body), Role::Publisher).detail;
}

std::optional<Millis> retry_after(std::string_view value) {
  HttpAnswered unavailable = answer(503);
  unavailable.retry_after = value;
  return http_error(unavailable, Role::Publisher).retry_after;
}

const Url kEndpoint = *parse_url("https://example.com/whip/endpoint/s");

Result<SessionUrl> located(std::string_view location,
                           std::string_view url = "https://example.com/whip/endpoint/s?a=b") {
  HttpAnswered made = answer(201);
  made.url = url;
  made.location = location;
  return session_url(made, parse_url(url).value_or(kEndpoint));
}

}  // namespace

TEST_CASE("a status stands for its error", "[row 1]") {
  const auto [status, code] = GENERATE(table<int, ErrorCode>({
      {0, ErrorCode::HttpUnexpected},     {100, ErrorCode::HttpUnexpected},
      {200, ErrorCode::HttpUnexpected},   {201, ErrorCode::HttpUnexpected},
      {204, ErrorCode::HttpUnexpected},   {301, ErrorCode::HttpUnexpected},
      {307, ErrorCode::HttpUnexpected},   {400, ErrorCode::HttpBadRequest},
      {401, ErrorCode::HttpUnauthorized}, {403, ErrorCode::HttpForbidden},
      {404, ErrorCode::HttpNotFound},     {405, ErrorCode::HttpClientError},
      {406, ErrorCode::HttpClientError},  {409, ErrorCode::StreamNameTaken},
      {412, ErrorCode::HttpClientError},  {415, ErrorCode::HttpClientError},
      {422, ErrorCode::HttpClientError},  {428, ErrorCode::HttpClientError},
      {499, ErrorCode::HttpClientError},  {500, ErrorCode::HttpServerError},
      {501, ErrorCode::HttpServerError},  {502, ErrorCode::HttpServerError},
      {503, ErrorCode::HttpUnavailable},  {504, ErrorCode::HttpServerError},
      {599, ErrorCode::HttpServerError},  {600, ErrorCode::HttpUnexpected},
      {-1, ErrorCode::HttpUnexpected},    {2000, ErrorCode::HttpUnexpected},
  }));
  CAPTURE(status);
  const Error error = http_error(answer(status), Role::Publisher);
  CHECK(error_info(error.code).name == error_info(code).name);
  CHECK(error.http_status == status);
  CHECK(error.detail.empty());
  CHECK_FALSE(error.retry_after);
}

TEST_CASE("whoever asks too often is told to try again, as the standard means it") {
  // RFC 6585 section 4: 429 passes by itself.
  CHECK(error_info(http_error(answer(429), Role::Publisher).code).retryable);
}

TEST_CASE("what is refused about the stream has the code that it has over a WebSocket") {
  CHECK(http_error(answer(404), Role::Subscriber).code == ErrorCode::StreamNotFound);
  CHECK(http_error(answer(409), Role::Subscriber).code == ErrorCode::StreamNotFound);
  CHECK(http_error(answer(409), Role::Publisher).code == ErrorCode::StreamNameTaken);
}

TEST_CASE("a POST is judged by its status, whatever the body says") {
  for (const int status : {0,   301, 302, 400, 401, 403, 404, 405, 409, 412,
                           415, 422, 429, 500, 501, 502, 503, 504, 599, 600}) {
    CAPTURE(status);
    for (const Role role : {Role::Publisher, Role::Subscriber}) {
      const Error error = refused(judge_post(answer(status, kSdpType, kSmallAnswer), role, false));
      CHECK(error == http_error(answer(status), role));
    }
  }
}

TEST_CASE("any 2xx with an answer is taken", "[row 8]") {
  for (const int status : {200, 201, 202, 299}) {
    CAPTURE(status);
    for (const std::string_view type : {"application/sdp", "application/sdp; charset=utf-8", ""})
      for (const Role role : {Role::Publisher, Role::Subscriber})
        CHECK(accepted(judge_post(answer(status, type, kSmallAnswer), role, true)));
  }
}

TEST_CASE("a 2xx without a session description is refused as that") {
  for (const std::string_view body :
       {"", "OK", "<html></html>", "{}", "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n"}) {
    for (const int status : {200, 201, 204}) {
      CAPTURE(body, status);
      const Error error =
          refused(judge_post(answer(status, kSdpType, body), Role::Publisher, false));
      CHECK(error.code == ErrorCode::SignalNotSdp);
      CHECK(error.http_status == status);
    }
  }
}

TEST_CASE("a 2xx whose body is too large or broke off is refused as that") {
  HttpAnswered made = answer(201, kSdpType, kSmallAnswer);
  made.body_fault = BodyFault::TooLarge;
  CHECK(refused(judge_post(made, Role::Publisher, false)).code == ErrorCode::SignalTooLarge);
  CHECK(refused(judge_post(made, Role::Publisher, false)).http_status == 201);
  made.body_fault = BodyFault::Broken;
  CHECK(refused(judge_post(made, Role::Publisher, false)).code == ErrorCode::HttpNetwork);
  CHECK(refused(judge_post(made, Role::Subscriber, false)).http_status == 201);
  made.body_fault = BodyFault::None;
  made.body.append(200 * 1024, 'x');
  CHECK(refused(judge_post(made, Role::Publisher, false)).code == ErrorCode::SignalTooLarge);
}

TEST_CASE("a refusal stays one when its body broke off") {
  HttpAnswered gone = answer(404, "application/json", "{\"error\":\"x");
  for (const BodyFault fault : {BodyFault::Broken, BodyFault::TooLarge}) {
    gone.body_fault = fault;
    CHECK(refused(judge_post(gone, Role::Publisher, false)).code == ErrorCode::HttpNotFound);
  }
}

// draft-ietf-wish-whep-03 section 4.3.2
TEST_CASE("a 406 with SDP is a counter-offer to a subscriber, and only to one", "[row 47]") {
  const HttpAnswered counter = answer(406, kSdpType, kSmallOffer);
  CHECK(countered(judge_post(counter, Role::Subscriber, false)));
  CHECK(refused(judge_post(counter, Role::Publisher, false)).code == ErrorCode::HttpClientError);
  CHECK(countered(judge_post(
      answer(406, "Application/SDP ; valid-until=\"Wed, 01 Jan 2031 00:00:00 GMT\"", kSmallOffer),
      Role::Subscriber, false)));
}

TEST_CASE("a 406 without SDP is a plain refusal") {
  for (const auto& [type, body] : std::vector<std::pair<std::string_view, std::string_view>>{
           {"", ""},
           {"text/plain", "no"},
           {"application/json", "{}"},
           {"", kSmallOffer},
           {"application/sdpfrag", kSmallOffer}}) {
    CAPTURE(type);
    const Error error = refused(judge_post(answer(406, type, body), Role::Subscriber, false));
    CHECK(error.code == ErrorCode::HttpClientError);
    CHECK(error.http_status == 406);
  }
  const Error error =
      refused(judge_post(answer(406, kSdpType, "<html></html>"), Role::Subscriber, false));
  CHECK(error.http_status == 406);
}

TEST_CASE("a 406 whose counter-offer cannot be read is refused") {
  HttpAnswered counter = answer(406, kSdpType, kSmallOffer);
  counter.body_fault = BodyFault::TooLarge;
  CHECK(refused(judge_post(counter, Role::Subscriber, false)).code == ErrorCode::SignalTooLarge);
  counter.body_fault = BodyFault::Broken;
  CHECK(refused(judge_post(counter, Role::Subscriber, false)).code == ErrorCode::HttpNetwork);
}

TEST_CASE("a 201 with an offer is Red5's counter-offer to a subscriber") {
  CHECK(countered(judge_post(answer(201, kSdpType, kSmallOffer), Role::Subscriber, false)));
  CHECK(countered(judge_post(answer(201, kSdpType, crlf(kServerOffer)), Role::Subscriber, false)));
  CHECK(accepted(judge_post(answer(201, kSdpType, crlf(kJanusAnswer)), Role::Subscriber, false)));
  // A publisher is never offered anything: the browser says what is wrong with that answer.
  CHECK(accepted(judge_post(answer(201, kSdpType, kSmallOffer), Role::Publisher, false)));
}

TEST_CASE("a token that a redirect lost is told from one that is wrong") {
  for (const int status : {401, 403}) {
    for (const bool lost : {false, true}) {
      CAPTURE(status, lost);
      const Error error = refused(judge_post(answer(status), Role::Publisher, lost));
      CHECK((error.code == ErrorCode::HttpAuthLost) == lost);
      CHECK(error.http_status == status);
    }
  }
  HttpAnswered gone = answer(404);
  gone.redirected = true;
  CHECK(refused(judge_post(gone, Role::Publisher, true)).code == ErrorCode::HttpNotFound);
}

// ---------------------------------------------------------------------------------------------
// What the server says (RFC 9457, and what the field's servers send)

TEST_CASE("the sentence in a problem's body becomes the detail", "[row 1][row 34]") {
  const auto [body, expected] = GENERATE(table<std::string, std::string>({
      {R"({"type":"about:blank","title":"Conflict","status":409,"detail":"Name is taken."})",
       "Name is taken."},
      {R"({"title":"Conflict"})", "Conflict"},
      {R"({"errorMessage":"No origin"})", "No origin"},
      {R"({"error":"no such stream"})", "no such stream"},
      {R"({"detail":"","title":"Conflict"})", "Conflict"},
      {R"({"detail":5,"title":"Conflict"})", "Conflict"},
      {R"({"detail":null,"title":"Conflict"})", "Conflict"},
      {R"({"error":{"message":"deep"}})", ""},
      {R"({})", ""},
      {R"([])", ""},
      {R"("text")", ""},
      {R"({"detail":"x")", ""},
      {"", ""},
      {"not json", ""},
      {"<html>no</html>", ""},
  }));
  for (const std::string_view type :
       {"application/problem+json", "application/json", "Application/JSON ; charset=UTF-8",
        "application/vnd.error+json"}) {
    CAPTURE(body, type);
    CHECK(detail(type, body) == expected);
  }
}

TEST_CASE("short plain text becomes the detail") {
  CHECK(detail("text/plain", "No such stream") == "No such stream");
  CHECK(detail("text/plain; charset=utf-8", "No such stream") == "No such stream");
  CHECK(detail("TEXT/PLAIN", "a\r\nb\tc") == "a  b c");
  // As Express sends what was no page to it.
  CHECK(detail("text/html; charset=utf-8", "Missing SDP offer") == "Missing SDP offer");
}

TEST_CASE("pages, and bodies of other types, are never shown") {
  for (const std::string_view type :
       {"", "text/plain", "text/html", "text/html; charset=utf-8", "application/xhtml+xml",
        "text/xml", "application/sdp", "application/octet-stream", "nonsense", ";", "*/*"}) {
    CAPTURE(type);
    CHECK(detail(type, "<html><body><h1>502 Bad Gateway</h1></body></html>").empty());
    if (!type.starts_with("text/")) CHECK(detail(type, "secret words").empty());
  }
}

TEST_CASE("a detail is redacted") {
  const std::vector<std::string> bodies{
      "The token: s3cr3t was refused by 192.0.2.77", "Authorization: Bearer s3cr3t",
      "https://u:s3cr3t@192.0.2.77/x?y=s3cr3t", "node/192.0.2.77:5080 a=ice-pwd:s3cr3t"};
  for (const std::string& body : bodies) {
    for (const std::string& shown :
         {detail("text/plain", body), detail("application/json", "{\"error\":\"" + body + "\"}")}) {
      CAPTURE(body, shown);
      CHECK(shown.find("s3cr3t") == std::string::npos);
      CHECK(shown.find("192.0") == std::string::npos);
      CHECK_FALSE(shown.empty());
    }
  }
}

TEST_CASE("a detail is bounded, and cutting it uncovers nothing") {
  CHECK(detail("text/plain", std::string(1'000'000, 'x')).size() <= kMaxLogBytes + 3);
  CHECK(detail("application/json", "{\"error\":\"" + std::string(10'000, 'x') + "\"}").size() <=
        kMaxLogBytes + 3);
  CHECK(detail("application/json", "{\"error\":\"" + std::string(100'000, 'x') + "\"}").empty());
  // Wherever the cut falls, what tells a secret from a word may be behind it.
  for (std::size_t lead = 0; lead < 600; ++lead) {
    const std::string body =
        std::string(lead, '.') + " https://alice:hunter2@a/ 192.0.2.77 [fe80::77]";
    const std::string shown = detail("text/plain", body);
    CAPTURE(lead, shown);
    for (const char* secret : {"alice", "hun", "192", "fe80"})
      REQUIRE(shown.find(secret) == std::string::npos);
  }
}

// RFC 9110 section 10.2.3; a date needs a clock, which the core does not have.
TEST_CASE("Retry-After in seconds is kept, anything else left out", "[row 37]") {
  CHECK(retry_after("0") == Millis(0));
  CHECK(retry_after("120") == Millis(120'000));
  CHECK(retry_after(" 5 ") == Millis(5000));
  CHECK(retry_after("86400") == Millis(86'400'000));
  for (const std::string_view value :
       {"", " ", "-1", "+1", "1.5", "1e3", "0x10", "5s", "5, 6", "soon",
        "Fri, 31 Dec 1999 23:59:59 GMT", "Sunday, 06-Nov-94 08:49:37 GMT"}) {
    CAPTURE(value);
    CHECK_FALSE(retry_after(value));
  }
  // A wait that is too long to wait for is still no leave to come back at once.
  for (const std::string_view value : {"86401", "31536000", "99999999999999999999999"}) {
    CAPTURE(value);
    CHECK(retry_after(value) == Millis(86'400'000));
  }
}

// ---------------------------------------------------------------------------------------------
// The session's URL

TEST_CASE("a Location is resolved against the URL that answered", "[row 8]") {
  const auto [location, expected] = GENERATE(table<std::string, std::string>({
      {"/session/1", "https://example.com/session/1"},
      {"session/1", "https://example.com/whip/endpoint/session/1"},
      {"../resource/s", "https://example.com/whip/resource/s"},
      {"?id=1", "https://example.com/whip/endpoint/s?id=1"},
      {"//example.com/x", "https://example.com/x"},
      {"https://example.com/session/1?k=v", "https://example.com/session/1?k=v"},
      {"HTTPS://EXAMPLE.com:443/x#frag", "https://example.com/x"},
      {"/a%2Fb/%C3%A9", "https://example.com/a%2Fb/%C3%A9"},
  }));
  CAPTURE(location);
  const auto session = located(location);
  REQUIRE(session);
  CHECK(session->url.text() == expected);
  CHECK(session->send_token);
}

TEST_CASE("behind a redirect the Location belongs to the URL that answered last") {
  const auto session = located("session/1", "https://node7.example.net:8443/proxied/whip/s");
  REQUIRE(session);
  CHECK(session->url.text() == "https://node7.example.net:8443/proxied/whip/session/1");
}

TEST_CASE("a Location on another origin is used without the token") {
  const std::string location =
      GENERATE(as<std::string>{}, "https://other.example.com/s", "https://example.com:8443/s",
               "//evil.example/s", "https://example.com.evil.example/s", "https://1.2.3.4/s");
  CAPTURE(location);
  const auto session = located(location);
  REQUIRE(session);
  CHECK_FALSE(session->send_token);
}

TEST_CASE("from http a Location may lead to http and to https, the token to neither") {
  CHECK_FALSE(located("https://example.com/s", "http://example.com/whip")->send_token);
  CHECK_FALSE(located("http://other/s", "http://example.com/whip")->send_token);
  CHECK(located("/s", "http://example.com/whip")->send_token);
}

TEST_CASE("a Location that cannot be used makes no session URL") {
  const std::string location = GENERATE(
      as<std::string>{}, "", "http://other/s", "javascript:alert(1)", "data:text/html,x",
      "ftp://example.com/s", "ws://example.com/s", "blob:https://example.com/1", "https://",
      "https://user@example.com/s", "https://user:pw@example.com/s", "/s\r\nX: y", "/\x01",
      "https://[::1/", "//user@evil/", "https://exa mple.com/", "https://example.com:0/");
  CAPTURE(location);
  const auto session = located(location);
  REQUIRE_FALSE(session);
  CHECK(session.error().code == ErrorCode::SignalNoLocation);
}

TEST_CASE("a Location past all measure makes no session URL") {
  CHECK_FALSE(located("/" + std::string(10'000, 'x')));
  // Whatever comes out can be read again, by a proxy or by us.
  const auto session =
      located(std::string(8000, 'x'), "https://example.com/" + std::string(4000, 'y') + "/z");
  if (session) CHECK(parse_url(session->url.text()));
}

TEST_CASE("an answer whose own URL is unknown gives no session URL") {
  for (const std::string_view url : {"", "about:blank", "https://", "garbage"}) {
    CAPTURE(url);
    const auto session = located("/session/1", url);
    REQUIRE_FALSE(session);
    CHECK(session.error().code == ErrorCode::SignalNoLocation);
  }
}

TEST_CASE("behind a redirect to another origin, no session gets the token of the first") {
  HttpAnswered made = answer(201);
  made.url = "https://elsewhere.example/whip/s";
  made.location = "/s/1";
  const auto session = session_url(made, kEndpoint);
  REQUIRE(session);
  CHECK(session->url.text() == "https://elsewhere.example/s/1");
  CHECK_FALSE(session->send_token);
}

TEST_CASE("an entity tag is kept as it came, and a weak one as the strong one that it was",
          "[row 16]") {
  HttpAnswered weak = answer(201);
  weak.location = "/s";
  weak.etag = "W/\"xyzzy\"";
  CHECK(session_url(weak, kEndpoint)->etag == "\"xyzzy\"");
  for (const std::string_view etag : {"", "\"xyzzy\"", "*", "unquoted", "\"a b\""}) {
    HttpAnswered made = answer(201);
    made.location = "/s";
    made.etag = etag;
    CHECK(session_url(made, kEndpoint)->etag == etag);
  }
}
