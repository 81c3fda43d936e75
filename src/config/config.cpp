#include "config/config.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "base/random.hpp"
#include "base/redact.hpp"
#include "base/text.hpp"
#include "config/option_reader.hpp"
#include "manager/rewrite.hpp"

namespace sluice {
namespace {

constexpr std::size_t kMaxNameBytes = 255;
constexpr std::size_t kMaxParams = 64;
constexpr std::size_t kMaxParamBytes = 2048;
constexpr std::size_t kMaxTokenBytes = 8192;
constexpr std::size_t kMaxTokenOrigins = 16;
constexpr std::uint16_t kHttpsPort = 443;
constexpr std::uint16_t kManagerHttpPort = 5080;
constexpr Range kPorts{1, 65'535};
constexpr Range kTimeoutsMs{100, 600'000};
constexpr Range kPausesMs{0, 600'000};
constexpr Range kRecoveryMs{0, 86'400'000};
constexpr Range kRecoveryAttempts{0, 1'000'000};
constexpr Millis kSocketKeepAlive{25'000};  // proxies cut what is silent for half a minute

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

void read_params(OptionReader& reader, SessionConfig& config) {
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
  part.read("attempts", kRecoveryAttempts, recovery.attempts);
  part.read("stall", recovery.watch_media);
  part.read("policy", recovery.has_policy);
  reader.adopt(part);
}

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

bool is_secure(const Url& url) {
  return url.scheme == "https" || url.scheme == "wss";
}

void read_path(OptionReader& reader, std::string_view key, ErrorCode code, std::string& path) {
  reader.read(key, path);
  std::string_view rest = path;
  if (rest.empty() || rest.size() > kMaxNameBytes)
    return reader.fail(code, "it is empty or too long");
  while (!rest.empty()) {
    const std::string_view piece = next_piece(rest, '/');
    const std::string_view fault = piece.empty() ? "it has an empty part" : fault_of_name(piece);
    if (!fault.empty()) return reader.fail(code, fault);
  }
}

// The scheme of the transport for `protocol`: pages share one config between all clients, so any
// of http, https, ws and wss may stand there.
std::string_view scheme_for(const SessionConfig& config, std::string_view protocol) {
  const bool secure = protocol != "http" && protocol != "ws";
  if (config.transport == Transport::WebSocket) return secure ? "wss" : "ws";
  return secure ? "https" : "http";
}

void read_server(OptionReader& reader, SessionConfig& config) {
  const std::string_view host = reader.text("host");
  if (host.empty()) return reader.fail(ErrorCode::ConfigHostMissing, "set host, or endpoint");
  if (!is_valid_host(host)) {
    return reader.fail(ErrorCode::ConfigHostInvalid,
                       "give the name or address alone, without port or path");
  }
  const bool socket = config.transport == Transport::WebSocket;
  const bool own_protocol = socket && reader.has("wsprotocol");
  const bool own_port = socket && reader.has("wsport");
  config.endpoint.scheme =
      scheme_for(config, reader.text(own_protocol ? "wsprotocol" : "protocol", "https"));
  config.endpoint.host = lowercase(host);
  const bool secure = is_secure(config.endpoint);
  const auto port = reader.number(own_port ? "wsport" : "port", kPorts);
  config.endpoint.port = port ? static_cast<std::uint16_t>(*port) : (secure ? 443 : 80);
  read_path(reader, "app", ErrorCode::ConfigAppInvalid, config.app);
  if (socket && !reader.text("context").empty())
    read_path(reader, "context", ErrorCode::ConfigAppInvalid, config.context);
  auto name = check_stream_name(reader.text("streamName"));
  if (!name) return reader.fail(name.error().code, name.error().detail);
  config.stream_name = std::move(*name);
}

void read_endpoint(OptionReader& reader, SessionConfig& config) {
  const std::string_view text = reader.text("endpoint");
  auto url = config.transport == Transport::WebSocket ? parse_socket_url(text) : parse_url(text);
  if (!url)
    return reader.fail(ErrorCode::ConfigEndpointInvalid,
                       "it must be absolute and hold no user name");
  config.endpoint = std::move(*url);
  config.has_endpoint = true;
  config.stream_name = reader.text("streamName");
}

// The query parameters that the field's servers know. A foreign endpoint gets only those that the
// caller has set: its URL may be signed, or its server strict.
void read_known_params(OptionReader& reader, SessionConfig& config) {
  if (config.transport == Transport::WebSocket) return;  // messages say the same
  const auto add = [&](std::string_view key, std::string_view option, std::string value) {
    if (has_param(config, key) || (config.has_endpoint && !reader.has(option))) return;
    config.params.emplace_back(key, std::move(value));
  };
  const SocketOptions& options = config.socket;
  if (config.role == Role::Publisher) add("mode", "streamMode", options.mode);
  add("transport", "iceTransport", options.wishes.transport);
  if (config.role == Role::Publisher) {
    add("keyFramerate", "keyFramerate", std::to_string(options.key_frame_interval_ms));
  } else if (options.do_not_switch) {
    add("doNotSwitch", "maintainStreamVariant", "true");
  }
  const MediaWishes& wishes = options.wishes;
  if (!wishes.video_encoding.empty()) add("videoEncoding", "videoEncoding", wishes.video_encoding);
  if (!wishes.audio_encoding.empty()) add("audioEncoding", "audioEncoding", wishes.audio_encoding);
}

// `recovers`: an open socket tells at once when its node is gone, which a data channel does not.
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

// Where the manager answers (facts sheet section 5): on a secure page only TLS can reach it.
void read_manager_base(OptionReader& options, OptionReader& manager, const Page& page, Url& base) {
  if (manager.has("url")) {
    const auto url = parse_url(manager.text("url"));
    if (!url) return manager.fail(ErrorCode::ConfigInvalid, "streamManager.url is no http(s) URL");
    base = *url;
    base.query.clear();
    return;
  }
  base.scheme = page.secure ? "https" : "http";
  base.host = lowercase(options.text("host"));
  const auto port = manager.number("port", kPorts);
  const auto http_port = page.secure ? std::nullopt : options.number("httpport", kPorts);
  base.port = static_cast<std::uint16_t>(port          ? *port
                                         : page.secure ? kHttpsPort
                                                       : http_port.value_or(kManagerHttpPort));
}

void read_manager(OptionReader& reader, const Page& page, SessionConfig& config) {
  const Json* given = reader.member("streamManager");
  if (!given || given->boolean() == false) return;
  if (config.has_endpoint || (!given->object() && !given->boolean())) {
    return reader.fail(ErrorCode::ConfigInvalid,
                       "streamManager must be true or an object, and takes host, not endpoint");
  }
  OptionReader manager(*given);
  Lookup lookup;
  read_manager_base(reader, manager, page, lookup.base);
  const auto api = manager_api(manager.text("api", "4.0"));
  if (!api) {
    manager.fail(ErrorCode::ConfigInvalid, "streamManager.api must be 2.0, 3.1, 4.0 or v1");
  }
  lookup.api = api.value_or(ManagerApi::V4_0);
  lookup.role = config.role == Role::Publisher ? NodeRole::Origin : NodeRole::Edge;
  lookup.app = config.app;
  if (!config.context.empty()) lookup.app.append("/").append(config.context);
  lookup.stream = config.stream_name;
  manager.read("region", lookup.region);
  manager.read("nodeGroup", lookup.node_group);
  if (!fault_of_name(lookup.node_group).empty() || lookup.node_group.empty())
    manager.fail(ErrorCode::ConfigInvalid, "streamManager.nodeGroup is no name");
  manager.read("accessToken", lookup.access_token);
  lookup.endpoints = manager.number("endpoints", {1, kMaxNodes});
  manager.read("strict", lookup.strict);
  manager.read("transcode", lookup.transcode);
  manager.read("retries", {0, 100}, config.lookup_retries);
  manager.read("retryDelay", kPausesMs, config.lookup_retry_delay);
  if (lookup_url(lookup).text().size() > kMaxUrlBytes)
    manager.fail(ErrorCode::ConfigInvalid, "the lookup's URL is longer than 8192 bytes");
  config.lookup = std::move(lookup);
  reader.adopt(manager);
}

// A secure page's browser refuses what is not encrypted, loopback aside, without a word why.
bool is_blocked(const Page& page, const Url& url) {
  return page.secure && !is_secure(url) && !is_loopback_host(url.host);
}

bool names_ice_servers(const OptionReader& reader) {
  const Json* rtc = reader.member("rtcConfiguration");
  return reader.has("iceServers") || (rtc && rtc->find("iceServers"));
}

Json rewritten(const SessionConfig& config, const Node& node) {
  if (config.lookup->api != ManagerApi::V1) return rewrite_rtc(config.options, node);
  // v1's path names the real app, so that only the node is to be added.
  Json options = rewrite_rtc(rewrite_http(config.options, *config.lookup), node);
  options.overlay(Json(Json::Object{{"app", Json(config.app)}}));
  return options;
}

// `options` as they are, the lookup's consequences aside.
Result<SessionConfig> read_config(const ClientKind& kind, Json options) {
  OptionReader reader(options);
  SessionConfig config;
  config.role = kind.role;
  config.transport = kind.transport;
  config.page = kind.page;
  if (reader.has("endpoint")) {
    read_endpoint(reader, config);
  } else {
    read_server(reader, config);
  }
  if (is_blocked(kind.page, config.endpoint))
    reader.fail(ErrorCode::ConfigInsecure, redact(config.endpoint.host));
  if (config.role == Role::Subscriber && (!config.has_endpoint || reader.has("subscriptionId") ||
                                          config.transport == Transport::WebSocket)) {
    config.subscription_id =
        reader.text("subscriptionId", concat("subscriber-", Random(kind.seed).hex16()));
  }
  read_manager(reader, kind.page, config);
  if (config.lookup && !needs_lookup(config)) options = rewrite_http(options, *config.lookup);
  read_params(reader, config);
  read_recovery(reader, config);
  read_socket_options(reader, config.recovery.enabled, config.socket);
  read_known_params(reader, config);
  read_timeouts(reader, config.timeouts);
  if (config.lookup && is_blocked(kind.page, config.lookup->base))
    reader.fail(ErrorCode::ConfigInsecure, redact(config.lookup->base.host));
  reader.read("token", config.token);
  if (!is_usable_token(config.token))
    reader.fail(ErrorCode::ConfigInvalid, concat("token ", kTokenRule));
  read_token_origins(reader, config.token_origins);
  reader.read("trickleIce", config.trickle);
  if (config.role == Role::Subscriber && config.transport == Transport::Http)
    reader.read("postEmptyOffer", config.post_empty_offer);
  config.use_offered_ice_servers = !names_ice_servers(reader);
  reader.read("clearMediaOnUnpublish", config.release_media_on_stop);
  reader.read("muteOnAutoplayRestriction", config.mute_if_autoplay_blocked);
  if (config.transport == Transport::WebSocket && config.stream_name.empty()) {
    // Messages are about a stream, so its name is needed with an endpoint too.
    reader.fail(ErrorCode::ConfigStreamMissing, "set streamName");
  }
  if (!reader.error() && endpoint_url(config).text().size() > kMaxUrlBytes) {
    reader.fail(ErrorCode::ConfigInvalid, "the endpoint's URL is longer than 8192 bytes");
  }
  if (reader.error()) return std::move(*reader.error());
  config.options = std::move(options);
  return config;
}

}  // namespace

Result<SessionConfig> parse_config(const ClientKind& kind, std::string_view options) {
  auto json = parse_json(options);
  if (!json || !json->object()) {
    return {ErrorCode::ConfigInvalid, "the options must be an object of at most 64 KiB"};
  }
  return parse_config(kind, std::move(*json));
}

Result<SessionConfig> parse_config(const ClientKind& kind, Json options) {
  auto config = read_config(kind, std::move(options));
  if (!config || !needs_lookup(*config)) return config;
  // What a node adds has to fit as well, and init() is the time to say that it does not.
  auto located = located_config(
      *config, {config->endpoint.host, config->lookup->app, config->stream_name, ""});
  if (!located) return located;
  return config;
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

bool needs_lookup(const SessionConfig& config) {
  // The v1 proxy finds a node by itself; one that is asked to have a spare is named one.
  return config.transport == Transport::WebSocket && config.lookup &&
         (config.lookup->api != ManagerApi::V1 || config.lookup->endpoints.value_or(1) > 1);
}

Result<SessionConfig> located_config(const SessionConfig& config, const Node& node) {
  const ClientKind kind{config.role, config.transport, config.page, 0};
  auto located = read_config(kind, rewritten(config, node));
  if (!located) return located;
  located->stream_name = node.name;
  // A classic proxy's path is its own: the context has gone into the query with the app.
  if (config.lookup->api != ManagerApi::V1) located->context.clear();
  located->subscription_id = config.subscription_id;
  located->hurry = config.hurry;
  located->kinds = config.kinds;
  return located;
}

Result<std::string> check_stream_name(std::string_view name) {
  if (name.empty()) return {ErrorCode::ConfigStreamMissing, "set streamName"};
  const std::string_view fault = fault_of_name(name);
  if (!fault.empty()) return {ErrorCode::ConfigStreamInvalid, std::string(fault)};
  return std::string(name);
}

}  // namespace sluice
