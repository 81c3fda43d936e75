#include "session/config.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/random.hpp"
#include "base/text.hpp"

namespace sluice {
namespace {

constexpr std::size_t kMaxNameBytes = 255;
constexpr std::size_t kMaxParams = 64;
constexpr std::size_t kMaxParamBytes = 2048;
constexpr std::size_t kMaxTokenBytes = 8192;
constexpr double kMinTimeoutMs = 100;
constexpr double kMaxTimeoutMs = 600'000;

// Reads checked options; remembers the first one that cannot be used.
class Reader {
 public:
  explicit Reader(const Json& options) : options_(options) {}

  [[nodiscard]] bool has(std::string_view key) const { return options_.find(key) != nullptr; }

  std::string text(std::string_view key, std::string_view fallback = {}) {
    const Json* value = options_.find(key);
    if (!value) return std::string(fallback);
    const std::string* text = value->string();
    if (!text) fail(ErrorCode::ConfigInvalid, concat(key, " must be a string"));
    return text ? *text : std::string(fallback);
  }

  bool flag(std::string_view key, bool fallback) {
    const Json* value = options_.find(key);
    if (!value) return fallback;
    const auto flag = value->boolean();
    if (!flag) fail(ErrorCode::ConfigInvalid, concat(key, " must be true or false"));
    return flag.value_or(fallback);
  }

  // A whole number; pages often keep numbers as strings, so both are taken.
  std::optional<double> number(const Json& holder, std::string_view key, double min, double max) {
    const Json* value = holder.find(key);
    if (!value) return std::nullopt;
    auto number = value->number();
    if (const std::string* text = value->string()) {
      if (const auto parsed = parse_decimal(*text, 1'000'000'000))
        number = static_cast<double>(*parsed);
    }
    if (!number || *number < min || *number > max || *number != std::floor(*number)) {
      fail(ErrorCode::ConfigInvalid,
           concat(key, " must be a whole number from ", std::to_string(static_cast<long long>(min)),
                  " to ", std::to_string(static_cast<long long>(max))));
      return std::nullopt;
    }
    return number;
  }
  std::optional<double> number(std::string_view key, double min, double max) {
    return number(options_, key, min, max);
  }

  const Json* member(std::string_view key) const { return options_.find(key); }

  void fail(ErrorCode code, std::string detail) {
    if (!error_) error_ = Error{code, std::move(detail)};
  }
  std::optional<Error>& error() { return error_; }

 private:
  const Json& options_;
  std::optional<Error> error_;
};

// A query value as its text; nothing for what has no text of its own.
std::optional<std::string> scalar_text(const Json& value) {
  if (const std::string* text = value.string()) return *text;
  if (const auto flag = value.boolean()) return *flag ? "true" : "false";
  const auto number = value.number();
  if (number && *number == std::floor(*number) && std::abs(*number) <= 9007199254740992.0) {
    return std::to_string(static_cast<long long>(*number));
  }
  return std::nullopt;
}

void read_params(Reader& reader, SessionConfig& config) {
  const Json* given = reader.member("connectionParams");
  if (!given) return;
  const Json::Object* members = given->object();
  if (!members || members->size() > kMaxParams) {
    return reader.fail(ErrorCode::ConfigInvalid,
                       "connectionParams must be an object of at most 64 values");
  }
  for (const auto& [key, value] : *members) {
    // Of equal keys the last one counts, which find() gives; null is absent.
    if (&value != given->find(key)) continue;
    auto text = scalar_text(value);
    if (!text || text->size() > kMaxParamBytes || key.empty() || key.size() > kMaxNameBytes) {
      return reader.fail(ErrorCode::ConfigInvalid,
                         "each of connectionParams must be a string, a whole number or a boolean");
    }
    config.params.emplace_back(key, std::move(*text));
  }
}

void read_timeouts(Reader& reader, Timeouts& timeouts) {
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
  for (const auto& [key, field] : rows) {
    const auto ms = reader.number(*given, key, kMinTimeoutMs, kMaxTimeoutMs);
    if (ms) *field = Millis(static_cast<std::int64_t>(*ms));
  }
}

// Why a name (a stream's, or a piece of an app's path) cannot be used; empty when it can. Encoding
// would make each of these safe on the first server, but proxies decode more than once.
std::string_view fault_of_text(std::string_view name) {
  if (has_control(name)) return "it holds a control character";
  if (name == "." || name == "..") return "it is a relative path";
  if (name.find_first_of("/\\") != std::string_view::npos) return "it holds a slash or a backslash";
  return {};
}

std::string decoded(std::string_view text) {
  const auto value = [](char c) { return is_digit(c) ? c - '0' : to_lower(c) - 'a' + 10; };
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool encoded =
        text[i] == '%' && i + 2 < text.size() && is_hex(text[i + 1]) && is_hex(text[i + 2]);
    out.push_back(encoded ? static_cast<char>(value(text[i + 1]) * 16 + value(text[i + 2]))
                          : text[i]);
    if (encoded) i += 2;
  }
  return out;
}

std::string_view fault_of_name(std::string_view name) {
  if (name.size() > kMaxNameBytes) return "it is longer than 255 bytes";
  const std::string_view fault = fault_of_text(name);
  return fault.empty() ? fault_of_text(decoded(name)) : fault;
}

void read_app(Reader& reader, SessionConfig& config) {
  config.app = reader.text("app", "live");
  std::string_view rest = config.app;
  if (rest.empty() || rest.size() > kMaxNameBytes)
    return reader.fail(ErrorCode::ConfigAppInvalid, "it is empty or too long");
  while (!rest.empty()) {
    const std::string_view piece = next_piece(rest, '/');
    const std::string_view fault = piece.empty() ? "it has an empty part" : fault_of_name(piece);
    if (!fault.empty()) return reader.fail(ErrorCode::ConfigAppInvalid, std::string(fault));
  }
}

void read_server(Reader& reader, SessionConfig& config) {
  const std::string host = reader.text("host");
  if (host.empty()) return reader.fail(ErrorCode::ConfigHostMissing, "set host, or endpoint");
  if (!is_valid_host(host)) {
    return reader.fail(ErrorCode::ConfigHostInvalid,
                       "give the name or address alone, without port or path");
  }
  // Pages share one config with the WebSocket clients, whose protocol is ws or wss.
  const std::string protocol = reader.text("protocol", "https");
  const bool secure = protocol != "http" && protocol != "ws";
  config.endpoint.scheme = secure ? "https" : "http";
  config.endpoint.host = lowercase(host);
  const auto port = reader.number("port", 1, 65535);
  config.endpoint.port = port ? static_cast<std::uint16_t>(*port) : (secure ? 443 : 80);
  read_app(reader, config);
  auto name = check_stream_name(reader.text("streamName"));
  if (!name) return reader.fail(name.error().code, name.error().detail);
  config.stream_name = std::move(*name);
}

void read_endpoint(Reader& reader, SessionConfig& config) {
  auto url = parse_url(reader.text("endpoint"));
  if (!url)
    return reader.fail(ErrorCode::ConfigEndpointInvalid,
                       "it must be absolute and hold no user name");
  config.endpoint = std::move(*url);
  config.has_endpoint = true;
  config.stream_name = reader.text("streamName");
}

bool has_param(const SessionConfig& config, std::string_view key) {
  return std::ranges::any_of(config.params,
                             [key](const auto& param) { return param.first == key; });
}

// The query parameters that the field's servers know. A foreign endpoint gets only those that the
// caller has set: its URL may be signed, or its server strict.
void read_known_params(Reader& reader, SessionConfig& config) {
  const auto add = [&](std::string_view key, std::string_view option, std::string value) {
    if (has_param(config, key) || (config.has_endpoint && !reader.has(option))) return;
    config.params.emplace_back(key, std::move(value));
  };
  if (config.role == Role::Publisher) {
    add("mode", "streamMode", reader.text("streamMode", "live"));
  }
  add("transport", "iceTransport", reader.text("iceTransport", "udp"));
  if (config.role == Role::Publisher) {
    const auto ms = reader.number("keyFramerate", 1, 600'000);
    add("keyFramerate", "keyFramerate", std::to_string(static_cast<long long>(ms.value_or(3000))));
  }
}

bool names_ice_servers(const Reader& reader) {
  const Json* rtc = reader.member("rtcConfiguration");
  return reader.has("iceServers") || (rtc && rtc->find("iceServers"));
}

}  // namespace

std::string_view default_options(Role role) {
  if (role == Role::Publisher) {
    return R"({"protocol":"https","app":"live","streamMode":"live","keyFramerate":3000,)"
           R"("mediaElementId":"red5pro-publisher",)"
           R"("mediaConstraints":{"audio":true,"video":{"width":{"ideal":640},"height":{"ideal":480}}},)"
           R"("rtcConfiguration":{"iceCandidatePoolSize":2,"bundlePolicy":"max-bundle"},)"
           R"("iceTransport":"udp","bandwidth":{"audio":56,"video":750},"trickleIce":true,)"
           R"("clearMediaOnUnpublish":false})";
  }
  return R"({"protocol":"https","app":"live","mediaElementId":"red5pro-subscriber",)"
         R"("rtcConfiguration":{"iceCandidatePoolSize":2,"bundlePolicy":"max-bundle"},)"
         R"("iceTransport":"udp","trickleIce":true,"muteOnAutoplayRestriction":true})";
}

Result<SessionConfig> parse_config(Role role, std::string_view options, std::uint64_t seed) {
  const auto json = parse_json(options);
  if (!json || !json->object()) {
    return {ErrorCode::ConfigInvalid, "the options must be an object of at most 64 KiB"};
  }
  Reader reader(*json);
  SessionConfig config;
  config.role = role;
  if (reader.has("endpoint")) {
    read_endpoint(reader, config);
  } else {
    read_server(reader, config);
  }
  if (role == Role::Subscriber && (!config.has_endpoint || reader.has("subscriptionId"))) {
    config.subscription_id =
        reader.text("subscriptionId", concat("subscriber-", Random(seed).hex16()));
  }
  read_params(reader, config);
  read_known_params(reader, config);
  read_timeouts(reader, config.timeouts);
  config.token = reader.text("token");
  const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
  if (has_control(config.token) || !std::ranges::all_of(config.token, is_ascii) ||
      config.token.size() > kMaxTokenBytes) {
    reader.fail(ErrorCode::ConfigInvalid,
                "token must be at most 8 KiB of ASCII without control characters");
  }
  config.trickle = reader.flag("trickleIce", true);
  config.use_offered_ice_servers = !names_ice_servers(reader);
  config.release_media_on_stop = reader.flag("clearMediaOnUnpublish", false);
  config.mute_if_autoplay_blocked = reader.flag("muteOnAutoplayRestriction", true);
  if (!reader.error() && endpoint_url(config).text().size() > kMaxUrlBytes) {
    reader.fail(ErrorCode::ConfigInvalid, "the endpoint's URL is longer than 8192 bytes");
  }
  if (reader.error()) return std::move(*reader.error());
  return config;
}

Result<std::string> check_stream_name(std::string_view name) {
  if (name.empty()) return {ErrorCode::ConfigStreamMissing, "set streamName"};
  const std::string_view fault = fault_of_name(name);
  if (!fault.empty()) return {ErrorCode::ConfigStreamInvalid, std::string(fault)};
  return std::string(name);
}

Url endpoint_url(const SessionConfig& config) {
  Url url = config.endpoint;
  if (!config.has_endpoint) {
    url.path.clear();
    std::string_view rest = config.app;
    while (!rest.empty()) url.path.append("/").append(percent_encode(next_piece(rest, '/')));
    url.path.append(config.role == Role::Publisher ? "/whip/endpoint/" : "/whep/endpoint/");
    url.path.append(percent_encode(config.stream_name));
  }
  if (!config.subscription_id.empty() && !has_param(config, "requestId"))
    url.add_query("requestId", config.subscription_id);
  for (const auto& [key, value] : config.params) url.add_query(key, value);
  return url;
}

}  // namespace sluice
