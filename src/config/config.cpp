#include "config/config.hpp"

#include <utility>

#include "base/random.hpp"
#include "base/redact.hpp"
#include "base/text.hpp"
#include "config/config_parts.hpp"
#include "manager/rewrite.hpp"

namespace sluice {
namespace {

bool names_ice_servers(const OptionReader& reader) {
  const Json* rtc = reader.member("rtcConfiguration");
  return reader.has("iceServers") || (rtc && rtc->find("iceServers"));
}

// Whether the app goes through a proxy by hand and names no node: of a list that it has taken for
// one, all members are undefined, so that this comes before what else is missing then.
bool lacks_node(const ClientKind& kind, OptionReader& reader) {
  if (kind.transport != Transport::WebSocket || reader.text("app") != kDefaultProxy) return false;
  const Json* params = reader.member("connectionParams");
  return !reader.has("endpoint") && !reader.member("streamManager") &&
         !(params && params->find("host"));
}

// `options` as they are, the lookup's consequences aside.
Result<SessionConfig> read_config(const ClientKind& kind, Json options) {
  OptionReader reader(options);
  SessionConfig config;
  config.role = kind.role;
  config.transport = kind.transport;
  config.page = kind.page;
  if (lacks_node(kind, reader)) reader.fail(ErrorCode::ConfigNoNode, {});
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
  read_channel(reader, config);
  read_known_params(reader, config);
  read_timeouts(reader, config.timeouts);
  if (config.lookup && is_blocked(kind.page, config.lookup->base))
    reader.fail(ErrorCode::ConfigInsecure, redact(config.lookup->base.host));
  read_token(reader, config);
  reader.read("trickleIce", config.trickle);
  if (config.role == Role::Subscriber && config.transport == Transport::Http)
    reader.read("postEmptyOffer", config.post_empty_offer);
  read_extensions(reader, config);
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

}  // namespace sluice
