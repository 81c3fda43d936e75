#include "config/config.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <string>
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

TEST_CASE("the caller's ICE servers win over the server's", "[row 42]") {
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
