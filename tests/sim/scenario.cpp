#include "sim/scenario.hpp"

namespace sluice::sim {
namespace {

constexpr auto kNone = MediaSource::None;

std::vector<Scenario> over_http() {
  const auto config = [](Role role, bool trickle = true, bool channel = false) {
    SessionConfig made = test::sample_config(role);
    made.token = test::kToken;
    made.trickle = trickle;
    made.uses_channel = channel;
    return made;
  };
  const SessionConfig publish = config(Role::Publisher);
  const SessionConfig play = config(Role::Subscriber);
  return {
      {.name = "publish", .config = publish},
      {.name = "publish a stream of the caller's",
       .config = publish,
       .source = MediaSource::Supplied},
      {.name = "publish without trickling", .config = config(Role::Publisher, false)},
      {.name = "publish with ICE servers of the server's",
       .config = publish,
       .always = {Fault::IceServers, Fault::Etag}},
      {.name = "publish by a manager",
       .config = config_of(Role::Publisher, Transport::Http, R"("streamManager":{"api":"v1"})"),
       .changes_transport = true},
      {.name = "publish with a channel",
       .config = config(Role::Publisher, true, true),
       .changes_transport = true},
      {.name = "play", .config = play, .source = kNone},
      {.name = "play with a channel",
       .config = config(Role::Subscriber, true, true),
       .source = kNone,
       .changes_transport = true},
      {.name = "play until the channel says that the stream ends",
       .config = config(Role::Subscriber, true, true),
       .source = kNone,
       .always = {Fault::StreamEnds},
       .changes_transport = true,
       .ends_with = std::string(event::kPlayUnpublish)},
      {.name = "play a counter-offer with a channel",
       .config = config(Role::Subscriber, true, true),
       .source = kNone,
       .always = {Fault::Counter406},
       .changes_transport = true},
      {.name = "play from a server that refuses a channel",
       .config = config(Role::Subscriber, true, true),
       .source = kNone,
       .always = {Fault::SectionRefused}},
      {.name = "play without trickling",
       .config = config(Role::Subscriber, false),
       .source = kNone},
      {.name = "play a counter-offer",
       .config = play,
       .source = kNone,
       .always = {Fault::Counter406}},
      {.name = "play an offer of Red5's",
       .config = play,
       .source = kNone,
       .always = {Fault::CounterRed5}},
      {.name = "play a counter-offer without trickling",
       .config = config(Role::Subscriber, false),
       .source = kNone,
       .always = {Fault::Counter406}},
      {.name = "play what blocks",
       .config = play,
       .source = kNone,
       .always = {Fault::PlayBlocked, Fault::PlayBlockedMuted}},
  };
}

std::vector<Scenario> by_socket() {
  const auto publish = [](std::string_view members = {}) {
    return config_of(Role::Publisher, Transport::WebSocket, members);
  };
  const auto play = [](std::string_view members = {}) {
    return config_of(Role::Subscriber, Transport::WebSocket, members);
  };
  constexpr std::string_view kOneNode = R"("streamManager":{"api":"2.0","retries":1})";
  constexpr std::string_view kNodes = R"("streamManager":{"api":"4.0","endpoints":4})";
  constexpr std::string_view kProxy = R"("streamManager":{"api":"v1"})";
  constexpr std::string_view kPlain = R"("signalingSocketOnly":false,"keepAlive":3000)";
  constexpr std::string_view kBlind = R"("bypassAvailable":true)";
  constexpr std::string_view kWaits = R"("waitForAvailable":true)";
  constexpr std::string_view kStays = R"("maintainConnectionOnSubscribeErrors":true)";
  return {
      {.name = "socket: publish", .config = publish(), .changes_transport = true},
      {.name = "socket: publish a stream of the caller's",
       .config = publish(),
       .source = MediaSource::Supplied,
       .always = {Fault::TrickleEarly, Fault::CandidateEarly, Fault::ChannelTwice},
       .changes_transport = true},
      {.name = "socket: publish step by step",
       .config = publish(kWaits),
       .changes_transport = true},
      {.name = "socket: play step by step",
       .config = play(kWaits),
       .source = kNone,
       .changes_transport = true},
      {.name = "socket: publish without a channel",
       .config = publish(kPlain),
       .always = {Fault::Chatter, Fault::CandidateEmpty}},
      {.name = "socket: publish without asking",
       .config = publish(kBlind),
       .always = {Fault::ChannelEarly, Fault::TrickleRespelt},
       .changes_transport = true},
      {.name = "socket: publish to a node found",
       .config = publish(kOneNode),
       .changes_transport = true},
      {.name = "socket: publish to the second of several nodes",
       .config = publish(kNodes),
       .always = {Fault::FirstNodeDead},
       .changes_transport = true},
      {.name = "socket: publish by a proxy", .config = publish(kProxy), .changes_transport = true},
      {.name = "socket: play", .config = play(), .source = kNone, .changes_transport = true},
      {.name = "socket: play what blocks, without a channel",
       .config = play(kPlain),
       .source = kNone,
       .always = {Fault::Chatter, Fault::PlayBlocked, Fault::CandidateEmpty}},
      {.name = "socket: play behind a connect()",
       .config = play(kStays),
       .source = kNone,
       .always = {Fault::TrickleEarly, Fault::CandidateEarly, Fault::ChannelTwice},
       .connects_before = Millis(2'000),
       .changes_transport = true},
      {.name = "socket: play without asking",
       .config = play(kBlind),
       .source = kNone,
       .always = {Fault::ChannelEarly, Fault::TrickleRespelt},
       .changes_transport = true},
      {.name = "socket: play from the second of several nodes, behind a connect()",
       .config = play(kNodes),
       .source = kNone,
       .always = {Fault::FirstNodeDead},
       .connects_before = Millis(1),
       .changes_transport = true},
      {.name = "socket: play by a proxy",
       .config = play(kProxy),
       .source = kNone,
       .changes_transport = true},
      {.name = "socket: play until the stream ends",
       .config = play(kPlain),
       .source = kNone,
       .always = {Fault::StreamEnds},
       .ends_with = std::string(event::kPlayUnpublish)},
  };
}

}  // namespace

std::vector<Scenario> scenarios() {
  std::vector<Scenario> all = over_http();
  for (Scenario& each : by_socket()) all.push_back(std::move(each));
  return all;
}

}  // namespace sluice::sim
