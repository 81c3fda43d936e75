// How a session goes about it: its limits, recovery, the token, and what a WebSocket is told.

#include <algorithm>
#include <array>
#include <utility>

#include "base/extras.hpp"
#include "base/text.hpp"
#include "config/config_parts.hpp"

namespace sluice {
namespace {

constexpr std::size_t kMaxTokenBytes = 8192;
constexpr std::size_t kMaxTokenOrigins = 16;
constexpr Range kRecoveryMs{0, 86'400'000};
constexpr Range kRecoveryAttempts{0, 1'000'000};
constexpr Millis kSocketKeepAlive{25'000};  // proxies cut what is silent for half a minute

void read_token_origins(OptionReader& reader, std::vector<std::string>& origins) {
  const Json* given = reader.member("tokenOrigins");
  if (!given) return;
  const Json::Array* patterns = given->array();
  bool usable = patterns && patterns->size() <= kMaxTokenOrigins;
  for (std::size_t i = 0; usable && i < patterns->size(); ++i) {
    const std::string* text = (*patterns)[i].string();
    usable = text && is_origin_pattern(*text);
    if (usable) origins.push_back(*text);
  }
  if (!usable)
    reader.fail(ErrorCode::ConfigInvalid,
                "tokenOrigins must be at most 16 texts like https://*.example.com");
}

}  // namespace

void read_timeouts(OptionReader& reader, Timeouts& timeouts) {
  const Json* given = reader.member("timeouts");
  if (!given) return;
  if (!given->object()) return reader.fail(ErrorCode::ConfigInvalid, "timeouts must be an object");
  const std::array<std::pair<std::string_view, Millis*>, 7> rows{{
      {"media", &timeouts.media},
      {"description", &timeouts.description},
      {"gathering", &timeouts.gathering},
      {"answer", &timeouts.answer},
      {"connect", &timeouts.connect},
      {"disconnected", &timeouts.disconnected},
      {"remove", &timeouts.remove},
  }};
  OptionReader part(*given);
  for (const auto& [key, field] : rows) part.read(key, kTimeoutsMs, *field);
  reader.adopt(part);
}

void read_recovery(OptionReader& reader, SessionConfig& config) {
  RecoveryOptions& recovery = config.recovery;
  reader.read("tokenIsRenewable", recovery.has_token);
  const Json* given = reader.member("recovery");
  if (!given) return;
  recovery.enabled = given->boolean().value_or(given->object() != nullptr);
  if (!given->object()) {
    if (!given->boolean())
      reader.fail(ErrorCode::ConfigInvalid, "recovery must be true, false or an object");
    return;
  }
  OptionReader part(*given);
  part.read("duration", kRecoveryMs, recovery.duration);
  part.read("delay", kRecoveryMs, recovery.delay);
  part.read("maxDelay", kRecoveryMs, recovery.max_delay);
  part.read("streamDelay", {kTimeoutsMs.min, kRecoveryMs.max}, recovery.stream_delay);
  part.read("spread", kRecoveryMs, recovery.spread);
  part.read("attempts", kRecoveryAttempts, recovery.attempts);
  part.read("stall", recovery.watch_media);
  part.read("policy", recovery.has_policy);
  reader.adopt(part);
}

void read_token(OptionReader& reader, SessionConfig& config) {
  reader.read("token", config.token);
  if (!is_usable_token(config.token))
    reader.fail(ErrorCode::ConfigInvalid, concat("token ", kTokenRule));
  read_token_origins(reader, config.token_origins);
}

void read_socket_options(OptionReader& reader, bool recovers, SocketOptions& options) {
  if (recovers) {
    options.use_channel = false;
    options.keep_alive = kSocketKeepAlive;
  }
  reader.read("streamMode", options.mode);
  reader.read("iceTransport", options.wishes.transport);
  reader.read("videoEncoding", options.wishes.video_encoding);
  reader.read("audioEncoding", options.wishes.audio_encoding);
  for (std::string* codec : {&options.wishes.video_encoding, &options.wishes.audio_encoding}) {
    if (*codec == "NONE") codec->clear();
  }
  reader.read("keyFramerate", {1, 600'000}, options.key_frame_interval_ms);
  reader.read("bypassAvailable", options.bypass_available);
  reader.read("maintainConnectionOnSubscribeErrors", options.stay_connected);
  bool waits = false;
  reader.read("waitForAvailable", waits);
  // What is declined goes on from there, so that nothing may get ahead of it.
  options.ask_ahead = !waits && !options.stay_connected;
  reader.read("maintainStreamVariant", options.do_not_switch);
  reader.read("signalingSocketOnly", options.use_channel);
  reader.read("socketSwitchDelay", {0, 60'000}, options.switch_delay);
  reader.read("keepAlive", kPausesMs, options.keep_alive);
  if (const Json* given = reader.member("dataChannelConfiguration")) {
    OptionReader part(*given);
    part.read("name", options.channel);
    reader.adopt(part);
  }
}

// A foreign server may refuse an offer with a section more.
void read_channel(OptionReader& reader, SessionConfig& config) {
  if (config.transport == Transport::WebSocket) return;
  config.uses_channel = !config.has_endpoint;
  reader.read("enableChannelSignaling", config.uses_channel);
  reader.read("includeDataChannel", config.uses_channel);
}

// Only where the module with the extensions in it is loaded, which asks for that.
void read_extensions(OptionReader& reader, SessionConfig& config) {
  if constexpr (!kExtras) return;
  const Json* given = reader.member("extensions");
  if (!given || config.role == Role::Publisher || config.transport == Transport::WebSocket) return;
  if (const auto all = given->boolean()) {
    config.server_events = *all ? (1 << kServerEventCount) - 1 : 0;
    return;
  }
  const Json::Array* names = given->array();
  bool usable = names != nullptr;
  for (std::size_t i = 0; usable && i < names->size(); ++i) {
    const std::string* name = (*names)[i].string();
    std::size_t place = 0;
    while (place < kServerEventCount && !(name && *name == nth_piece(kServerEvents, place)))
      ++place;
    usable = place < kServerEventCount;
    if (usable) config.server_events |= static_cast<std::uint8_t>(1U << place);
  }
  if (!usable)
    reader.fail(ErrorCode::ConfigInvalid,
                concat("extensions must be true, false or a list of these: ", kServerEvents));
}

bool is_usable_token(std::string_view token) {
  const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
  return token.size() <= kMaxTokenBytes && !has_control(token) &&
         std::ranges::all_of(token, is_ascii);
}

bool may_have_token(const SessionConfig& config, const Url& url) {
  return std::ranges::any_of(config.token_origins, [&](const std::string& pattern) {
    return matches_origin_pattern(pattern, url);
  });
}

}  // namespace sluice
