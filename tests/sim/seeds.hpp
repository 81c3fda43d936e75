// Many worlds, one for each seed.
//   SLUICE_SIM_SEEDS=1000000   how many
//   SLUICE_SIM_FIRST=500001    from this one on, 1 by default: for more than one process at it
//   SLUICE_SIM_SEED=17         that one alone; a failing one prints what happened in it
//   SLUICE_SIM_HASHES=file     adds a line for each seed, with a hash of all that happened in it
#pragma once

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <span>
#include <string>
#include <string_view>

#include "sim/describe.hpp"
#include "sim/trace_hash.hpp"
#include "sim/walk.hpp"

namespace sluice::sim {

// What came of one seed; the problem is empty where there was none.
struct Lived {
  std::string problem;
  test::Lines trace;
};

// `live`: runs a seed, and keeps a trace if it is told to. `kept`: seeds that once failed, which
// are tried first. `suite`: one word. `most`: for what takes long, however many are asked for.
template <class Live>
std::uint64_t try_seeds(std::string_view suite, std::uint64_t usual,
                        std::span<const std::uint64_t> kept, const Live& live,
                        std::uint64_t most = UINT64_MAX) {
  const char* const path = std::getenv("SLUICE_SIM_HASHES");
  std::ofstream hashes(path ? path : "", std::ios::app);
  const auto check = [&](std::uint64_t seed) {
    const Lived result = live(seed, path != nullptr);
    if (path) {
      std::uint64_t hash = 0;
      for (const std::string& line : result.trace) hash = hash_of(line, hash);
      hashes << suite << " " << seed << " " << hex(hash) << "\n";
    }
    if (result.problem.empty()) return;
    std::string text;
    for (const std::string& line : live(seed, true).trace) text.append(line).append("\n");
    FAIL("seed " << seed << ": " << result.problem << "\nSLUICE_SIM_SEED=" << seed
                 << " npm run sim replays it; what happened:\n"
                 << text);
  };
  const std::uint64_t one = test::number_from_env("SLUICE_SIM_SEED", 0);
  if (one != 0) {
    check(one);
    return 1;
  }
  const std::uint64_t seeds = std::min(test::number_from_env("SLUICE_SIM_SEEDS", usual), most);
  const std::uint64_t first = test::number_from_env("SLUICE_SIM_FIRST", 1);
  const auto begin = std::chrono::steady_clock::now();
  for (const std::uint64_t seed : kept) check(seed);
  for (std::uint64_t seed = first; seed < first + seeds; ++seed) check(seed);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  std::cout << seeds << " seeds in " << took.count() << " s";
  return seeds;
}

}  // namespace sluice::sim
