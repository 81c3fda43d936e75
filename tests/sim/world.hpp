// The simulated world: nature, a server, a stream manager with its nodes, and any number of
// clients, one behind another or at once. One seed is one exact run.
#pragma once

#include <memory>
#include <vector>

#include "sim/client.hpp"

namespace sluice::sim {

class World {
 public:
  World(std::uint64_t seed, Fate& fate) : nature_(seed, fate) {}

  Client& open(const SessionConfig& config, MediaSource source);
  [[nodiscard]] Client& client() { return *clients_.back(); }
  [[nodiscard]] Nature& nature() { return nature_; }
  [[nodiscard]] Server& server() { return server_; }

  // Runs until `time`, or until the first problem.
  void run_until(TimePoint time);
  // Runs until nothing more can happen, then checks what must be so at the end.
  void run_out();
  // The computer sleeps.
  void sleep(Millis time);

  // For so long: the clients reach nobody; the servers of the streams are down, and then know
  // nothing of before; the stream is over for its players; media stops, and nothing else.
  void cut_line(Millis time);
  void kill_nodes(Millis time);
  void end_stream(Millis time);
  void freeze_media(Millis time);
  // Decoders that run now stand still, though all arrives, and cameras give nothing.
  void break_pictures(Millis time);
  // Cameras and microphones end by themselves, and cannot be opened.
  void lose_devices(Millis time);
  // Wi-Fi is left behind, and another network is there after that time.
  void move(Millis time);
  // The page goes into the browser's back/forward cache and comes out of it after that time.
  void put_away(Millis time);
  // Nothing is lost, but all that comes to a client comes late, and then at once.
  void starve(Millis time);

  [[nodiscard]] const std::string& problem() const { return problem_; }
  [[nodiscard]] const std::vector<std::unique_ptr<Client>>& clients() const { return clients_; }
  [[nodiscard]] test::Lines& trace() { return trace_; }
  void keep_trace() { tracing_ = true; }
  // Clients that are opened from now on record what happens to them.
  void record() { recording_ = true; }

 private:
  bool step(TimePoint latest);
  void check();
  void weather_changed();

  Nature nature_;
  Server server_{nature_};
  Manager manager_{nature_};
  Nodes nodes_{nature_};
  std::vector<std::unique_ptr<Client>> clients_;
  std::string problem_;
  int idle_wakes_ = 0;  // in a row
  bool tracing_ = false;
  bool recording_ = false;
  test::Lines trace_;
};

}  // namespace sluice::sim
