// The options of one session, checked. Everything that the machines decide by is here; what only
// the browser understands (media constraints, RTCConfiguration, hooks) stays with the browser
// layer.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "base/url.hpp"
#include "config/token_origins.hpp"
#include "manager/lookup.hpp"
#include "signal/client_message.hpp"
#include "signal/sdp.hpp"

namespace sluice {

enum class Role : std::uint8_t { Publisher, Subscriber };

enum class Transport : std::uint8_t { Http, WebSocket };  // WHIP and WHEP; the proxy's messages

// What the core must know of the page that it runs in.
struct Page {
  bool secure = false;  // its protocol is https: browsers keep it from what has no TLS
};

struct ClientKind {
  Role role = Role::Publisher;
  Transport transport = Transport::Http;
  Page page{};
  std::uint64_t seed = 0;  // gives the subscription id where the options have none
};

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

// What the messages of a WebSocket session say and when. The first four are HTTP parameters too.
struct SocketOptions {
  std::string mode = "live";  // of publishing: live, record, append
  MediaWishes wishes;
  std::uint32_t key_frame_interval_ms = 3000;
  bool bypass_available = false;  // ask for the stream without asking whether it is there
  bool ask_ahead = true;          // what follows is said before it is known that it is there
  bool stay_connected = false;    // after a refused subscribe(), for another one
  bool do_not_switch = false;     // to another variant of the stream
  bool use_channel = true;        // the data channel takes over from the WebSocket
  Millis switch_delay{1000};      // from the channel's announcement until then
  std::string channel = "red5pro";
  Millis keep_alive{0};  // between messages that keep proxies from closing an idle socket; 0: none
};

// Coming back after a loss (option `recovery`). Off unless asked for: pages of the old kind
// reconnect by themselves.
struct RecoveryOptions {
  bool enabled = false;
  bool watch_media = true;      // take missing media for a loss
  bool has_policy = false;      // the app decides about each attempt
  bool has_token = false;       // the app gives a new token when asked
  std::uint32_t attempts = 30;  // failed ones in a row until it gives up; 0: no limit
  Millis duration{0};           // from the loss until it gives up; 0: no limit
  Millis delay{300};            // the first bound of the random pauses between attempts
  Millis max_delay{7000};       // the last
  Millis stream_delay{1000};    // between attempts while the stream is not there
  Millis spread{0};             // over so long a large audience spreads what each does at once
};

// Limits for making the connection that are shorter than the options': an attempt of a recovery
// that hangs is worth less than the next one. What is asked of a session that stands is not
// hurried.
struct Hurry {
  Millis answer{};
  Millis connect{};
};

struct SessionConfig {
  Role role = Role::Publisher;
  Transport transport = Transport::Http;
  Page page;
  std::string stream_name;      // empty only with an endpoint
  std::string app = "live";     // may be a path ("live/room")
  std::string context;          // more of the path, behind the app (WebSocket only)
  bool has_endpoint = false;    // `endpoint` was given, so host, port, app and name play no part
  Url endpoint;                 // without has_endpoint: scheme, host and port only
  std::string subscription_id;  // the subscriber's requestId
  std::vector<std::pair<std::string, std::string>> params;  // the query of the endpoint, raw
  std::string token;  // a bearer token (RFC 6750); empty: no Authorization header
  std::vector<std::string> token_origins;  // that may have it, besides the endpoint's own
  MediaKinds kinds;             // what is asked of the server, or offered to it (WHIP and WHEP)
  bool may_restart_ice = true;  // no earlier session's server has refused to (WHIP and WHEP)
  bool knows_proxy = false;     // an earlier session has been live through it
  bool uses_channel = false;    // messages go by a data channel (WHIP and WHEP)
  bool trickle = true;
  bool post_empty_offer = false;        // a WHEP server is to make the offer
  bool use_offered_ice_servers = true;  // the caller names none (RFC 9725 section 4.6)
  bool release_media_on_stop = false;
  bool mute_if_autoplay_blocked = true;
  SocketOptions socket;
  Timeouts timeouts;
  std::optional<Hurry> hurry{};
  RecoveryOptions recovery;
  // The stream manager to ask or to go through; nothing: the endpoint is a node's, or any server's.
  std::optional<Lookup> lookup;
  std::uint32_t lookup_retries = 3;
  Millis lookup_retry_delay{1000};
  // The extensions of WHEP that the app has asked for, one bit for each of
  // kServerEvents.
  std::uint8_t server_events = 0;
  Json options;  // as they were given
};

// What a WHEP server may tell of a stream (WHEP's events draft), in the order of the bits.
inline constexpr std::string_view kServerEvents = "active inactive layers reconnect viewercount";
inline constexpr std::size_t kServerEventCount = 5;

// The options that a client has by itself, as JSON text (facts sheet "API and wire", section 2).
[[nodiscard]] std::string_view default_options(Role role, Transport transport);

// `options`: the caller's; unknown keys are ignored. Errors: config.*.
[[nodiscard]] Result<SessionConfig> parse_config(const ClientKind& kind, std::string_view options);
[[nodiscard]] Result<SessionConfig> parse_config(const ClientKind& kind, Json options);

inline constexpr std::string_view kTokenRule =
    "must be at most 8 KiB of ASCII without control characters";
[[nodiscard]] bool is_usable_token(std::string_view token);

// Whether the app has named the origin of `url` as one that may have the token.
[[nodiscard]] bool may_have_token(const SessionConfig& config, const Url& url);

// How long the server may take to answer what makes the connection.
[[nodiscard]] inline Millis answer_limit(const SessionConfig& config) {
  return config.hurry ? config.hurry->answer : config.timeouts.answer;
}

// Whether the manager must be asked for nodes before anything can be connected to.
[[nodiscard]] bool needs_lookup(const SessionConfig& config);

// The config to connect to `node` with, through the manager's proxy; its `options` are the
// rewritten ones. `config` has a lookup.
[[nodiscard]] Result<SessionConfig> located_config(const SessionConfig& config, const Node& node);

// The name as it was, or why it cannot be used: empty, longer than 255 bytes, "." or "..", or with
// a slash (also encoded), a backslash, or a control character in it.
[[nodiscard]] Result<std::string> check_stream_name(std::string_view name);

// Whether the query has a parameter of that name, the caller's or ours.
[[nodiscard]] bool has_param(const SessionConfig& config, std::string_view key);

// Where the offer is POSTed, or the WebSocket opened, with the whole query.
[[nodiscard]] Url endpoint_url(const SessionConfig& config);

}  // namespace sluice
