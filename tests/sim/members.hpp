// The members of an object, as JSON.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/json.hpp"
#include "base/text.hpp"

namespace sluice::sim {

class Members {
 public:
  Members& add(std::string_view key, std::string_view json) {
    out_.append(out_.empty() ? "\"" : ",\"").append(key).append("\":").append(json);
    return *this;
  }
  Members& text(std::string_view key, std::string_view text) { return add(key, json_string(text)); }
  Members& flag(std::string_view key, bool value) { return add(key, value ? "true" : "false"); }
  Members& number(std::string_view key, std::int64_t value) {
    return add(key, std::to_string(value));
  }
  [[nodiscard]] const std::string& list() const { return out_; }
  [[nodiscard]] std::string object() const { return concat("{", out_, "}"); }

 private:
  std::string out_;
};

}  // namespace sluice::sim
