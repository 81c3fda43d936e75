#include "storm/figures.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

namespace sluice::storm {
namespace {

constexpr std::size_t kBinsOfSecond = static_cast<std::size_t>(Millis(1000) / kBin);

std::uint32_t requests(const Bin& bin) {
  return bin.lookups + bin.sockets;
}

// In the busiest second.
std::uint32_t peak_of(std::span<const Bin> bins) {
  std::uint32_t peak = 0, sum = 0;
  for (std::size_t i = 0; i < bins.size(); ++i) {
    sum += requests(bins[i]);
    if (i >= kBinsOfSecond) sum -= requests(bins[i - kBinsOfSecond]);
    peak = std::max(peak, sum);
  }
  return peak;
}

}  // namespace

Figures figures_of(const World& world) {
  const Plan& plan = world.plan();
  const Measures& measures = world.measures();
  Figures result;
  result.policy = world.policy();
  result.seed = plan.seed;
  result.bins = measures.bins;
  result.losses = measures.losses;
  result.gave_up = measures.gave_up;
  result.inputs = measures.inputs;
  result.problem = measures.problem;

  std::vector<std::uint32_t> waits = measures.waits_ms;
  std::ranges::sort(waits);
  result.without = measures.losses - waits.size();
  for (std::size_t i = 0; i < kQuantiles.size(); ++i) {
    const auto at = static_cast<std::size_t>(kQuantiles[i] * static_cast<double>(measures.losses));
    result.waits_s[i] =
        at < waits.size() ? waits[at] / 1000.0 : std::numeric_limits<double>::infinity();
  }
  result.longest_s = waits.empty()        ? 0
                     : result.without > 0 ? std::numeric_limits<double>::infinity()
                                          : waits.back() / 1000.0;
  result.attempts =
      waits.empty() ? 0
                    : static_cast<double>(measures.attempts) / static_cast<double>(waits.size());

  const auto first = static_cast<std::size_t>(kBreaks.time_since_epoch() / kBin);
  const std::span<const Bin> since =
      std::span(measures.bins).subspan(std::min(first, measures.bins.size()));
  result.peak = peak_of(since);
  result.peak_of_capacity = result.peak / (plan.manager_rate * plan.clients);
  const auto mended = static_cast<std::size_t>(world.mended_at().time_since_epoch() / kBin);
  result.peak_afterwards = peak_of(since.subspan(std::min(mended - first, since.size()))) /
                           (plan.manager_rate * plan.clients);
  std::uint64_t all = 0, refused = 0, wasted = 0;
  for (const Bin& bin : since) {
    all += requests(bin);
    refused += bin.refused;
    wasted += bin.wasted;
  }
  result.wasted = all == 0 ? 0 : static_cast<double>(wasted) / static_cast<double>(all);
  result.refused = all == 0 ? 0 : static_cast<double>(refused) / static_cast<double>(all);

  std::vector<double> fill;
  for (std::size_t i = 0; i < world.fill().size(); ++i) {
    if (world.cluster().edges[i].up) fill.push_back(world.fill()[i]);
  }
  const double mean = std::accumulate(fill.begin(), fill.end(), 0.0) /
                      static_cast<double>(std::max<std::size_t>(fill.size(), 1));
  if (mean > 0) {
    result.fullest = *std::ranges::max_element(fill) / mean - 1;
    result.emptiest = *std::ranges::min_element(fill) / mean - 1;
  }
  return result;
}

}  // namespace sluice::storm
