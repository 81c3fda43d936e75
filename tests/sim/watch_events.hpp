// The events: what comes once, what comes behind what, and what is in them.
#pragma once

#include <map>
#include <string_view>

#include "sim/life.hpp"

namespace sluice::sim {

class WatchEvents {
 public:
  explicit WatchEvents(Life& life) : life_(life) {}

  void saw(const Emit& emit);
  void at_end();
  // Nothing secret, no address of anybody's, and not too long.
  void check_text(std::string_view what, std::string_view text);

  [[nodiscard]] std::string_view last() const { return last_; }
  [[nodiscard]] const std::map<std::string_view, int>& all() const { return ever_; }

 private:
  void check_once(std::string_view type);
  void check_end(std::string_view type);
  void check_order(std::string_view type);
  void wrong(std::string_view type);
  [[nodiscard]] bool seen(std::string_view type) const { return seen_.contains(type); }
  [[nodiscard]] std::string_view start_event() const;

  Life& life_;
  std::map<std::string_view, int> ever_;
  std::map<std::string_view, int> seen_;  // without those of attempts at other nodes
  std::string_view last_;
  int kinds_refused_ = 0;
  int channels_refused_ = 0;
};

}  // namespace sluice::sim
