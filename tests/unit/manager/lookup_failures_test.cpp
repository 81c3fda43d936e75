// Answers to a lookup that lead to no node: addresses that are no hosts, bodies that are broken or
// too large, and what a manager refuses.

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <string>

#include "base/text.hpp"
#include "unit/manager/lookup_support.hpp"

using namespace sluice;
using namespace sluice::test::manager_lookup;
using namespace std::string_literals;

namespace {

Result<Nodes> answered(int status, const std::string& body,
                       const std::string& type = "application/json",
                       NodeRole role = NodeRole::Origin) {
  return parse_lookup(lookup(ManagerApi::V4_0, role), {status, type, body});
}

std::string repeated(const std::string& piece, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out.append(piece);
  return out;
}

}  // namespace

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
