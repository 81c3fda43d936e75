// The HTTP requests: where they go, with what, and that each is over in the end.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "sim/life.hpp"

namespace sluice::sim {

class WatchRequests {
 public:
  explicit WatchRequests(Life& life) : life_(life) {}

  void begin(const Input& input);
  void saw(const Effect& effect);
  void end(bool ended);
  // `told`: the URLs of the server's sessions that the session was told.
  void at_end(const std::vector<std::string>& told);

  [[nodiscard]] bool waits() const { return !under_way_.empty(); }

 private:
  using Key = std::pair<AttemptId, OpId>;

  void send(const SendHttp& request);

  Life& life_;
  std::map<Key, SendHttp> under_way_;  // without the aborted ones
  std::set<Key> aborted_;
  std::vector<std::string> deleted_;
  std::set<std::string> ended_;  // the server says so
  std::set<std::string> gone_;   // so is that, to a PATCH
  std::set<std::string> owed_;   // made, and not deleted since
  std::map<std::string, std::set<AttemptId>> makers_;
  std::size_t candidates_ = 0;
};

}  // namespace sluice::sim
