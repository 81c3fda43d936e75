// A server with a capacity: requests wait in a queue, so that the time to answer grows with it;
// those that would wait for too long are turned away, which costs time too.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>

#include "base/time.hpp"

namespace sluice::storm {

class Service {
 public:
  // `patience`: the longest queue, as a time.
  Service(double a_second, Millis patience)
      : cost_us_(static_cast<std::int64_t>(1e6 / a_second)),
        patience_us_(patience.count() * 1000) {}

  // When a request that arrives now is done with; nothing where it is turned away.
  std::optional<TimePoint> take(TimePoint now) {
    const std::int64_t now_us = now.time_since_epoch().count() * 1000;
    const std::int64_t begins_us = std::max(busy_until_us_, now_us);
    const bool refused = begins_us - now_us > patience_us_;
    busy_until_us_ = begins_us + (refused ? cost_us_ / kRefusalShare : cost_us_);
    if (refused) return std::nullopt;
    return TimePoint(Millis(busy_until_us_ / 1000 + 1));
  }
  // How long a request would wait.
  [[nodiscard]] Millis queue(TimePoint now) const {
    return std::max(Millis(busy_until_us_ / 1000) - now.time_since_epoch(), Millis(0));
  }
  // It starts anew with nothing to do.
  void forget() { busy_until_us_ = 0; }

 private:
  static constexpr std::int64_t kRefusalShare = 4;  // a refusal costs a quarter of an answer

  std::int64_t cost_us_;
  std::int64_t patience_us_;
  std::int64_t busy_until_us_ = 0;
};

}  // namespace sluice::storm
