// The callServer() promises that wait for the server's answer.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "base/time.hpp"
#include "machine/input.hpp"

namespace sluice {

class ServerCalls {
 public:
  // More than this many never wait at a time: a server that answers none must not fill the memory.
  static constexpr std::size_t kMaxCalls = 256;

  // The id to send; nothing when too many wait.
  [[nodiscard]] std::optional<std::uint32_t> add(const ServerCalled& call, TimePoint deadline);
  // The call that an answer is for; it waits no more.
  [[nodiscard]] std::optional<CallId> take(std::uint32_t id, bool failed = false);
  // The oldest switch to another stream, which is told of without an id. `call`: unless it has been
  // answered before, as some servers do both; where they do not, it is dropped after its deadline,
  // or for want of space. `path`: what it named.
  struct Switch {
    std::optional<CallId> call{};
    std::string path{};
  };
  [[nodiscard]] std::optional<Switch> take_switch(TimePoint now);
  [[nodiscard]] std::vector<CallId> take_expired(TimePoint now);
  [[nodiscard]] std::vector<CallId> take_all();
  [[nodiscard]] std::optional<TimePoint> next_deadline() const;

 private:
  struct Waiting {
    std::uint32_t id = 0;
    std::optional<CallId> call;  // none: answered, and its switch is still to be told of
    TimePoint deadline{};
    std::optional<std::string> switch_path;
  };
  std::uint32_t last_id_ = 0;
  std::vector<Waiting> waiting_;  // in the order of their deadlines, as all have the same delay
};

}  // namespace sluice
