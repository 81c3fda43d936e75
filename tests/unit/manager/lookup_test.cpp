#include "manager/lookup.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "unit/manager/lookup_support.hpp"

using namespace sluice;
using namespace sluice::test::manager_lookup;
using namespace std::string_literals;

namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

// A decoder that shares nothing with the code it tests.
std::string decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out.push_back(text[i]);
      continue;
    }
    REQUIRE(i + 2 < text.size());
    out.push_back(static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16)));
    i += 2;
  }
  return out;
}

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> out;
  std::size_t begin = 0;
  while (true) {
    const std::size_t end = text.find(separator, begin);
    out.push_back(text.substr(begin, end - begin));
    if (end == std::string::npos) return out;
    begin = end + 1;
  }
}

// A URL's text as a server reads it: path segments, query pairs.
struct Read {
  std::vector<std::string> path;
  Pairs query;
};

Read read(const Url& url) {
  const std::string text = url.text();
  const auto halves = split(text, '?');
  REQUIRE(halves.size() == 2);
  Read out;
  // Behind "https:", "" and the host.
  const auto segments = split(halves[0], '/');
  for (std::size_t i = 3; i < segments.size(); ++i) out.path.push_back(decoded(segments[i]));
  for (const std::string& pair : split(halves[1], '&')) {
    const auto sides = split(pair, '=');
    REQUIRE(sides.size() == 2);
    out.query.emplace_back(decoded(sides[0]), decoded(sides[1]));
  }
  return out;
}

}  // namespace

TEST_CASE("the four versions of the API have names") {
  CHECK(manager_api("2.0") == ManagerApi::V2_0);
  CHECK(manager_api("3.1") == ManagerApi::V3_1);
  CHECK(manager_api("4.0") == ManagerApi::V4_0);
  CHECK(manager_api("v1") == ManagerApi::V1);
  for (const std::string_view name : {"", "4", "4.0 ", "V1", "v2", "5.0", "1", "streammanager"}) {
    CAPTURE(name);
    CHECK_FALSE(manager_api(name).has_value());
  }
}

TEST_CASE("each API and role asks at its own URL") {
  const auto [api, role, url] = GENERATE(table<ManagerApi, NodeRole, std::string>({
      {ManagerApi::V2_0, NodeRole::Origin,
       "https://sm.example.com/streammanager/api/2.0/event/live/stream1?action=broadcast"},
      {ManagerApi::V3_1, NodeRole::Origin,
       "https://sm.example.com/streammanager/api/3.1/event/live/stream1?action=broadcast"},
      {ManagerApi::V4_0, NodeRole::Origin,
       "https://sm.example.com/streammanager/api/4.0/event/live/stream1?action=broadcast"},
      {ManagerApi::V4_0, NodeRole::Edge,
       "https://sm.example.com/streammanager/api/4.0/event/live/stream1?action=subscribe"},
      {ManagerApi::V1, NodeRole::Origin,
       "https://sm.example.com/as/v1/streams/stream/default/publish/live/stream1"},
      {ManagerApi::V1, NodeRole::Edge,
       "https://sm.example.com/as/v1/streams/stream/default/subscribe/live/stream1"},
  }));
  CHECK(lookup_url(lookup(api, role)).text() == url);
}

TEST_CASE("everything that can be asked for stands in the query, in the documented order") {
  const auto [api, role, path, query] =
      GENERATE(table<ManagerApi, NodeRole, std::string, std::string>({
          {ManagerApi::V4_0, NodeRole::Origin, "/streammanager/api/4.0/event/live/stream1",
           "action=broadcast&region=us-east-1&strict=true&endpoints=2&transcode=true&"
           "accessToken=abc"},
          {ManagerApi::V4_0, NodeRole::Edge, "/streammanager/api/4.0/event/live/stream1",
           "action=subscribe&region=us-east-1&strict=true&endpoints=2&accessToken=abc"},
          {ManagerApi::V1, NodeRole::Origin, "/as/v1/streams/stream/group%201/publish/live/stream1",
           "subgroup=us-east-1&strict=true&endpoints=2&transcode=true"},
          {ManagerApi::V1, NodeRole::Edge, "/as/v1/streams/stream/group%201/subscribe/live/stream1",
           "subGroup=us-east-1&strict=true&endpoints=2"},
      }));
  Lookup asked = lookup(api, role);
  asked.region = "us-east-1";
  asked.strict = true;
  asked.endpoints = 2;
  asked.transcode = true;
  asked.access_token = "abc";
  asked.node_group = "group 1";
  const Url url = lookup_url(asked);
  CHECK(url.path == path);
  CHECK(url.query == query);
}

TEST_CASE("the path in front of the API's is kept, however it ends") {
  const auto [base, url] = GENERATE(table<std::string, std::string>({
      {"https://sm", "https://sm/streammanager/api/4.0/event/live/stream1?action=broadcast"},
      {"https://sm/", "https://sm/streammanager/api/4.0/event/live/stream1?action=broadcast"},
      {"http://sm:5080/",
       "http://sm:5080/streammanager/api/4.0/event/live/stream1"
       "?action=broadcast"},
      {"https://sm/a/b",
       "https://sm/a/b/streammanager/api/4.0/event/live/stream1"
       "?action=broadcast"},
      {"https://sm/a/b/",
       "https://sm/a/b/streammanager/api/4.0/event/live/stream1"
       "?action=broadcast"},
      {"https://sm?tenant=t",
       "https://sm/streammanager/api/4.0/event/live/stream1"
       "?tenant=t&action=broadcast"},
  }));
  Lookup asked = lookup();
  asked.base = *parse_url(base);
  CHECK(lookup_url(asked).text() == url);
}

TEST_CASE("an app may be a path, with or without slashes around it") {
  const std::string app = GENERATE("live/room", "/live/room", "live/room/", "//live/room//");
  Lookup asked = lookup();
  asked.app = app;
  CHECK(lookup_url(asked).path == "/streammanager/api/4.0/event/live/room/stream1");
}

TEST_CASE("never fewer than one node is asked for, nor more than are kept") {
  const auto [wanted, sent] = GENERATE(table<std::uint32_t, std::string>({
      {0, "1"},
      {1, "1"},
      {2, "2"},
      {16, "16"},
      {17, "16"},
      {4294967295, "16"},
  }));
  Lookup asked = lookup();
  asked.endpoints = wanted;
  CHECK(lookup_url(asked).query == "action=broadcast&endpoints=" + sent);
}

TEST_CASE("whatever app, stream, region, group and token hold is encoded exactly once") {
  const std::string raw = GENERATE(
      as<std::string>{}, "plain", "a b", "a+b", "a&b=c", "a?b", "a#b", "%", "%41", "%2F", "%252F",
      "%00", "a%20b", "&action=subscribe", "x?action=subscribe", "#", "=", ";", ":", "@", "a@b:c",
      "\"", "'", "<script>", "`", "{}", "|", "^", "~", "!$*(),", "\\", "..\\..", "\r\nX-Evil: 1",
      "\t", "\n", "\x7f", "\x01", "a\0b"s, "\xc3\xa4\xc3\xb6", "\xf0\x9f\x8e\xa5", "\xff\xfe",
      "\xe2\x80\xae", "live ", " live", "...", ".hidden", "a.b", std::string(2000, '%'));
  CAPTURE(raw);
  for (const ManagerApi api : {ManagerApi::V4_0, ManagerApi::V1}) {
    Lookup asked = lookup(api, NodeRole::Edge);
    asked.app = "one/" + raw + "/three";
    asked.stream = raw;
    asked.region = raw;
    asked.node_group = raw;
    asked.access_token = raw;
    const Read seen = read(lookup_url(asked));
    if (api == ManagerApi::V1) {
      CHECK(seen.path == std::vector<std::string>{"as", "v1", "streams", "stream", raw, "subscribe",
                                                  "one", raw, "three", raw});
      CHECK(seen.query == Pairs{{"subGroup", raw}});
    } else {
      CHECK(seen.path == std::vector<std::string>{"streammanager", "api", "4.0", "event", "one",
                                                  raw, "three", raw});
      CHECK(seen.query == Pairs{{"action", "subscribe"}, {"region", raw}, {"accessToken", raw}});
    }
  }
}

TEST_CASE("a slash in a stream's name adds no segment") {
  Lookup asked = lookup();
  asked.stream = "../a/b";
  CHECK(read(lookup_url(asked)).path ==
        std::vector<std::string>{"streammanager", "api", "4.0", "event", "live", "../a/b"});
}

TEST_CASE("every documented shape of an answer is understood, in every API") {
  const auto [body, nodes] = GENERATE(table<std::string, Nodes>({
      // 2.0 to 4.0: an object for one node, an array for several.
      {R"({"name":"s","scope":"live","serverAddress":"10.0.0.1","region":"us-east-1"})",
       {{"10.0.0.1", "live", "s", "us-east-1"}}},
      {R"({"name":"s","scope":"/live","serverAddress":"10.0.0.1","region":"us-east-1"})",
       {{"10.0.0.1", "live", "s", "us-east-1"}}},
      {R"({"name":"s","scope":"/live/room/","serverAddress":"o1.example.com","region":""})",
       {{"o1.example.com", "live/room", "s", ""}}},
      {R"([{"name":"s","scope":"/live","serverAddress":"10.0.0.1","region":"a"}])",
       {{"10.0.0.1", "live", "s", "a"}}},
      {R"([{"name":"s","scope":"/live","serverAddress":"10.0.0.2","region":"a"},)"
       R"({"name":"s","scope":"/live","serverAddress":"10.0.0.1","region":"b"}])",
       {{"10.0.0.2", "live", "s", "a"}, {"10.0.0.1", "live", "s", "b"}}},
      // v1: always an array.
      {R"([{"streamGuid":"live/s","serverAddress":"10.0.0.1","nodeRole":"origin",)"
       R"("subGroup":"us-east-1","nodeState":"INSERVICE","subscribers":0}])",
       {{"10.0.0.1", "live", "s", "us-east-1"}}},
      {R"([{"streamGuid":"live/room/s","serverAddress":"10.0.0.1","nodeRole":"edge","subGroup":""},)"
       R"({"streamGuid":"/live/room/s","serverAddress":"10.0.0.2","nodeRole":"edge"}])",
       {{"10.0.0.1", "live/room", "s", ""}, {"10.0.0.2", "live/room", "s", ""}}},
      {R"({"streamGuid":"live/s","serverAddress":"10.0.0.1"})", {{"10.0.0.1", "live", "s", ""}}},
      // What is missing, null or empty was asked for.
      {R"({"serverAddress":"10.0.0.1"})", {{"10.0.0.1", "live", "stream1", ""}}},
      {R"({"name":"","scope":"","serverAddress":"10.0.0.1","region":null})",
       {{"10.0.0.1", "live", "stream1", ""}}},
      {R"({"name":null,"scope":null,"streamGuid":null,"serverAddress":"10.0.0.1"})",
       {{"10.0.0.1", "live", "stream1", ""}}},
      {R"({"scope":"/","serverAddress":"10.0.0.1"})", {{"10.0.0.1", "live", "stream1", ""}}},
      {R"({"streamGuid":"s","serverAddress":"10.0.0.1"})", {{"10.0.0.1", "live", "s", ""}}},
      {R"({"streamGuid":"","name":"s","serverAddress":"10.0.0.1"})",
       {{"10.0.0.1", "live", "s", ""}}},
      // Both ways at once: the path is one value, so it cannot contradict itself.
      {R"({"streamGuid":"a/b","scope":"c","name":"d","serverAddress":"10.0.0.1"})",
       {{"10.0.0.1", "a", "b", ""}}},
      // Some servers write every field always.
      {R"({"serverAddress":"10.0.0.1","errorMessage":null,"error":null})",
       {{"10.0.0.1", "live", "stream1", ""}}},
      {R"({"serverAddress":"10.0.0.1","errorMessage":"","error":false})",
       {{"10.0.0.1", "live", "stream1", ""}}},
      // Of equal keys the last counts.
      {R"({"serverAddress":"bad/1","serverAddress":"10.0.0.1","name":1,"name":"s"})",
       {{"10.0.0.1", "live", "s", ""}}},
      // RFC 8259 section 8.1 lets a reader ignore a byte order mark.
      {"\xef\xbb\xbf{\"serverAddress\":\"10.0.0.1\"}", {{"10.0.0.1", "live", "stream1", ""}}},
      {" \r\n\t{ \"serverAddress\" : \"10.0.0.1\" } \n", {{"10.0.0.1", "live", "stream1", ""}}},
      {R"({"serverAddress":"10.0.0.1","name":"\u00e4 \ud83c\udfa5"})",
       {{"10.0.0.1", "live", "\xc3\xa4 \xf0\x9f\x8e\xa5", ""}}},
      {R"({"serverAddress":"10.0.0.1","unknown":{"deep":[1,[2]]}})",
       {{"10.0.0.1", "live", "stream1", ""}}},
  }));
  CAPTURE(body);
  for (const ManagerApi api :
       {ManagerApi::V2_0, ManagerApi::V3_1, ManagerApi::V4_0, ManagerApi::V1}) {
    for (const NodeRole role : {NodeRole::Origin, NodeRole::Edge}) {
      const auto got = parsed(body, lookup(api, role));
      REQUIRE(got.ok());
      CHECK(*got == nodes);
    }
  }
}

TEST_CASE("an asked app loses its slashes too where the answer names no scope") {
  Lookup asked = lookup();
  asked.app = "/live/room/";
  const auto nodes = parsed(R"({"serverAddress":"n1"})", asked);
  REQUIRE(nodes.ok());
  CHECK(nodes->front().scope == "live/room");
}

TEST_CASE("an address is a host or an IP literal as URLs write them") {
  const auto [address, host] = GENERATE(table<std::string, std::string>({
      {"10.0.0.1", "10.0.0.1"},
      {"localhost", "localhost"},
      {"origin-1.us_east.example.com", "origin-1.us_east.example.com"},
      {"ORIGIN.example.com", "ORIGIN.example.com"},
      {"example.com.", "example.com."},
      {"[2001:db8::1]", "[2001:db8::1]"},
      {"2001:db8::1", "[2001:db8::1]"},
      {"::1", "[::1]"},
      {"::ffff:10.0.0.1", "[::ffff:10.0.0.1]"},
  }));
  CAPTURE(address);
  const auto nodes = parsed(item(address));
  REQUIRE(nodes.ok());
  CHECK(nodes->front().address == host);
}

TEST_CASE("each address is kept once, at its best place") {
  const auto [addresses, kept] =
      GENERATE(table<std::vector<std::string>, std::vector<std::string>>({
          {{"n1", "n1"}, {"n1"}},
          {{"n2", "n1", "n2", "n3", "n1"}, {"n2", "n1", "n3"}},
          {{"n1.example.com", "N1.EXAMPLE.COM"}, {"n1.example.com"}},
          {{"::1", "[::1]", "n1"}, {"[::1]", "n1"}},
          {{"10.0.0.1", "10.0.0.10", "10.0.0.1"}, {"10.0.0.1", "10.0.0.10"}},
      }));
  std::string body = "[";
  for (const std::string& address : addresses)
    body.append(body.size() == 1 ? "" : ",").append(item(address));
  const auto nodes = parsed(body + "]");
  REQUIRE(nodes.ok());
  std::vector<std::string> got;
  for (const Node& node : *nodes) got.push_back(node.address);
  CHECK(got == kept);
}

TEST_CASE("no more nodes are kept than were asked for, and never more than sixteen") {
  const auto [came, wanted, kept] = GENERATE(table<int, std::optional<std::uint32_t>, std::size_t>({
      {3, std::nullopt, 3},
      {16, std::nullopt, 16},
      {17, std::nullopt, 16},
      {200, std::nullopt, 16},
      {3, 1, 1},
      {3, 2, 2},
      {3, 3, 3},
      {3, 10, 3},
      {200, 100, 16},
      {3, 0, 1},
  }));
  CAPTURE(came);
  Lookup asked = lookup();
  asked.endpoints = wanted;
  const auto nodes = parsed(items(came), asked);
  REQUIRE(nodes.ok());
  REQUIRE(nodes->size() == kept);
  for (std::size_t i = 0; i < kept; ++i) CHECK((*nodes)[i].address == "n" + std::to_string(i + 1));
}

TEST_CASE("repeated nodes do not use up the places of others") {
  Lookup asked = lookup();
  asked.endpoints = 2;
  const auto nodes = parsed(
      "[" + item("n1") + "," + item("n1") + "," + item("n2") + "," + item("n3") + "]", asked);
  REQUIRE(nodes.ok());
  REQUIRE(nodes->size() == 2);
  CHECK((*nodes)[1].address == "n2");
}
