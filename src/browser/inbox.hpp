// Where the browser's objects put what has happened.
#pragma once

#include <list>
#include <type_traits>
#include <utility>

#include "session/input.hpp"

namespace sluice::browser {

class Inbox {
 public:
  // May destroy whoever calls it: nothing of the caller's is to be touched afterwards.
  template <class AnInput>
  void put(AnInput&& input) {
    inputs_.emplace_back().emplace<std::remove_cvref_t<AnInput>>(std::forward<AnInput>(input));
    on_input();
  }

 protected:
  ~Inbox() = default;
  virtual void on_input() = 0;

  std::list<Input> inputs_;
};

}  // namespace sluice::browser
