// The servers of a storm: a stream manager that answers lookups and whose proxy opens WebSockets,
// and edges. Each has a capacity (service.hpp), and may die.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/random.hpp"
#include "storm/plan.hpp"
#include "storm/service.hpp"

namespace sluice::storm {

inline constexpr std::uint32_t kNoEdge = 0xff;

struct Edge {
  Service setups;
  std::uint32_t most = 0;  // sessions that it has room for
  std::uint32_t region = 0;
  std::uint32_t sessions = 0;
  std::uint16_t life = 0;  // its sessions are of this one
  bool up = true;
  TimePoint died_at{};
  std::uint32_t promised = 0;  // sessions as the manager sees them: reported, and handed out since
};

class Cluster {
 public:
  explicit Cluster(const Plan& plan);

  Service manager;
  bool manager_up = true;
  std::uint16_t manager_life = 0;  // what was under way in an earlier one is lost
  bool stream_live = true;
  std::vector<Edge> edges;

  // The edges for a client of that region, best first, each in a byte; all kNoEdge where there are
  // none.
  [[nodiscard]] std::uint32_t choose(std::uint32_t region, TimePoint now);
  // Edges tell the manager how full they are.
  void report();
  void kill_edge(std::uint32_t edge, TimePoint now);
  void return_edge(std::uint32_t edge);
  void kill_manager();
  void return_manager();

 private:
  std::uint32_t endpoints_;
  Millis notice_;
  Random random_;
};

inline constexpr Millis kReportInterval{5'000};

}  // namespace sluice::storm
