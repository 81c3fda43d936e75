// The streamManager option: what is asked of which manager, and where the clients go then.

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "sim/describe.hpp"
#include "unit/config_support.hpp"

using namespace sluice;
using namespace sluice::test;

namespace {

const ClientKind kPublisher = socket_client(Role::Publisher);
const ClientKind kSubscriber = socket_client(Role::Subscriber);
const ClientKind kWhip = http_client(Role::Publisher);
const ClientKind kWhep = http_client(Role::Subscriber);

std::string with_manager(std::string_view manager, std::string_view members = {}) {
  return options(concat("\"streamManager\":", manager, members.empty() ? "" : ",", members));
}
SessionConfig managed(const ClientKind& kind, std::string_view manager,
                      std::string_view members = {}) {
  SessionConfig config = good(kind, with_manager(manager, members));
  REQUIRE(config.lookup);
  return config;
}
std::string asked(const SessionConfig& config) {
  return lookup_url(*config.lookup).text();
}
Node node() {
  return {.address = "10.1.2.3", .scope = "live/room", .name = "stream1", .region = ""};
}

// ---------------------------------------------------------------------------------------------
// The question

TEST_CASE("without a streamManager nothing is asked") {
  for (const char* manager : {"null", "false"}) {
    for (const ClientKind& kind : all_clients()) {
      const SessionConfig config = good(kind, with_manager(manager));
      CHECK_FALSE(config.lookup);
      CHECK_FALSE(needs_lookup(config));
    }
  }
}

TEST_CASE("a streamManager that is just true is asked in the usual way") {
  const std::string manager = GENERATE(as<std::string>{}, "true", "{}", R"({"api":null})");
  CAPTURE(manager);
  const SessionConfig config = managed(on_secure_page(kPublisher), manager);
  CHECK(asked(config) ==
        "https://example.com/streammanager/api/4.0/event/live/stream1?action=broadcast");
  CHECK(config.lookup->api == ManagerApi::V4_0);
  CHECK_FALSE(config.lookup->endpoints);
  CHECK(config.lookup_retries == 3);
  CHECK(config.lookup_retry_delay == Millis(1000));
  CHECK(asked(managed(on_secure_page(kSubscriber), manager)) ==
        "https://example.com/streammanager/api/4.0/event/live/stream1?action=subscribe");
}

TEST_CASE("a streamManager is asked for all that its options say") {
  const std::string manager =
      R"({"region":"us east-1","nodeGroup":"my group","endpoints":2,"strict":true,)"
      R"("transcode":true,"accessToken":"x&y","retries":7,"retryDelay":250)";
  const std::string app = R"("app":"live/room")";
  const SessionConfig config = managed(kPublisher, manager + "}", app);
  CHECK(asked(config) ==
        "http://example.com:5080/streammanager/api/4.0/event/live/room/stream1?action=broadcast&"
        "region=us%20east-1&strict=true&endpoints=2&transcode=true&accessToken=x%26y");
  CHECK(config.lookup_retries == 7);
  CHECK(config.lookup_retry_delay == Millis(250));
  CHECK(asked(managed(kPublisher, manager + R"(,"api":"v1"})", app)) ==
        "http://example.com:5080/as/v1/streams/stream/my%20group/publish/live/room/stream1?"
        "subgroup=us%20east-1&strict=true&endpoints=2&transcode=true");
  CHECK(asked(managed(kSubscriber, manager + R"(,"api":"3.1"})", app))
            .starts_with("http://example.com:5080/streammanager/api/3.1/event/live/room/stream1?"
                         "action=subscribe&"));
  CHECK(managed(kPublisher, R"({"endpoints":"16","retries":"0","retryDelay":0})").lookup_retries ==
        0);
}

TEST_CASE("a streamManager's options that cannot be used are refused") {
  for (const std::string_view manager : {"1",
                                         "\"4.0\"",
                                         "[]",
                                         "[true]",
                                         R"({"api":"5.0"})",
                                         R"({"api":4})",
                                         R"({"api":"V1"})",
                                         R"({"region":1})",
                                         R"({"nodeGroup":{}})",
                                         R"({"accessToken":true})",
                                         R"({"endpoints":0})",
                                         R"({"endpoints":17})",
                                         R"({"endpoints":1.5})",
                                         R"({"endpoints":"two"})",
                                         R"({"strict":"true"})",
                                         R"({"strict":1})",
                                         R"({"transcode":"false"})",
                                         R"({"retries":-1})",
                                         R"({"retries":101})",
                                         R"({"retries":"many"})",
                                         R"({"retryDelay":-1})",
                                         R"({"retryDelay":600001})",
                                         R"({"port":0})",
                                         R"({"port":65536})",
                                         R"({"port":"x"})",
                                         R"({"url":5})",
                                         R"({"url":"sm.example.com"})",
                                         R"({"url":"wss://sm.example.com"})",
                                         R"({"url":"https://u:hunter2@sm.example.com"})"}) {
    for (const ClientKind& kind : all_clients()) check_bad(kind, with_manager(manager));
  }
  check_bad(kPublisher, with_manager("{\"region\":\"" + std::string(9000, 'x') + "\"}"));
}

TEST_CASE("a streamManager stands for a host, and not behind an endpoint") {
  for (const ClientKind& kind : all_clients()) {
    for (const char* manager : {"true", "{}"})
      check_bad(kind, concat(R"({"endpoint":"https://a/x","streamName":"s","streamManager":)",
                             manager, "}"));
    good(kind, R"({"endpoint":"https://a/x","streamName":"s","streamManager":false})");
    check_bad(kind, R"({"streamName":"s","streamManager":true})", ErrorCode::ConfigHostMissing);
  }
}

TEST_CASE("where the manager answers depends on the page") {
  const auto [secure, manager, members,
              base] = GENERATE(table<bool, std::string, std::string, std::string>({
      {false, "true", R"("protocol":"ws")", "http://example.com:5080"},
      {false, "true", R"("protocol":"wss")", "http://example.com:5080"},
      {false, "true", R"("httpport":80)", "http://example.com"},
      {false, "true", R"("httpport":"8080")", "http://example.com:8080"},
      {false, R"({"port":81})", R"("httpport":80)", "http://example.com:81"},
      {false, "true", R"("port":8443)", "http://example.com:5080"},  // that is the socket's
      {true, "true", "", "https://example.com"},
      {true, "true", R"("httpport":5080)", "https://example.com"},
      {true, R"({"port":"8443"})", "", "https://example.com:8443"},
      {false, R"({"url":"https://other:444/base/"})", R"("httpport":80)", "https://other:444/base"},
      {true, R"({"url":"https://other/x?y#z","port":81})", "", "https://other/x"},
      {true, R"({"url":"http://127.0.0.1:5080"})", "", "http://127.0.0.1:5080"},
  }));
  CAPTURE(secure, manager, members);
  const ClientKind kind = secure ? on_secure_page(kSubscriber) : kSubscriber;
  CHECK(asked(managed(kind, manager, members)) ==
        base + "/streammanager/api/4.0/event/live/stream1?action=subscribe");
}

TEST_CASE("a secure page is told that it cannot ask a manager without TLS") {
  for (const ClientKind& kind : all_clients()) {
    check_bad(on_secure_page(kind), with_manager(R"({"url":"http://sm.example.com:5080"})"),
              ErrorCode::ConfigInsecure);
    good(kind, with_manager(R"({"url":"http://sm.example.com:5080"})"));
  }
}

TEST_CASE("only a WebSocket client has to ask first, and under v1 only for a spare node") {
  const auto [manager, asks] = GENERATE(table<std::string, bool>({
      {"true", true},
      {R"({"api":"2.0"})", true},
      {R"({"api":"3.1"})", true},
      {R"({"api":"4.0","endpoints":1})", true},
      {R"({"api":"v1"})", false},
      {R"({"api":"v1","endpoints":1})", false},
      {R"({"api":"v1","endpoints":2})", true},
  }));
  CAPTURE(manager);
  for (const ClientKind& kind : all_clients()) {
    const bool socket = kind.transport == Transport::WebSocket;
    CHECK(needs_lookup(managed(kind, manager)) == (socket && asks));
  }
}

// ---------------------------------------------------------------------------------------------
// The way through the proxy

TEST_CASE("WHIP and WHEP take what is asked for along in their query") {
  const std::string manager = R"({"region":"us east","endpoints":2,"strict":true)";
  const auto rest_of = [](const ClientKind& kind, const std::string& text,
                          std::string_view members = {}) {
    Pairs pairs = query_of(endpoint_url(managed(kind, text, members)));
    std::erase_if(pairs, [](const auto& pair) {
      return pair.first == "requestId" || pair.first == "signal" || pair.first == "mode" ||
             pair.first == "transport" || pair.first == "keyFramerate";
    });
    return pairs;
  };
  for (const ClientKind& kind : {kWhip, kWhep}) {
    CHECK(rest_of(kind, manager + "}") ==
          Pairs{{"region", "us east"}, {"endpoints", "2"}, {"strict", "true"}});
    CHECK(rest_of(kind, manager + R"(,"api":"v1","nodeGroup":"g"})") ==
          Pairs{{"region", "us east"}, {"endpoints", "2"}, {"strict", "true"}, {"nodeGroup", "g"}});
    CHECK(rest_of(kind, "true").empty());
    CHECK(rest_of(kind, R"({"api":"v1"})") == Pairs{{"nodeGroup", "default"}});
    // The caller's own win.
    CHECK(rest_of(kind, manager + "}", R"("connectionParams":{"token":"t","region":"eu"})") ==
          Pairs{{"token", "t"}, {"region", "eu"}, {"endpoints", "2"}, {"strict", "true"}});
  }
}

TEST_CASE("the paths of the v1 proxy") {
  struct Row {
    ClientKind kind;
    std::string path;
  };
  for (const Row& row : {Row{kWhip, "/as/v1/proxy/whip/"}, Row{kWhep, "/as/v1/proxy/whep/"},
                         Row{kPublisher, "/as/v1/proxy/ws/publish/"},
                         Row{kSubscriber, "/as/v1/proxy/ws/subscribe/"}}) {
    CHECK(endpoint_url(managed(row.kind, R"({"api":"v1"})", R"("app":"live/my room")")).path ==
          row.path + "live/my%20room/stream1");
  }
  const SessionConfig publisher = managed(kPublisher, R"({"api":"v1","region":"eu"})");
  CHECK(endpoint_url(publisher).text() ==
        "wss://example.com/as/v1/proxy/ws/publish/live/stream1?id=stream1&region=eu&"
        "nodeGroup=default");
}

TEST_CASE("without v1 WHIP and WHEP go to the manager as to any server") {
  CHECK(endpoint_url(managed(kWhip, "true")).path == "/live/whip/endpoint/stream1");
  CHECK(endpoint_url(managed(kWhep, "true")).path == "/live/whep/endpoint/stream1");
}

// ---------------------------------------------------------------------------------------------
// To a node

TEST_CASE("a node is reached through the manager's proxy, with its address in the query") {
  const SessionConfig config =
      managed(kPublisher, "true", R"("app":"live/room","connectionParams":{"username":"u&x"})");
  const auto located = located_config(config, node());
  REQUIRE(located);
  CHECK(endpoint_url(*located).text() ==
        "wss://example.com/streammanager/?id=stream1&username=u%26x&host=10.1.2.3&"
        "app=live%2Froom");
  CHECK(located->stream_name == "stream1");
  CHECK(text_of(located->options) ==
        R"({"host":"example.com","streamName":"stream1","streamManager":true,)"
        R"("app":"streammanager","connectionParams":)"
        R"({"username":"u&x","host":"10.1.2.3","app":"live/room"}})");
  // The original is as it was, so that the next node can be tried with it.
  CHECK(config.app == "live/room");
  const auto second = located_config(config, {"10.4.5.6", "live", "stream1", ""});
  REQUIRE(second);
  CHECK(query_of(endpoint_url(*second)).back() ==
        std::pair<std::string, std::string>("app", "live"));
}

TEST_CASE("a player keeps its id on the way to a node, and all else that was set") {
  const SessionConfig config =
      managed(kSubscriber, "{}",
              R"("proxy":"my proxy","token":"t","timeouts":{"answer":1234},"keepAlive":9)");
  const auto located = located_config(config, node());
  REQUIRE(located);
  CHECK(located->subscription_id == config.subscription_id);
  CHECK(endpoint_url(*located).path == "/my%20proxy/");
  CHECK(query_of(endpoint_url(*located)).front() ==
        std::pair<std::string, std::string>("id", config.subscription_id));
  CHECK(located->role == Role::Subscriber);
  CHECK(located->transport == Transport::WebSocket);
  CHECK(located->token == "t");
  CHECK(located->timeouts.answer == Millis(1234));
  CHECK(located->socket.keep_alive == Millis(9));
}

TEST_CASE("a node may know the stream by another name") {
  const SessionConfig config = managed(kPublisher, "true");
  const auto located = located_config(config, {"node.example.com", "live", "other name", ""});
  REQUIRE(located);
  CHECK(located->stream_name == "other name");
  CHECK(query_of(endpoint_url(*located)).front().second == "other name");
}

TEST_CASE("under v1 the path stays, and only the node joins the query") {
  const SessionConfig config =
      managed(kPublisher, R"({"api":"v1","endpoints":2})", R"("app":"live/room")");
  const auto located = located_config(config, node());
  REQUIRE(located);
  CHECK(endpoint_url(*located).path == "/as/v1/proxy/ws/publish/live/room/stream1");
  const Pairs query = query_of(endpoint_url(*located));
  CHECK(query.front() == std::pair<std::string, std::string>("id", "stream1"));
  CHECK(std::count(query.begin(), query.end(),
                   std::pair<std::string, std::string>("host", "10.1.2.3")) == 1);
  CHECK(std::count(query.begin(), query.end(),
                   std::pair<std::string, std::string>("nodeGroup", "default")) == 1);
}

TEST_CASE("a node whose data fit into no config is refused") {
  const SessionConfig config = managed(kPublisher, "true");
  for (const Node& bad :
       {Node{"10.1.2.3", "live", "..", ""}, Node{"10.1.2.3", "live", "a/b", ""},
        Node{"10.1.2.3", "live", "", ""}, Node{"10.1.2.3", std::string(3000, 'x'), "s", ""}}) {
    const auto located = located_config(config, bad);
    CHECK_FALSE(located);
  }
}

}  // namespace
