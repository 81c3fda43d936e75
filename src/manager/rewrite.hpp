// From a config and a node to the config to connect with (facts sheet "API and wire", sections 3.2
// and 4). Pure functions on options as the app gave them: keys that are not named here survive, in
// their order. Null is absent, and connectionParams that is no object becomes one.
#pragma once

#include <string_view>

#include "base/json.hpp"
#include "manager/lookup.hpp"

namespace sluice {

// The application of the manager's proxy.
inline constexpr std::string_view kDefaultProxy = "streammanager";

// For WebSockets through the manager's proxy: `app` becomes config.proxy (kDefaultProxy where
// it names none) and `streamName` the node's name for the stream; connectionParams keeps what it
// has and gains `host` (the node) and `app` (its scope), in the place of those of an earlier node.
[[nodiscard]] Json rewrite_rtc(const Json& config, const Node& node);

// For RTMP, which reaches nodes directly: `host` becomes the node.
[[nodiscard]] Json rewrite_rtmp(const Json& config, const Node& node);

// For WHIP and WHEP, where the proxy finds the node: region, endpoints (a number), strict ("true")
// and nodeGroup (v1) ride along in connectionParams, where the caller has not set them there. What
// the lookup does not ask for is not added.
[[nodiscard]] Json rewrite_http(const Json& config, const Lookup& lookup);

}  // namespace sluice
