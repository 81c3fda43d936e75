// The report of a storm, as text.

#include <cmath>
#include <cstdio>
#include <string>

#include "storm/figures.hpp"

namespace sluice::storm {
namespace {

std::string seconds(double value) {
  if (!std::isfinite(value)) return "never";
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), value < 10 ? "%.2f s" : "%.1f s", value);
  return text.data();
}

void print_row(const Figures& r) {
  std::printf("%-34s %8s %8s %8s %8s %8s %8.1f %7.0f%% %7.0f%% %7.1f%% %7.1f%% %+5.0f%% %+4.0f%%",
              std::string(text_of(r.policy).title).c_str(), seconds(r.waits_s[0]).c_str(),
              seconds(r.waits_s[1]).c_str(), seconds(r.waits_s[2]).c_str(),
              seconds(r.waits_s[3]).c_str(), seconds(r.longest_s).c_str(), r.attempts,
              100 * r.peak_of_capacity, 100 * r.peak_afterwards, 100 * r.refused, 100 * r.wasted,
              100 * r.fullest, 100 * r.emptiest);
  if (r.without > 0)
    std::printf("  %.1f %% without",
                100.0 * static_cast<double>(r.without) / static_cast<double>(r.losses));
  std::printf("\n");
}

}  // namespace

void print_report(const Plan& plan, std::span<const Figures> results) {
  if (results.empty()) return;
  std::printf(
      "%u clients, %u edges with room for %.0f %% more, in %u region(s); the manager answers %.0f "
      "requests a second, an edge sets up %.0f sessions\nscene: %s%s, seed %llu, %llu lost their "
      "picture\n\n",
      plan.clients, plan.edges, 100 * plan.headroom, plan.regions, plan.manager_rate * plan.clients,
      plan.edge_rate * plan.clients / plan.edges,
      std::string(kSceneNames[static_cast<std::size_t>(plan.scene)]).c_str(),
      plan.silent ? ", silent" : "", static_cast<unsigned long long>(results[0].seed),
      static_cast<unsigned long long>(results[0].losses));
  std::printf("%-34s %8s %8s %8s %8s %8s %8s %8s %8s %8s %8s %s\n", "a picture again", "50 %",
              "90 %", "99 %", "99.9 %", "longest", "attempts", "peak", "then", "refused", "wasted",
              "fullest, emptiest");
  for (const Figures& result : results) print_row(result);
  for (const Figures& result : results) {
    if (!result.problem.empty())
      std::printf("BROKEN, %s, seed %llu: %s\n", std::string(text_of(result.policy).name).c_str(),
                  static_cast<unsigned long long>(result.seed), result.problem.c_str());
  }
}

}  // namespace sluice::storm
