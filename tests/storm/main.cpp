// npm run storm: a storm for each policy and seed, a world each, several at a time.

#include <atomic>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "storm/figures.hpp"
#include "storm/options.hpp"
#include "storm/world.hpp"

namespace {

using namespace sluice::storm;

struct Job {
  Policy policy{};
  std::uint64_t seed = 0;
};

Figures play(const Options& options, const Job& job) {
  Plan plan = options.plan;
  plan.seed = job.seed;
  const auto begin = std::chrono::steady_clock::now();
  World world(plan, job.policy);
  world.run();
  Figures result = figures_of(world);
  result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return result;
}

std::vector<Figures> play_all(const Options& options, const std::vector<Job>& jobs) {
  std::vector<Figures> results(jobs.size());
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < jobs.size(); i = next++) results[i] = play(options, jobs[i]);
  };
  std::vector<std::jthread> threads;
  for (std::uint32_t i = 1; i < options.threads && i < jobs.size(); ++i) threads.emplace_back(work);
  work();
  threads.clear();
  return results;
}

}  // namespace

int main(int argc, char** argv) {
  const Parsed parsed = parse_options(std::span(argv + 1, static_cast<std::size_t>(argc - 1)));
  const Options& options = parsed.options;
  if (!parsed.fault.empty() || options.help) {
    std::fprintf(options.help ? stdout : stderr, "%s%s\n%s", parsed.fault.c_str(),
                 parsed.fault.empty() ? "" : "\n", std::string(kUsage).c_str());
    return options.help ? 0 : 2;
  }
  std::vector<Job> jobs;
  for (std::uint64_t i = 0; i < options.seeds; ++i) {
    for (const Policy policy : options.policies) jobs.push_back({policy, options.plan.seed + i});
  }
  const std::vector<Figures> results = play_all(options, jobs);
  bool broken = false;
  for (std::size_t i = 0; i < results.size(); i += options.policies.size())
    print_report(options.plan, std::span(results).subspan(i, options.policies.size()));
  if (!options.picture.empty()) {
    std::ofstream file(options.picture);
    file << picture_of(options.plan, std::span(results).first(options.policies.size()));
    if (!file) return std::fprintf(stderr, "%s cannot be written\n", options.picture.c_str()), 1;
  }
  for (const Figures& result : results) {
    broken = broken || !result.problem.empty();
    std::printf("%s, seed %llu: %.1f s, %.2f million inputs, %.2f us each\n",
                std::string(text_of(result.policy).name).c_str(),
                static_cast<unsigned long long>(result.seed), result.seconds,
                static_cast<double>(result.inputs) / 1e6,
                1e6 * result.seconds / static_cast<double>(result.inputs));
  }
  return broken ? 1 : 0;
}
