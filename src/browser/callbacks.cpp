#include "browser/callbacks.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace sluice::browser {
namespace {

struct Slot {
  std::uint32_t owner;
  std::uint32_t number;
  std::uint32_t twin;  // the slot that is spent together with this one; 0: never spent
  Callback callback;
};

// A few dozen at most, so that a search through all of them is quick.
using Table = std::vector<Slot>;

Table& table() {
  static Table slots;
  return slots;
}

val bound(std::uint32_t owner, std::uint32_t slot) {
  return val::module_property("call").call<val>("bind", val::null(), owner, slot);
}

}  // namespace

Callbacks::Callbacks() {
  static std::uint32_t last_owner = 0;
  owner_ = ++last_owner;
}

Callbacks::~Callbacks() {
  clear();
}

void Callbacks::clear() {
  std::erase_if(table(), [this](const Slot& slot) { return slot.owner == owner_; });
}

val Callbacks::on(Callback callback) {
  const std::uint32_t slot = ++last_;
  table().push_back({owner_, slot, 0, std::move(callback)});
  return bound(owner_, slot);
}

val Callbacks::then(const val& promise, Callback fulfilled, Callback rejected) {
  const std::uint32_t first = ++last_;
  const std::uint32_t second = ++last_;
  table().push_back({owner_, first, second, std::move(fulfilled)});
  table().push_back({owner_, second, first, std::move(rejected)});
  return promise.call<val>("then", bound(owner_, first), bound(owner_, second));
}

val call_slot(std::uint32_t owner, std::uint32_t number, val argument) {
  const auto it = std::ranges::find_if(
      table(), [&](const Slot& slot) { return slot.owner == owner && slot.number == number; });
  if (it == table().end()) return val::undefined();
  // A copy: the callback may free its own slot, or the table may move.
  const Callback callback = it->callback;
  if (const std::uint32_t twin = it->twin; twin != 0) {
    std::erase_if(table(), [&](const Slot& slot) {
      return slot.owner == owner && (slot.number == number || slot.number == twin);
    });
  }
  return callback(std::move(argument));
}

std::size_t slot_count() {
  return table().size();
}

Attempt attempt(const val& host, const val& function, const val& self, const val& arguments) {
  const val outcome = host.call<val>("attempt", function, self, arguments);
  return {outcome["value"], outcome["error"], outcome["threw"].as<bool>()};
}

Attempt attempt_new(const val& host, const char* constructor, const val& arguments) {
  const val reflect = val::global("Reflect");
  return attempt(host, reflect["construct"], reflect,
                 val::array(std::vector<val>{val::global(constructor), arguments}));
}

Thrown describe(const val& error) {
  const auto text = [&](const char* key) {
    const val value = is_missing(error) ? val::undefined() : error[key];
    return value.isString() ? value.as<std::string>() : std::string();
  };
  Thrown thrown{text("name"), text("message")};
  if (thrown.name.empty()) thrown.name = "Error";
  if (error.isString()) thrown.message = error.as<std::string>();
  return thrown;
}

bool is_function(const val& value) {
  return value.typeOf().as<std::string>() == "function";
}

bool is_missing(const val& value) {
  return value.isUndefined() || value.isNull();
}

}  // namespace sluice::browser
