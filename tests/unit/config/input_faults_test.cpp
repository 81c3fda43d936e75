// Faults of what comes from outside (options, URLs, JSON, Link headers), each by its number in the
// project's list.

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "signal/link.hpp"
#include "signal/server_message.hpp"
#include "unit/config_support.hpp"
#include "whip/http_answer.hpp"

using namespace sluice;
using namespace sluice::test;

namespace {

std::string value_of(const Url& url, std::string_view key) {
  for (const auto& [name, value] : query_of(url)) {
    if (name == key) return value;
  }
  return "(none)";
}

std::string with_params(int count, std::string_view members) {
  std::string params;
  for (int i = 0; i < count; ++i)
    params.append(i ? "," : "").append(concat("\"k", std::to_string(i), "\":1"));
  return options(concat(R"("connectionParams":{)", params, "},", members));
}

TEST_CASE("26: half a character in a text, as JSON.stringify() writes it, becomes U+FFFD") {
  const auto [text, wanted] = GENERATE(table<std::string, std::string>({
      {R"("\ud83d")", "\xef\xbf\xbd"},
      {R"("\uDE00")", "\xef\xbf\xbd"},
      {R"("a\ud83d!")", "a\xef\xbf\xbd!"},
      {R"("\ude00\ud83d")", "\xef\xbf\xbd\xef\xbf\xbd"},
      {R"("\ud83d\ud83d\ude00")", "\xef\xbf\xbd\xf0\x9f\x98\x80"},
      {R"("\ud83d\ude00")", "\xf0\x9f\x98\x80"},
      {R"("\uD83D\uDE00\udfff")", "\xf0\x9f\x98\x80\xef\xbf\xbd"},
      {R"("\ud83d\n")", "\xef\xbf\xbd\n"},
      {R"("\ud83d\u0041")",
       "\xef\xbf\xbd"
       "A"},
      {R"("\\ud83d")", "\\ud83d"},
      {R"("\\\ud83d")", "\\\xef\xbf\xbd"},
      {R"("\ud7ff\ue000")", "\xed\x9f\xbf\xee\x80\x80"},
  }));
  CAPTURE(text);
  const auto json = parse_json(text);
  REQUIRE(json);
  REQUIRE(json->string());
  CHECK(*json->string() == wanted);
  for (const std::string_view bad : {R"("\ud83")", R"("\ud8gg")", R"("\ud83d)", R"("\u)"})
    CHECK_FALSE(parse_json(bad));
}

TEST_CASE("26: neither options nor messages fall with it") {
  CHECK(parse_config(http_client(Role::Publisher), options(R"("title":"\ud83d")")));
  CHECK(parse_server_message(R"({"send":{"method":"chat","data":{"t":"cut \ud83d"}}})"));
}

TEST_CASE("27: a Location is read as browsers read a URL") {
  const Url base = *parse_url("https://h.example/live/whip/endpoint/my%20stream");
  const auto [location, path] = GENERATE(table<std::string, std::string>({
      {"/live/whip/resource/my stream", "/live/whip/resource/my%20stream"},
      {"/r/caf\xc3\xa9", "/r/caf%C3%A9"},
      {"/r/\xe9", "/r/%E9"},
      {"/r/a`b", "/r/a%60b"},
      {"/r/a\"b", "/r/a%22b"},
      {"/r/<a>", "/r/%3Ca%3E"},
      {"/r/{a}^", "/r/%7Ba%7D%5E"},
      {"/r/a|b", "/r/a|b"},
      {"/r/100%/%zz/%41", "/r/100%/%zz/%41"},
      {" /r/a ", "/r/a"},
      {"/r\\a", "/r/a"},
      {"my stream?key=a b", "/live/whip/endpoint/my%20stream?key=a%20b"},
      {"/r?x='\"`\xc3\xa9\\{}", "/r?x=%27%22`%C3%A9\\{}"},
      {"https://h.example/a b#c d", "/a%20b"},
  }));
  CAPTURE(location);
  const auto url = resolve_url(base, location);
  REQUIRE(url);
  CHECK(url->text() == "https://h.example" + path);
  CHECK(parse_url(url->text()) == url);
}

TEST_CASE("27: what is no host is not made one") {
  const Url base = *parse_url("https://h.example/a");
  for (const std::string_view other : {"\\\\other.example\\b", "/\\other.example/b"}) {
    const auto url = resolve_url(base, other);
    REQUIRE(url);
    CHECK(url->text() == "https://other.example/b");
  }
  for (const std::string_view bad :
       {"https://a b/", "//a b/", "https://h`x/", "https://u@h.example/", "https:\\\\u\\@h/x\n",
        "/a\nb", "/a\tb", "/\x7f"}) {
    CAPTURE(bad);
    const auto url = resolve_url(base, bad);
    CHECK((!url || url->host != "h"));
    CHECK((!url || bad.starts_with("https:\\")));
  }
  CHECK_FALSE(resolve_url(base, "/" + std::string(8000, ' ') + "x"));  // three times as long
}

TEST_CASE("27: the session behind such a Location is known") {
  HttpAnswered answer;
  answer.status = 201;
  answer.url = "https://h.example/live/whip/endpoint/my%20stream";
  answer.location = "/live/whip/resource/my stream";
  const auto session = session_url(answer, *parse_url(answer.url));
  REQUIRE(session);
  CHECK(session->url.text() == "https://h.example/live/whip/resource/my%20stream");
  CHECK(session->send_token);
}

TEST_CASE("28: the scheme of an ICE server has no case") {
  for (const std::string_view url :
       {"TURN:t.example", "Turns:t.example?transport=tcp", "tUrN:T.Example:3478?Transport=TCP"}) {
    CAPTURE(url);
    const auto servers =
        ice_servers(concat("<", url, R"(>; rel="ice-server"; username="U"; credential="C")"));
    REQUIRE(servers.size() == 1);
    CHECK(servers[0] == IceServer{lowercase(url), "U", "C"});
  }
  for (const std::string_view url : {"STUN:s.example", "Stun:s.example:19302", "sTuNs:s.example"}) {
    CAPTURE(url);
    const auto servers = ice_servers(concat("<", url, R"(>; rel="ice-server")"));
    REQUIRE(servers.size() == 1);
    CHECK(servers[0].url == lowercase(url));
  }
  // Without credentials a TURN server costs all the others, in any case.
  CHECK(ice_servers(R"(<TURN:t.example>; rel="ice-server")").empty());
}

TEST_CASE("40: an ICE server that Chromium refuses is left out, and the others stay") {
  const auto header = [](std::string_view url, std::string_view username = "u") {
    return concat("<", url, R"(>; rel="ice-server"; username=")", username,
                  R"("; credential="c", <stun:good.example>; rel="ice-server")");
  };
  // Each was tried in Chromium, which takes no configuration with it.
  for (const std::string_view url :
       {"stun:h.example:", "turn:h.example:?transport=udp", "stun:h:0", "stun:h:65536",
        "turn:h.example?transport=tls", "stun:h?transport=udp", "stun://h", "turn:u@h", "turn:h?",
        "stun:h?", "stun:[::1", "stun: h", "stun:", "turn:"}) {
    CAPTURE(url);
    const auto servers = ice_servers(header(url));
    REQUIRE(servers.size() == 1);
    CHECK(servers[0].url == "stun:good.example");
  }
  CHECK(ice_servers(header("turn:h", std::string(509, 'u'))).size() == 2);
  CHECK(ice_servers(header("turn:h", std::string(510, 'u'))).size() == 1);
  // And takes each of these.
  for (const std::string_view url : {"stun:h_x.example", "stun:h.example.", "turn:[::1]:3478",
                                     "turn:h.example:65535?transport=tcp", "turns:h?transport=udp",
                                     "stun:[::ffff:1.2.3.4]", "stuns:h.example"}) {
    CAPTURE(url);
    CHECK(ice_servers(header(url)).size() == 2);
  }
}

TEST_CASE("29: what the node adds to the parameters is counted at init()") {
  constexpr std::string_view kManaged = R"("streamManager":true)";
  for (const ClientKind& kind : {socket_client(Role::Publisher), socket_client(Role::Subscriber)}) {
    const SessionConfig config = good(kind, with_params(62, kManaged));
    const auto located = located_config(config, {"10.0.0.1", "live", "stream1", ""});
    REQUIRE(located);
    CHECK(located->params.size() == 64);
    check_bad(kind, with_params(63, kManaged));
    check_bad(kind,
              with_params(61, R"("context":"room","streamManager":{"api":"v1","endpoints":2})"));
    good(kind, with_params(62, R"("streamManager":{"api":"v1"})"));
  }
}

TEST_CASE("29: the URL that is sent is measured at init(), too") {
  const std::string text = options(concat(
      R"("app":")", std::string(200, 'a'), R"(","streamManager":true,"connectionParams":{"a":")",
      std::string(2000, 'x'), R"(","b":")", std::string(2000, 'x'), R"(","c":")",
      std::string(2000, 'x'), R"(","d":")", std::string(1930, 'x'), "\"}"));
  check_bad(socket_client(Role::Publisher), text);
}

TEST_CASE("31: an empty field is as good as none") {
  for (const ClientKind& kind : all_clients()) {
    for (const std::string_view field : {"endpoint",
                                         "port",
                                         "app",
                                         "protocol",
                                         "streamMode",
                                         "iceTransport",
                                         "keyFramerate",
                                         "subscriptionId",
                                         "token",
                                         "context",
                                         "videoEncoding",
                                         "audioEncoding",
                                         "wsport",
                                         "wsprotocol",
                                         "httpport",
                                         "socketSwitchDelay",
                                         "keepAlive",
                                         "trickleIce",
                                         "streamManager",
                                         "recovery",
                                         "timeouts",
                                         "connectionParams",
                                         "bypassAvailable",
                                         "rtcConfiguration"}) {
      CAPTURE(field);
      const SessionConfig empty = good(kind, options(concat("\"", field, R"(":"")")));
      const SessionConfig none = good(kind, options());
      CHECK(endpoint_url(empty) == endpoint_url(none));
      CHECK(empty.token.empty());
    }
    CHECK(endpoint_text(kind, options(R"("streamManager":{"api":"","nodeGroup":"","port":"",)"
                                      R"("url":"","region":"","endpoints":"","retries":""})")) ==
          endpoint_text(kind, options(R"("streamManager":{})")));
    check_bad(kind, R"({"host":"","streamName":"s"})", ErrorCode::ConfigHostMissing);
    check_bad(kind, R"({"host":"h","streamName":""})", ErrorCode::ConfigStreamMissing);
  }
  // A parameter's value is the app's own.
  const SessionConfig config = good(options(R"("connectionParams":{"a":""})"));
  CHECK(value_of(endpoint_url(config), "a").empty());
}

TEST_CASE("33: the wish for a transcoder reaches the proxy that finds the node itself") {
  const std::string api = GENERATE(as<std::string>{}, "2.0", "3.1", "4.0", "v1");
  CAPTURE(api);
  const std::string text =
      options(concat(R"("streamManager":{"api":")", api, R"(","transcode":true})"));
  CHECK(value_of(endpoint_url(good(http_client(Role::Publisher), text)), "transcode") == "true");
  // There is nothing to be transcoded for a player.
  CHECK(value_of(endpoint_url(good(http_client(Role::Subscriber), text)), "transcode") == "(none)");
  const SessionConfig socket = good(socket_client(Role::Publisher), text);
  if (needs_lookup(socket)) {
    CHECK(value_of(lookup_url(*socket.lookup), "transcode") == "true");
  } else {
    CHECK(value_of(endpoint_url(socket), "transcode") == "true");
  }
  const std::string own =
      options(concat(R"("connectionParams":{"transcode":"no"},)", R"("streamManager":{"api":")",
                     api, R"(","transcode":true})"));
  CHECK(value_of(endpoint_url(good(http_client(Role::Publisher), own)), "transcode") == "no");
}

TEST_CASE("34: the context is part of the scope everywhere") {
  const auto text = [](std::string_view manager) {
    return options(concat(R"("app":"live","context":"room1/a","streamManager":)", manager));
  };
  for (const Role role : {Role::Publisher, Role::Subscriber}) {
    const ClientKind kind = socket_client(role);
    const std::string way = role == Role::Publisher ? "publish" : "subscribe";
    SECTION(concat("the path of v1's proxy: ", way)) {
      CHECK(endpoint_url(good(kind, text(R"({"api":"v1"})"))).path ==
            concat("/as/v1/proxy/ws/", way, "/live/room1/a/stream1"));
    }
    for (const std::string_view api : {"2.0", "3.1", "4.0"}) {
      SECTION(concat("a lookup of ", api, ": ", way)) {
        const SessionConfig config = good(kind, text(concat(R"({"api":")", api, "\"}")));
        CHECK(lookup_url(*config.lookup).path ==
              concat("/streammanager/api/", api, "/event/live/room1/a/stream1"));
      }
    }
    SECTION(concat("a lookup of v1: ", way)) {
      const SessionConfig config = good(kind, text(R"({"api":"v1","endpoints":2})"));
      CHECK(lookup_url(*config.lookup).path ==
            concat("/as/v1/streams/stream/default/", way, "/live/room1/a/stream1"));
      const auto located = located_config(config, {"10.0.0.1", "live/room1/a", "stream1", ""});
      REQUIRE(located);
      CHECK(endpoint_url(*located).path ==
            concat("/as/v1/proxy/ws/", way, "/live/room1/a/stream1"));
    }
  }
}

TEST_CASE("34: it is told once, in the node's scope or beside it") {
  const SessionConfig config =
      good(socket_client(Role::Publisher), options(R"("context":"room1","streamManager":true)"));
  const auto [scope, context] =
      GENERATE(table<std::string, std::string>({{"live/room1", "(none)"},
                                                {"live", "room1"},
                                                {"room1", "(none)"},
                                                {"live/bedroom1", "room1"}}));
  CAPTURE(scope);
  const auto located = located_config(config, {"10.0.0.1", scope, "stream1", ""});
  REQUIRE(located);
  const Url url = endpoint_url(*located);
  CHECK(url.path == "/streammanager/");
  CHECK(value_of(url, "app") == scope);
  CHECK(value_of(url, "context") == context);
}

TEST_CASE("35: the codecs that are wished for are sent over HTTP, too") {
  const std::string wishes = R"("videoEncoding":"H264","audioEncoding":"OPUS")";
  for (const Role role : {Role::Publisher, Role::Subscriber}) {
    const Url url = endpoint_url(good(role, options(wishes)));
    CHECK(value_of(url, "videoEncoding") == "H264");
    CHECK(value_of(url, "audioEncoding") == "OPUS");
    const Url none = endpoint_url(good(role, options(R"("videoEncoding":"NONE")")));
    CHECK(value_of(none, "videoEncoding") == "(none)");
    CHECK(value_of(none, "audioEncoding") == "(none)");
    const Url own = endpoint_url(
        good(role, options(wishes + R"(,"connectionParams":{"videoEncoding":"VP8"})")));
    CHECK(value_of(own, "videoEncoding") == "VP8");
    // A foreign endpoint gets what was set, and that is.
    const Url foreign =
        endpoint_url(good(role, concat(R"({"endpoint":"https://h.example/whip",)", wishes, "}")));
    CHECK(value_of(foreign, "videoEncoding") == "H264");
  }
}

TEST_CASE("41: a host is ASCII here, as the browser's URL writes it") {
  // web/given.ts hands over Punycode; what is not, is a mistake.
  CHECK(endpoint_url(good(R"({"host":"xn--bcher-kva.example","streamName":"s"})")).host ==
        "xn--bcher-kva.example");
  CHECK_FALSE(
      is_valid_host("b\xc3\xbc"
                    "cher.example"));
  CHECK_FALSE(
      parse_url("https://b\xc3\xbc"
                "cher.example/"));
  // What a browser takes for a number never gets as far as it.
  for (const std::string_view host : {"0x7f.1", "127.1", "foo.1", "foo.0x1f", "foo.0x", "1.2.3.4.",
                                      "999.example.1.", "0x7F000001"}) {
    CAPTURE(host);
    CHECK_FALSE(is_valid_host(host));
  }
  for (const std::string_view host : {"a_b.c", "foo.1a", "1.example", "0x.example", "f00"}) {
    CAPTURE(host);
    CHECK(is_valid_host(host));
  }
}

}  // namespace
