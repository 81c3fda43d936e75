#include "manager/rewrite.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <string>

using namespace sluice;

namespace {

const Node kNode{"10.0.0.1", "live/room", "stream1", "us-east-1"};

Json json(const std::string& text) {
  auto parsed = parse_json(text);
  REQUIRE(parsed.has_value());
  return std::move(*parsed);
}

// Every member in its order, so that a table can hold what is expected. Numbers are whole here.
std::string text_of(const Json& value) {
  std::string out;
  if (value.is_null()) return "null";
  if (const auto flag = value.boolean()) return *flag ? "true" : "false";
  if (const auto number = value.number()) return std::to_string(static_cast<long long>(*number));
  if (const std::string* text = value.string()) return json_string(*text);
  if (const Json::Array* items = value.array()) {
    for (const Json& item : *items) out.append(out.empty() ? "" : ",").append(text_of(item));
    return "[" + out + "]";
  }
  for (const auto& [key, member] : *value.object())
    out.append(out.empty() ? "" : ",").append(json_string(key) + ":" + text_of(member));
  return "{" + out + "}";
}

}  // namespace

TEST_CASE("a WebSocket goes to the proxy, which is told the node") {
  const auto [config, rewritten] = GENERATE(table<std::string, std::string>({
      {R"({"host":"sm","app":"live","streamName":"stream1","proxy":"streammanager"})",
       R"({"host":"sm","app":"streammanager","streamName":"stream1","proxy":"streammanager",)"
       R"("connectionParams":{"host":"10.0.0.1","app":"live/room"}})"},
      // The proxy's name is the app's choice.
      {R"({"app":"live","streamName":"stream1","proxy":"my/proxy"})",
       R"({"app":"my/proxy","streamName":"stream1","proxy":"my/proxy",)"
       R"("connectionParams":{"host":"10.0.0.1","app":"live/room"}})"},
      {R"({"app":"live","streamName":"stream1","proxy":""})",
       R"({"app":"streammanager","streamName":"stream1","proxy":"",)"
       R"("connectionParams":{"host":"10.0.0.1","app":"live/room"}})"},
      {R"({"app":"live","streamName":"stream1","proxy":null})",
       R"({"app":"streammanager","streamName":"stream1","proxy":null,)"
       R"("connectionParams":{"host":"10.0.0.1","app":"live/room"}})"},
      {R"({"app":"live","streamName":"stream1","proxy":{"a":1}})",
       R"({"app":"streammanager","streamName":"stream1","proxy":{"a":1},)"
       R"("connectionParams":{"host":"10.0.0.1","app":"live/room"}})"},
      // What the caller sends along stays, in its order.
      {R"({"connectionParams":{"username":"u","token":"a&b","n":1},"streamName":"stream1","app":"a"})",
       R"({"connectionParams":{"username":"u","token":"a&b","n":1,"host":"10.0.0.1",)"
       R"("app":"live/room"},"streamName":"stream1","app":"streammanager"})"},
      // A second node takes the place of the first.
      {R"({"streamName":"stream1","connectionParams":{"host":"n0","x":1,"app":"other"},"app":"a"})",
       R"({"streamName":"stream1","connectionParams":{"host":"10.0.0.1","x":1,)"
       R"("app":"live/room"},"app":"streammanager"})"},
      // The manager may name the stream anew.
      {R"({"app":"a","streamName":"asked"})",
       R"({"app":"streammanager","streamName":"stream1",)"
       R"("connectionParams":{"host":"10.0.0.1","app":"live/room"}})"},
      // Unknown keys of any shape.
      {R"({"z":[1,{"y":null}],"app":"a","streamName":"stream1","a":{"b":{"c":"d"}}})",
       R"({"z":[1,{"y":null}],"app":"streammanager","streamName":"stream1","a":{"b":{"c":"d"}},)"
       R"("connectionParams":{"host":"10.0.0.1","app":"live/room"}})"},
      {R"({"app":null,"streamName":null,"connectionParams":null})",
       R"({"app":"streammanager","streamName":"stream1",)"
       R"("connectionParams":{"host":"10.0.0.1","app":"live/room"}})"},
      // No object, no parameters.
      {R"({"connectionParams":"host=evil"})",
       R"({"connectionParams":{"host":"10.0.0.1","app":"live/room"},"app":"streammanager",)"
       R"("streamName":"stream1"})"},
      {R"({"connectionParams":["host"]})",
       R"({"connectionParams":{"host":"10.0.0.1","app":"live/room"},"app":"streammanager",)"
       R"("streamName":"stream1"})"},
      {"{}", R"({"app":"streammanager","streamName":"stream1",)"
             R"("connectionParams":{"host":"10.0.0.1","app":"live/room"}})"},
      {"[1]", R"({"app":"streammanager","streamName":"stream1",)"
              R"("connectionParams":{"host":"10.0.0.1","app":"live/room"}})"},
      // Of equal keys the last counts.
      {R"({"app":"a","app":null,"streamName":"stream1","connectionParams":{"host":"x","host":"y"}})",
       R"({"app":"a","app":"streammanager","streamName":"stream1",)"
       R"("connectionParams":{"host":"x","host":"10.0.0.1","app":"live/room"}})"},
  }));
  CAPTURE(config);
  const Json given = json(config);
  const Json out = rewrite_rtc(given, kNode);
  CHECK(text_of(out) == rewritten);
  CHECK(text_of(given) == text_of(json(config)));
  CHECK(text_of(rewrite_rtc(out, kNode)) == rewritten);
}

TEST_CASE("RTMP goes to the node") {
  const auto [config, rewritten] = GENERATE(table<std::string, std::string>({
      {R"({"host":"sm","app":"live","port":1935})",
       R"({"host":"10.0.0.1","app":"live","port":1935})"},
      {R"({"app":"live","connectionParams":{"token":"t"}})",
       R"({"app":"live","connectionParams":{"token":"t"},"host":"10.0.0.1"})"},
      {R"({"host":null,"x":1})", R"({"host":"10.0.0.1","x":1})"},
      {R"({"host":{"a":1}})", R"({"host":"10.0.0.1"})"},
      {"{}", R"({"host":"10.0.0.1"})"},
      {"null", R"({"host":"10.0.0.1"})"},
  }));
  CAPTURE(config);
  const Json given = json(config);
  CHECK(text_of(rewrite_rtmp(given, kNode)) == rewritten);
  CHECK(text_of(given) == text_of(json(config)));
}

TEST_CASE("over HTTP the proxy is told what to look for") {
  Lookup nothing;
  Lookup all;
  all.region = "us-east 1";
  all.endpoints = 2;
  all.strict = true;
  all.app = "ignored";
  all.access_token = "ignored";
  Lookup all_v1 = all;
  all_v1.api = ManagerApi::V1;
  all_v1.node_group = "group";
  Lookup plain_v1;
  plain_v1.api = ManagerApi::V1;
  Lookup nameless_v1 = plain_v1;
  nameless_v1.node_group = "";
  Lookup many;
  many.endpoints = 1000;

  const auto [config, lookup, rewritten] = GENERATE_COPY(table<std::string, Lookup, std::string>({
      {R"({"host":"sm","app":"live"})", all,
       R"({"host":"sm","app":"live","connectionParams":)"
       R"({"region":"us-east 1","endpoints":2,"strict":"true"}})"},
      {R"({"host":"sm","app":"live"})", all_v1,
       R"({"host":"sm","app":"live","connectionParams":)"
       R"({"region":"us-east 1","endpoints":2,"strict":"true","nodeGroup":"group"}})"},
      {R"({"app":"live"})", plain_v1,
       R"({"app":"live","connectionParams":{"nodeGroup":"default"}})"},
      {R"({"connectionParams":{"a":"b"}})", nameless_v1, R"({"connectionParams":{"a":"b"}})"},
      {R"({"connectionParams":{"a":"b"}})", nothing, R"({"connectionParams":{"a":"b"}})"},
      {R"({"connectionParams":{}})", many, R"({"connectionParams":{"endpoints":16}})"},
      // The caller's own come first.
      {R"({"connectionParams":{"strict":false,"region":"eu","endpoints":"3","nodeGroup":"mine"}})",
       all_v1,
       R"({"connectionParams":{"strict":false,"region":"eu","endpoints":"3","nodeGroup":"mine"}})"},
      {R"({"connectionParams":{"region":"","token":"t"},"x":1})", all,
       R"({"connectionParams":{"region":"","token":"t","endpoints":2,"strict":"true"},"x":1})"},
      // Null is not set.
      {R"({"connectionParams":{"region":null,"token":"t","strict":null}})", all,
       R"({"connectionParams":{"region":"us-east 1","token":"t","strict":"true","endpoints":2}})"},
      {R"({"connectionParams":"region=eu","app":"live"})", all,
       R"({"connectionParams":{"region":"us-east 1","endpoints":2,"strict":"true"},"app":"live"})"},
      {R"({"connectionParams":[1]})", nothing, R"({"connectionParams":{}})"},
      {R"("text")", plain_v1, R"({"connectionParams":{"nodeGroup":"default"}})"},
  }));
  CAPTURE(config);
  const Json given = json(config);
  const Json out = rewrite_http(given, lookup);
  CHECK(text_of(out) == rewritten);
  CHECK(text_of(given) == text_of(json(config)));
  CHECK(text_of(rewrite_http(out, lookup)) == rewritten);
}
