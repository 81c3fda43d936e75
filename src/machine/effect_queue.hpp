// What a machine wants done, in order. Effects are built in their place: a variant that is made
// first and moved there then costs code at each of some hundred places.
#pragma once

#include <list>
#include <optional>
#include <type_traits>
#include <utility>

#include "machine/effect.hpp"

namespace sluice {

class EffectQueue {
 public:
  // `attempt`: whose effects these are.
  explicit EffectQueue(AttemptId attempt = {}) : attempt_(attempt) {}

  template <class AnEffect>
  void push(AnEffect&& effect) {
    queue_.emplace_back().emplace<std::remove_cvref_t<AnEffect>>(std::forward<AnEffect>(effect));
  }
  void emit(std::string_view type) { push(Emit{type, {}, attempt_}); }
  template <class Data>
  void emit(std::string_view type, Data&& data) {
    Emit& made = queue_.emplace_back().emplace<Emit>();
    made.type = type;
    made.attempt = attempt_;
    made.data.emplace<std::remove_cvref_t<Data>>(std::forward<Data>(data));
  }
  // The first of another queue's.
  void take_first(EffectQueue& other) {
    queue_.splice(queue_.end(), other.queue_, other.queue_.begin());
  }
  [[nodiscard]] Effect* first() { return queue_.empty() ? nullptr : &queue_.front(); }
  void drop_first() { queue_.pop_front(); }
  // All of another queue's, behind what is here.
  void take_over(EffectQueue& other) { queue_.splice(queue_.end(), other.queue_); }

  void clear() { queue_.clear(); }

  [[nodiscard]] std::optional<Effect> poll() {
    if (queue_.empty()) return std::nullopt;
    std::optional<Effect> effect(std::move(queue_.front()));
    queue_.pop_front();
    return effect;
  }

 private:
  AttemptId attempt_;
  std::list<Effect> queue_;
};

}  // namespace sluice
