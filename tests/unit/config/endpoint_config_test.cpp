// Where the options lead: the server, the URL that is asked for there, and the params in its query.

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "unit/config_support.hpp"

using namespace sluice;
using namespace sluice::test;

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

TEST_CASE("an unknown protocol never makes a connection less secure", "[row 46]") {
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
  CHECK(
      query_of(endpoint_url(good(options()))) ==
      Pairs{{"signal", "true"}, {"mode", "live"}, {"transport", "udp"}, {"keyFramerate", "3000"}});
  const SessionConfig subscriber = good(Role::Subscriber, options());
  CHECK(query_of(endpoint_url(subscriber)) ==
        Pairs{{"requestId", subscriber.subscription_id}, {"signal", "true"}, {"transport", "udp"}});
  const Pairs set = query_of(
      endpoint_url(good(options(R"("streamMode":"record","iceTransport":"tcp","keyFramerate":1500,)"
                                R"("enableChannelSignaling":false)"))));
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
// The data channel

TEST_CASE(
    "messages go by a data channel unless the endpoint is foreign, or the app says otherwise") {
  const auto endpoint = [](std::string_view more) {
    return concat(R"({"endpoint":"https://example.com/whip?a=1")", more, "}");
  };
  const auto uses = [](const std::string& given) {
    const SessionConfig config = good(given);
    const bool says = endpoint_url(config).text().find("signal=true") != std::string::npos;
    CHECK(says == config.uses_channel);
    return config.uses_channel;
  };
  CHECK(uses(options()));
  CHECK_FALSE(uses(options(R"("enableChannelSignaling":false)")));
  CHECK_FALSE(uses(options(R"("enableChannelSignaling":true,"includeDataChannel":false)")));
  CHECK_FALSE(uses(endpoint("")));
  CHECK(uses(endpoint(R"(,"enableChannelSignaling":true)")));
  CHECK(uses(endpoint(R"(,"includeDataChannel":true)")));
  check_bad(options(R"("enableChannelSignaling":1)"));
  // The caller's own word stands, and is said once.
  const SessionConfig own = good(options(R"("connectionParams":{"signal":"false"})"));
  CHECK(own.uses_channel);
  CHECK(endpoint_url(own).text().find("signal=true") == std::string::npos);
}
