// What the tests of an attempt at a WHIP or WHEP endpoint share: configs, a counter-offer, and
// where the session is that a good server makes.
#pragma once

#include <string_view>

#include "sim/bench.hpp"

// In a namespace of its own, as the tests of WebSockets have a subscriber() of theirs.
namespace sluice::test::http_negotiation {

inline constexpr std::string_view kSession = "https://sm.example.com/session/1";

inline SessionConfig subscriber() {
  return sample_config(Role::Subscriber);
}
inline SessionConfig with_token(Role role = Role::Publisher) {
  SessionConfig config = sample_config(role);
  config.token = kToken;
  return config;
}
inline Reply counter_offer() {
  return {.status = 406, .body = sample_sdp("actpass", "theirs")};
}

inline bool sends_token(const SendHttp& request) {
  return !request.headers.empty() && request.headers.front().name == "Authorization";
}

}  // namespace sluice::test::http_negotiation
