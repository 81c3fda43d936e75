// The command line of a storm.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "storm/plan.hpp"
#include "storm/policy.hpp"

namespace sluice::storm {

struct Options {
  Plan plan;
  std::vector<Policy> policies{kPolicies.begin(), kPolicies.end()};
  std::uint32_t seeds = 1;    // storms of each policy, from the plan's seed on
  std::uint32_t threads = 2;  // worlds at a time
  std::string picture;        // a file for the SVG; empty: none
  bool help = false;
};

// The options, or what is wrong with them.
struct Parsed {
  Options options;
  std::string fault;
};
[[nodiscard]] Parsed parse_options(std::span<char* const> arguments);

extern const std::string_view kUsage;

}  // namespace sluice::storm
