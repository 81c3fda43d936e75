// Sessions in a world where everything can fail, in virtual time; seeds.hpp says how to run it for
// longer, or for one seed.

#include <array>
#include <catch2/catch_test_macros.hpp>
#include <map>

#include "sim/app.hpp"
#include "sim/seeds.hpp"

using namespace sluice;
using namespace sluice::sim;

namespace {

// All that an app can hear.
constexpr std::array kEvents{event::kConnectSuccess,
                             event::kConnectFailure,
                             event::kPeerAvailable,
                             event::kPeerOpen,
                             event::kOfferStart,
                             event::kOfferEnd,
                             event::kPeerCandidateEnd,
                             event::kTrickleComplete,
                             event::kTrackAdded,
                             event::kEndpointChanged,
                             event::kCandidateFailure,
                             event::kSocketMessage,
                             event::kChannelOpen,
                             event::kChannelAvailable,
                             event::kChannelClose,
                             event::kChannelMessage,
                             event::kChannelError,
                             event::kTransportChange,
                             event::kConstraintsAccepted,
                             event::kConstraintsRejected,
                             event::kDimensionChange,
                             event::kMediaStreamAvailable,
                             event::kPublishStart,
                             event::kPublishFail,
                             event::kPublishInvalidName,
                             event::kPublishStatus,
                             event::kPublishAvailable,
                             event::kPublishMetadata,
                             event::kPublishSendInvoke,
                             event::kInsufficientBandwidth,
                             event::kSufficientBandwidth,
                             event::kRecoveringBandwidth,
                             event::kUnpublishSuccess,
                             event::kPublisherClosed,
                             event::kAnswerStart,
                             event::kAnswerEnd,
                             event::kCandidateStart,
                             event::kCandidateEnd,
                             event::kAddStream,
                             event::kSubscribeStart,
                             event::kSubscribeStop,
                             event::kSubscribeFail,
                             event::kSubscribeInvalidName,
                             event::kSubscribeStatus,
                             event::kSubscribeMetadata,
                             event::kSubscribeSendInvoke,
                             event::kPublisherCongestion,
                             event::kPublisherRecovery,
                             event::kPlayUnpublish,
                             event::kStreamSwitch,
                             event::kSubscriberClosed,
                             event::kAutoplayMuted,
                             event::kAutoplayFailure};

// How sessions have gone; a world where none comes alive would prove little.
struct Ends {
  std::uint64_t sessions = 0, live = 0, failed = 0, lost = 0;

  void add(const Monitor& monitor) {
    const bool was_lost =
        monitor.has_told(event::kPublisherClosed) || monitor.has_told(event::kSubscriberClosed);
    ++sessions;
    live += monitor.has_been_live() ? 1 : 0;
    failed += monitor.has_told(event::kConnectFailure) ? 1 : 0;
    lost += was_lost ? 1 : 0;
  }
  void check(const char* what) const {
    INFO("of " << sessions << " sessions " << what << " " << live << " were live, " << failed
               << " failed and " << lost << " were lost");
    CHECK(live > sessions / 10);
    CHECK(failed > sessions / 100);
    CHECK(lost > sessions / 100);
  }
};

// What comes behind it only strikes clients that recover.
constexpr auto kFirstOfRecovery = static_cast<std::size_t>(Fault::SlowStream);

// Of all seeds together.
struct Sums {
  Strikes strikes{};
  Ends over_http, by_socket;
  std::map<std::string_view, std::uint64_t> events;

  void add(const Strikes& more, const World& world) {
    for (std::size_t i = 0; i < kFaults; ++i) strikes[i] += more[i];
    for (const auto& client : world.clients()) {
      const bool http = client->config().transport == Transport::Http;
      (http ? over_http : by_socket).add(client->monitor());
      for (const auto& [type, count] : client->monitor().events()) ++events[type];
    }
  }
};

Lived run(std::uint64_t seed, bool tracing, Sums* sums = nullptr) {
  RandomFate fate(seed);
  World world(seed ^ 0x5eed, fate);
  if (tracing) world.keep_trace();
  const Millis length = world.nature().between(10'000, 600'000);
  App(world).play_until(TimePoint(length));
  world.run_out();
  if (sums) sums->add(fate.count(), world);
  return {world.problem(), std::move(world.trace())};
}

TEST_CASE("whatever fails, each call settles, nothing is left behind and nothing leaks") {
  Sums sums;
  const std::uint64_t seeds =
      try_seeds("sessions", 2'000, {},
                [&](std::uint64_t seed, bool tracing) { return run(seed, tracing, &sums); });
  std::cout << ", with " << sums.over_http.sessions << " sessions over HTTP and "
            << sums.by_socket.sessions << " over a WebSocket\n";
  if (seeds < 1'000) return;  // too few for all that can happen
  for (std::size_t i = 0; i < kFirstOfRecovery; ++i) {
    INFO(kFaultNames[i] << " never strikes");
    CHECK(sums.strikes[i] > 0);
  }
  for (const std::string_view type : kEvents) {
    INFO(type << " is never told");
    CHECK(sums.events[type] > 0);
  }
  sums.over_http.check("over HTTP");
  sums.by_socket.check("over a WebSocket");
}

TEST_CASE("one seed is one exact run") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed)
    CHECK(run(seed, true).trace == run(seed, true).trace);
}

}  // namespace
