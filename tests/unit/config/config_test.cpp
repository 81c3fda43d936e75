#include "config/config.hpp"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "unit/config_support.hpp"

using namespace sluice;
using namespace sluice::test;

TEST_CASE("a host and a stream name are enough") {
  const SessionConfig config = good(options());
  CHECK(config.role == Role::Publisher);
  CHECK(config.stream_name == "stream1");
  CHECK(config.app == "live");
  CHECK_FALSE(config.has_endpoint);
  CHECK(config.endpoint.scheme == "https");
  CHECK(config.endpoint.host == "example.com");
  CHECK(config.endpoint.port == 443);
  CHECK(config.subscription_id.empty());
  CHECK(config.token.empty());
  CHECK(config.trickle);
  CHECK(config.use_offered_ice_servers);
  CHECK_FALSE(config.release_media_on_stop);
  CHECK(config.mute_if_autoplay_blocked);
  const Timeouts timeouts;
  CHECK(config.timeouts.media == timeouts.media);
  CHECK(config.timeouts.description == timeouts.description);
  CHECK(config.timeouts.gathering == timeouts.gathering);
  CHECK(config.timeouts.answer == timeouts.answer);
  CHECK(config.timeouts.connect == timeouts.connect);
  CHECK(config.timeouts.disconnected == timeouts.disconnected);
  CHECK(config.timeouts.remove == timeouts.remove);
}

TEST_CASE("options that are no object are refused") {
  const std::string text = GENERATE(as<std::string>{}, "", "null", "1", "\"x\"", "[]", "{", "{}x",
                                    "undefined", "{\"host\":undefined}", "{\"host\":NaN}");
  check_bad(text);
}

TEST_CASE("options past 64 KiB are refused") {
  check_bad(options("\"x\":\"" + std::string(64 * 1024, 'x') + "\""));
}

TEST_CASE("an option that is null is as if it were not there") {
  const SessionConfig config = good(options(
      R"("endpoint":null,"app":null,"port":null,"protocol":null,"connectionParams":null,)"
      R"("token":null,"trickleIce":null,"timeouts":null,"iceServers":null,"streamMode":null,)"
      R"("keyFramerate":null,"iceTransport":null,"clearMediaOnUnpublish":null)"));
  CHECK(endpoint_url(config) == endpoint_url(good(options())));
  CHECK(config.use_offered_ice_servers);
}

// ---------------------------------------------------------------------------------------------
// Where the server is

TEST_CASE("without a host there is nowhere to go") {
  for (const char* text : {R"({})", R"({"streamName":"s"})", R"({"streamName":"s","host":null})",
                           R"({"streamName":"s","host":""})"})
    check_bad(text, ErrorCode::ConfigHostMissing);
}

TEST_CASE("a host is a name or an address and nothing more") {
  for (const std::string_view host :
       {"example.com", "a", "localhost", "10.1.2.3", "[::1]", "sub.a-b.example"}) {
    CAPTURE(host);
    const auto config = good("{\"streamName\":\"s\",\"host\":" + quoted(host) + "}");
    CHECK(config.endpoint.host == host);
  }
  CHECK(good(R"({"streamName":"s","host":"EXAMPLE.com"})").endpoint.host == "example.com");
  for (const std::string& host : std::vector<std::string>{"example.com:443",
                                                          "https://example.com",
                                                          "example.com/",
                                                          "example.com/live",
                                                          "user@example.com",
                                                          "user:pw@example.com",
                                                          "example.com?x",
                                                          "example.com#x",
                                                          "a b",
                                                          " a",
                                                          "a\r\nHost: b",
                                                          std::string("a\0b", 3),
                                                          "a%2eb",
                                                          "::1",
                                                          "-a",
                                                          "a..b",
                                                          "1.2.3",
                                                          "a\\b",
                                                          std::string(10'000, 'a'),
                                                          "ex\xc3\xa4mple.com"})
    check_bad("{\"streamName\":\"s\",\"host\":" + quoted(host) + "}", ErrorCode::ConfigHostInvalid);
  for (const char* host : {"1", "true", "{}", "[\"a\"]"})
    check_bad("{\"streamName\":\"s\",\"host\":" + std::string(host) + "}");
}

TEST_CASE("the protocol says how secure the server is, in the words of both transports") {
  const auto [protocol, scheme, port] = GENERATE(table<std::string, std::string, int>({
      {"https", "https", 443},
      {"http", "http", 80},
      {"wss", "https", 443},
      {"ws", "http", 80},
  }));
  CAPTURE(protocol);
  const SessionConfig config = good(options("\"protocol\":" + quoted(protocol)));
  CHECK(config.endpoint.scheme == scheme);
  CHECK(config.endpoint.port == port);
}

TEST_CASE("an unknown protocol never makes a connection less secure") {
  for (const std::string_view protocol : {"", "ftp", "javascript", "HTTPS", "rtmp", "http\r\n"}) {
    CAPTURE(protocol);
    const auto config =
        parse_config(http_client(Role::Publisher), options("\"protocol\":" + quoted(protocol)));
    if (config) CHECK(config->endpoint.scheme == "https");
  }
  check_bad(options("\"protocol\":443"));
}

TEST_CASE("a port is a whole number, also as text") {
  CHECK(good(options("\"port\":8443")).endpoint.port == 8443);
  CHECK(good(options("\"port\":\"8443\"")).endpoint.port == 8443);
  CHECK(good(options("\"port\":1")).endpoint.port == 1);
  CHECK(good(options("\"port\":65535")).endpoint.port == 65535);
  CHECK(good(options("\"port\":8088,\"protocol\":\"http\"")).endpoint.port == 8088);
  CHECK(good(options("\"port\":443.0")).endpoint.port == 443);
  for (const std::string port :
       {"0", "65536", "-1", "443.5", "1e300", "-1e300", "\"abc\"", "\"443.0\"", "\" 443\"",
        "\"0x1bb\"", "\"65536\"", "\"1e3\"", "\"99999999999999999999\"", "true", "[443]", "{}"})
    check_bad(options("\"port\":" + port));
}

// ---------------------------------------------------------------------------------------------
// Names

TEST_CASE("stream names that cannot be used are refused") {
  CHECK(check_stream_name("").error().code == ErrorCode::ConfigStreamMissing);
  for (const std::string& name : std::vector<std::string>{".",
                                                          "..",
                                                          "../x",
                                                          "x/..",
                                                          "a/b",
                                                          "/",
                                                          "/a",
                                                          "a/",
                                                          "a\\b",
                                                          "\\",
                                                          "%2f",
                                                          "%2F",
                                                          "a%2fb",
                                                          "..%2f..%2fx",
                                                          "%5c",
                                                          "%5C",
                                                          "%2e%2e",
                                                          "%2E%2e",
                                                          "%2e%2E%2f",
                                                          ".%2e",
                                                          "%2e.",
                                                          "%2e",
                                                          "%2E",
                                                          "a\r\nb",
                                                          "\r",
                                                          "\n",
                                                          "\t",
                                                          "a%0d%0ab",
                                                          "a%0D",
                                                          "a%0A",
                                                          "%00",
                                                          "%01",
                                                          "%1f",
                                                          "%7F",
                                                          "\x7f",
                                                          std::string("a\0b", 3),
                                                          std::string(1, '\0'),
                                                          std::string(256, 'x'),
                                                          std::string(10'000, 'x')}) {
    CAPTURE(name.substr(0, 40));
    const auto checked = check_stream_name(name);
    REQUIRE_FALSE(checked);
    CHECK(checked.error().code == ErrorCode::ConfigStreamInvalid);
    CHECK_FALSE(checked.error().detail.empty());
    check_bad("{\"host\":\"a\",\"streamName\":" + quoted(name) + "}",
              ErrorCode::ConfigStreamInvalid);
  }
}

TEST_CASE("stream names of all kinds reach the server as they are") {
  for (const std::string& name : std::vector<std::string>{"stream1",
                                                          "a b",
                                                          " ",
                                                          "my-stream_1.2~",
                                                          "...",
                                                          ".a",
                                                          "a.",
                                                          "a..b",
                                                          "100%",
                                                          "%41",
                                                          "%",
                                                          "%zz",
                                                          "a?b#c",
                                                          "a&b=c",
                                                          "a+b",
                                                          "a:b@c",
                                                          "'\"<>",
                                                          "caf\xc3\xa9",
                                                          "\xf0\x9f\x98\x80",
                                                          "__proto__",
                                                          std::string(255, 'x')}) {
    CAPTURE(name);
    const auto checked = check_stream_name(name);
    REQUIRE(checked);
    CHECK(*checked == name);
    const SessionConfig config = good("{\"host\":\"a\",\"streamName\":" + quoted(name) + "}");
    CHECK(config.stream_name == name);
    const Url url = endpoint_url(config);
    const std::string start = "/live/whip/endpoint/";
    REQUIRE(url.path.starts_with(start));
    const std::string last = url.path.substr(start.size());
    CHECK(last.find('/') == std::string::npos);
    CHECK(decoded(last) == name);
    CHECK(parse_url(url.text()) == url);
  }
}

TEST_CASE("a stream name is asked for where there is no endpoint") {
  for (const char* text :
       {R"({"host":"a"})", R"({"host":"a","streamName":null})", R"({"host":"a","streamName":""})"})
    check_bad(text, ErrorCode::ConfigStreamMissing);
  for (const char* name : {"1", "true", "[\"s\"]", "{}"})
    check_bad("{\"host\":\"a\",\"streamName\":" + std::string(name) + "}");
}

TEST_CASE("an app may be a path of rooms") {
  const auto [app, path] = GENERATE(table<std::string, std::string>({
      {"live", "/live/whip/endpoint/stream1"},
      {"live/room", "/live/room/whip/endpoint/stream1"},
      {"live/room/sub", "/live/room/sub/whip/endpoint/stream1"},
      {"my app", "/my%20app/whip/endpoint/stream1"},
      {"live/caf\xc3\xa9?#", "/live/caf%C3%A9%3F%23/whip/endpoint/stream1"},
      {"%41", "/%2541/whip/endpoint/stream1"},
  }));
  CAPTURE(app);
  const SessionConfig config = good(options("\"app\":" + quoted(app)));
  CHECK(config.app == app);
  CHECK(endpoint_url(config).path == path);
}

TEST_CASE("an app that cannot be used is refused") {
  for (const std::string& app : std::vector<std::string>{
           "/", "//", "/live", "live//room", ".", "..", "../live", "live/..", "live/../x",
           "live/./x", "live\\room", "live%2froom", "live/%2e%2e/x", "live/%2e./x", "live\r\nX: y",
           std::string("live\0", 5), std::string(256, 'a'), std::string(10'000, 'a')})
    check_bad(options("\"app\":" + quoted(app)), ErrorCode::ConfigAppInvalid);
  for (const std::string app : {"1", "[\"live\"]", "{}", "false"})
    check_bad(options("\"app\":" + app));
}

// ---------------------------------------------------------------------------------------------
// Endpoints

TEST_CASE("without an endpoint the URL is made of host, app and name") {
  CHECK(endpoint_text(Role::Publisher, options())
            .starts_with("https://example.com/live/whip/endpoint/stream1?"));
  CHECK(endpoint_text(Role::Subscriber, options())
            .starts_with("https://example.com/live/whep/endpoint/stream1?requestId=subscriber-"));
  CHECK(endpoint_text(Role::Publisher, options(R"("port":5080,"protocol":"http")"))
            .starts_with("http://example.com:5080/live/whip/endpoint/stream1?"));
}

TEST_CASE("the query says what the field's servers know") {
  CHECK(query_of(endpoint_url(good(options()))) ==
        Pairs{{"mode", "live"}, {"transport", "udp"}, {"keyFramerate", "3000"}});
  const SessionConfig subscriber = good(Role::Subscriber, options());
  CHECK(query_of(endpoint_url(subscriber)) ==
        Pairs{{"requestId", subscriber.subscription_id}, {"transport", "udp"}});
  const Pairs set = query_of(endpoint_url(
      good(options(R"("streamMode":"record","iceTransport":"tcp","keyFramerate":1500)"))));
  CHECK(set == Pairs{{"mode", "record"}, {"transport", "tcp"}, {"keyFramerate", "1500"}});
}

TEST_CASE("what the known parameters cannot be is refused") {
  CHECK(query_of(endpoint_url(good(options("\"keyFramerate\":\"2000\"")))).back().second == "2000");
  for (const std::string value : {"true", "{}", "[]", "1e300", "-1e300", "-1", "2.5", "\"abc\""})
    check_bad(options("\"keyFramerate\":" + value));
  for (const std::string value : {"true", "{}", "[]", "5", "1e300"}) {
    check_bad(options("\"streamMode\":" + value));
    check_bad(options("\"iceTransport\":" + value));
    check_bad(Role::Subscriber, options("\"iceTransport\":" + value), ErrorCode::ConfigInvalid);
  }
}

TEST_CASE("an endpoint takes the place of host, port, app and name") {
  const auto config = good(
      R"({"endpoint":"https://whip.example.com:8443/a/b?x=1","host":"not a host","port":-5,"app":"..",)"
      R"("streamName":"stream1"})");
  CHECK(config.has_endpoint);
  CHECK(config.stream_name == "stream1");
  CHECK(endpoint_url(config).text() == "https://whip.example.com:8443/a/b?x=1");
  CHECK(good(R"({"endpoint":"http://127.0.0.1:8080"})").stream_name.empty());
}

TEST_CASE("an endpoint keeps its query, and params join it") {
  const auto [endpoint, expected] = GENERATE(table<std::string, std::string>({
      {"https://a/x", "https://a/x?k=v%26w"},
      {"https://a/x?", "https://a/x?k=v%26w"},
      {"https://a/x?sig=a%2Bb", "https://a/x?sig=a%2Bb&k=v%26w"},
      {"https://a/x?sig=1&t", "https://a/x?sig=1&t&k=v%26w"},
      {"https://a/x?y#frag", "https://a/x?y&k=v%26w"},
      {"https://a", "https://a/?k=v%26w"},
  }));
  CAPTURE(endpoint);
  CHECK(endpoint_text(Role::Publisher, "{\"endpoint\":" + quoted(endpoint) +
                                           R"(,"connectionParams":{"k":"v&w"}})") == expected);
}

TEST_CASE("a foreign endpoint's query is left alone unless the caller sets an option") {
  const std::string endpoint = R"("endpoint":"https://a/x?signed=1")";
  CHECK(endpoint_text(Role::Publisher, "{" + endpoint + "}") == "https://a/x?signed=1");
  CHECK(endpoint_text(Role::Subscriber, "{" + endpoint + "}") == "https://a/x?signed=1");
  CHECK(endpoint_text(Role::Publisher, "{" + endpoint + R"(,"keyFramerate":2000})") ==
        "https://a/x?signed=1&keyFramerate=2000");
  CHECK(endpoint_text(Role::Publisher, "{" + endpoint + R"(,"streamMode":"append"})") ==
        "https://a/x?signed=1&mode=append");
  CHECK(endpoint_text(Role::Subscriber, "{" + endpoint + R"(,"subscriptionId":"me"})") ==
        "https://a/x?signed=1&requestId=me");
}

TEST_CASE("an endpoint that cannot be used is refused") {
  for (const std::string& endpoint : std::vector<std::string>{
           "a", "/whip", "//a/whip", "example.com/whip", "ws://a/", "wss://a/", "ftp://a/",
           "javascript:alert(1)", "data:,x", "blob:https://a/1", "https:", "https://",
           "https:///whip", "https://user:pw@a/", "https://user@a/", "https://a/\r\nb",
           "https://a:0/", "https://a:99999/", "https://a/" + std::string(9000, 'x')})
    check_bad("{\"endpoint\":" + quoted(endpoint) + "}", ErrorCode::ConfigEndpointInvalid);
  for (const std::string endpoint : {"1", "true", "[]", "{}"}) {
    const auto config =
        parse_config(http_client(Role::Publisher), "{\"endpoint\":" + endpoint + "}");
    CHECK_FALSE(config);
  }
}

// ---------------------------------------------------------------------------------------------
// Params

TEST_CASE("connectionParams are encoded exactly once") {
  const Pairs params{{"username", "u&x=y"}, {"password", "p%20w+d /?#\"'<>"},
                     {"token", "a%2Fb=="},  {"we ird&key=", "caf\xc3\xa9 \xf0\x9f\x98\x80"},
                     {"line", "a\r\nb\tc"}, {"empty", ""},
                     {"host", "10.1.2.3"},  {"app", "live/room"}};
  std::string text;
  for (const auto& [key, value] : params)
    text.append(text.empty() ? "" : ",").append(quoted(key)).append(":").append(quoted(value));
  for (const Role role : {Role::Publisher, Role::Subscriber}) {
    const Url url = endpoint_url(
        good(role, "{\"endpoint\":\"https://a/x\",\"connectionParams\":{" + text + "}}"));
    CHECK(query_of(url) == params);
    CHECK_FALSE(has_control(url.text()));
    CHECK(parse_url(url.text()) == url);
    // The same before the parameters that Sluice adds.
    const Pairs more =
        query_of(endpoint_url(good(role, options("\"connectionParams\":{" + text + "}"))));
    for (const auto& pair : params) {
      CAPTURE(pair.first);
      CHECK(std::count(more.begin(), more.end(), pair) == 1);
    }
  }
}

TEST_CASE("params may be text, whole numbers and booleans; null is left out") {
  const Url url = endpoint_url(
      good(R"({"endpoint":"https://a","connectionParams":{"s":"x","n":2,"m":-3,"t":true,"f":false,)"
           R"("z":null,"big":9007199254740991,"nil":0}})"));
  CHECK(query_of(url) == Pairs{{"s", "x"},
                               {"n", "2"},
                               {"m", "-3"},
                               {"t", "true"},
                               {"f", "false"},
                               {"big", "9007199254740991"},
                               {"nil", "0"}});
}

TEST_CASE("params that have no text are refused") {
  for (const std::string value : {"2.5", "1e300", "-1e300", "1e16", "{}", "[]", "[\"a\"]"})
    check_bad(options("\"connectionParams\":{\"k\":" + value + "}"));
  for (const std::string value : {"1", "\"a=b\"", "true", "[]", "[[\"a\",\"b\"]]"})
    check_bad(options("\"connectionParams\":" + value));
  check_bad(options(R"("connectionParams":{"":"x"})"));
  check_bad(options("\"connectionParams\":{\"k\":\"" + std::string(2049, 'x') + "\"}"));
  check_bad(options("\"connectionParams\":{\"" + std::string(256, 'k') + "\":1}"));
  std::string many;
  for (int i = 0; i < 65; ++i)
    many.append(i ? "," : "").append(quoted(std::to_string(i))).append(":1");
  check_bad(options("\"connectionParams\":{" + many + "}"));
}

TEST_CASE("a param given twice counts once, by its last value") {
  const Url url = endpoint_url(
      good(R"({"endpoint":"https://a","connectionParams":{"k":"1","l":"2","k":"3"}})"));
  const Pairs pairs = query_of(url);
  CHECK(std::count_if(pairs.begin(), pairs.end(), [](const auto& p) { return p.first == "k"; }) ==
        1);
  CHECK(std::count(pairs.begin(), pairs.end(), std::pair<std::string, std::string>("k", "3")) == 1);
}

TEST_CASE("no parameter is in the query twice") {
  for (const Role role : {Role::Publisher, Role::Subscriber}) {
    const Url url = endpoint_url(good(
        role, options(R"("connectionParams":{"transport":"tcp","mode":"record","requestId":"me",)"
                      R"("keyFramerate":"100"})")));
    std::set<std::string> keys;
    for (const auto& [key, value] : query_of(url)) {
      CAPTURE(key, url.query);
      CHECK(keys.insert(key).second);
    }
  }
}

TEST_CASE("the caller's own param wins over the one that Sluice would add") {
  const Pairs pairs =
      query_of(endpoint_url(good(options(R"("connectionParams":{"transport":"tcp"})"))));
  CHECK(std::count(pairs.begin(), pairs.end(),
                   std::pair<std::string, std::string>("transport", "tcp")) == 1);
}

TEST_CASE("a config whose URL no server and no parser takes is refused") {
  std::string params;
  for (int i = 0; i < 5; ++i) {
    params.append(i ? "," : "").append(quoted("k" + std::to_string(i))).append(":");
    params.append(quoted(std::string(2000, 'x')));
  }
  check_bad(options("\"connectionParams\":{" + params + "}"));
}

// ---------------------------------------------------------------------------------------------
// The rest

TEST_CASE("a subscriber has an id of its own") {
  const std::string id = good(Role::Subscriber, options()).subscription_id;
  CHECK(id.starts_with("subscriber-"));
  CHECK(id.size() == std::string("subscriber-").size() + 16);
  CHECK(parse_config(http_client(Role::Subscriber, 1), options())->subscription_id != id);
  CHECK(parse_config(http_client(Role::Subscriber), options())->subscription_id == id);
  CHECK(good(Role::Subscriber, options("\"subscriptionId\":\"me & you\"")).subscription_id ==
        "me & you");
  CHECK(good(Role::Publisher, options("\"subscriptionId\":\"me\"")).subscription_id.empty());
  check_bad(Role::Subscriber, options("\"subscriptionId\":5"), ErrorCode::ConfigInvalid);
}

TEST_CASE("switches are true or false") {
  struct Row {
    std::string key;
    bool SessionConfig::*field;
  };
  for (const Row& row :
       std::vector<Row>{{"trickleIce", &SessionConfig::trickle},
                        {"clearMediaOnUnpublish", &SessionConfig::release_media_on_stop},
                        {"muteOnAutoplayRestriction", &SessionConfig::mute_if_autoplay_blocked}}) {
    CAPTURE(row.key);
    CHECK(good(options(quoted(row.key) + ":true")).*row.field);
    CHECK_FALSE(good(options(quoted(row.key) + ":false")).*row.field);
    for (const char* value : {"0", "1", "\"true\"", "[]", "{}"})
      check_bad(options(quoted(row.key) + ":" + value));
  }
}

TEST_CASE("a token is text that fits a header") {
  CHECK(good(options("\"token\":\"eyJ.a-b_c~+/==\"")).token == "eyJ.a-b_c~+/==");
  CHECK(good(options("\"token\":\"\"")).token.empty());
  CHECK(good(options("\"token\":" + quoted(std::string(8192, 'x')))).token.size() == 8192);
  for (const std::string& token : std::vector<std::string>{
           "a\r\nX-Evil: 1", "a\n", std::string("a\0", 2), "a\x7f", std::string(8193, 'x'),
           // A browser throws for what is past Latin-1, and RFC 6750 knows ASCII alone.
           "\xe2\x82\xac"})
    check_bad(options("\"token\":" + quoted(token)));
  for (const std::string token : {"1", "{}", "[]", "true"})
    check_bad(options("\"token\":" + token));
}

TEST_CASE("an error never repeats a secret") {
  for (const std::string& text : std::vector<std::string>{
           options(R"("token":"hunter2\n")"),
           options(R"("connectionParams":{"token":["hunter2"]})"), options(R"("port":"hunter2")"),
           std::string(R"({"endpoint":"https://u:hunter2@a/"})"),
           std::string(R"({"host":"u:hunter2@a","streamName":"s"})")}) {
    const auto config = parse_config(http_client(Role::Publisher), text);
    REQUIRE_FALSE(config);
    CHECK(config.error().detail.find("hunter2") == std::string::npos);
  }
}

TEST_CASE("each timeout has a name, a default and its bounds") {
  struct Row {
    std::string key;
    Millis Timeouts::*field;
  };
  for (const Row& row : std::vector<Row>{{"media", &Timeouts::media},
                                         {"description", &Timeouts::description},
                                         {"gathering", &Timeouts::gathering},
                                         {"answer", &Timeouts::answer},
                                         {"connect", &Timeouts::connect},
                                         {"disconnected", &Timeouts::disconnected},
                                         {"remove", &Timeouts::remove}}) {
    CAPTURE(row.key);
    const auto with = [&row](std::string_view value) {
      return options(concat("\"timeouts\":{", quoted(row.key), ":", value, "}"));
    };
    CHECK(good(with("1234")).timeouts.*row.field == Millis(1234));
    CHECK(good(with("\"1234\"")).timeouts.*row.field == Millis(1234));
    CHECK(good(with("100")).timeouts.*row.field == Millis(100));
    CHECK(good(with("600000")).timeouts.*row.field == Millis(600'000));
    CHECK(good(with("null")).timeouts.*row.field == Timeouts{}.*row.field);
    for (const char* value :
         {"99", "600001", "0", "-1", "100.5", "1e300", "\"1s\"", "true", "[]", "{}"})
      check_bad(with(value));
  }
  for (const char* value : {"1000", "\"1000\"", "true", "[]"})
    check_bad(options("\"timeouts\":" + std::string(value)));
  CHECK(good(options(R"("timeouts":{"unknown":"x"})")).timeouts.answer == Timeouts{}.answer);
}

TEST_CASE("the caller's ICE servers win over the server's") {
  for (const char* members : {R"("iceServers":[{"urls":"stun:a"}])", R"("iceServers":[])",
                              R"("rtcConfiguration":{"iceServers":[{"urls":"stun:a"}]})"}) {
    CAPTURE(members);
    CHECK_FALSE(good(options(members)).use_offered_ice_servers);
  }
  for (const char* members :
       {R"("rtcConfiguration":{})", R"("rtcConfiguration":{"iceServers":null})",
        R"("rtcConfiguration":{"bundlePolicy":"max-bundle"})", R"("rtcConfiguration":null)"}) {
    CAPTURE(members);
    CHECK(good(options(members)).use_offered_ice_servers);
  }
}

TEST_CASE("unknown keys are passed over, whatever they hold") {
  const SessionConfig plain = good(options());
  const SessionConfig odd = good(options(
      R"("__proto__":{"host":"evil"},"constructor":1,"HOST":"evil","stream_name":"x","":null,)"
      R"("onGetUserMedia":{},"x":[[[1,2,{"y":null}]]])"));
  CHECK(endpoint_url(odd) == endpoint_url(plain));
}

// The pages of the field spread their whole settings into init().
TEST_CASE("a page's whole settings are taken") {
  const std::string text =
      R"({"host":"sm.example.com","port":443,"stream1":"stream1","stream2":"stream2","app":"live",)"
      R"("proxy":"streammanager","streamName":"stream1","streamMode":"live","recordBroadcast":true,)"
      R"("appendRecordBroadcast":false,"cameraWidth":854,"cameraHeight":480,"embedWidth":"100%",)"
      R"("embedHeight":480,"buffer":0.5,"bandwidth":{"audio":56,"video":750},"useAudio":true,)"
      R"("useVideo":true,"keyFramerate":3000,"mediaConstraints":{"audio":true,"video":{"width":)"
      R"({"min":640,"max":640},"frameRate":{"min":8,"max":24}}},"rtcConfiguration":{)"
      R"("iceServers":[{"urls":"stun:stun.example.com"}],"iceCandidatePoolSize":2,"bundlePolicy":)"
      R"("max-bundle"},"publisherFailoverOrder":"rtc,rtmp","subscriberFailoverOrder":"rtc,rtmp,hls",)"
      R"("iceTransport":"udp","verboseLogging":true,"streamManagerAPI":"4.0",)"
      R"("streamManagerAccessToken":"xyz123","streamManagerRegion":null,"muteOnAutoplayRestriction":)"
      R"(true,"enableChannelSignaling":true,"trickleIce":true,"signalingSocketOnly":true,)"
      R"("disableProxy":true,"authentication":{"enabled":false,"username":"user","password":"pass",)"
      R"("token":""},"preferWhipWhep":true,"stats":{"endpoint":null,"interval":5000},)"
      R"("offerSDPResolution":false,"subscriptionId":"subscriber-abc","mediaElementId":"player",)"
      R"("protocol":"wss","maintainConnectionOnSubscribeErrors":false,"liveSeek":{"enabled":false},)"
      R"("dataChannelConfiguration":{"name":"red5pro"},"socketSwitchDelay":1000,"unknown":[1,2,3]})";
  for (const Role role : {Role::Publisher, Role::Subscriber}) {
    const SessionConfig config = good(role, text);
    CHECK(config.endpoint.host == "sm.example.com");
    CHECK(config.endpoint.scheme == "https");
    CHECK_FALSE(config.use_offered_ice_servers);
    CHECK(config.params.size() <= 3);
  }
}

TEST_CASE(
    "the defaults of both HTTP clients are JSON and make a good config with a host and a name") {
  for (const Role role : {Role::Publisher, Role::Subscriber}) {
    const auto defaults = parse_json(default_options(role, Transport::Http));
    REQUIRE(defaults);
    REQUIRE(defaults->object());
    CHECK(defaults->find("host") == nullptr);
    CHECK(defaults->find("endpoint") == nullptr);

    std::string text(default_options(role, Transport::Http));
    text.pop_back();
    text.append(R"(,"host":"example.com","streamName":"stream1"})");
    const SessionConfig config = good(role, text);
    // Being told the defaults changes nothing.
    const SessionConfig plain = good(role, options());
    CHECK(endpoint_url(config) == endpoint_url(plain));
    CHECK(config.trickle == plain.trickle);
    CHECK(config.use_offered_ice_servers == plain.use_offered_ice_servers);
    CHECK(config.release_media_on_stop == plain.release_media_on_stop);
    CHECK(config.mute_if_autoplay_blocked == plain.mute_if_autoplay_blocked);
  }
}
