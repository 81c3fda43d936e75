// Peers, sockets and data channels: one of each at a time, nothing through what is not open, and
// all of them closed.
#pragma once

#include <map>
#include <optional>
#include <set>

#include "sim/life.hpp"

namespace sluice::sim {

class WatchLines {
 public:
  explicit WatchLines(Life& life) : life_(life) {}

  void begin(const Input& input);
  void saw(const Effect& effect);
  void end(bool ended);

  [[nodiscard]] bool peer_up() const { return peer_up_; }
  [[nodiscard]] bool any() const { return peer_ || has_socket(); }

 private:
  enum class Way { Opening, Open, Closed };

  void check_attempt(const Effect& effect);
  void open_socket(AttemptId attempt);
  void close_socket(AttemptId attempt);
  void open_peer(AttemptId attempt);
  void check_objects(const Emit& emit);
  [[nodiscard]] bool has_socket() const;

  Life& life_;
  AttemptId newest_{};
  std::map<AttemptId, Way> sockets_;
  std::optional<AttemptId> peer_;
  bool peer_up_ = false;
  std::set<AttemptId> channels_;  // that are open
};

}  // namespace sluice::sim
