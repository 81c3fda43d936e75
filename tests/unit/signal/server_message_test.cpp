#include "signal/server_message.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <string>

#include "unit/signal/server_message_support.hpp"

using namespace sluice;
using namespace sluice::test::server_message;

namespace {

std::string repeated(std::string_view piece, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out.append(piece);
  return out;
}

std::string nested(std::size_t depth) {
  return std::string(depth, '[') + std::string(depth, ']');
}

}  // namespace

// Facts sheet "API and wire", section 3.3.
TEST_CASE("what a publisher is told is read") {
  check({
      {R"({"data":{"type":"status","code":"NetConnection.Connect.Success"}})", "Connected"},
      {R"({"isAvailable":false})", "Availability: none"},
      {R"({"isAvailable":true})", "Availability: exists"},
      {R"({"isAvailable":false,"bundle":true,"name":"stream1"})", "Availability: none"},
      {R"({"data":{"sdp":{"type":"answer","sdp":"v=0\r\n"}}})", R"(Answer "v=0\u000d\u000a")"},
      {R"({"data":{"candidate":{"candidate":"candidate:1 1 UDP","sdpMid":"audio",)"
       R"("sdpMLineIndex":1,"usernameFragment":"EsAw"}}})",
       "Candidate candidate:1 1 UDP mid=audio line=1 ufrag=EsAw"},
      {R"({"data":{"candidate":{"candidate":"","sdpMid":"0","sdpMLineIndex":0}}})",
       "CandidatesEnd"},
      {R"({"data":{"candidate":{"type":"candidate","candidate":""}}})", "CandidatesEnd"},
      {R"({"data":{"type":"status","code":"NetConnection.ICE.TricleCompleted"}})",
       "TrickleComplete"},
      {R"({"data":{"type":"status","code":"NetConnection.ICE.TrickleCompleted"}})",
       "TrickleComplete"},
      {R"({"data":{"type":"status","code":"NetStream.Publish.Start",)"
       R"("message":"stream1 starting"}})",
       R"(Starting "stream1")"},
      {R"({"data":{"type":"status","code":"NetStream.Publish.IsAvailable"}})", "NameIsAvailable"},
      {R"({"data":{"type":"status","code":"NetConnection.DataChannel.Available",)"
       R"("description":"red5pro"}})",
       R"(ChannelAvailable "red5pro")"},
      {R"({"data":{"type":"status","code":"X","message":"stream1 stopping"}})",
       R"(Stopping "stream1")"},
  });
}

// Section 3.4.
TEST_CASE("what a subscriber is told is read") {
  check({
      {R"({"data":{"sdp":{"type":"offer","sdp":"v=0"}}})", R"(Offer "v=0")"},
      {R"({"data":{"type":"status","code":"NetStream.Play.UnpublishNotify"}})", "Unpublished"},
      {R"({"data":{"status":"NetStream.Play.UnpublishNotify"}})", "Unpublished"},
      {R"({"data":{"type":"status","status":"NetStream.Play.UnpublishNotify"}})", "Unpublished"},
      {R"({"data":{"type":"status","code":"NetStream.Play.UnpublishNotify",)"
       R"("message":"stream1 stopping"}})",
       "Unpublished"},
      {R"({"data":{"type":"status","code":"NetConnection.Connect.Closed"}})", "ConnectionClosed"},
      {R"({"type":"metadata","data":{"orientation":90}})", R"(Metadata {"orientation":90})"},
      {R"({"type":"metadata","method":"onMetaData","data":{"orientation":90}})",
       R"(Metadata {"orientation":90})"},
      {R"({"method":"onMetaData","data":{"streamingMode":"Video"}})",
       R"(Metadata {"streamingMode":"Video"})"},
      {R"({"data":{"type":"metadata","data":{"orientation":90}}})",
       R"(Metadata {"orientation":90})"},
      {R"({"data":{"type":"metadata","orientation":90}})",
       R"(Metadata {"type":"metadata","orientation":90})"},
      {R"({"type":"metadata","method":"whisper","data":{"a":[1]}})",
       R"(Invocation whisper {"a":[1]})"},
      {R"({"data":{"type":"metadata","method":"whisper","data":"text"}})",
       R"(Invocation whisper "text")"},
      {R"({"type":"metadata","method":"onPublisherNetworkCongestion","data":{"a":1}})",
       R"(Congested {"a":1})"},
      {R"({"method":"onPublisherNetworkRecovery"})", "Recovered null"},
      {R"({"send":{"method":"onPublisherNetworkRecovery","data":{"a":1}}})",
       R"(Recovered {"a":1})"},
      {R"({"send":{"method":"onMetaData","data":{"a":1}}})", R"(Metadata {"a":1})"},
      {R"({"send":{"method":"whisper","data":{"a":1}},"senderName":"s","dcLabel":"d"})",
       R"(Invocation whisper {"a":1,"senderName":"s","dcLabel":"d"})"},
      {R"({"data":{"type":"status","code":"NetConnection.Publish.InsufficientBW"}})",
       "Bandwidth insufficient"},
      {R"({"data":{"type":"status","code":"NetConnection.Publish.SufficientBW"}})",
       "Bandwidth sufficient"},
      {R"({"data":{"type":"status","code":"NetConnection.Publish.RecoveringBW"}})",
       "Bandwidth recovering"},
      {R"({"data":{"type":"result","message":"Stream switch: Success"}})", "StreamSwitched"},
      {R"({"hello":"world"})", R"(Unknown {"hello":"world"})"},
  });
}

// Section 3.5.
TEST_CASE("what ends a request is read") {
  check({
      {R"({"data":{"type":"status","code":"NetConnection.Connect.Rejected"}})",
       "ConnectionRefused NetConnection.Connect.Rejected"},
      {R"({"data":{"type":"error","code":"NetConnection.Connect.Rejected"}})",
       "ConnectionRefused NetConnection.Connect.Rejected"},
      {R"({"data":{"type":"error","code":"NetConnection.Connect.Failed"}})",
       "ConnectionRefused NetConnection.Connect.Failed"},
      {R"({"data":{"type":"status","code":"NetConnection.Connect.Failed"}})",
       "ConnectionRefused NetConnection.Connect.Failed"},
      {R"({"data":{"type":"error","message":"no","detail":"d"}})",
       R"(Refusal (other) "no" {"type":"error","message":"no","detail":"d"})"},
      {R"({"data":{"type":"status","code":"NetStream.Publish.BadName"}})",
       R"(Refusal (name taken) "NetStream.Publish.BadName" )"
       R"({"type":"status","code":"NetStream.Publish.BadName"})"},
      {R"({"data":{"type":"status","code":"NetStream.Play.StreamNotFound","message":"gone"}})",
       R"(Refusal (not found) "NetStream.Play.StreamNotFound: gone" )"
       R"({"type":"status","code":"NetStream.Play.StreamNotFound","message":"gone"})"},
  });
}

TEST_CASE("a code that ends a request says why") {
  const auto [code, reason] = GENERATE(table<std::string, std::string>({
      {"NetStream.Publish.BadName", "name taken"},
      {"NetStream.Publish.InvalidName", "name taken"},
      {"NetStream.Play.InvalidName", "not found"},
      {"NetStream.InvalidName", "not found"},
      {"NetStream.Play.StreamNotFound", "not found"},
      {"NetStream.Failed", "other"},
      {"NetStream.Play.Failed", "other"},
      {"NetStream.Publish.Rejected", "other"},
      {"NetStream.Publish.Denied", "other"},
      {"NetConnection.Other.Rejected", "other"},
  }));
  for (const std::string type : {"status", "error"}) {
    CAPTURE(type, code);
    const std::string data = R"({"type":")" + type + R"(","code":")" + code + R"("})";
    CHECK(read_data(data) == "Refusal (" + reason + ") \"" + code + "\" " + data);
  }
  // No text makes a start of it.
  CHECK(read_data(status(code, "stream1 starting")).starts_with("Refusal (" + reason + ")"));
}

TEST_CASE("a code that only resembles one that is known is any status") {
  for (const std::string code :
       {"NetStream.Publish.Badname", "netstream.publish.badname", "NetStream.Publish.BadName ",
        " NetConnection.Connect.Success", "NetConnection.Connect.Success.More", "NetStreamFailed",
        "Failed", "NetStream.Failed.", "NetStream.PlayUnpublishNotify", "NetConnection.Connect",
        ".", "Publish.IsAvailable", "NetConnection.ICE.TrickleComplete", "NetStream.Publish.Start",
        "NetConnection.Connect.InvalidNames", "NetStream.Play.BadName"}) {
    CAPTURE(code);
    CHECK(read_data(status(code)) == "Status " + status(code));
  }
}

TEST_CASE("an error is an error whatever else its message holds") {
  const std::string extra = GENERATE(
      as<std::string>{}, R"("code":"NetConnection.Connect.Success")",
      R"("code":"NetStream.Play.UnpublishNotify")", R"("message":"stream1 starting")",
      R"("status":"NetStream.Play.UnpublishNotify")", R"("sdp":{"type":"answer","sdp":"v=0"})",
      R"("candidate":null)", R"("method":"onMetaData")", R"("code":5,"message":[])");
  const std::string data = R"({"type":"error",)" + extra + "}";
  CAPTURE(data);
  CHECK(read_data(data).starts_with("Refusal (other)"));
  CHECK(read(R"({"isAvailable":true,"data":)" + data + "}").starts_with("Refusal (other)"));
  CHECK(read_data(data).ends_with(data));
}

TEST_CASE("a refusal's text is what the server said, as far as it is text") {
  check({
      {R"({"data":{"type":"error","code":"A.B","message":"no"}})",
       R"(Refusal (other) "A.B: no" {"type":"error","code":"A.B","message":"no"})"},
      {R"({"data":{"type":"error","code":"A.B"}})",
       R"(Refusal (other) "A.B" {"type":"error","code":"A.B"})"},
      {R"({"data":{"type":"error"}})", R"(Refusal (other) "" {"type":"error"})"},
      {R"({"data":{"type":"error","code":7,"message":{"a":"b"}}})",
       R"(Refusal (other) "" {"type":"error","code":7,"message":{"a":"b"}})"},
      {R"({"data":{"type":"error","message":"token=secret 10.0.0.1\n"}})",
       R"(Refusal (other) "token=secret 10.0.0.1\u000a" )"
       R"({"type":"error","message":"token=secret 10.0.0.1\u000a"})"},
  });
}

TEST_CASE("the stream that starts or stops is all before the last word") {
  const auto [text, expected] = GENERATE(table<std::string, std::string>({
      {"stream1 starting", R"(Starting "stream1")"},
      {"stream1 STARTING", R"(Starting "stream1")"},
      {"Stream1 Starting", R"(Starting "Stream1")"},
      {"stream1 stopping", R"(Stopping "stream1")"},
      {"stream1 sToPpInG", R"(Stopping "stream1")"},
      {"a b  c starting", R"(Starting "a b  c")"},
      {"a starting starting", R"(Starting "a starting")"},
      {"a stopping starting", R"(Starting "a stopping")"},
      {"a starting stopping", R"(Stopping "a starting")"},
      {"say \"hi\"\\ starting", R"(Starting "say \"hi\"\\")"},
      {"two\nlines starting", R"(Starting "two\u000alines")"},
      {"\xf0\x9f\x98\x80 starting", "Starting \"\xf0\x9f\x98\x80\""},
      {std::string("nul\0 starting", 13), R"(Starting "nul\u0000")"},
      {"live/room/x starting", R"(Starting "live/room/x")"},
      {" starting", R"(Starting "")"},
      {"  starting", R"(Starting " ")"},
      {"stream1 starting ", R"(Starting "stream1")"},
      {"stream1 starting.", R"(Starting "stream1")"},
      {"stream1 starting up", R"(Starting "stream1")"},
      {"stream1 stopping now", R"(Stopping "stream1")"},
  }));
  CAPTURE(text);
  CHECK(read_data(status("Any.Code", text)) == expected);
  CHECK(read_data(status("NetStream.Publish.IsAvailable", text)) == expected);
  CHECK(read_data(R"({"type":"status","message":)" + json_string(text) + "}") == expected);
  CHECK(read_data(R"({"code":"Any.Code","message":)" + json_string(text) + "}") == expected);
}

TEST_CASE("a text that is nearly a start is none") {
  const std::string text = GENERATE(as<std::string>{}, "starting", "stopping", "stream1starting",
                                    "stream1\tstarting", "stream1\nstarting", "starting stream1",
                                    "stream1 startin", "stream1 \xe2\x80\x8bstarting");
  CAPTURE(text);
  CHECK(read_data(status("Any.Code", text)) == "Status " + status("Any.Code", text));
  CHECK(read_data(status("NetStream.Publish.IsAvailable", text)) == "NameIsAvailable");
}

TEST_CASE("only a status starts a stream") {
  check({
      {R"({"data":{"type":"other","message":"s starting"}})",
       R"(Unknown {"data":{"type":"other","message":"s starting"}})"},
      {R"({"data":{"message":"s starting"}})", R"(Unknown {"data":{"message":"s starting"}})"},
      {R"({"data":{"type":"result","message":"s starting"}})",
       R"(Unknown {"data":{"type":"result","message":"s starting"}})"},
      {R"({"data":"s starting"})", R"(Unknown {"data":"s starting"})"},
  });
}

TEST_CASE("a code that has a meaning keeps it beside any text") {
  const auto [code, expected] = GENERATE(table<std::string, std::string>({
      {"NetConnection.Connect.Success", "Connected"},
      {"NetConnection.Connect.Rejected", "ConnectionRefused NetConnection.Connect.Rejected"},
      {"NetConnection.Connect.Closed", "ConnectionClosed"},
      {"NetConnection.ICE.TricleCompleted", "TrickleComplete"},
      {"NetConnection.DataChannel.Available", R"(ChannelAvailable "red5pro")"},
      {"NetConnection.Publish.InsufficientBW", "Bandwidth insufficient"},
      {"NetStream.Play.UnpublishNotify", "Unpublished"},
  }));
  CHECK(read_data(status(code, "stream1 starting")) == expected);
  CHECK(read_data(status(code, "stream1 stopping")) == expected);
}

TEST_CASE("a status is told by its type, or by its code where it has no type") {
  check({
      {R"({"data":{"code":"NetConnection.Connect.Success"}})", "Connected"},
      {R"({"data":{"type":null,"code":"NetConnection.Connect.Success"}})", "Connected"},
      {R"({"data":{"code":"Any.Code","level":"status"}})",
       R"(Status {"code":"Any.Code","level":"status"})"},
      {R"({"data":{"type":"status"}})", R"(Status {"type":"status"})"},
      {R"({"data":{"type":"status","code":5}})", R"(Status {"type":"status","code":5})"},
      {R"({"data":{"type":"Status","code":"A.B"}})",
       R"(Unknown {"data":{"type":"Status","code":"A.B"}})"},
      {R"({"data":{"type":["status"],"code":"A.B"}})",
       R"(Unknown {"data":{"type":["status"],"code":"A.B"}})"},
      {R"({"data":{"code":["A.B"]}})", R"(Unknown {"data":{"code":["A.B"]}})"},
      // As servers write that name each member, given or not.
      {R"({"data":{"type":"status","code":"A.B","sdp":null,"candidate":null,"method":null}})",
       R"(Status {"type":"status","code":"A.B","sdp":null,"candidate":null,"method":null})"},
      {R"({"data":{"type":null,"sdp":{"type":"answer","sdp":"v"},"candidate":null}})",
       R"(Answer "v")"},
  });
}

TEST_CASE("a message without a data object is read itself") {
  check({
      {R"({"type":"error","message":"no"})",
       R"(Refusal (other) "no" {"type":"error","message":"no"})"},
      {R"({"type":"status","code":"NetConnection.Connect.Success","data":null})", "Connected"},
      {R"({"type":"status","code":"NetConnection.Connect.Success","data":"x"})", "Connected"},
      // The object in data is the message.
      {R"({"type":"status","code":"NetConnection.Connect.Success","data":{}})",
       R"(Unknown {"type":"status","code":"NetConnection.Connect.Success","data":{}})"},
  });
}

TEST_CASE("only true means that a stream is there") {
  for (const char* value : {"false", "null", "1", "0", "\"true\"", "\"stream1\"", "[true]", "{}",
                            "{\"isAvailable\":true}"}) {
    CAPTURE(value);
    CHECK(read(R"({"isAvailable":)" + std::string(value) + "}") == "Availability: none");
  }
  CHECK(read(R"({"isAvailable":true,"isAvailable":false})") == "Availability: none");
  CHECK(read(R"({"isAvailable":false,"isAvailable":true})") == "Availability: exists");
  CHECK(read(R"({"__proto__":{"isAvailable":true}})") ==
        R"(Unknown {"__proto__":{"isAvailable":true}})");
}

TEST_CASE("an object of no known shape is unknown and comes whole") {
  for (const std::string text :
       {"{}", R"({"data":null})", R"({"data":7})", R"({"data":[]})", R"({"data":{}})",
        R"({"data":[{"type":"error"}]})", R"({"data":{"data":{"type":"error"}}})",
        R"({"Data":{"type":"error"}})", R"({"type":"Error"})", R"({"status":7})",
        R"({"data":{"status":["NetStream.Play.UnpublishNotify"]}})", R"({"":""})",
        R"({"__proto__":{"type":"error"},"constructor":{"type":"status"}})",
        R"({"data":{"__proto__":{"type":"error"}}})", R"({"data":{"type":"metadat\u0000"}})"}) {
    CAPTURE(text);
    CHECK(read(text) == "Unknown " + text);
  }
}

TEST_CASE("of equal names the last counts") {
  check({
      {R"({"data":{"type":"error"},"data":{"code":"NetConnection.Connect.Success"}})", "Connected"},
      {R"({"data":{"type":"error","type":"status","code":"A.B"}})",
       R"(Status {"type":"error","type":"status","code":"A.B"})"},
      {R"({"data":{"candidate":{"candidate":"c"},"candidate":null}})", "CandidatesEnd"},
  });
}

TEST_CASE("what is no JSON object is no message") {
  for (const std::string& text :
       {std::string(), std::string(" "), std::string("null"), std::string("true"), std::string("7"),
        std::string("\"{}\""), std::string("[]"), std::string(R"([{"type":"error"}])"),
        std::string("{"), std::string("{}{}"), std::string("{}x"), std::string("ping"),
        std::string("<html>"), std::string("{'a':1}"), std::string("{}\0", 3),
        std::string(R"({"isAvailable":true,})"), std::string("{\"a\":\"\xff\"}"),
        std::string("{\"a\":\"\xed\xa0\x80\"}"), std::string("\xef\xbb\xbf[]")}) {
    CAPTURE(text);
    CHECK(read(text) == "nothing");
  }
}

TEST_CASE("the limit of a message's bytes is exact") {
  const std::string begin = R"({"isAvailable":true,"x":")";
  const std::string end = "\"}";
  const std::string most =
      begin + std::string(kMaxMessageBytes - begin.size() - end.size(), 'x') + end;
  REQUIRE(most.size() == kMaxMessageBytes);
  CHECK(read(most) == "Availability: exists");
  CHECK(read(most + " ") == "nothing");
}

TEST_CASE("the limit of a message's depth is exact") {
  CHECK(read(R"({"isAvailable":true,"x":)" + nested(31) + "}") == "Availability: exists");
  CHECK(read(R"({"isAvailable":true,"x":)" + nested(32) + "}") == "nothing");
  CHECK(read(R"({"isAvailable":true,"x":)" + nested(100'000) + "}") == "nothing");
  CHECK(read(repeated(R"({"data":)", 40'000)) == "nothing");
}

TEST_CASE("the limit of a message's values is exact") {
  // Besides the zeros: the object, true and the array.
  const auto with_zeros = [](std::size_t count) {
    return R"({"isAvailable":true,"x":[0)" + repeated(",0", count - 1) + "]}";
  };
  CHECK(read(with_zeros(4093)) == "Availability: exists");
  CHECK(read(with_zeros(4094)) == "nothing");
}
