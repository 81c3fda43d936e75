#include "sim/recorded.hpp"

#include <cstdlib>
#include <iostream>

#include "sim/describe.hpp"
#include "sim/members.hpp"

namespace sluice::sim {
namespace {

// What comes last counts, so what `config` says is put behind the options that it was made of.
std::string options_of(const SessionConfig& config) {
  Members members;
  members.text("host", config.endpoint.host).text("streamName", config.stream_name);
  if (const Json::Object* given = config.options.object()) {
    for (const auto& [key, value] : *given) members.add(key, test::text_of(value));
  }
  if (!config.token.empty()) members.text("token", config.token);
  if (!config.token_origins.empty()) {
    std::string origins;
    for (const std::string& origin : config.token_origins)
      origins.append(origins.empty() ? "" : ",").append(json_string(origin));
    members.add("tokenOrigins", concat("[", origins, "]"));
  }
  // Else it would come from the seed, which is drawn later.
  if (config.role == Role::Subscriber)
    members.text("subscriptionId",
                 config.subscription_id.empty() ? "subscriber-0" : config.subscription_id);
  members.flag("trickleIce", config.trickle).flag("postEmptyOffer", config.post_empty_offer);
  if (!config.use_offered_ice_servers) members.add("iceServers", "[]");
  members.flag("includeDataChannel", config.uses_channel)
      .flag("clearMediaOnUnpublish", config.release_media_on_stop)
      .flag("muteOnAutoplayRestriction", config.mute_if_autoplay_blocked)
      .flag("tokenIsRenewable", config.recovery.has_token);
  const Timeouts& limits = config.timeouts;
  members.add("timeouts", Members()
                              .number("media", limits.media.count())
                              .number("description", limits.description.count())
                              .number("gathering", limits.gathering.count())
                              .number("answer", limits.answer.count())
                              .number("connect", limits.connect.count())
                              .number("disconnected", limits.disconnected.count())
                              .number("remove", limits.remove.count())
                              .object());
  const RecoveryOptions& recovery = config.recovery;
  if (recovery.enabled) {
    members.add("recovery", Members()
                                .number("attempts", recovery.attempts)
                                .number("duration", recovery.duration.count())
                                .number("delay", recovery.delay.count())
                                .number("maxDelay", recovery.max_delay.count())
                                .number("streamDelay", recovery.stream_delay.count())
                                .flag("stall", recovery.watch_media)
                                .flag("policy", recovery.has_policy)
                                .object());
  }
  return members.object();
}

}  // namespace

SessionConfig as_of_options(const SessionConfig& config) {
  const std::string options = options_of(config);
  auto parsed = parse_config(ClientKind{config.role, config.transport, config.page, 0}, options);
  if (parsed) return std::move(*parsed);
  std::cerr << "bad options in a test: " << options << "\n" << parsed.error().detail << "\n";
  std::abort();
}

recording::Beginning beginning(const SessionConfig& config, MediaSource source, std::uint64_t seed,
                               TimePoint now) {
  return {.role = config.role,
          .transport = config.transport,
          .page = config.page,
          .source = source,
          .seed = seed,
          .at = now,
          .options = test::text_of(config.options)};
}

}  // namespace sluice::sim
