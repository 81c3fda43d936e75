// C++ functions that JavaScript can call, without any JavaScript of ours: a slot in a table, and
// the module's own exported call() bound to the slot's number. A slot lives as long as its owner,
// so that a promise that never settles leaves nothing behind, and a late event finds nothing to
// call.
#pragma once

#include <emscripten/val.h>

#include <cstdint>
#include <functional>
#include <utility>

namespace sluice::browser {

using emscripten::val;
using Callback = std::function<val(val)>;  // what it returns is what JavaScript gets

class Callbacks {
 public:
  Callbacks();
  ~Callbacks();
  Callbacks(const Callbacks&) = delete;
  Callbacks& operator=(const Callbacks&) = delete;

  // A function for any number of calls with one argument.
  [[nodiscard]] val on(Callback callback);
  // Calls one of the two, once, when the promise settles. Gives the promise of what that one
  // returns.
  val then(const val& promise, Callback fulfilled, Callback rejected);
  // Frees all slots.
  void clear();

 private:
  std::uint32_t owner_;
  std::uint32_t last_ = 0;
};

// `handler` takes an event of `target`'s and gives nothing.
template <class Handler>
void listen_to(Callbacks& callbacks, const val& target, const char* type, Handler handler) {
  target.call<void>("addEventListener", val(type), callbacks.on([handler](val event) {
    handler(std::move(event));
    return val::undefined();
  }));
}

// The module's export `call`.
val call_slot(std::uint32_t owner, std::uint32_t slot, val argument);
// How many slots there are: zero when nothing is going on.
[[nodiscard]] std::size_t slot_count();

// What a call gave, or threw. Code without exceptions must not let one of JavaScript's pass.
struct Attempt {
  val value;
  val error;
  bool threw = false;
};
[[nodiscard]] Attempt attempt(const val& host, const val& function, const val& self,
                              const val& arguments);
[[nodiscard]] Attempt attempt_new(const val& host, const char* constructor, const val& arguments);

// error.name and error.message, or what comes nearest for something else that was thrown.
struct Thrown {
  std::string name;
  std::string message;
};
[[nodiscard]] Thrown describe(const val& error);

[[nodiscard]] bool is_function(const val& value);
[[nodiscard]] bool is_missing(const val& value);  // undefined or null

}  // namespace sluice::browser
