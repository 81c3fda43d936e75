#include "storm/cluster.hpp"

#include <cmath>
#include <utility>

namespace sluice::storm {

Cluster::Cluster(const Plan& plan)
    : manager(plan.manager_rate * plan.clients, plan.queue),
      endpoints_(plan.endpoints),
      notice_(plan.notice),
      random_(plan.seed) {
  const double share = static_cast<double>(plan.clients) / plan.edges;
  for (std::uint32_t edge = 0; edge < plan.edges; ++edge) {
    edges.push_back({.setups = Service(std::max(plan.edge_rate * share, 1.0), plan.queue),
                     .most = static_cast<std::uint32_t>(std::ceil(share * (1 + plan.headroom))),
                     .region = edge % plan.regions});
  }
}

std::uint32_t Cluster::choose(std::uint32_t region, TimePoint now) {
  std::uint32_t chosen = ~0U;
  if (!stream_live) return chosen;
  for (std::uint32_t i = 0; i < endpoints_; ++i) {
    std::uint32_t best = kNoEdge;
    for (std::uint32_t edge = 0; edge < edges.size(); ++edge) {
      const Edge& one = edges[edge];
      const bool seems_up = one.up || now - one.died_at < notice_;
      bool taken = !seems_up || one.promised >= one.most;
      for (std::uint32_t j = 0; j < i; ++j) taken = taken || ((chosen >> (8 * j)) & 0xff) == edge;
      if (taken) continue;
      const auto rank = [&](const Edge& each) {
        // Of those that are about as full as each other, any.
        const std::uint64_t chance = random_.below(each.most / 50 + 1);
        return std::pair(each.region != region, each.promised + chance);
      };
      if (best == kNoEdge || rank(one) < rank(edges[best])) best = edge;
    }
    if (best == kNoEdge) break;
    if (i == 0) ++edges[best].promised;
    chosen = (chosen & ~(0xffU << (8 * i))) | (best << (8 * i));
  }
  return chosen;
}

void Cluster::report() {
  // What is dead says nothing, and was as full as all others.
  for (Edge& edge : edges) {
    if (edge.up) edge.promised = edge.sessions;
  }
}

void Cluster::kill_edge(std::uint32_t edge, TimePoint now) {
  Edge& dead = edges[edge];
  dead.up = false;
  dead.died_at = now;
  dead.sessions = 0;
  ++dead.life;
  dead.setups.forget();
}

void Cluster::return_edge(std::uint32_t edge) {
  edges[edge].up = true;
  edges[edge].promised = edges[edge].sessions;
}

void Cluster::kill_manager() {
  manager_up = false;
  ++manager_life;
  manager.forget();
}

void Cluster::return_manager() {
  manager_up = true;
  report();
}

}  // namespace sluice::storm
