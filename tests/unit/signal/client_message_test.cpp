#include "signal/client_message.hpp"

#include <catch2/catch_test_macros.hpp>
#include <string>
#include <vector>

#include "base/json.hpp"

using namespace sluice;

namespace {

const MediaWishes kNoWishes{.transport = "", .video_encoding = "", .audio_encoding = ""};

LocalCandidate local_candidate() {
  return {.candidate = "candidate:1 1 udp 2122260223 192.0.2.1 61764 typ host",
          .mid = "0",
          .line_index = 0,
          .username_fragment = "EsAw"};
}

Json parsed(const std::string& text) {
  CAPTURE(text.substr(0, 200));
  auto json = parse_json(text, {.bytes = 1024 * 1024});
  REQUIRE(json);
  REQUIRE(json->object());
  return std::move(*json);
}

// The string at the end of that path of names.
std::string string_at(const Json& json, std::initializer_list<const char*> path) {
  const Json* at = &json;
  for (const char* key : path) {
    CAPTURE(key);
    at = at->find(key);
    REQUIRE(at);
  }
  REQUIRE(at->string());
  return *at->string();
}

std::string keys_of(const Json& json) {
  std::string keys;
  REQUIRE(json.object());
  for (const auto& [key, value] : *json.object()) keys += (keys.empty() ? "" : " ") + key;
  return keys;
}

const std::vector<std::string> kHostileTexts{
    "",
    " ",
    "\"",
    "\\",
    "a\",\"isAvailable\":\"other",
    "\\\"}",
    "stream1 starting",
    "line\nbreak\r\n",
    "tab\t",
    std::string("nul\0nul", 7),
    "\x01\x1f\x7f",
    "__proto__",
    "</script><!--",
    "%00%22${x}",
    "\xc3\xa9\xe2\x80\xa8\xe2\x80\xa9",
    "\xf0\x9f\x98\x80\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x9a\x80",
    "\xe2\x80\xae\xef\xbb\xbf",
    std::string(5'000, '"'),
};

}  // namespace

// Facts sheet "API and wire", section 3.3.
TEST_CASE("a publisher's messages have the known shapes") {
  CHECK(write_is_available("stream1", true) == R"({"isAvailable":"stream1","bundle":true})");
  CHECK(write_offer("stream1", "v=0", {}) == R"({"handleOffer":"stream1","transport":"udp",)"
                                             R"("data":{"sdp":{"type":"offer","sdp":"v=0"}}})");
  CHECK(write_offer("stream1", "v=0",
                    {.transport = "tcp", .video_encoding = "H264", .audio_encoding = "OPUS"}) ==
        R"({"handleOffer":"stream1","transport":"tcp",)"
        R"("data":{"sdp":{"type":"offer","sdp":"v=0"}},)"
        R"("videoEncoding":"H264","audioEncoding":"OPUS"})");
  CHECK(write_candidate("stream1", "", local_candidate()) ==
        R"({"handleCandidate":"stream1","data":{"candidate":{)"
        R"("candidate":"candidate:1 1 udp 2122260223 192.0.2.1 61764 typ host",)"
        R"("sdpMid":"0","sdpMLineIndex":0,"usernameFragment":"EsAw"}}})");
  CHECK(
      write_end_of_candidates("stream1") ==
      R"({"handleCandidate":"stream1","data":{"candidate":{"type":"candidate","candidate":""}}})");
  CHECK(write_publish("stream1", "live", 3000) ==
        R"({"publish":"stream1","mode":"live","keyFramerate":3000})");
  CHECK(write_switch_channel("red5pro") == R"({"switchChannel":"red5pro"})");
  CHECK(write_unpublish("stream1") == R"({"unpublish":"stream1"})");
}

// Section 3.4.
TEST_CASE("a subscriber's messages have the known shapes") {
  CHECK(write_is_available("stream1", false) == R"({"isAvailable":"stream1"})");
  CHECK(write_request_offer("stream1", "subscriber-1725", {}, false) ==
        R"({"requestOffer":"stream1","requestId":"subscriber-1725","transport":"udp",)"
        R"("datachannel":true,"doNotSwitch":false})");
  CHECK(write_request_offer("stream1", "subscriber-1725",
                            {.transport = "tcp", .video_encoding = "VP8", .audio_encoding = "OPUS"},
                            true) ==
        R"({"requestOffer":"stream1","requestId":"subscriber-1725","transport":"tcp",)"
        R"("datachannel":true,"doNotSwitch":true,"videoEncoding":"VP8","audioEncoding":"OPUS"})");
  CHECK(write_answer("stream1", "subscriber-1725", "v=0\r\n") ==
        R"({"handleAnswer":"stream1","requestId":"subscriber-1725",)"
        R"("data":{"sdp":{"type":"answer","sdp":"v=0\u000d\u000a"}}})");
  CHECK(write_candidate("stream1", "subscriber-1725",
                        {.candidate = "candidate:1",
                         .mid = "audio",
                         .line_index = 65535,
                         .username_fragment = ""}) ==
        R"({"handleCandidate":"stream1","requestId":"subscriber-1725",)"
        R"("data":{"candidate":{"candidate":"candidate:1","sdpMid":"audio",)"
        R"("sdpMLineIndex":65535}}})");
  CHECK(write_subscribe("stream1", "subscriber-1725") ==
        R"({"subscribe":"stream1","requestId":"subscriber-1725"})");
}

// Section 1.4.
TEST_CASE("the messages of a live session have the known shapes") {
  CHECK(write_mute(MediaKind::Audio, true) == R"({"mute":{"muteAudio":true}})");
  CHECK(write_mute(MediaKind::Audio, false) == R"({"mute":{"muteAudio":false}})");
  CHECK(write_mute(MediaKind::Video, true) == R"({"mute":{"muteVideo":true}})");
  CHECK(write_mute(MediaKind::Video, false) == R"({"mute":{"muteVideo":false}})");
  CHECK(write_send("whisper", R"({"to":"all","n":[1,null]})") ==
        R"({"send":{"method":"whisper","data":{"to":"all","n":[1,null]}}})");
  CHECK(write_call(1, "switchStreams", R"([{"path":"live/other"}])") ==
        R"({"callAdapter":{"method":"switchStreams","arguments":[{"path":"live/other"}]},)"
        R"("id":1,"async":true})");
  CHECK(write_call(4'294'967'295, "m", "[]") ==
        R"({"callAdapter":{"method":"m","arguments":[]},"id":4294967295,"async":true})");
  CHECK(write_log("debug", "it works") == R"({"log":"DEBUG","message":"it works"})");
  CHECK(write_log("Warn", "") == R"({"log":"WARN","message":""})");
  CHECK(write_log("az{`@[\xc3\xa9", "") == "{\"log\":\"AZ{`@[\xc3\xa9\",\"message\":\"\"}");
}

TEST_CASE("a wish that is empty is not sent") {
  CHECK(write_offer("s", "v", kNoWishes) ==
        R"({"handleOffer":"s","data":{"sdp":{"type":"offer","sdp":"v"}}})");
  CHECK(write_request_offer("s", "r", kNoWishes, false) ==
        R"({"requestOffer":"s","requestId":"r","datachannel":true,"doNotSwitch":false})");
  CHECK(
      write_offer("s", "v", {.transport = "udp", .video_encoding = "", .audio_encoding = "OPUS"}) ==
      R"({"handleOffer":"s","transport":"udp","data":{"sdp":{"type":"offer","sdp":"v"}},)"
      R"("audioEncoding":"OPUS"})");
  CHECK(write_request_offer(
            "s", "r", {.transport = "", .video_encoding = "H264", .audio_encoding = ""}, false) ==
        R"({"requestOffer":"s","requestId":"r","datachannel":true,"doNotSwitch":false,)"
        R"("videoEncoding":"H264"})");
}

// Each text is used for all that a message may hold of it, so it may break out of none of them.
TEST_CASE("hostile names and values arrive as they were given") {
  for (const std::string& text : kHostileTexts) {
    CAPTURE(text.substr(0, 40), text.size());
    const MediaWishes wishes{.transport = text, .video_encoding = text, .audio_encoding = text};
    const bool given = !text.empty();
    const std::string_view asked = given ? "transport " : "";
    const std::string_view wished = given ? " videoEncoding audioEncoding" : "";

    const Json question = parsed(write_is_available(text, true));
    CHECK(keys_of(question) == "isAvailable bundle");
    CHECK(string_at(question, {"isAvailable"}) == text);

    const Json offer = parsed(write_offer(text, text, wishes));
    CHECK(keys_of(offer) == "handleOffer " + std::string(asked) + "data" + std::string(wished));
    CHECK(string_at(offer, {"handleOffer"}) == text);
    CHECK(keys_of(*offer.find("data")) == "sdp");
    CHECK(keys_of(*offer.find("data")->find("sdp")) == "type sdp");
    CHECK(string_at(offer, {"data", "sdp", "type"}) == "offer");
    CHECK(string_at(offer, {"data", "sdp", "sdp"}) == text);
    if (given) CHECK(string_at(offer, {"transport"}) == text);
    if (given) CHECK(string_at(offer, {"videoEncoding"}) == text);
    if (given) CHECK(string_at(offer, {"audioEncoding"}) == text);

    const Json request = parsed(write_request_offer(text, text, wishes, true));
    CHECK(keys_of(request) == "requestOffer requestId " + std::string(asked) +
                                  "datachannel doNotSwitch" + std::string(wished));
    CHECK(string_at(request, {"requestOffer"}) == text);
    CHECK(string_at(request, {"requestId"}) == text);
    if (given) CHECK(string_at(request, {"transport"}) == text);
    if (given) CHECK(string_at(request, {"videoEncoding"}) == text);
    if (given) CHECK(string_at(request, {"audioEncoding"}) == text);

    const Json answer = parsed(write_answer(text, text, text));
    CHECK(keys_of(answer) == "handleAnswer requestId data");
    CHECK(string_at(answer, {"handleAnswer"}) == text);
    CHECK(string_at(answer, {"requestId"}) == text);
    CHECK(string_at(answer, {"data", "sdp", "type"}) == "answer");
    CHECK(string_at(answer, {"data", "sdp", "sdp"}) == text);

    const Json candidate = parsed(write_candidate(
        text, text, {.candidate = text, .mid = text, .line_index = 7, .username_fragment = text}));
    CHECK(keys_of(candidate) ==
          (given ? "handleCandidate requestId data" : "handleCandidate data"));
    CHECK(string_at(candidate, {"handleCandidate"}) == text);
    CHECK(keys_of(*candidate.find("data")) == "candidate");
    CHECK(keys_of(*candidate.find("data")->find("candidate")) ==
          (given ? "candidate sdpMid sdpMLineIndex usernameFragment"
                 : "candidate sdpMid sdpMLineIndex"));
    CHECK(string_at(candidate, {"data", "candidate", "candidate"}) == text);
    CHECK(string_at(candidate, {"data", "candidate", "sdpMid"}) == text);
    CHECK(candidate.find("data")->find("candidate")->find("sdpMLineIndex")->number() == 7.0);
    if (given) CHECK(string_at(candidate, {"requestId"}) == text);
    if (given) CHECK(string_at(candidate, {"data", "candidate", "usernameFragment"}) == text);

    const Json end = parsed(write_end_of_candidates(text));
    CHECK(keys_of(end) == "handleCandidate data");
    CHECK(string_at(end, {"handleCandidate"}) == text);

    const Json publish = parsed(write_publish(text, text, 4'294'967'295));
    CHECK(keys_of(publish) == "publish mode keyFramerate");
    CHECK(string_at(publish, {"publish"}) == text);
    CHECK(string_at(publish, {"mode"}) == text);
    CHECK(publish.find("keyFramerate")->number() == 4294967295.0);

    const Json subscribe = parsed(write_subscribe(text, text));
    CHECK(keys_of(subscribe) == "subscribe requestId");
    CHECK(string_at(subscribe, {"subscribe"}) == text);
    CHECK(string_at(subscribe, {"requestId"}) == text);

    const Json unpublish = parsed(write_unpublish(text));
    CHECK(keys_of(unpublish) == "unpublish");
    CHECK(string_at(unpublish, {"unpublish"}) == text);

    const Json channel = parsed(write_switch_channel(text));
    CHECK(keys_of(channel) == "switchChannel");
    CHECK(string_at(channel, {"switchChannel"}) == text);

    const Json send = parsed(write_send(text, json_string(text)));
    CHECK(keys_of(send) == "send");
    CHECK(keys_of(*send.find("send")) == "method data");
    CHECK(string_at(send, {"send", "method"}) == text);
    CHECK(string_at(send, {"send", "data"}) == text);

    const Json call = parsed(write_call(0, text, "[" + json_string(text) + "]"));
    CHECK(keys_of(call) == "callAdapter id async");
    CHECK(keys_of(*call.find("callAdapter")) == "method arguments");
    CHECK(string_at(call, {"callAdapter", "method"}) == text);
    CHECK(*call.find("callAdapter")->find("arguments")->array()->at(0).string() == text);
    CHECK(call.find("id")->number() == 0.0);
    CHECK(call.find("async")->boolean() == true);

    const Json log = parsed(write_log("info", text));
    CHECK(keys_of(log) == "log message");
    CHECK(string_at(log, {"message"}) == text);
  }
}

TEST_CASE("a log level cannot break out of its message") {
  const Json log = parsed(write_log("\",\"unpublish\":\"x\n", "text"));
  CHECK(keys_of(log) == "log message");
  CHECK(string_at(log, {"log"}) == "\",\"UNPUBLISH\":\"X\n");
}
