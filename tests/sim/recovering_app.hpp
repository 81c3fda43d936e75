// An app that leaves the reconnecting to its client, while the world gives it reason to: lines that
// are cut, nodes that die, publishers that leave and come back, pages that are hidden or frozen.
#pragma once

#include "sim/world.hpp"

namespace sluice::sim {

class RecoveringApp {
 public:
  explicit RecoveringApp(World& world) : world_(world) {}

  // Makes its calls until `time`, then stops whatever is still going on.
  void play_until(TimePoint time);

 private:
  void open();
  void call(Client& client);
  void suffer(Client& client);

  World& world_;
  std::vector<Client*> clients_;
  bool offline_ = false;
  bool hidden_ = false;
};

}  // namespace sluice::sim
