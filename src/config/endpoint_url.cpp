#include <algorithm>

#include "base/text.hpp"
#include "config/config.hpp"

namespace sluice {

bool has_param(const SessionConfig& config, std::string_view key) {
  return std::ranges::any_of(config.params,
                             [key](const auto& param) { return param.first == key; });
}

Url endpoint_url(const SessionConfig& config) {
  const bool publisher = config.role == Role::Publisher;
  const bool socket = config.transport == Transport::WebSocket;
  Url url = config.endpoint;
  if (!config.has_endpoint) {
    url.path.clear();
    const auto add = [&](std::string_view rest) {
      while (!rest.empty()) url.path.append("/").append(percent_encode(next_piece(rest, '/')));
    };
    if (config.lookup && config.lookup->api == ManagerApi::V1) {
      add(concat("as/v1/proxy/", socket ? (publisher ? "ws/publish" : "ws/subscribe")
                                        : (publisher ? "whip" : "whep")));
      add(config.app);
      add(config.context);
      add(config.stream_name);
    } else {
      add(config.app);
      if (!socket) add(publisher ? "whip/endpoint" : "whep/endpoint");
      socket ? add(config.context) : add(config.stream_name);
      if (socket) url.path.append("/");
    }
  }
  if (socket && !has_param(config, "id"))
    url.add_query("id", publisher ? config.stream_name : config.subscription_id);
  if (!socket && !config.subscription_id.empty() && !has_param(config, "requestId"))
    url.add_query("requestId", config.subscription_id);
  if (config.uses_channel && !has_param(config, "signal")) url.add_query("signal", "true");
  for (const auto& [key, value] : config.params) url.add_query(key, value);
  return url;
}

}  // namespace sluice
