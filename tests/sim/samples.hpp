// Small valid values for tests: session descriptions, candidates and configurations.
#pragma once

#include <string>
#include <string_view>

#include "session/config.hpp"

namespace sluice::test {

// `setup`: an offer says actpass, an answer active or passive.
inline std::string sample_sdp(std::string_view setup, std::string_view ufrag = "ufrag") {
  std::string sdp =
      "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\n"
      "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:0\r\na=rtcp-mux\r\na=ice-pwd:password\r\n";
  sdp.append("a=ice-ufrag:").append(ufrag).append("\r\n");
  sdp.append("a=setup:").append(setup).append("\r\n");
  return sdp;
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

}  // namespace sluice::test
