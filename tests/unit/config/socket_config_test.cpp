// The options of the WebSocket clients, and what a secure page keeps from all of them.

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "unit/config_support.hpp"

using namespace sluice;
using namespace sluice::test;

namespace {

const ClientKind kPublisher = socket_client(Role::Publisher);
const ClientKind kSubscriber = socket_client(Role::Subscriber);

// ---------------------------------------------------------------------------------------------
// Defaults

TEST_CASE("a proxy without a node is no way anywhere") {
  const auto through = [](std::string_view more) {
    return options(concat(R"("app":"streammanager")", more));
  };
  for (const ClientKind& kind : {kPublisher, kSubscriber}) {
    const auto refused = parse_config(kind, through(R"(,"connectionParams":{"app":"live"})"));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::ConfigNoNode);
    CHECK(parse_config(kind, through(R"(,"connectionParams":{"host":"10.1.2.3"})")));
    CHECK(parse_config(kind, through(R"(,"streamManager":true)")));
  }
}

TEST_CASE("a WebSocket client needs a host and a stream name") {
  const SessionConfig config = good(kPublisher, options());
  CHECK(config.transport == Transport::WebSocket);
  CHECK(config.endpoint.scheme == "wss");
  CHECK(config.endpoint.port == 443);
  CHECK(config.context.empty());
  CHECK_FALSE(config.lookup);
  const SocketOptions& socket = config.socket;
  CHECK(socket.mode == "live");
  CHECK(socket.wishes.transport == "udp");
  CHECK(socket.wishes.video_encoding.empty());
  CHECK(socket.wishes.audio_encoding.empty());
  CHECK(socket.key_frame_interval_ms == 3000);
  CHECK_FALSE(socket.bypass_available);
  CHECK_FALSE(socket.stay_connected);
  CHECK_FALSE(socket.do_not_switch);
  CHECK(socket.use_channel);
  CHECK(socket.switch_delay == Millis(1000));
  CHECK(socket.channel == "red5pro");
  CHECK(socket.keep_alive == Millis(0));

  check_bad(kPublisher, R"({"streamName":"s"})", ErrorCode::ConfigHostMissing);
  check_bad(kPublisher, R"({"host":"a"})", ErrorCode::ConfigStreamMissing);
}

TEST_CASE(
    "the defaults of both WebSocket clients are JSON and change nothing when they are given") {
  for (const Role role : {Role::Publisher, Role::Subscriber}) {
    const ClientKind kind = socket_client(role);
    std::string text(default_options(role, Transport::WebSocket));
    const auto defaults = parse_json(text);
    REQUIRE(defaults);
    REQUIRE(defaults->object());
    for (const char* key : {"host", "streamName", "endpoint", "port", "connectionParams"})
      CHECK(defaults->find(key) == nullptr);
    CHECK(defaults->find("proxy")->string() != nullptr);

    text.pop_back();
    const SessionConfig told =
        good(kind, text + R"(,"host":"example.com","streamName":"stream1"})");
    const SessionConfig plain = good(kind, options());
    CHECK(endpoint_url(told) == endpoint_url(plain));
    CHECK(told.use_offered_ice_servers == plain.use_offered_ice_servers);
    CHECK(told.release_media_on_stop == plain.release_media_on_stop);
    CHECK(told.mute_if_autoplay_blocked == plain.mute_if_autoplay_blocked);
    CHECK(told.socket.mode == plain.socket.mode);
    CHECK(told.socket.wishes.transport == plain.socket.wishes.transport);
    CHECK(told.socket.key_frame_interval_ms == plain.socket.key_frame_interval_ms);
    CHECK(told.socket.bypass_available == plain.socket.bypass_available);
    CHECK(told.socket.stay_connected == plain.socket.stay_connected);
    CHECK(told.socket.do_not_switch == plain.socket.do_not_switch);
    CHECK(told.socket.use_channel == plain.socket.use_channel);
    CHECK(told.socket.switch_delay == plain.socket.switch_delay);
    CHECK(told.socket.channel == plain.socket.channel);
    CHECK(told.socket.keep_alive == plain.socket.keep_alive);
  }
}

// ---------------------------------------------------------------------------------------------
// Where the socket goes

TEST_CASE("the protocol of a WebSocket may be written in the words of both transports") {
  const auto [members, origin] = GENERATE(table<std::string, std::string>({
      {R"("protocol":"wss")", "wss://example.com"},
      {R"("protocol":"https")", "wss://example.com"},
      {R"("protocol":"ws")", "ws://example.com"},
      {R"("protocol":"http")", "ws://example.com"},
      {R"("protocol":"rtmp")", "wss://example.com"},
      {R"("protocol":"")", "wss://example.com"},
      {R"("protocol":"WS")", "wss://example.com"},
      {R"("port":8443)", "wss://example.com:8443"},
      {R"("port":"5080","protocol":"ws")", "ws://example.com:5080"},
      // The WebSocket's own pair wins.
      {R"("protocol":"http","wsprotocol":"wss")", "wss://example.com"},
      {R"("protocol":"https","wsprotocol":"ws","wsport":5080,"port":443)", "ws://example.com:5080"},
      {R"("port":5080,"wsport":"443")", "wss://example.com"},
      {R"("protocol":"https","wsprotocol":null,"port":8443,"wsport":null)",
       "wss://example.com:8443"},
  }));
  CAPTURE(members);
  CHECK(good(kPublisher, options(members)).endpoint.origin() == origin);
}

TEST_CASE("the WebSocket's own protocol and port say nothing to WHIP and WHEP") {
  const std::string text = options(R"("wsprotocol":"ws","wsport":"nonsense","port":8443)");
  CHECK(good(http_client(Role::Publisher), text).endpoint.origin() == "https://example.com:8443");
  check_bad(kPublisher, text);
  for (const char* port : {"0", "65536", "443.5", "true", "{}"})
    check_bad(kPublisher, options("\"wsport\":" + std::string(port)));
  check_bad(kPublisher, options("\"wsprotocol\":5"));
}

TEST_CASE("the path of a WebSocket is app and context, and ends with a slash") {
  const auto [members, path] = GENERATE(table<std::string, std::string>({
      {R"("app":"live")", "/live/"},
      {R"("app":"live/room")", "/live/room/"},
      {R"("app":"live","context":"room")", "/live/room/"},
      {R"("app":"live/a","context":"room/b c")", "/live/a/room/b%20c/"},
      {R"("app":"caf\u00e9?#&","context":"100%")", "/caf%C3%A9%3F%23%26/100%25/"},
      {R"("context":null)", "/live/"},
      {R"("context":"")", "/live/"},
  }));
  CAPTURE(members);
  for (const ClientKind& kind : {kPublisher, kSubscriber})
    CHECK(endpoint_url(good(kind, options(members))).path == path);
}

TEST_CASE("a context is checked like an app, and is of no use to WHIP and WHEP") {
  for (const std::string& context :
       std::vector<std::string>{"/", "/room", "a//b", ".", "..", "a/../b", "a\\b", "%2f", "%2e%2e",
                                "a\r\nb", std::string(256, 'x')}) {
    check_bad(kPublisher, options("\"context\":" + quoted(context)), ErrorCode::ConfigAppInvalid);
    const SessionConfig config =
        good(http_client(Role::Publisher), options("\"context\":" + quoted(context)));
    CHECK(endpoint_url(config).path == "/live/whip/endpoint/stream1");
  }
  check_bad(kPublisher, options("\"context\":5"));
}

TEST_CASE("an endpoint takes the place of host, port, app and context") {
  const auto [endpoint, expected] = GENERATE(table<std::string, std::string>({
      {"wss://a/as/v1/proxy/ws/publish/live/stream1",
       "wss://a/as/v1/proxy/ws/publish/live/stream1?"},
      {"https://a/x", "wss://a/x?"},
      {"ws://a:5080", "ws://a:5080/?"},
      {"http://a:5080/x", "ws://a:5080/x?"},
      {"wss://a/x?signed=a%2Bb", "wss://a/x?signed=a%2Bb&"},
  }));
  CAPTURE(endpoint);
  const std::string text =
      "{\"streamName\":\"s\",\"host\":\"not a host\",\"app\":\"..\","
      "\"context\":\"..\",\"port\":-5,\"wsport\":-5,\"endpoint\":" +
      quoted(endpoint) + "}";
  CHECK(endpoint_text(kPublisher, text) == expected + "id=s");
}

TEST_CASE("an endpoint that no WebSocket can go to is refused") {
  for (const std::string& endpoint : std::vector<std::string>{
           "a", "/x", "//a/x", "ftp://a/", "wss:", "wss://", "wss://u:hunter2@a/", "wss://a:0/",
           "javascript:1", "wss://a/" + std::string(9000, 'x')})
    check_bad(kPublisher, "{\"streamName\":\"s\",\"endpoint\":" + quoted(endpoint) + "}",
              ErrorCode::ConfigEndpointInvalid);
}

TEST_CASE("messages are about a stream, so that its name is needed with an endpoint too") {
  for (const ClientKind& kind : {kPublisher, kSubscriber}) {
    for (const char* text :
         {R"({"endpoint":"wss://a/x"})", R"({"endpoint":"wss://a/x","streamName":""})",
          R"({"endpoint":"wss://a/x","streamName":null})"})
      check_bad(kind, text, ErrorCode::ConfigStreamMissing);
  }
  CHECK(good(http_client(Role::Publisher), R"({"endpoint":"https://a/x"})").stream_name.empty());
}

// ---------------------------------------------------------------------------------------------
// The query

TEST_CASE("the query of a WebSocket is the id, then the params in their order") {
  const std::string params = R"("connectionParams":{"z":"1","a":"2","host":"10.1.2.3"})";
  CHECK(query_of(endpoint_url(good(kPublisher, options(params)))) ==
        Pairs{{"id", "stream1"}, {"z", "1"}, {"a", "2"}, {"host", "10.1.2.3"}});
  const SessionConfig player = good(kSubscriber, options(params));
  CHECK(query_of(endpoint_url(player)) ==
        Pairs{{"id", player.subscription_id}, {"z", "1"}, {"a", "2"}, {"host", "10.1.2.3"}});
  CHECK(player.subscription_id.starts_with("subscriber-"));
  const std::string named = options(R"("subscriptionId":"me & you")");
  CHECK(query_of(endpoint_url(good(kSubscriber, named))) == Pairs{{"id", "me & you"}});
  CHECK(query_of(endpoint_url(good(kPublisher, named))) == Pairs{{"id", "stream1"}});
}

TEST_CASE("what WHIP says in its query, a WebSocket says in its messages") {
  const SessionConfig config = good(
      kPublisher, options(R"("streamMode":"record","iceTransport":"tcp","keyFramerate":1500)"));
  CHECK(query_of(endpoint_url(config)) == Pairs{{"id", "stream1"}});
  CHECK(config.socket.mode == "record");
  CHECK(config.socket.wishes.transport == "tcp");
  CHECK(config.socket.key_frame_interval_ms == 1500);
}

TEST_CASE("a param called id wins over the id that Sluice would add") {
  const std::string text = options(R"("connectionParams":{"a":"1","id":"mine","b":"2"})");
  const Pairs expected{{"a", "1"}, {"id", "mine"}, {"b", "2"}};
  for (const ClientKind& kind : {kPublisher, kSubscriber})
    CHECK(query_of(endpoint_url(good(kind, text))) == expected);
}

// Old clients encoded these twice, or not at all.
TEST_CASE("hostile names and params reach the server as they are, encoded exactly once") {
  const std::string hostile = GENERATE(
      as<std::string>{}, "a b", "a&b=c", "100%", "%41", "%2541", "a+b", "a?b#c", "a;b,c", "'\"<>`",
      "x:y@z", "caf\xc3\xa9", "\xf0\x9f\x98\x80", "id=1", "__proto__", "undefined", "{}", "$(x)");
  CAPTURE(hostile);
  const std::string text =
      concat("{\"host\":\"a\",\"streamName\":", quoted(hostile), ",\"app\":", quoted(hostile),
             ",\"subscriptionId\":", quoted(hostile), ",\"connectionParams\":{",
             quoted(hostile + "key"), ":", quoted(hostile), ",\"after\":\"1\"}}");
  for (const ClientKind& kind : all_clients()) {
    CAPTURE(static_cast<int>(kind.role), static_cast<int>(kind.transport));
    const SessionConfig config = good(kind, text);
    const Url url = endpoint_url(config);
    const bool socket = kind.transport == Transport::WebSocket;
    CHECK((socket ? parse_socket_url(url.text()) : parse_url(url.text())) == url);
    CHECK(url.text().find_first_of(" \"<>`") == std::string::npos);

    std::vector<std::string> parts;
    std::string_view rest = std::string_view(url.path).substr(1);
    while (!rest.empty()) parts.push_back(decoded(next_piece(rest, '/')));
    std::vector<std::string> expected{hostile};
    const bool publishes = kind.role == Role::Publisher;
    if (!socket)
      expected.insert(expected.end(), {publishes ? "whip" : "whep", "endpoint", hostile});
    CHECK(parts == expected);

    const Pairs query = query_of(url);
    const auto has = [&](const std::string& key, const std::string& value) {
      return std::count(query.begin(), query.end(), std::pair(key, value)) == 1;
    };
    if (socket) CHECK(query.front() == std::pair<std::string, std::string>("id", hostile));
    if (!socket && !publishes) CHECK(has("requestId", hostile));
    CHECK(has(hostile + "key", hostile));
    CHECK(has("after", "1"));
  }
}

// ---------------------------------------------------------------------------------------------
// What the messages say

TEST_CASE("the switches of a WebSocket session are true or false") {
  struct Row {
    std::string key;
    bool SocketOptions::*field;
  };
  for (const Row& row : {Row{"bypassAvailable", &SocketOptions::bypass_available},
                         Row{"maintainConnectionOnSubscribeErrors", &SocketOptions::stay_connected},
                         Row{"maintainStreamVariant", &SocketOptions::do_not_switch},
                         Row{"signalingSocketOnly", &SocketOptions::use_channel}}) {
    CAPTURE(row.key);
    CHECK(good(kSubscriber, options(quoted(row.key) + ":true")).socket.*row.field);
    CHECK_FALSE(good(kSubscriber, options(quoted(row.key) + ":false")).socket.*row.field);
    for (const char* value : {"0", "1", "\"true\"", "[]", "{}"})
      check_bad(kSubscriber, options(quoted(row.key) + ":" + value));
  }
}

TEST_CASE("a player that goes on from where it was declined, and who wants it, waits to be told") {
  CHECK(good(kSubscriber, options()).socket.ask_ahead);
  CHECK(good(kSubscriber, options("\"waitForAvailable\":false")).socket.ask_ahead);
  CHECK_FALSE(good(kSubscriber, options("\"waitForAvailable\":true")).socket.ask_ahead);
  CHECK_FALSE(good(kSubscriber, options("\"maintainConnectionOnSubscribeErrors\":true,"
                                        "\"waitForAvailable\":false"))
                  .socket.ask_ahead);
  check_bad(kSubscriber, options("\"waitForAvailable\":1"));
}

TEST_CASE("the delays of a WebSocket session are bounded") {
  struct Row {
    std::string key;
    Millis SocketOptions::*field;
    int max;
  };
  for (const Row& row : {Row{"socketSwitchDelay", &SocketOptions::switch_delay, 60'000},
                         Row{"keepAlive", &SocketOptions::keep_alive, 600'000}}) {
    CAPTURE(row.key);
    for (const int ms : {0, 1, 1234, row.max}) {
      const std::string text = std::to_string(ms);
      CHECK(good(kPublisher, options(quoted(row.key) + ":" + text)).socket.*row.field ==
            Millis(ms));
      CHECK(good(kPublisher, options(quoted(row.key) + ":" + quoted(text))).socket.*row.field ==
            Millis(ms));
    }
    const std::string past = std::to_string(row.max + 1);
    for (const std::string value : {"-1", past.c_str(), "1.5", "1e300", "true", "{}"})
      check_bad(kPublisher, options(quoted(row.key) + ":" + value));
  }
}

TEST_CASE("codecs are named as they are, and NONE is no codec") {
  const auto wishes = [](std::string_view members) {
    return good(kSubscriber, options(members)).socket.wishes;
  };
  CHECK(wishes(R"("videoEncoding":"H264","audioEncoding":"OPUS")").video_encoding == "H264");
  CHECK(wishes(R"("videoEncoding":"H264","audioEncoding":"OPUS")").audio_encoding == "OPUS");
  CHECK(wishes(R"("videoEncoding":"NONE","audioEncoding":"NONE")").video_encoding.empty());
  CHECK(wishes(R"("videoEncoding":"NONE","audioEncoding":"NONE")").audio_encoding.empty());
  for (const char* value : {"1", "true", "[]"})
    check_bad(kSubscriber, options("\"videoEncoding\":" + std::string(value)));
}

TEST_CASE("the data channel has the name that the app gives it") {
  const auto name = [](std::string_view value) {
    return good(kPublisher, options(concat("\"dataChannelConfiguration\":", value))).socket.channel;
  };
  CHECK(name(R"({"name":"mine"})") == "mine");
  CHECK(name(R"({"name":null})") == "red5pro");
  CHECK(name("{}") == "red5pro");
  CHECK(name("null") == "red5pro");
  check_bad(kPublisher, options(R"("dataChannelConfiguration":{"name":5})"));
}

// ---------------------------------------------------------------------------------------------
// Secure pages

TEST_CASE("a secure page is told that it cannot reach a server without TLS", "[row 46]") {
  const auto [members, reachable] = GENERATE(table<std::string, bool>({
      {R"("host":"example.com")", true},
      {R"("host":"example.com","protocol":"wss")", true},
      {R"("host":"example.com","protocol":"https","port":5080)", true},
      {R"("host":"example.com","protocol":"ws")", false},
      {R"("host":"example.com","protocol":"http")", false},
      {R"("host":"10.1.2.3","protocol":"ws","port":5080)", false},
      {R"("host":"[::2]","protocol":"http")", false},
      {R"("host":"localhost.example.com","protocol":"http")", false},
      {R"("host":"localhost","protocol":"ws")", true},
      {R"("host":"LOCALHOST","protocol":"http","port":5080)", true},
      {R"("host":"a.localhost","protocol":"http")", true},
      {R"("host":"127.0.0.1","protocol":"ws")", true},
      {R"("host":"127.9.9.9","protocol":"http")", true},
      {R"("host":"[::1]","protocol":"ws")", true},
      {R"("endpoint":"https://example.com/x")", true},
      {R"("endpoint":"http://example.com/x")", false},
      {R"("endpoint":"http://127.0.0.1:8080/x")", true},
  }));
  CAPTURE(members);
  const std::string text = "{\"streamName\":\"s\"," + members + "}";
  for (const ClientKind& kind : all_clients()) {
    CAPTURE(static_cast<int>(kind.role), static_cast<int>(kind.transport));
    good(kind, text);  // a page without TLS reaches all of them
    if (reachable) {
      good(on_secure_page(kind), text);
    } else {
      check_bad(on_secure_page(kind), text, ErrorCode::ConfigInsecure);
    }
  }
}

TEST_CASE("the WebSocket's own protocol decides what a secure page can reach") {
  const std::string text = options(R"("protocol":"https","wsprotocol":"ws")");
  check_bad(on_secure_page(kPublisher), text, ErrorCode::ConfigInsecure);
  good(on_secure_page(http_client(Role::Publisher)), text);
  good(on_secure_page(kPublisher), options(R"("protocol":"http","wsprotocol":"wss")"));
  check_bad(on_secure_page(kPublisher), R"({"streamName":"s","endpoint":"ws://example.com/x"})",
            ErrorCode::ConfigInsecure);
}

}  // namespace
