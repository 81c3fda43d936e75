// What a storm is made of: the audience, the cluster, and what becomes of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"

namespace sluice::storm {

enum class Scene : std::uint8_t { Calm, Edge, Region, Manager, Publisher, Rolling };
inline constexpr std::string_view kSceneNames[]{"calm",    "edge",      "region",
                                                "manager", "publisher", "rolling"};

// How servers turn away what is too much for them.
enum class Refusal : std::uint8_t { RetryAfter, Unavailable, TooMany, Silence };
inline constexpr std::string_view kRefusalNames[]{"retry-after", "503", "429", "silence"};

inline constexpr std::uint32_t kMostEdges = 200;
inline constexpr std::uint32_t kMostEndpoints = 4;

struct Plan {
  std::uint32_t clients = 100'000;
  std::uint32_t edges = 10;
  std::uint32_t regions = 1;
  // Requests a second: of the manager, for each client; of an edge, for each of its own.
  double manager_rate = 0.4;
  double edge_rate = 0.2;
  double headroom = 0.25;  // sessions that an edge has room for, beyond its share of the audience
  Millis queue{2'000};     // the longest, as a time; what would wait longer is turned away
  Refusal refusal = Refusal::RetryAfter;
  std::uint32_t retry_after_s = 2;
  Millis notice{2'000};         // for so long the manager hands out an edge that is dead
  bool silent = false;          // edges die as a machine without power does: nobody hears of it
  std::uint32_t endpoints = 3;  // that a client asks for
  Scene scene = Scene::Edge;
  Millis down{30'000};  // for how long the region, the manager or an edge of many is away
  Millis length{0};     // of all of it; 0: as long as the scene needs
  std::uint64_t seed = 1;
  bool watched = true;   // each client has a monitor of the simulation's
  std::string recovery;  // options of Sluice's own, as JSON members
};

// A change of the world.
enum class Change : std::uint8_t {
  EdgeDies,
  EdgeReturns,
  ManagerDies,
  ManagerReturns,
  PublisherLeaves,
  PublisherReturns,
};
struct Step {
  TimePoint at{};
  Change change{};
  std::uint32_t edge = 0;
};

// The audience has come by then, and all is calm.
inline constexpr Millis kJoining{60'000};
inline constexpr TimePoint kBreaks{Millis{90'000}};

[[nodiscard]] std::vector<Step> steps_of(const Plan& plan);
[[nodiscard]] Millis length_of(const Plan& plan);
// When the last of it is over, so that the cluster can carry everybody again.
[[nodiscard]] TimePoint mended_at(const Plan& plan);

}  // namespace sluice::storm
