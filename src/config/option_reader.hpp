// Reads options out of JSON, each checked; remembers the first one that cannot be used.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/time.hpp"

namespace sluice {

// Of whole numbers; both ends belong to it.
struct Range {
  std::uint32_t min, max;
};

class OptionReader {
 public:
  explicit OptionReader(const Json& options) : options_(options) {}

  [[nodiscard]] bool has(std::string_view key) const { return member(key) != nullptr; }
  // An empty text is as good as none: the fields of settings pages are empty.
  [[nodiscard]] const Json* member(std::string_view key) const;

  // Lives as long as the options do.
  [[nodiscard]] std::string_view text(std::string_view key, std::string_view fallback = {});
  // Pages often keep numbers as strings, so both are taken.
  [[nodiscard]] std::optional<std::uint32_t> number(std::string_view key, Range range);

  // Each leaves its field as it is where there is no such option.
  void read(std::string_view key, std::string& field) { field = text(key, field); }
  void read(std::string_view key, bool& field);
  void read(std::string_view key, Range range, std::uint32_t& field);
  void read(std::string_view key, Range range_ms, Millis& field);

  void fail(ErrorCode code, std::string_view detail);
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
