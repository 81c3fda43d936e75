#include "browser/values.hpp"

#include <vector>

namespace sluice::browser {

using emscripten::val;

val error_value(const val& host, const Error& error) {
  const ErrorInfo& info = error_info(error.code);
  val fields = val::object();
  fields.set("code", val(std::string(info.name)));
  fields.set("blame", val(std::string(blame_name(info.blame))));
  fields.set("retryable", info.retryable);
  fields.set("message", val(std::string(info.message)));
  fields.set("detail", error.detail);
  if (error.http_status != 0) fields.set("httpStatus", error.http_status);
  if (error.retry_after)
    fields.set("retryAfterMs", static_cast<double>(error.retry_after->count()));
  return host.call<val>("error", fields);
}

// Recursion is safe: what parse_json() lets through is at most 32 deep.
val json_value(const Json& json) {
  if (const auto flag = json.boolean()) return val(*flag);
  if (const auto number = json.number()) return val(*number);
  if (const std::string* text = json.string()) return val(*text);
  if (const Json::Array* items = json.array()) {
    val array = val::array();
    for (const Json& item : *items) array.call<void>("push", json_value(item));
    return array;
  }
  if (const Json::Object* members = json.object()) {
    val entries = val::array();
    for (const auto& [key, value] : *members) {
      val entry = val::array();
      entry.call<void>("push", key);
      entry.call<void>("push", json_value(value));
      entries.call<void>("push", entry);
    }
    // Unlike an assignment, this makes "__proto__" a member like any other.
    return val::global("Object").call<val>("fromEntries", entries);
  }
  return val::null();
}

}  // namespace sluice::browser
