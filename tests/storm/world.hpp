// A storm: an audience, a cluster, and what becomes of them, in virtual time and by one seed.
#pragma once

#include <memory>
#include <vector>

#include "base/random.hpp"
#include "storm/cluster.hpp"
#include "storm/measures.hpp"
#include "storm/plan.hpp"
#include "storm/policy.hpp"
#include "storm/viewer.hpp"
#include "storm/wheel.hpp"

namespace sluice::storm {

class World {
 public:
  World(const Plan& plan, Policy policy);

  void run();

  [[nodiscard]] const Plan& plan() const { return plan_; }
  [[nodiscard]] Policy policy() const { return policy_; }
  [[nodiscard]] const SessionConfig& config() const { return config_; }
  [[nodiscard]] TimePoint now() const { return wheel_.now(); }
  [[nodiscard]] Wheel& wheel() { return wheel_; }
  [[nodiscard]] Cluster& cluster() { return cluster_; }
  [[nodiscard]] const Cluster& cluster() const { return cluster_; }
  [[nodiscard]] Measures& measures() { return measures_; }
  [[nodiscard]] const Measures& measures() const { return measures_; }
  // While nothing can happen to a client whose media flows, it need not be woken for each of its
  // looks at it.
  [[nodiscard]] TimePoint calm_until() const { return calm_until_; }
  // When the cluster can carry everybody again.
  [[nodiscard]] TimePoint mended_at() const { return mended_at_; }
  // The sessions of each edge when the cluster could carry everybody again and had done so.
  [[nodiscard]] const std::vector<std::uint32_t>& fill() const { return fill_; }

 private:
  void happen(const Event& event);
  void change(const Step& step);
  void set_calm();

  Plan plan_;
  Policy policy_;
  SessionConfig config_;
  Wheel wheel_;
  Cluster cluster_;
  Measures measures_;
  std::vector<Step> steps_;
  TimePoint mended_at_;
  TimePoint calm_until_{};
  std::vector<std::uint32_t> fill_;
  std::vector<Viewer> viewers_;
};

}  // namespace sluice::storm
