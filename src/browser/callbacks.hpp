// C++ functions that JavaScript can call, without any JavaScript of ours: a slot in a table, and
// the module's own exported call() bound to the slot's number. A slot lives as long as its owner,
// so that a promise that never settles leaves nothing behind, and a late event finds nothing to
// call.
#pragma once

#include <emscripten/val.h>

#include <cstdint>
#include <utility>

namespace sluice::browser {

using emscripten::val;

// A function for one argument; what it returns is what JavaScript gets. Copies share it. A small
// cousin of std::function, which costs a handful of functions more for each lambda.
class Callback {
 public:
  template <class Function>
  Callback(Function function) : held_(new Holder<Function>(std::move(function))) {}
  Callback(const Callback& other) : held_(other.held_) { ++held_->users; }
  Callback& operator=(Callback other) {
    std::swap(held_, other.held_);
    return *this;
  }
  ~Callback() {
    if (--held_->users == 0) delete held_;
  }

  val operator()(val argument) const { return held_->call(std::move(argument)); }

 private:
  struct Held {
    virtual ~Held() = default;
    virtual val call(val argument) = 0;
    int users = 1;
  };
  template <class Function>
  struct Holder final : Held {
    explicit Holder(Function function) : function_(std::move(function)) {}
    val call(val argument) override { return function_(std::move(argument)); }
    Function function_;
  };

  Held* held_;
};

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
