#include "base/json.hpp"

#include <cstdint>
#include <nlohmann/json.hpp>

namespace sluice {
namespace {

// Receives the parser's events and builds the tree; returning false stops the parser.
class Builder {
 public:
  explicit Builder(JsonLimits limits) : limits_(limits) {}

  bool null() { return add(Json()); }
  bool boolean(bool value) { return add(Json(value)); }
  bool number_integer(std::int64_t value) { return add(Json(static_cast<double>(value))); }
  bool number_unsigned(std::uint64_t value) { return add(Json(static_cast<double>(value))); }
  bool number_float(double value, const std::string&) { return add(Json(value)); }
  bool string(std::string& value) { return add(Json(std::move(value))); }
  bool binary(std::vector<std::uint8_t>&) { return false; }
  bool start_object(std::size_t) { return open(Json(Json::Object{})); }
  bool start_array(std::size_t) { return open(Json(Json::Array{})); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }
  bool key(std::string& value) {
    keys_.back() = std::move(value);
    return true;
  }
  template <class Exception>
  bool parse_error(std::size_t, const std::string&, const Exception&) {
    return false;
  }

  Json take() { return std::move(root_); }

 private:
  bool open(Json container) {
    if (open_.size() >= limits_.depth) return false;
    open_.push_back(std::move(container));
    keys_.emplace_back();
    return true;
  }

  bool close() {
    Json done = std::move(open_.back());
    open_.pop_back();
    keys_.pop_back();
    return add(std::move(done));
  }

  bool add(Json value) {
    if (++values_ > limits_.values) return false;
    if (open_.empty()) {
      root_ = std::move(value);
    } else if (Json::Array* array = open_.back().array()) {
      array->push_back(std::move(value));
    } else if (Json::Object* object = open_.back().object()) {
      object->emplace_back(std::move(keys_.back()), std::move(value));
    }
    return true;
  }

  JsonLimits limits_;
  std::size_t values_ = 0;
  Json root_;
  std::vector<Json> open_;         // the containers around the parser's place, outermost first
  std::vector<std::string> keys_;  // the pending key of each of them
};

}  // namespace

std::optional<bool> Json::boolean() const {
  const bool* held = std::get_if<bool>(&held_);
  return held ? std::optional(*held) : std::nullopt;
}

std::optional<double> Json::number() const {
  const double* held = std::get_if<double>(&held_);
  return held ? std::optional(*held) : std::nullopt;
}

const Json* Json::find(std::string_view key) const {
  const Object* members = object();
  if (!members) return nullptr;
  for (auto it = members->rbegin(); it != members->rend(); ++it) {
    if (it->first == key) return it->second.is_null() ? nullptr : &it->second;
  }
  return nullptr;
}

void Json::overlay(const Json& over) {
  Object* members = object();
  const Object* others = over.object();
  if (!members || !others) return;
  for (const auto& [key, value] : *others) {
    if (!value.is_null()) members->emplace_back(key, value);
  }
}

std::optional<Json> parse_json(std::string_view text, JsonLimits limits) {
  if (text.size() > limits.bytes) return std::nullopt;
  Builder builder(limits);
  if (!nlohmann::json::sax_parse(text.begin(), text.end(), &builder)) return std::nullopt;
  return builder.take();
}

}  // namespace sluice
