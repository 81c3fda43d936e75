// Where the server is, and what its URL holds.

#include <array>
#include <cmath>

#include "base/text.hpp"
#include "config/config_parts.hpp"

namespace sluice {
namespace {

constexpr std::size_t kMaxParams = 64;
constexpr std::size_t kMaxParamBytes = 2048;

// A query value as its text; nothing for what has no text of its own.
std::optional<std::string> scalar_text(const Json& value) {
  if (const std::string* text = value.string()) return *text;
  if (const auto flag = value.boolean()) return *flag ? "true" : "false";
  const auto number = value.number();
  if (number && *number == std::floor(*number) && std::abs(*number) <= 9007199254740992.0) {
    return decimal(static_cast<long long>(*number));
  }
  return std::nullopt;
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

}  // namespace

std::string_view fault_of_name(std::string_view name) {
  if (name.size() > kMaxNameBytes) return "it is longer than 255 bytes";
  const std::string_view fault = fault_of_text(name);
  return fault.empty() ? fault_of_text(decoded(name)) : fault;
}

bool is_blocked(const Page& page, const Url& url) {
  return page.secure && !is_secure(url) && !is_loopback_host(url.host);
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
    add("keyFramerate", "keyFramerate", decimal(options.key_frame_interval_ms));
  } else if (options.do_not_switch) {
    add("doNotSwitch", "maintainStreamVariant", "true");
  }
  const MediaWishes& wishes = options.wishes;
  if (!wishes.video_encoding.empty()) add("videoEncoding", "videoEncoding", wishes.video_encoding);
  if (!wishes.audio_encoding.empty()) add("audioEncoding", "audioEncoding", wishes.audio_encoding);
}

Result<std::string> check_stream_name(std::string_view name) {
  if (name.empty()) return {ErrorCode::ConfigStreamMissing, "set streamName"};
  const std::string_view fault = fault_of_name(name);
  if (!fault.empty()) return {ErrorCode::ConfigStreamInvalid, std::string(fault)};
  return std::string(name);
}

}  // namespace sluice
