// The ground that all models stand on: virtual time with what is going to happen in it, chance, and
// fate.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "base/random.hpp"
#include "base/time.hpp"
#include "sim/fate.hpp"

namespace sluice::sim {

// What is away, and until when. In the plain worlds nothing ever is.
struct Weather {
  TimePoint line_back{};      // the client's way to everybody
  TimePoint node_back{};      // the servers of the streams, who then know nothing of before
  TimePoint stream_back{};    // the stream, for those who play it
  TimePoint media_back{};     // media alone: whatever else there is stays
  TimePoint picture_broke{};  // decoders that ran then stand still, and cameras give nothing
  TimePoint picture_back{};   // until then
  TimePoint moved{};          // the client's network is another one: older ways lead nowhere
  TimePoint device_back{};    // cameras and microphones
  TimePoint time_back{};      // the client's processor: what comes, media too, waits for its turn
};

class Nature {
 public:
  Nature(std::uint64_t seed, Fate& fate) : chance_(seed), fate_(fate) {}

  [[nodiscard]] TimePoint now() const { return now_; }

  // Equal times happen in the order in which they were planned.
  void after(Millis delay, std::function<void()> what) {
    plan_.push_back({now_ + delay, ++planned_, std::move(what)});
    std::ranges::push_heap(plan_, later);
  }
  [[nodiscard]] std::optional<TimePoint> next() const {
    return plan_.empty() ? std::nullopt : std::optional(plan_.front().at);
  }
  void happen() {
    std::ranges::pop_heap(plan_, later);
    const Planned planned = std::move(plan_.back());
    plan_.pop_back();
    now_ = std::max(now_, planned.at);
    planned.what();
  }
  // What was planned for meanwhile then happens late, as on a computer that was asleep.
  void pass_until(TimePoint time) { now_ = std::max(now_, time); }

  std::uint64_t below(std::uint64_t bound) { return chance_.below(bound); }
  bool likely(std::uint64_t percent) { return chance_.below(100) < percent; }
  Millis between(std::int64_t low_ms, std::int64_t high_ms) {
    return Millis(low_ms + static_cast<std::int64_t>(
                               chance_.below(static_cast<std::uint64_t>(high_ms - low_ms + 1))));
  }
  bool strikes(Fault fault) { return fate_.strikes(fault); }

  Weather weather;
  [[nodiscard]] bool is_away(TimePoint back) const { return now_ < back; }
  // How long something takes between the client and others.
  [[nodiscard]] Millis on_the_way(Millis delay) const {
    return std::max({delay, weather.line_back - now_ + delay, weather.time_back - now_ + delay});
  }

 private:
  struct Planned {
    TimePoint at;
    std::uint64_t number;
    std::function<void()> what;
  };
  static bool later(const Planned& a, const Planned& b) {
    return a.at != b.at ? a.at > b.at : a.number > b.number;
  }

  TimePoint now_{};
  std::uint64_t planned_ = 0;
  std::vector<Planned> plan_;
  Random chance_;
  Fate& fate_;
};

}  // namespace sluice::sim
