// An app that does not know what it wants: it opens clients and calls them at random.
#pragma once

#include "sim/world.hpp"

namespace sluice::sim {

// Only some have an init() that goes to the server.
[[nodiscard]] bool may_connect(const Client& client);

class App {
 public:
  explicit App(World& world) : world_(world) {}

  // Makes its calls until `time`, then stops whatever is still going on.
  void play_until(TimePoint time);

 private:
  void open();
  void act(Client& client);
  void talk(Client& client);

  World& world_;
  std::vector<Client*> clients_;
};

}  // namespace sluice::sim
