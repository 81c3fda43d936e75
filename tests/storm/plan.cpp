#include "storm/plan.hpp"

#include <algorithm>

namespace sluice::storm {
namespace {

constexpr Millis kBetweenRestarts{20'000};
constexpr Millis kAfterwards{120'000};

}  // namespace

std::vector<Step> steps_of(const Plan& plan) {
  std::vector<Step> steps;
  const TimePoint back = kBreaks + plan.down;
  switch (plan.scene) {
    case Scene::Calm:
      break;
    case Scene::Edge:
      steps.push_back({kBreaks, Change::EdgeDies, 0});
      break;
    case Scene::Region:
      for (std::uint32_t edge = 0; edge < plan.edges; edge += plan.regions) {
        steps.push_back({kBreaks, Change::EdgeDies, edge});
        steps.push_back({back, Change::EdgeReturns, edge});
      }
      break;
    case Scene::Manager:
      steps = {{kBreaks, Change::ManagerDies, 0}, {back, Change::ManagerReturns, 0}};
      break;
    case Scene::Publisher:
      steps = {{kBreaks, Change::PublisherLeaves, 0}, {back, Change::PublisherReturns, 0}};
      break;
    case Scene::Rolling:
      for (std::uint32_t edge = 0; edge < plan.edges; ++edge) {
        const TimePoint at = kBreaks + edge * (plan.down + kBetweenRestarts);
        steps.push_back({at, Change::EdgeDies, edge});
        steps.push_back({at + plan.down, Change::EdgeReturns, edge});
      }
      break;
  }
  std::ranges::stable_sort(steps, {}, &Step::at);
  return steps;
}

TimePoint mended_at(const Plan& plan) {
  // Where others can serve who has lost an edge there is nothing to wait for.
  const bool waits =
      plan.scene == Scene::Region || plan.scene == Scene::Manager || plan.scene == Scene::Publisher;
  return waits ? kBreaks + plan.down : kBreaks;
}

Millis length_of(const Plan& plan) {
  const std::vector<Step> steps = steps_of(plan);
  const TimePoint last = steps.empty() ? kBreaks : steps.back().at;
  return std::max(plan.length, last.time_since_epoch() + kAfterwards);
}

}  // namespace sluice::storm
