// One direction of a connection: what goes in comes out later, in its order, or never again.
#pragma once

#include <functional>
#include <utility>

#include "sim/nature.hpp"

namespace sluice::sim {

class Pipe {
 public:
  explicit Pipe(Nature& nature) : nature_(nature) {}

  void pass(Millis delay, std::function<void()> arrive) {
    if (cut_) return;
    free_at_ = std::max(free_at_, nature_.now() + nature_.on_the_way(delay));
    nature_.after(free_at_ - nature_.now(), [this, arrive = std::move(arrive)] {
      if (!cut_) arrive();
    });
  }
  // Also what is under way is lost.
  void cut() { cut_ = true; }
  [[nodiscard]] bool is_cut() const { return cut_; }

 private:
  Nature& nature_;
  TimePoint free_at_{};
  bool cut_ = false;
};

}  // namespace sluice::sim
