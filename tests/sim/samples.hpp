// Small valid values for tests: session descriptions, candidates, configurations, and what a good
// node says over a WebSocket.
#pragma once

#include <string>
#include <string_view>

#include "base/json.hpp"
#include "config/config.hpp"
#include "machine/event.hpp"
#include "signal/sdp.hpp"

namespace sluice::test {

// Picture and sound.
inline constexpr MediaKinds kBothKinds{};

// `setup`: an offer says actpass, an answer active or passive.
inline std::string sample_sdp(std::string_view setup, std::string_view ufrag = "ufrag",
                              MediaKinds kinds = {.audio = false}) {
  const bool both = kinds == kBothKinds;
  std::string sdp = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n";
  sdp.append(both ? "a=group:BUNDLE 0 1\r\n" : "a=group:BUNDLE 0\r\n");
  int mid = 0;
  for (const std::string_view kind : {"video", "audio"}) {
    if (kind == "video" ? !kinds.video : !kinds.audio) continue;
    sdp.append("m=").append(kind).append(" 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:");
    sdp.append(std::to_string(mid++)).append("\r\na=rtcp-mux\r\na=ice-pwd:password\r\n");
    sdp.append("a=ice-ufrag:").append(ufrag).append("\r\n");
    sdp.append("a=setup:").append(setup).append("\r\n");
  }
  return sdp;
}
// The same with a section for data channels; rejected, its port is 0.
inline std::string with_channel(std::string sdp, bool rejected = false) {
  return sdp.append("m=application ")
      .append(rejected ? "0" : "9")
      .append(" UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:channel\r\n");
}
inline std::string sample_offer() {
  return sample_sdp("actpass");
}
inline std::string sample_answer() {
  return sample_sdp("passive");
}

inline std::string sample_candidate(int number) {
  return "candidate:" + std::to_string(number) + " 1 udp 2122260223 192.0.2.1 5000 typ host";
}

// The code of an offer that was refused: what is about the stream has a name of its own, `other`
// says what is not.
inline std::string code_of_refusal(Role role, int status, std::string_view other) {
  const bool publishes = role == Role::Publisher;
  if (status == 404) return publishes ? "http.not_found" : "stream.not_found";
  if (status == 409) return publishes ? "stream.name_taken" : "stream.not_found";
  return std::string(other);
}

inline constexpr std::string_view kToken = "opensesame";

// What parse_config() gives for the plainest options, without the query that it fills in.
inline SessionConfig sample_config(Role role) {
  SessionConfig config;
  config.role = role;
  config.stream_name = "stream1";
  config.endpoint.scheme = "https";
  config.endpoint.host = "sm.example.com";
  config.endpoint.port = 443;
  return config;
}

// The same for a WebSocket.
inline SessionConfig sample_socket_config(Role role) {
  SessionConfig config = sample_config(role);
  config.transport = Transport::WebSocket;
  config.endpoint.scheme = "wss";
  if (role == Role::Subscriber) config.subscription_id = "subscriber-1";
  config.socket.ask_ahead = false;  // step by step, as the states are
  return config;
}

// The messages of a node (facts sheet "API and wire", sections 3.3 to 3.5).
namespace said {

inline std::string status(std::string_view code) {
  return R"({"data":{"type":"status","code":")" + std::string(code) + R"("}})";
}
inline std::string status_text(std::string_view text) {
  return R"({"data":{"type":"status","code":"NetConnection.Status","message":")" +
         std::string(text) + R"("}})";
}
inline std::string welcome() {
  return status("NetConnection.Connect.Success");
}
inline std::string available(bool exists) {
  return exists ? R"({"isAvailable":true})" : R"({"isAvailable":false})";
}
inline std::string description(SdpType type, std::string_view sdp) {
  return std::string(R"({"data":{"sdp":{"type":")") +
         (type == SdpType::Offer ? "offer" : "answer") + R"(","sdp":)" + json_string(sdp) + "}}}";
}
inline std::string candidate(int number) {
  return R"({"data":{"candidate":{"candidate":")" + sample_candidate(number) +
         R"(","sdpMid":"0","sdpMLineIndex":0}}})";
}
inline std::string trickle_complete() {
  return status("NetConnection.ICE.TricleCompleted");
}
inline std::string starting(std::string_view name = "stream1") {
  return status_text(std::string(name) + " starting");
}
inline std::string stopping(std::string_view name = "stream1") {
  return status_text(std::string(name) + " stopping");
}
inline std::string channel(std::string_view label = "red5pro") {
  return R"({"data":{"type":"status","code":"NetConnection.DataChannel.Available","description":")" +
         std::string(label) + R"("}})";
}

}  // namespace said

}  // namespace sluice::test
