// How a machine stands, for whoever reads what it has done (a replay): what it is in the middle of
// and why, and what each of its timers is for. Nothing is decided by it, and the module that pages
// load has none of it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.hpp"

namespace sluice {

struct Reasons {
  // It is another fact when `name` or `kind` is another; `detail` is how it is now.
  struct Fact {
    std::string name;
    std::string kind;
    std::string detail{};
  };
  struct Timer {
    std::string_view what;
    TimePoint at{};
  };

  std::vector<Fact> facts;
  std::vector<Timer> timers;

  void fact(std::string name, std::string_view kind, std::string detail = {}) {
    facts.push_back({std::move(name), std::string(kind), std::move(detail)});
  }
  void timer(std::string_view what, std::optional<TimePoint> at) {
    if (at) timers.push_back({what, *at});
  }
};

}  // namespace sluice
