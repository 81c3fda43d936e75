#include "sim/wishes.hpp"

#include <cstdlib>
#include <iostream>

#include "sim/members.hpp"
#include "sim/samples.hpp"

namespace sluice::sim {
namespace {

std::string some_timeouts(Nature& nature) {
  Members timeouts;
  for (const std::string_view key :
       {"media", "description", "gathering", "answer", "connect", "disconnected", "remove"}) {
    timeouts.number(key, nature.between(100, 20'000).count());
  }
  return timeouts.object();
}

std::string some_manager(Nature& nature) {
  constexpr std::array<std::string_view, 4> apis{"2.0", "3.1", "4.0", "v1"};
  Members manager;
  manager.text("api", apis[nature.below(apis.size())]);
  if (nature.likely(70)) manager.number("endpoints", 1 + static_cast<int>(nature.below(4)));
  if (nature.likely(50)) manager.number("retries", static_cast<int>(nature.below(4)));
  if (nature.likely(50)) manager.number("retryDelay", nature.between(0, 5'000).count());
  if (nature.likely(30)) manager.text("region", "ashburn");
  if (nature.likely(30)) manager.flag("strict", true);
  if (nature.likely(30)) manager.text("accessToken", test::kToken);
  return manager.object();
}

void add_socket_wishes(Nature& nature, Members& members) {
  members.flag("bypassAvailable", nature.likely(15));
  members.flag("signalingSocketOnly", nature.likely(75));
  members.flag("maintainConnectionOnSubscribeErrors", nature.likely(40));
  if (nature.likely(40)) members.flag("waitForAvailable", true);
  if (nature.likely(50)) members.number("socketSwitchDelay", nature.between(0, 5'000).count());
  if (nature.likely(30)) members.number("keepAlive", nature.between(1'000, 20'000).count());
  if (nature.likely(30)) members.text("context", "room");
  if (nature.likely(50))
    members.add("connectionParams", concat(R"({"token":")", test::kToken, "\"}"));
}

SessionConfig some_http_config(Nature& nature, Role role) {
  SessionConfig config = test::sample_config(role);
  if (nature.likely(50)) config.token = test::kToken;
  if (nature.likely(40)) config.token_origins = {"https://*.example.org", "https://*.example.net"};
  if (role == Role::Subscriber && nature.likely(60)) config.subscription_id = "subscriber";
  config.trickle = nature.likely(80);
  config.uses_channel = nature.likely(60);
  config.post_empty_offer = role == Role::Subscriber && nature.likely(10);
  config.use_offered_ice_servers = nature.likely(70);
  config.release_media_on_stop = nature.likely(30);
  config.mute_if_autoplay_blocked = nature.likely(70);
  if (nature.likely(40)) {
    const auto some = [&] { return nature.between(100, 20'000); };
    config.timeouts = {some(), some(), some(), some(), some(), some(), some()};
  }
  return config;
}

SessionConfig any_config(Nature& nature, Role role) {
  const bool by_socket = nature.likely(60);
  const bool by_manager = nature.likely(by_socket ? 60 : 20);
  if (!by_socket && !by_manager) return some_http_config(nature, role);
  Members members;
  if (by_manager) members.add("streamManager", some_manager(nature));
  if (by_socket) add_socket_wishes(nature, members);
  if (nature.likely(40)) members.add("timeouts", some_timeouts(nature));
  members.flag("clearMediaOnUnpublish", nature.likely(30));
  members.flag("muteOnAutoplayRestriction", nature.likely(70));
  if (nature.likely(50)) members.text("token", test::kToken);
  return config_of(role, by_socket ? Transport::WebSocket : Transport::Http, members.list());
}

}  // namespace

SessionConfig config_of(Role role, Transport transport, std::string_view members) {
  const std::string options = concat(R"({"host":"sm.example.com","streamName":"stream1")",
                                     members.empty() ? "" : ",", members, "}");
  auto config = parse_config(ClientKind{role, transport, Page{.secure = true}, 7}, options);
  if (config) return std::move(*config);
  std::cerr << "bad options in a test: " << options << "\n" << config.error().detail << "\n";
  std::abort();
}

SessionConfig some_config(Nature& nature) {
  SessionConfig config = any_config(nature, nature.likely(50) ? Role::Publisher : Role::Subscriber);
  // No two clients have the same one.
  if (!config.subscription_id.empty())
    config.subscription_id = concat("subscriber-", std::to_string(nature.below(1U << 31U)));
  return config;
}

// The plainest half of the time: that is what most apps do.
SessionConfig some_recovering_config(Nature& nature) {
  SessionConfig config = some_config(nature);
  RecoveryOptions& recovery = config.recovery;
  recovery.enabled = true;
  recovery.has_token = nature.likely(40);
  if (nature.likely(50)) return config;
  recovery.watch_media = nature.likely(80);
  recovery.has_policy = nature.likely(30);
  recovery.attempts = static_cast<std::uint32_t>(nature.below(12));
  if (nature.likely(30)) recovery.duration = nature.between(1'000, 120'000);
  recovery.delay = nature.between(0, 1'000);
  recovery.max_delay = nature.between(0, 10'000);
  recovery.stream_delay = nature.between(100, 3'000);
  if (nature.likely(20)) recovery.spread = nature.between(0, 3'000);
  return config;
}

MediaSource some_source(Nature& nature, Role role) {
  if (role == Role::Subscriber) return MediaSource::None;
  return nature.likely(20) ? MediaSource::Supplied : MediaSource::Capture;
}

}  // namespace sluice::sim
