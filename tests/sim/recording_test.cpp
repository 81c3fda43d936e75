// Whatever happens to a client, its recording holds nothing that is nobody's business, and a replay
// comes to the same at each step.

#include <array>
#include <catch2/catch_test_macros.hpp>

#include "recording/codec.hpp"
#include "recording/replay.hpp"
#include "sim/app.hpp"
#include "sim/recovering_app.hpp"
#include "sim/seeds.hpp"
#include "sim/wishes.hpp"

using namespace sluice;
using namespace sluice::sim;

namespace {

constexpr TimePoint kTenMinutes{Millis(600'000)};

// What the world's clients and servers call each other, and what only they know.
constexpr std::array<std::string_view, 7> kSecrets{
    test::kToken, "another-token", "stream1", "another-name", "ashburn", "sm.example", "192.0.2.1"};

struct Sums {
  std::uint64_t sessions = 0, steps = 0, effects = 0, bytes = 0;
};

std::string show(const recording::Recording& recording, std::size_t place) {
  recording::Replay replay(recording);
  if (replay.refusal()) return concat("refused: ", replay.refusal()->detail);
  recording::Replayed now;
  for (std::size_t i = 0; i <= place; ++i) now = replay.next();
  const recording::Step& then = recording.steps[place];
  std::string text =
      concat("step ", std::to_string(place), ": ", recording::describe_input(then.input), "\n");
  for (const std::string& effect : then.effects)
    text.append("  then ").append(recording::describe_effect(effect)).append("\n");
  for (const std::string& effect : now.step.effects)
    text.append("  now  ").append(recording::describe_effect(effect)).append("\n");
  text.append(then.state == now.step.state ? "" : "  another state\n");
  return text.append(then.wakes == now.step.wakes ? "" : "  another deadline\n");
}

// What is wrong with a client's recording; empty where nothing is.
std::string problem_of(const Client& client, Sums& sums) {
  const std::string file = client.recorder()->file();
  for (const std::string_view secret : kSecrets) {
    // As a word: a stand-in may end as one of them.
    for (std::size_t at = 0; (at = file.find(secret, at)) != std::string::npos; ++at)
      if (at == 0 || !is_alnum(file[at - 1]))
        return concat(secret, " is in it: ", file.substr(at < 40 ? 0 : at - 40, 80));
  }
  const auto recording = recording::parse_recording(file);
  if (!recording) return recording.error().detail;
  ++sums.sessions;
  sums.steps += recording->steps.size();
  for (const recording::Step& step : recording->steps) sums.effects += step.effects.size();
  sums.bytes += file.size();
  const auto place = recording::first_difference(*recording);
  return place ? show(*recording, *place) : "";
}

template <class SomeApp>
Lived live(std::uint64_t seed, bool tracing, Sums& sums) {
  RandomFate fate(seed);
  World world(seed ^ 0x4ec0, fate);
  if (tracing) world.keep_trace();
  world.record();
  SomeApp(world).play_until(kTenMinutes);
  world.run_out();
  Lived lived{world.problem(), {}};
  for (const auto& client : world.clients()) {
    if (lived.problem.empty()) lived.problem = problem_of(*client, sums);
  }
  lived.trace = std::move(world.trace());
  return lived;
}

// Each takes ten times as long as a seed that is only lived.
constexpr std::uint64_t kMost = 500;

void tell(const Sums& sums) {
  std::cout << ", with " << sums.sessions << " recordings of " << sums.steps << " inputs and "
            << sums.effects << " effects in " << sums.bytes << " bytes, all replayed exactly\n";
}

TEST_CASE("whatever happens to a client, its recording is safe and its replay exact") {
  Sums sums;
  try_seeds(
      "recordings", 100, {},
      [&](std::uint64_t seed, bool tracing) { return live<App>(seed, tracing, sums); }, kMost);
  tell(sums);
}

TEST_CASE("whatever is lost, its recording is safe and its replay exact") {
  Sums sums;
  try_seeds(
      "recordings of recovery", 50, {},
      [&](std::uint64_t seed, bool tracing) { return live<RecoveringApp>(seed, tracing, sums); },
      kMost);
  tell(sums);
}

// What tests/recordings holds of the simulation: SLUICE_KEEP_RECORDINGS=<folder> writes it anew.
struct Story {
  const char* name;
  Role role;
  Transport transport;
  const char* members;
  std::vector<Fault> always;
  void (World::*strike)(Millis);
  Millis lasts;
};

const std::vector<Story> kStories{
    {"whip-publish", Role::Publisher, Transport::Http, "", {}, nullptr, {}},
    {"whep-counter-offer-406",
     Role::Subscriber,
     Transport::Http,
     "",
     {Fault::Counter406},
     nullptr,
     {}},
    {"whep-refused-token",
     Role::Subscriber,
     Transport::Http,
     R"("recovery":true,"token":"wrong")",
     {Fault::Post403},
     nullptr,
     {}},
    {"whep-expired-token",
     Role::Subscriber,
     Transport::Http,
     R"("recovery":true,"tokenIsRenewable":true,"token":"opensesame")",
     {Fault::TokenWanted, Fault::TokensExpire},
     &World::kill_nodes,
     Millis(3'000)},
    {"whip-line-cut",
     Role::Publisher,
     Transport::Http,
     R"("recovery":true)",
     {Fault::Etag},
     &World::cut_line,
     Millis(15'000)},
    {"whep-another-network",
     Role::Subscriber,
     Transport::Http,
     R"("recovery":true)",
     {Fault::Etag},
     &World::move,
     Millis(2'000)},
    {"whep-media-stops",
     Role::Subscriber,
     Transport::Http,
     R"("recovery":true)",
     {},
     &World::freeze_media,
     Millis(6'000)},
    {"socket-play-node-dies",
     Role::Subscriber,
     Transport::WebSocket,
     R"("recovery":true,"streamManager":{"api":"4.0","endpoints":4})",
     {},
     &World::kill_nodes,
     Millis(3'000)},
    {"socket-play-picture-stands-still",
     Role::Subscriber,
     Transport::WebSocket,
     R"("recovery":true)",
     {},
     &World::break_pictures,
     Millis(20'000)},
    {"socket-play-publisher-leaves",
     Role::Subscriber,
     Transport::WebSocket,
     R"("recovery":true)",
     {},
     &World::end_stream,
     Millis(5'000)},
    {"socket-publish-camera-unplugged",
     Role::Publisher,
     Transport::WebSocket,
     R"("recovery":true)",
     {},
     &World::lose_devices,
     Millis(4'000)},
    {"socket-publish-name-taken",
     Role::Publisher,
     Transport::WebSocket,
     "",
     {Fault::NameTaken},
     nullptr,
     {}},
    {"socket-publish-page-in-cache",
     Role::Publisher,
     Transport::WebSocket,
     R"("recovery":true)",
     {},
     &World::put_away,
     Millis(5'000)},
};

TEST_CASE("each story of a loss is recorded and replayed exactly") {
  const char* const folder = std::getenv("SLUICE_KEEP_RECORDINGS");
  for (const Story& story : kStories) {
    ScriptedFate fate(story.always);
    World world(1, fate);
    world.record();
    const bool plays = story.role == Role::Subscriber;
    Client& client = world.open(config_of(story.role, story.transport, story.members),
                                plays ? MediaSource::None : MediaSource::Capture);
    client.start();
    world.run_until(TimePoint(Millis(10'000)));
    if (story.strike) (world.*story.strike)(story.lasts);
    world.run_until(TimePoint(Millis(40'000)));
    client.stop();
    world.run_out();
    INFO(story.name);
    CHECK(world.problem().empty());
    Sums sums;
    CHECK(problem_of(client, sums).empty());
    CHECK(sums.steps > 3);
    if (!folder) continue;
    std::ofstream file(concat(folder, "/", story.name), std::ios::binary);
    file << client.recorder()->file();
  }
}

}  // namespace
