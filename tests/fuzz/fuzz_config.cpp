// Any options for all clients, on pages with and without TLS: refused with a reason, or good for a
// URL that can be read again; and so are those for a node that the stream manager has named.
#include <algorithm>
#include <string>

#include "base/text.hpp"
#include "config/config.hpp"
#include "promise.hpp"

using namespace sluice;

namespace {

void check_error(const Error& error) {
  SLUICE_PROMISE(error_info(error.code).name.starts_with("config."));
  SLUICE_PROMISE(!error.detail.empty() && !has_control(error.detail));
  SLUICE_PROMISE(error.detail.size() < 300);
}

void check_timeouts(const Timeouts& t) {
  for (const Millis wait :
       {t.media, t.description, t.gathering, t.answer, t.connect, t.disconnected, t.remove})
    SLUICE_PROMISE(wait >= Millis(100) && wait <= Millis(600'000));
}

std::ptrdiff_t parts_of(std::string_view path) {
  return path.empty() ? 0 : 1 + std::ranges::count(path, '/') - (path.ends_with('/') ? 1 : 0);
}

// Neither app, context nor name adds a segment of its own, or takes one away.
std::ptrdiff_t expected_slashes(const SessionConfig& config) {
  const bool socket = config.transport == Transport::WebSocket;
  if (config.lookup && config.lookup->api == ManagerApi::V1)
    return (socket ? 6 : 5) + parts_of(config.app) + parts_of(config.context);
  if (socket) return 1 + parts_of(config.app) + parts_of(config.context);
  return 3 + parts_of(config.app);
}

void check_url(const SessionConfig& config, const ClientKind& kind) {
  const Url url = endpoint_url(config);
  const bool socket = config.transport == Transport::WebSocket;
  SLUICE_PROMISE((socket ? parse_socket_url(url.text()) : parse_url(url.text())) == url);
  SLUICE_PROMISE(!has_control(url.text()));
  const bool reachable = url.scheme == "https" || url.scheme == "wss" || is_loopback_host(url.host);
  SLUICE_PROMISE(reachable || !kind.page.secure);
  if (config.has_endpoint) {
    SLUICE_PROMISE(url.path == config.endpoint.path && url.origin() == config.endpoint.origin());
    SLUICE_PROMISE(url.query.starts_with(config.endpoint.query));
  } else {
    SLUICE_PROMISE(check_stream_name(config.stream_name).ok());
    SLUICE_PROMISE(std::ranges::count(url.path, '/') == expected_slashes(config));
  }
}

void check_lookup(const SessionConfig& config, const ClientKind& kind) {
  SLUICE_PROMISE(config.lookup || !needs_lookup(config));
  if (!config.lookup) return;
  const Url url = lookup_url(*config.lookup);
  SLUICE_PROMISE(parse_url(url.text()) == url);
  SLUICE_PROMISE(!kind.page.secure || url.scheme == "https" || is_loopback_host(url.host));
  const Node node{"10.1.2.3", "live/room", "stream 2", ""};
  const auto located = located_config(config, node);
  if (!located) return check_error(located.error());
  check_url(*located, kind);
  SLUICE_PROMISE(located->stream_name == node.name);
  SLUICE_PROMISE(endpoint_url(*located).query.find("host=10.1.2.3") != std::string::npos);
}

void check_config(const SessionConfig& config, const ClientKind& kind) {
  check_url(config, kind);
  check_lookup(config, kind);
  SLUICE_PROMISE(!has_control(config.token));
  SLUICE_PROMISE(config.transport == Transport::Http || !config.stream_name.empty());
  check_timeouts(config.timeouts);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  for (const Role role : {Role::Publisher, Role::Subscriber}) {
    for (const Transport transport : {Transport::Http, Transport::WebSocket}) {
      for (const bool secure : {false, true}) {
        const ClientKind kind{role, transport, Page{secure}, size};
        const auto config = parse_config(kind, text);
        config ? check_config(*config, kind) : check_error(config.error());
      }
    }
  }
  const auto name = check_stream_name(text);
  if (name) {
    SLUICE_PROMISE(*name == text);
    SLUICE_PROMISE(!has_control(*name) && name->find_first_of("/\\") == std::string::npos);
  } else {
    check_error(name.error());
  }
  return 0;
}
