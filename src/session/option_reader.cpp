#include "session/option_reader.hpp"

#include <cmath>

#include "base/text.hpp"

namespace sluice {

std::string OptionReader::text(std::string_view key, std::string_view fallback) {
  const Json* value = options_.find(key);
  if (!value) return std::string(fallback);
  const std::string* text = value->string();
  if (!text) fail(ErrorCode::ConfigInvalid, concat(key, " must be a string"));
  return text ? *text : std::string(fallback);
}

bool OptionReader::flag(std::string_view key, bool fallback) {
  const Json* value = options_.find(key);
  if (!value) return fallback;
  const auto flag = value->boolean();
  if (!flag) fail(ErrorCode::ConfigInvalid, concat(key, " must be true or false"));
  return flag.value_or(fallback);
}

std::optional<std::int64_t> OptionReader::number(std::string_view key, std::int64_t min,
                                                 std::int64_t max) {
  const Json* value = options_.find(key);
  if (!value) return std::nullopt;
  auto number = value->number();
  if (const std::string* text = value->string()) {
    if (const auto parsed = parse_decimal(*text, 1'000'000'000))
      number = static_cast<double>(*parsed);
  }
  if (!number || *number < static_cast<double>(min) || *number > static_cast<double>(max) ||
      *number != std::floor(*number)) {
    fail(ErrorCode::ConfigInvalid, concat(key, " must be a whole number from ", std::to_string(min),
                                          " to ", std::to_string(max)));
    return std::nullopt;
  }
  return static_cast<std::int64_t>(*number);
}

}  // namespace sluice
