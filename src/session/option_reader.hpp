// Reads options out of JSON, each checked; remembers the first one that cannot be used.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/json.hpp"

namespace sluice {

class OptionReader {
 public:
  explicit OptionReader(const Json& options) : options_(options) {}

  [[nodiscard]] bool has(std::string_view key) const { return options_.find(key) != nullptr; }
  [[nodiscard]] const Json* member(std::string_view key) const { return options_.find(key); }

  [[nodiscard]] std::string text(std::string_view key, std::string_view fallback = {});
  [[nodiscard]] bool flag(std::string_view key, bool fallback);
  // A whole number; pages often keep numbers as strings, so both are taken.
  [[nodiscard]] std::optional<std::int64_t> number(std::string_view key, std::int64_t min,
                                                   std::int64_t max);

  void fail(ErrorCode code, std::string detail) {
    if (!error_) error_ = Error{code, std::move(detail)};
  }
  // What a reader of a part has met.
  void adopt(OptionReader& part) {
    if (part.error_) fail(part.error_->code, part.error_->detail);
  }
  std::optional<Error>& error() { return error_; }

 private:
  const Json& options_;
  std::optional<Error> error_;
};

}  // namespace sluice
