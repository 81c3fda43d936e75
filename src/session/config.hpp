// The options of one session, checked. Everything that the machines decide by is here; what only
// the browser understands (media constraints, RTCConfiguration, hooks) stays with the browser
// layer.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "base/url.hpp"

namespace sluice {

enum class Role : std::uint8_t { Publisher, Subscriber };

// How long each wait may last. Options `timeouts.*`, in ms, each within 100 and 600,000.
struct Timeouts {
  Millis media{60'000};        // the person at the permission prompt
  Millis description{5'000};   // the browser, for a step of its own (create or apply SDP)
  Millis gathering{5'000};     // ICE gathering, with trickleIce: false
  Millis answer{10'000};       // the server, for the answer to the offer
  Millis connect{15'000};      // from the answer until media may flow
  Millis disconnected{5'000};  // how long a live connection may be silent before it counts as lost
  Millis remove{5'000};        // the server, for ending the session (DELETE)
};

struct SessionConfig {
  Role role = Role::Publisher;
  std::string stream_name;      // empty only with an endpoint
  std::string app = "live";     // may be a path ("live/room")
  bool has_endpoint = false;    // `endpoint` was given, so host, port, app and name play no part
  Url endpoint;                 // without has_endpoint: scheme, host and port only
  std::string subscription_id;  // the subscriber's requestId
  std::vector<std::pair<std::string, std::string>> params;  // the query of the endpoint, raw
  std::string token;  // a bearer token (RFC 6750); empty: no Authorization header
  bool trickle = true;
  bool use_offered_ice_servers = true;  // the caller names none (RFC 9725 section 4.6)
  bool release_media_on_stop = false;
  bool mute_if_autoplay_blocked = true;
  Timeouts timeouts;
};

// The options that a client has by itself, as JSON text (facts sheet "API and wire", section 2).
[[nodiscard]] std::string_view default_options(Role role);

// `options`: the caller's, as JSON text; unknown keys are ignored. `seed` gives the subscription
// id.
[[nodiscard]] Result<SessionConfig> parse_config(Role role, std::string_view options,
                                                 std::uint64_t seed);

// The name as it was, or why it cannot be used: empty, longer than 255 bytes, "." or "..", or with
// a slash (also encoded), a backslash, or a control character in it.
[[nodiscard]] Result<std::string> check_stream_name(std::string_view name);

// Where the offer is POSTed: WHIP or WHEP endpoint with the whole query.
[[nodiscard]] Url endpoint_url(const SessionConfig& config);

}  // namespace sluice
