// The lookups and what comes of them: not too many, not too often, and only to the nodes found.
#pragma once

#include <optional>
#include <set>
#include <string>

#include "sim/life.hpp"

namespace sluice::sim {

class WatchSearch {
 public:
  explicit WatchSearch(Life& life) : life_(life) {}

  void begin(const Input& input);
  void saw(const Effect& effect);
  // It is said that the manager answers and its proxy does not.
  void saw_claim(const Error& error);

 private:
  void ask(const SendHttp& request);
  void go(const OpenSocket& effect);

  Life& life_;
  std::optional<AttemptId> search_;
  OpId op_{};  // of the last try
  std::uint32_t tries_ = 0;
  int searches_ = 0;
  bool answers_ = false;  // the manager, in this turn, with nodes
  bool asking_ = false;
  std::optional<TimePoint> ended_;  // the last try
  std::string found_;               // what the manager has answered, in small letters
  std::set<std::string> tried_;     // nodes
  int sockets_ = 0;
};

}  // namespace sluice::sim
