// JSON from outside: parsed by nlohmann_json's SAX interface into a small tree of our own. The
// limits are kept while parsing, so a hostile text never grows into a large tree, and a value of
// the wrong type is an empty optional instead of an abort (nlohmann's getters abort without
// exceptions).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace sluice {

class Json {
 public:
  using Array = std::vector<Json>;
  using Object = std::vector<std::pair<std::string, Json>>;  // in the text's order; the last of
                                                             // equal keys wins

  Json() = default;
  explicit Json(bool value) : held_(value) {}
  explicit Json(double value) : held_(value) {}
  explicit Json(std::string value) : held_(std::move(value)) {}
  explicit Json(Array value) : held_(std::move(value)) {}
  explicit Json(Object value) : held_(std::move(value)) {}

  [[nodiscard]] bool is_null() const { return held_.index() == 0; }
  [[nodiscard]] std::optional<bool> boolean() const;
  [[nodiscard]] std::optional<double> number() const;
  [[nodiscard]] const std::string* string() const { return std::get_if<std::string>(&held_); }
  [[nodiscard]] const Array* array() const { return std::get_if<Array>(&held_); }
  [[nodiscard]] const Object* object() const { return std::get_if<Object>(&held_); }
  [[nodiscard]] Array* array() { return std::get_if<Array>(&held_); }
  [[nodiscard]] Object* object() { return std::get_if<Object>(&held_); }

  // The member of that name; nullptr where this is no object, or has none, or it is null.
  [[nodiscard]] const Json* find(std::string_view key) const;

  // Puts a member behind the others of an object; what is none becomes one.
  Json& add(std::string_view key, Json value);

  // Puts each member of `over` that is not null in the place of this object's member of that name.
  void overlay(const Json& over);

 private:
  std::variant<std::monostate, bool, double, std::string, Array, Object> held_;
};

struct JsonLimits {
  std::size_t bytes = 64 * 1024;
  std::size_t depth = 32;
  std::size_t values = 4096;
};

// Nothing where the text is not JSON (RFC 8259, UTF-8) or passes a limit.
[[nodiscard]] std::optional<Json> parse_json(std::string_view text, JsonLimits limits = {});

// `text` as a JSON string, in quotes (RFC 8259 section 7). What is not ASCII stays as it is.
[[nodiscard]] std::string json_string(std::string_view text);

}  // namespace sluice
