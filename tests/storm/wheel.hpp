// What is going to happen, and when: a ring of milliseconds, as a storm plans millions of events
// and most of them lie within seconds. Equal times happen in the order in which they were planned.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "base/time.hpp"

namespace sluice::storm {

enum class Kind : std::uint8_t {
  Timer,           // a client's own
  LookupArrives,   // at the manager
  LookupAnswered,  // by the manager
  LookupHeard,     // by the client; `extra`: the status; `detail`: the nodes, or Retry-After
  SocketArrives,   // at the manager, whose proxy opens it
  SocketReaches,   // a node
  SocketOpened,    // the client hears it
  SocketDropped,   // likewise; `extra`: the code
  SocketLeft,      // the node hears that the client has closed it
  NodeHears,       // `extra`: a Word
  ClientHears,     // `extra`: a Word
  BrowserDone,     // a description is applied; `detail`: the operation
  BrowserAnswers,  // likewise, with the answer
  PeerUp,
  NetworkLooked,
  Joins,    // a client comes for the first time
  Measure,  // of the world as a whole; `detail` means what its owner says
  Fault,    // likewise
};

struct Event {
  std::uint32_t client = 0;
  std::uint32_t attempt = 0;
  std::uint32_t detail = 0;
  std::uint16_t extra = 0;
  Kind kind{};
};

class Wheel {
 public:
  Wheel() : ring_(kSpan) {}

  [[nodiscard]] TimePoint now() const { return TimePoint(Millis(now_)); }

  void plan(TimePoint at, const Event& event) {
    const std::int64_t when = std::max(at.time_since_epoch().count(), now_);
    (when < now_ + kSpan ? ring_[slot(when)] : far_[when]).push_back(event);
  }
  void plan(Millis delay, const Event& event) { plan(now() + delay, event); }

  // Has `happen` told of all that is planned until `latest`, what it plans itself included.
  template <class Happen>
  void run_until(TimePoint latest, const Happen& happen) {
    for (; now_ <= latest.time_since_epoch().count(); ++now_) {
      bring_near();
      std::vector<Event>& due = ring_[slot(now_)];
      while (!due.empty()) {
        std::swap(due, current_);
        for (const Event& event : current_) happen(event);
        current_.clear();
      }
    }
    --now_;
  }

 private:
  static constexpr std::int64_t kSpan = 1 << 15;
  static std::size_t slot(std::int64_t ms) { return static_cast<std::size_t>(ms & (kSpan - 1)); }

  // A slot is empty until its time has come near: what is planned for it before is far.
  void bring_near() {
    while (!far_.empty() && far_.begin()->first < now_ + kSpan) {
      auto node = far_.extract(far_.begin());
      ring_[slot(node.key())] = std::move(node.mapped());
    }
  }

  std::int64_t now_ = 0;
  std::vector<std::vector<Event>> ring_;
  std::map<std::int64_t, std::vector<Event>> far_;
  std::vector<Event> current_;
};

}  // namespace sluice::storm
