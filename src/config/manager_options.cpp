// Where the stream manager is, what it is asked, and what its answer makes of the options.

#include "base/text.hpp"
#include "config/config_parts.hpp"
#include "manager/rewrite.hpp"

namespace sluice {
namespace {

constexpr std::uint16_t kHttpsPort = 443;
constexpr std::uint16_t kManagerHttpPort = 5080;

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

}  // namespace

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

Json rewritten(const SessionConfig& config, const Node& node) {
  if (config.lookup->api != ManagerApi::V1) return rewrite_rtc(config.options, node);
  // v1's path names the real app, so that only the node is to be added.
  Json options = rewrite_rtc(rewrite_http(config.options, *config.lookup), node);
  options.overlay(Json().add("app", Json(config.app)));
  return options;
}

bool needs_lookup(const SessionConfig& config) {
  // The v1 proxy finds a node by itself; one that is asked to have a spare is named one.
  return config.transport == Transport::WebSocket && config.lookup &&
         (config.lookup->api != ManagerApi::V1 || config.lookup->endpoints.value_or(1) > 1);
}

}  // namespace sluice
