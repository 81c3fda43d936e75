#include "manager/lookup.hpp"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <string>
#include <utility>
#include <vector>

#include "base/text.hpp"

using namespace sluice;
using namespace std::string_literals;

namespace {

using Nodes = std::vector<Node>;
using Pairs = std::vector<std::pair<std::string, std::string>>;

Lookup lookup(ManagerApi api = ManagerApi::V4_0, NodeRole role = NodeRole::Origin) {
  Lookup out;
  out.base = *parse_url("https://sm.example.com");
  out.api = api;
  out.role = role;
  out.app = "live";
  out.stream = "stream1";
  return out;
}

Result<Nodes> parsed(const std::string& body, const Lookup& asked = lookup()) {
  return parse_lookup(asked, {200, "application/json", body});
}

Result<Nodes> answered(int status, const std::string& body,
                       const std::string& type = "application/json",
                       NodeRole role = NodeRole::Origin) {
  return parse_lookup(lookup(ManagerApi::V4_0, role), {status, type, body});
}

std::string item(const std::string& address) {
  return R"({"name":"stream1","scope":"/live","serverAddress":")" + address + R"(","region":"r"})";
}

// "n1".."n<count>" as an array.
std::string items(int count) {
  std::string out = "[";
  for (int i = 1; i <= count; ++i)
    out.append(i == 1 ? "" : ",").append(item("n" + std::to_string(i)));
  return out + "]";
}

std::string repeated(const std::string& piece, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out.append(piece);
  return out;
}

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

TEST_CASE("what is no host is a bad address") {
  const std::string address = GENERATE(
      as<std::string>{}, "", " ", ".", "-", "10.0.0.1:5080", "example.com:443", "[::1]:443", "[::1",
      "::1]", "1:2", "[10.0.0.1]", "fe80::1%25eth0", "example.com/", "example.com/path",
      "https://example.com", "//example.com", "example.com?a=b", "example.com#a",
      "user@example.com", "user:secret@example.com", "a b", " example.com", "example.com ",
      "example.com\\r\\nX-Evil: 1", "example.com\\n", "\\texample.com", "example.com\\u0000",
      "ex\\u0000ample.com", "\\u007f", "ex\\u00e4mple.com", "\\uff11\\uff10.0.0.1",
      "\\ud83c\\udfa5", "10.0.0", "10.0.0.256", "010.0.0.1", "10.0.0.1.1", "2130706433",
      "example..com", ".example.com", "-a.com", "a,b", "10.0.0.1,10.0.0.2", "a\\\\b", "%31", "*",
      "a<b", "a'b", "::1::2", "12345::", std::string(254, 'a'), repeated("a.", 200));
  CAPTURE(address);
  for (const std::string& body : {item(address), "[" + item("n1") + "," + item(address) + "]",
                                  "[" + item(address) + "," + item("n1") + "]"}) {
    const auto nodes = parsed(body);
    REQUIRE_FALSE(nodes.ok());
    CHECK(nodes.error().code == ErrorCode::ManagerBadAddress);
    CHECK(nodes.error().http_status == 200);
    CHECK_FALSE(has_control(nodes.error().detail));
    CHECK(nodes.error().detail.size() <= 503);
  }
}

TEST_CASE("a bad address counts even behind all the nodes that are kept") {
  Lookup asked = lookup();
  asked.endpoints = 1;
  std::string body = items(20);
  body.insert(body.size() - 1, "," + item("10.0.0.1:5080"));
  const auto nodes = parsed(body, asked);
  REQUIRE_FALSE(nodes.ok());
  CHECK(nodes.error().code == ErrorCode::ManagerBadAddress);
}

TEST_CASE("a broken answer is an error with a code of its own") {
  using enum ErrorCode;
  const std::string node = item("n1");
  const auto [body, code] = GENERATE_COPY(table<std::string, ErrorCode>({
      // No JSON.
      {"", ManagerNotJson},
      {" ", ManagerNotJson},
      {"<!DOCTYPE html><html><body>502 Bad Gateway</body></html>", ManagerNotJson},
      {"OK", ManagerNotJson},
      {"undefined", ManagerNotJson},
      {"NaN", ManagerNotJson},
      {"nul", ManagerNotJson},
      {"{", ManagerNotJson},
      {node.substr(0, node.size() - 1), ManagerNotJson},
      {node.substr(0, 20), ManagerNotJson},
      {"[" + node, ManagerNotJson},
      {"[" + node + ",]", ManagerNotJson},
      {node + node, ManagerNotJson},
      {node + "\n" + node, ManagerNotJson},
      {node + ";", ManagerNotJson},
      {"callback(" + node + ")", ManagerNotJson},
      {"{'serverAddress':'n1'}", ManagerNotJson},
      {R"({serverAddress:"n1"})", ManagerNotJson},
      {R"({"serverAddress":"n1",})", ManagerNotJson},
      {R"({"serverAddress":"n1" "name":"s"})", ManagerNotJson},
      {R"({"serverAddress":"\ud800"})", ManagerBadAddress},
      {"{\"serverAddress\":\"\xff\"}", ManagerNotJson},
      {"{\"serverAddress\":\"n1\r\n\"}", ManagerNotJson},
      {node + "\0"s, ManagerNotJson},
      {"\0"s + node, ManagerNotJson},
      {"{\"serverAddress\":\"n\0\"}"s, ManagerNotJson},
      {"\xff\xfe{\0}\0"s, ManagerNotJson},
      {"\xfe\xff\0{\0}"s, ManagerNotJson},
      {"{\0}\0"s, ManagerNotJson},
      {"\xef\xbb{}", ManagerNotJson},
      {"\xef\xbb\xbf", ManagerNotJson},
      {"\xef\xbb\xbf\xef\xbb\xbf" + node, ManagerNotJson},
      // Past what is read.
      {repeated("[", 1000) + repeated("]", 1000), ManagerNotJson},
      {repeated("[", 30'000), ManagerNotJson},
      {repeated(R"({"a":)", 10'000) + "1" + repeated("}", 10'000), ManagerNotJson},
      {"[" + repeated("1,", 20'000) + "1]", ManagerNotJson},
      {std::string(5'000'000, 'x'), ManagerTooLarge},
      {"[" + repeated(node + ",", 70'000) + node + "]", ManagerTooLarge},
      {"{\"a\":\"" + std::string(64 * 1024, 'x') + "\"}", ManagerTooLarge},
      {std::string(64 * 1024 + 1, ' '), ManagerTooLarge},
      // JSON, but of no shape that is known.
      {"null", ManagerBadAnswer},
      {"true", ManagerBadAnswer},
      {"false", ManagerBadAnswer},
      {"0", ManagerBadAnswer},
      {"-1.5e3", ManagerBadAnswer},
      {R"("")", ManagerBadAnswer},
      {R"("10.0.0.1")", ManagerBadAnswer},
      {"{}", ManagerBadAnswer},
      {"[[]]", ManagerBadAnswer},
      {"[" + items(2) + "]", ManagerBadAnswer},
      {"[null]", ManagerBadAnswer},
      {"[1]", ManagerBadAnswer},
      {R"(["10.0.0.1"])", ManagerBadAnswer},
      {"[{}]", ManagerBadAnswer},
      {"[" + node + ",null]", ManagerBadAnswer},
      {"[" + node + ",{}]", ManagerBadAnswer},
      {"[{}," + node + "]", ManagerBadAnswer},
      {R"({"nodes":[)" + node + "]}", ManagerBadAnswer},
      {R"({"name":"s","scope":"/live"})", ManagerBadAnswer},
      {R"({"ServerAddress":"n1"})", ManagerBadAnswer},
      {R"({"serverAddress":null})", ManagerBadAnswer},
      {R"({"serverAddress":1})", ManagerBadAnswer},
      {R"({"serverAddress":true})", ManagerBadAnswer},
      {R"({"serverAddress":["n1"]})", ManagerBadAnswer},
      {R"({"serverAddress":{"host":"n1"}})", ManagerBadAnswer},
      {R"({"serverAddress":"n1","serverAddress":null})", ManagerBadAnswer},
      {R"({"serverAddress":"n1","name":1})", ManagerBadAnswer},
      {R"({"serverAddress":"n1","name":{}})", ManagerBadAnswer},
      {R"({"serverAddress":"n1","scope":false})", ManagerBadAnswer},
      {R"({"serverAddress":"n1","scope":["live"]})", ManagerBadAnswer},
      {R"({"serverAddress":"n1","streamGuid":7})", ManagerBadAnswer},
      {R"({"serverAddress":"n1","region":0})", ManagerBadAnswer},
      {R"({"serverAddress":"n1","subGroup":[]})", ManagerBadAnswer},
      {R"({"serverAddress":"n1","region":"a\nb"})", ManagerBadAnswer},
      {R"({"serverAddress":"n1","region":")" + std::string(256, 'a') + "\"}", ManagerBadAnswer},
  }));
  CAPTURE(body.substr(0, 200));
  const auto nodes = parsed(body);
  REQUIRE_FALSE(nodes.ok());
  CHECK(error_info(nodes.error().code).name == error_info(code).name);
  CHECK(nodes.error().http_status == 200);
  if (code == ManagerNotJson)
    CHECK(nodes.error().detail.starts_with("Could not properly parse response."));
}

TEST_CASE("a scope or name that no URL can carry makes a bad answer") {
  const std::string odd = GENERATE(as<std::string>{}, ".", "..", "a\\nb", "a\\r\\nb", "a\\u0000b",
                                   "\\u0001", "\\u007f", "\\t", "a\\\\b", std::string(256, 'a'));
  const auto in = [](const std::string& member, const std::string& value) {
    return R"({"serverAddress":"n1",")" + member + R"(":")" + value + "\"}";
  };
  CAPTURE(odd);
  for (const std::string& body :
       {in("name", odd), in("scope", odd), in("scope", "/live/" + odd), in("scope", odd + "/live"),
        in("streamGuid", odd), in("streamGuid", "live/" + odd), in("streamGuid", odd + "/s")}) {
    CAPTURE(body);
    const auto nodes = parsed(body);
    REQUIRE_FALSE(nodes.ok());
    CHECK(nodes.error().code == ErrorCode::ManagerBadAnswer);
  }
}

TEST_CASE("the parts of a scope and a name are whole") {
  const auto [member, value] = GENERATE(table<std::string, std::string>({
      {"scope", "live//room"},
      {"scope", "/live//room/"},
      {"scope", "a/./b"},
      {"scope", "a/../b"},
      {"scope", "../live"},
      {"scope", "live/.."},
      {"name", "/"},
      {"name", "a/b"},
      {"name", "/s"},
      {"name", "s/"},
      {"streamGuid", "/"},
      {"streamGuid", "live/"},
      {"streamGuid", "live/s/"},
      {"streamGuid", "live//room/s"},
      {"streamGuid", "live/../s"},
  }));
  CAPTURE(member, value);
  const auto nodes = parsed(R"({"serverAddress":"n1",")" + member + R"(":")" + value + "\"}");
  REQUIRE_FALSE(nodes.ok());
  CHECK(nodes.error().code == ErrorCode::ManagerBadAnswer);
}

TEST_CASE("the limits of scope, name, region and body are exact") {
  const std::string most(255, 'a');
  const auto nodes = parsed(R"({"serverAddress":"n1","name":")" + most + R"(","scope":"/)" + most +
                            R"(/","region":")" + most + "\"}");
  REQUIRE(nodes.ok());
  CHECK(*nodes == Nodes{{"n1", most, most, most}});
  // Each part is short enough, but not all of them.
  CHECK_FALSE(
      parsed(R"({"serverAddress":"n1","scope":")" + most.substr(0, 200) + "/" + most + "\"}").ok());

  const std::string node = item("n1");
  CHECK(parsed(node + std::string(64 * 1024 - node.size(), ' ')).ok());
  CHECK_FALSE(parsed(node + std::string(64 * 1024 - node.size() + 1, ' ')).ok());
}

TEST_CASE("the content type of a success must be JSON's") {
  const auto [type, good] = GENERATE(table<std::string, bool>({
      {"application/json", true},
      {"Application/JSON", true},
      {"application/json; charset=utf-8", true},
      {"application/json;charset=UTF-8", true},
      {" application/json ; charset=utf-8", true},
      {"application/problem+json", true},
      {"application/vnd.red5.nodes+json; v=1", true},
      {"", false},
      {";", false},
      {"text/html", false},
      {"text/html; charset=application/json", false},
      {"text/plain", false},
      {"text/json", false},
      {"application/jsonp", false},
      {"application/json5", false},
      {"application/javascript", false},
      {"application/octet-stream", false},
      {"json", false},
      {"application/json, text/html", false},
  }));
  CAPTURE(type);
  const auto nodes = answered(200, item("n1"), type);
  REQUIRE(nodes.ok() == good);
  if (good) return;
  CHECK(nodes.error().code == ErrorCode::ManagerNotJson);
  CHECK(nodes.error().detail.starts_with("Could not properly parse response."));
}

TEST_CASE("a status that is no success decides alone, whatever the body is") {
  const auto [status, for_origin, for_edge] = GENERATE(table<int, ErrorCode, ErrorCode>({
      {400, ErrorCode::ManagerBadRequest, ErrorCode::ManagerBadRequest},
      {401, ErrorCode::ManagerUnauthorized, ErrorCode::ManagerUnauthorized},
      {403, ErrorCode::ManagerUnauthorized, ErrorCode::ManagerUnauthorized},
      {404, ErrorCode::ManagerNoOrigin, ErrorCode::ManagerNoEdge},
      {500, ErrorCode::ManagerFailed, ErrorCode::ManagerFailed},
      {502, ErrorCode::ManagerFailed, ErrorCode::ManagerFailed},
      {503, ErrorCode::ManagerFailed, ErrorCode::ManagerFailed},
      {599, ErrorCode::ManagerFailed, ErrorCode::ManagerFailed},
      {-1, ErrorCode::ManagerRefused, ErrorCode::ManagerRefused},
      {0, ErrorCode::ManagerRefused, ErrorCode::ManagerRefused},
      {199, ErrorCode::ManagerRefused, ErrorCode::ManagerRefused},
      {300, ErrorCode::ManagerRefused, ErrorCode::ManagerRefused},
      {304, ErrorCode::ManagerRefused, ErrorCode::ManagerRefused},
      {405, ErrorCode::ManagerRefused, ErrorCode::ManagerRefused},
      {409, ErrorCode::ManagerRefused, ErrorCode::ManagerRefused},
      {408, ErrorCode::ManagerFailed, ErrorCode::ManagerFailed},
      {421, ErrorCode::ManagerFailed, ErrorCode::ManagerFailed},
      {425, ErrorCode::ManagerFailed, ErrorCode::ManagerFailed},
      {429, ErrorCode::ManagerFailed, ErrorCode::ManagerFailed},
      {600, ErrorCode::ManagerRefused, ErrorCode::ManagerRefused},
  }));
  CAPTURE(status);
  for (const std::string& body :
       {item("n1"), items(3), ""s, "<html>"s, R"({"errorMessage":"x"})"s, "null"s, "\0"s,
        repeated("[", 1000), std::string(5'000'000, '[')}) {
    for (const std::string& type : {"application/json"s, "text/html"s, ""s}) {
      const auto origin = answered(status, body, type, NodeRole::Origin);
      const auto edge = answered(status, body, type, NodeRole::Edge);
      REQUIRE_FALSE(origin.ok());
      REQUIRE_FALSE(edge.ok());
      CHECK(origin.error().code == for_origin);
      CHECK(edge.error().code == for_edge);
      CHECK(origin.error().http_status == status);
    }
  }
}

TEST_CASE("every 2xx with nodes is a success") {
  for (const int status : {200, 201, 202, 206, 299}) CHECK(answered(status, item("n1")).ok());
}

TEST_CASE("an empty list means that there is no node") {
  CHECK(answered(200, "[]").error() ==
        Error{ErrorCode::ManagerNoOrigin, "the list of nodes is empty", 200});
  CHECK(answered(200, "[]", "application/json", NodeRole::Edge).error() ==
        Error{ErrorCode::ManagerNoEdge, "the list of nodes is empty", 200});
}

TEST_CASE("what the body of a refusal says becomes the detail") {
  const auto [body, detail] = GENERATE(table<std::string, std::string>({
      {R"({"errorMessage":"Stream not found"})", "Stream not found"},
      {R"({"error":"No group"})", "No group"},
      {R"({"error":{"message":"No group","code":7}})", "No group"},
      {R"({"errorMessage":"first","error":"second"})", "first"},
      {R"({"error":"second","errorMessage":"first"})", "first"},
      {R"({"errorMessage":"","error":"second"})", "second"},
      {R"({"errorMessage":null,"error":"second"})", "second"},
      {R"({"errorMessage":404,"error":"second"})", "second"},
      {R"({"error":{"message":1}})", ""},
      {R"({"error":{}})", ""},
      {R"({"error":["a"]})", ""},
      {R"({"error":true})", ""},
      {R"({"message":"other"})", ""},
      {R"(["a"])", ""},
      {"<html>secret page</html>", ""},
      {"", ""},
      {R"({"errorMessage":"cut)", ""},
  }));
  CAPTURE(body);
  for (const std::string& type : {"application/json"s, "text/html"s, ""s})
    CHECK(answered(404, body, type).error().detail == detail);
}

TEST_CASE("a success that holds an error is refused") {
  const auto [body, detail] = GENERATE(table<std::string, std::string>({
      {R"({"errorMessage":"Stream not found"})", "Stream not found"},
      {R"({"error":"No group"})", "No group"},
      {R"({"error":{"message":"No group"}})", "No group"},
      {R"({"error":true})", ""},
      {R"({"error":1})", ""},
      {R"({"error":{}})", ""},
      {R"({"error":"No group","serverAddress":"n1"})", "No group"},
      {R"({"error":"No group","serverAddress":"bad/1"})", "No group"},
  }));
  CAPTURE(body);
  CHECK(answered(200, body).error() == Error{ErrorCode::ManagerRefused, detail, 200});
}

TEST_CASE("a detail is short and holds neither secrets nor addresses") {
  const std::string said =
      "bad token=abc123 of 10.20.30.40\\r\\nat https://u:pw@h/?k=v " + std::string(9000, 'x');
  for (const std::string& body :
       {R"({"errorMessage":")" + said + "\"}", R"({"error":{"message":")" + said + "\"}}",
        R"({"serverAddress":")" + said + "\"}",
        R"({"serverAddress":"bob:abc123@10.20.30.40/u:pw"})"s}) {
    CAPTURE(body.substr(0, 100));
    for (const int status : {200, 400}) {
      const auto nodes = answered(status, body);
      REQUIRE_FALSE(nodes.ok());
      const std::string& detail = nodes.error().detail;
      CHECK(detail.find("abc123") == std::string::npos);
      CHECK(detail.find("10.20.30.40") == std::string::npos);
      CHECK(detail.find("bob") == std::string::npos);
      CHECK_FALSE(has_control(detail));
      CHECK(detail.size() <= 503);
    }
  }
  const auto typed = answered(200, "x", "text/html; token=abc123 " + std::string(9000, 'x'));
  CHECK(typed.error().detail.find("abc123") == std::string::npos);
  CHECK(typed.error().detail.size() <= 503);
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
