// What has come of one storm, in numbers.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "storm/measures.hpp"
#include "storm/plan.hpp"
#include "storm/policy.hpp"
#include "storm/world.hpp"

namespace sluice::storm {

inline constexpr std::array kQuantiles{0.5, 0.9, 0.99, 0.999};

struct Figures {
  Policy policy{};
  std::uint64_t seed = 0;
  std::vector<Bin> bins;
  std::array<double, kQuantiles.size()> waits_s{};  // infinite where so many have no picture
  double longest_s = 0;
  std::uint64_t losses = 0;
  std::uint64_t without = 0;  // a picture, at the end
  std::uint64_t gave_up = 0;
  double attempts = 0;     // a loss
  std::uint32_t peak = 0;  // requests at the manager in the busiest second behind the first fault
  double peak_of_capacity = 0;
  double peak_afterwards = 0;  // likewise, once the cluster could carry everybody again
  double refused = 0;          // of all requests since then
  double wasted = 0;           // likewise, answered in vain
  // How far the fullest and the emptiest edge are from what each would have.
  double fullest = 0, emptiest = 0;
  double seconds = 0;  // that it took
  std::uint64_t inputs = 0;
  std::string problem;
};

[[nodiscard]] Figures figures_of(const World& world);

void print_report(const Plan& plan, std::span<const Figures> results);
[[nodiscard]] std::string picture_of(const Plan& plan, std::span<const Figures> results);

}  // namespace sluice::storm
