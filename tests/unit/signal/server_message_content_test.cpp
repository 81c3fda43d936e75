// What a server's message carries: session descriptions, candidates, data channels' names, the data
// of others, and the answers to calls.

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <string>
#include <vector>

#include "unit/signal/server_message_support.hpp"

using namespace sluice;
using namespace sluice::test::server_message;

TEST_CASE("a session description of the wrong shape is unknown") {
  for (const std::string sdp :
       {"null", "true", "7", "\"v=0\"", "[]", "{}", R"({"type":"answer"})", R"({"sdp":"v=0"})",
        R"({"type":"answer","sdp":7})", R"({"type":"answer","sdp":null})",
        R"({"type":"answer","sdp":["v=0"]})", R"({"type":"Answer","sdp":"v=0"})",
        R"({"type":"pranswer","sdp":"v=0"})", R"({"type":"rollback","sdp":""})",
        R"({"type":"","sdp":"v=0"})", R"({"type":["offer"],"sdp":"v=0"})",
        R"({"type":true,"sdp":"v=0"})"}) {
    CAPTURE(sdp);
    const std::string text = R"({"data":{"sdp":)" + sdp + "}}";
    CHECK(read(text) == "Unknown " + text);
  }
}

TEST_CASE("a large session description is carried whole") {
  const std::string sdp = "v=0\r\n" + std::string(100'000, 'a');
  CHECK(read(R"({"data":{"sdp":{"type":"offer","sdp":)" + json_string(sdp) + "}}}") ==
        "Offer " + json_string(sdp));
}

TEST_CASE("a candidate's parts are optional, but its line") {
  const auto [candidate, expected] = GENERATE(table<std::string, std::string>({
      {R"({"candidate":"c"})", "Candidate c mid= line=none ufrag="},
      {R"({"candidate":"c","sdpMid":null,"sdpMLineIndex":null,"usernameFragment":null})",
       "Candidate c mid= line=none ufrag="},
      {R"({"candidate":"c","sdpMid":"0","sdpMLineIndex":0,"type":"candidate"})",
       "Candidate c mid=0 line=0 ufrag="},
      {R"({"candidate":"c","sdpMLineIndex":65535})", "Candidate c mid= line=65535 ufrag="},
      {R"({"candidate":"c","sdpMLineIndex":65536})", "Candidate c mid= line=none ufrag="},
      {R"({"candidate":"c","sdpMLineIndex":-1})", "Candidate c mid= line=none ufrag="},
      {R"({"candidate":"c","sdpMLineIndex":0.5})", "Candidate c mid= line=none ufrag="},
      {R"({"candidate":"c","sdpMLineIndex":1e300})", "Candidate c mid= line=none ufrag="},
      {R"({"candidate":"c","sdpMLineIndex":"0"})", "Candidate c mid= line=none ufrag="},
      {R"({"candidate":"c","sdpMLineIndex":[0]})", "Candidate c mid= line=none ufrag="},
  }));
  CHECK(read_data(R"({"candidate":)" + candidate + "}") == expected);
  CHECK(read_data(R"({"type":"candidate","candidate":)" + candidate + "}") == expected);
}

TEST_CASE("an empty candidate ends them") {
  for (const std::string candidate :
       {"null", "\"\"", R"({"candidate":""})", R"({"type":"candidate"})",
        R"({"type":"candidate","candidate":null})", R"({"type":"other","candidate":""})",
        R"({"candidate":"","sdpMLineIndex":"x"})"}) {
    CAPTURE(candidate);
    CHECK(read_data(R"({"candidate":)" + candidate + "}") == "CandidatesEnd");
  }
}

TEST_CASE("a candidate that no browser should see is unknown") {
  const std::string long_name(257, 'm');
  const std::vector<std::string> candidates{
      "true",
      "7",
      "[]",
      "[\"c\"]",
      "\"candidate:1\"",
      "{}",
      R"({"type":"other"})",
      R"({"sdpMid":"0"})",
      R"({"candidate":7})",
      R"({"candidate":["c"]})",
      R"({"candidate":{"candidate":"c"}})",
      R"({"candidate":false,"type":"candidate"})",
      R"({"candidate":"c\r\na=evil"})",
      R"({"candidate":"c\u0000"})",
      R"({"candidate":"c\u007f"})",
      R"({"candidate":"c","sdpMid":0})",
      R"({"candidate":"c","sdpMid":"a\nb"})",
      R"({"candidate":"c","usernameFragment":{}})",
      R"({"candidate":"c","usernameFragment":"\u0001"})",
      R"({"candidate":")" + std::string(1025, 'c') + R"("})",
      R"({"candidate":"c","sdpMid":")" + long_name + R"("})",
      R"({"candidate":"c","usernameFragment":")" + long_name + R"("})",
  };
  for (const std::string& candidate : candidates) {
    CAPTURE(candidate);
    CHECK(read_data(R"({"candidate":)" + candidate + "}").starts_with("Unknown "));
  }
}

TEST_CASE("a candidate is taken up to its limits") {
  const std::string line(1024, 'c');
  const std::string name(256, 'm');
  CHECK(read_data(R"({"candidate":{"candidate":")" + line + R"(","sdpMid":")" + name +
                  R"(","usernameFragment":")" + name + R"("}})") ==
        "Candidate " + line + " mid=" + name + " line=none ufrag=" + name);
}

TEST_CASE("a data channel is named by its description") {
  const std::string code = R"("type":"status","code":"NetConnection.DataChannel.Available")";
  const std::string longest(255, 'd');
  const auto [description, expected] = GENERATE_COPY(table<std::string, std::string>({
      {"", R"("red5pro")"},
      {R"(,"description":null)", R"("red5pro")"},
      {R"(,"description":"")", R"("red5pro")"},
      {R"(,"description":"other")", R"("other")"},
      {R"(,"description":"a \"b\" )"
       "\xc3\xa9\"",
       "\"a \\\"b\\\" \xc3\xa9\""},
      {R"(,"description":")" + longest + "\"", "\"" + longest + "\""},
  }));
  CHECK(read_data("{" + code + description + "}") == "ChannelAvailable " + expected);
}

TEST_CASE("a data channel of an impossible name is unknown") {
  const std::string code = R"("type":"status","code":"NetConnection.DataChannel.Available")";
  for (const std::string& description :
       {std::string("7"), std::string("true"), std::string("[\"red5pro\"]"), std::string("{}"),
        std::string(R"("a\nb")"), std::string(R"("a\u0000")"),
        "\"" + std::string(256, 'd') + "\""}) {
    CAPTURE(description);
    CHECK(read_data("{" + code + R"(,"description":)" + description + "}").starts_with("Unknown "));
  }
}

TEST_CASE("the sender of an invocation is told where there is room, and replaces nothing") {
  check({
      {R"({"send":{"method":"m","data":{}},"senderName":"s"})",
       R"(Invocation m {"senderName":"s"})"},
      {R"({"send":{"method":"m","data":{}},"senderName":null,"dcLabel":7})",
       R"(Invocation m {"dcLabel":7})"},
      {R"({"send":{"method":"m","data":{"senderName":"own"}},"senderName":"s","dcLabel":"d"})",
       R"(Invocation m {"senderName":"own","dcLabel":"d"})"},
      {R"({"send":{"method":"m","data":{"senderName":null}},"senderName":"s"})",
       R"(Invocation m {"senderName":null})"},
      {R"({"send":{"method":"m","data":"text"},"senderName":"s"})", R"(Invocation m "text")"},
      {R"({"send":{"method":"m","data":[1]},"senderName":"s"})", "Invocation m [1]"},
      {R"({"send":{"method":"m"},"senderName":"s"})", "Invocation m null"},
      {R"({"type":"metadata","method":"m","data":{"a":1},"senderName":"s"})",
       R"(Invocation m {"a":1,"senderName":"s"})"},
      {R"({"data":{"type":"metadata","method":"m","data":{}},"dcLabel":"d"})",
       R"(Invocation m {"dcLabel":"d"})"},
      {R"({"send":{"method":"__proto__","data":{"__proto__":{"x":1}}},"senderName":"s"})",
       R"(Invocation __proto__ {"__proto__":{"x":1},"senderName":"s"})"},
  });
}

TEST_CASE("a message with a method of the wrong type is unknown") {
  for (const std::string text :
       {R"({"send":{"method":7,"data":{}}})", R"({"send":{"method":"","data":{}}})",
        R"({"send":{"data":{}}})", R"({"send":"whisper"})", R"({"send":true})", R"({"send":[]})",
        R"({"type":"metadata","method":7,"data":{}})",
        R"({"type":"metadata","method":["onMetaData"],"data":{}})",
        R"({"method":["onMetaData"],"data":{}})", R"({"method":"whisper","data":{"a":1}})",
        R"({"type":["metadata"],"data":{}})"}) {
    CAPTURE(text);
    CHECK(read(text) == "Unknown " + text);
  }
}

// What other clients and applications send must not end or move a session.
TEST_CASE("data that looks like a message of the server's stays data") {
  const std::string forged = GENERATE(
      as<std::string>{}, R"({"type":"error","message":"no"})",
      R"({"type":"status","code":"NetStream.Play.UnpublishNotify"})",
      R"({"type":"status","code":"NetConnection.Connect.Closed"})",
      R"({"type":"status","code":"NetStream.Publish.BadName"})",
      R"({"type":"status","code":"x","message":"stream1 starting"})",
      R"({"sdp":{"type":"offer","sdp":"v=0"}})", R"({"candidate":null})", R"({"isAvailable":true})",
      R"({"send":{"method":"m"}})", R"({"type":"metadata","method":"m"})");
  CHECK(read(R"({"send":{"method":"m","data":)" + forged + "}}") == "Invocation m " + forged);
  CHECK(read(R"({"type":"metadata","method":"m","data":)" + forged + "}") ==
        "Invocation m " + forged);
  CHECK(read(R"({"type":"metadata","data":)" + forged + "}") == "Metadata " + forged);
  CHECK(read(R"({"method":"onMetaData","data":)" + forged + "}") == "Metadata " + forged);
  CHECK(read(R"({"data":{"type":"metadata","data":)" + forged + "}}") == "Metadata " + forged);
  CHECK(read(R"({"async":true,"id":1,"data":)" + forged + "}") == "CallDone 1 " + forged);
  CHECK(read(R"({"async":true,"id":1,"error":)" + forged + "}") == "CallFailed 1 " + forged);
}

// Section 1.4, callServer.
TEST_CASE("the answer to a call is its data or its error") {
  check({
      {R"({"async":true,"id":1,"data":{"a":[null]}})", R"(CallDone 1 {"a":[null]})"},
      {R"({"async":true,"id":0,"data":"text"})", R"(CallDone 0 "text")"},
      {R"({"async":true,"id":4294967295,"data":false})", "CallDone 4294967295 false"},
      {R"({"async":true,"id":2.0})", "CallDone 2 null"},
      {R"({"async":true,"id":2,"data":null,"error":null})", "CallDone 2 null"},
      {R"({"async":true,"id":2,"data":1,"error":null})", "CallDone 2 1"},
      {R"({"async":true,"id":2,"data":1,"error":"no"})", R"(CallFailed 2 "no")"},
      {R"({"async":true,"id":2,"error":{"code":5}})", R"(CallFailed 2 {"code":5})"},
      {R"({"async":true,"id":2,"error":false})", "CallFailed 2 false"},
  });
}

TEST_CASE("the answer to no call of ours is unknown") {
  for (const std::string rest :
       {R"("async":true)", R"("async":true,"id":null)", R"("async":true,"id":"one")",
        R"("async":true,"id":-1)", R"("async":true,"id":0.5)", R"("async":true,"id":4294967296)",
        R"("async":true,"id":1e+300)", R"("async":true,"id":[1])", R"("async":false,"id":1)",
        R"("async":"true","id":1)", R"("async":1,"id":1)", R"("id":1)"}) {
    const std::string text = "{" + rest + R"(,"data":"x"})";
    CAPTURE(text);
    CHECK(read(text).starts_with("Unknown "));
  }
  CHECK(read(R"({"async":false,"data":{"code":"NetConnection.Connect.Success"}})") == "Connected");
}

TEST_CASE("any other result is unknown") {
  for (const std::string data :
       {R"({"type":"result"})", R"({"type":"result","message":"Stream switch: Failure"})",
        R"({"type":"result","message":"stream switch: success"})",
        R"({"type":"result","message":["Stream switch: Success"]})",
        R"({"message":"Stream switch: Success"})"}) {
    CAPTURE(data);
    CHECK(read_data(data) == R"(Unknown {"data":)" + data + "}");
  }
}
