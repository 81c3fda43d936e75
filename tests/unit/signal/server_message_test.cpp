#include "signal/server_message.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <sstream>
#include <string>
#include <vector>

using namespace sluice;

namespace {

std::string text_of(const Json& json) {
  std::ostringstream out;
  if (json.is_null()) out << "null";
  if (json.boolean()) out << (*json.boolean() ? "true" : "false");
  if (json.number()) out << *json.number();
  if (json.string()) out << json_string(*json.string());
  const char* between = "";
  if (json.array()) {
    out << "[";
    for (const Json& item : *json.array()) {
      out << between << text_of(item);
      between = ",";
    }
    out << "]";
  }
  if (json.object()) {
    out << "{";
    for (const auto& [key, value] : *json.object()) {
      out << between << json_string(key) << ":" << text_of(value);
      between = ",";
    }
    out << "}";
  }
  return out.str();
}

// A message's type and all that it holds, in one line.
struct Describe {
  using Text = std::string;
  Text operator()(const message::Connected&) const { return "Connected"; }
  Text operator()(const message::ConnectionRefused& m) const {
    return "ConnectionRefused " + m.code;
  }
  Text operator()(const message::ConnectionClosed&) const { return "ConnectionClosed"; }
  Text operator()(const message::Availability& m) const {
    return m.exists ? "Availability: exists" : "Availability: none";
  }
  Text operator()(const message::RemoteSdp& m) const {
    return (m.is_offer ? "Offer " : "Answer ") + json_string(m.sdp);
  }
  Text operator()(const message::RemoteCandidate& m) const {
    return "Candidate " + m.candidate + " mid=" + m.mid +
           " line=" + (m.line_index ? std::to_string(*m.line_index) : "none") +
           " ufrag=" + m.username_fragment;
  }
  Text operator()(const message::CandidatesEnd&) const { return "CandidatesEnd"; }
  Text operator()(const message::TrickleComplete&) const { return "TrickleComplete"; }
  Text operator()(const message::Starting& m) const { return "Starting " + json_string(m.name); }
  Text operator()(const message::Stopping& m) const { return "Stopping " + json_string(m.name); }
  Text operator()(const message::NameIsAvailable&) const { return "NameIsAvailable"; }
  Text operator()(const message::ChannelAvailable& m) const {
    return "ChannelAvailable " + json_string(m.label);
  }
  Text operator()(const message::Unpublished&) const { return "Unpublished"; }
  Text operator()(const message::BandwidthChanged& m) const {
    switch (m.bandwidth) {
      case message::Bandwidth::Insufficient:
        return "Bandwidth insufficient";
      case message::Bandwidth::Sufficient:
        return "Bandwidth sufficient";
      case message::Bandwidth::Recovering:
        return "Bandwidth recovering";
    }
    return "Bandwidth ?";
  }
  Text operator()(const message::PublisherCongestion& m) const {
    return (m.congestion == message::Congestion::Congested ? "Congested " : "Recovered ") +
           text_of(m.data);
  }
  Text operator()(const message::Refusal& m) const {
    const Text reason = m.reason == message::RefusalReason::NameTaken  ? "name taken"
                        : m.reason == message::RefusalReason::NotFound ? "not found"
                                                                       : "other";
    return "Refusal (" + reason + ") " + json_string(m.text) + " " + text_of(m.data);
  }
  Text operator()(const message::Status& m) const { return "Status " + text_of(m.data); }
  Text operator()(const message::Metadata& m) const { return "Metadata " + text_of(m.data); }
  Text operator()(const message::Invocation& m) const {
    return "Invocation " + m.method + " " + text_of(m.data);
  }
  Text operator()(const message::CallResult& m) const {
    return (m.failed ? "CallFailed " : "CallDone ") + std::to_string(m.id) + " " + text_of(m.value);
  }
  Text operator()(const message::StreamSwitched&) const { return "StreamSwitched"; }
  Text operator()(const message::Unknown& m) const { return "Unknown " + text_of(m.message); }
};

std::string read(std::string_view text) {
  const auto parsed = parse_server_message(text);
  return parsed ? std::visit(Describe(), *parsed) : "nothing";
}

std::string read_data(const std::string& data) {
  return read(R"({"data":)" + data + "}");
}

std::string status(std::string_view code, std::string_view text = {}) {
  std::string out = R"({"type":"status","code":)" + json_string(code);
  if (!text.empty()) out += R"(,"message":)" + json_string(text);
  return out + "}";
}

std::string repeated(std::string_view piece, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out.append(piece);
  return out;
}

std::string nested(std::size_t depth) {
  return std::string(depth, '[') + std::string(depth, ']');
}

struct Row {
  std::string text;
  std::string expected;
};

void check(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(read(row.text) == row.expected);
  }
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
