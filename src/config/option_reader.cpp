#include "config/option_reader.hpp"

#include <cmath>

#include "base/text.hpp"

namespace sluice {

const Json* OptionReader::member(std::string_view key) const {
  const Json* value = options_.find(key);
  return value && value->string() && value->string()->empty() ? nullptr : value;
}

std::string_view OptionReader::text(std::string_view key, std::string_view fallback) {
  const Json* value = member(key);
  if (!value) return fallback;
  const std::string* text = value->string();
  if (!text) fail(ErrorCode::ConfigInvalid, concat(key, " must be a string"));
  return text ? std::string_view(*text) : fallback;
}

std::optional<std::uint32_t> OptionReader::number(std::string_view key, Range range) {
  const Json* value = member(key);
  if (!value) return std::nullopt;
  auto number = value->number();
  if (const std::string* text = value->string()) {
    if (const auto parsed = parse_decimal(*text, 1'000'000'000))
      number = static_cast<double>(*parsed);
  }
  if (!number || *number < range.min || *number > range.max || *number != std::floor(*number)) {
    fail(ErrorCode::ConfigInvalid, concat(key, " must be a whole number from ", decimal(range.min),
                                          " to ", decimal(range.max)));
    return std::nullopt;
  }
  return static_cast<std::uint32_t>(*number);
}

void OptionReader::read(std::string_view key, bool& field) {
  const Json* value = member(key);
  if (!value) return;
  const auto flag = value->boolean();
  if (!flag) return fail(ErrorCode::ConfigInvalid, concat(key, " must be true or false"));
  field = *flag;
}

void OptionReader::read(std::string_view key, Range range, std::uint32_t& field) {
  if (const auto given = number(key, range)) field = *given;
}

void OptionReader::read(std::string_view key, Range range_ms, Millis& field) {
  if (const auto given = number(key, range_ms)) field = Millis(*given);
}

void OptionReader::fail(ErrorCode code, std::string_view detail) {
  if (!error_) error_ = Error{code, std::string(detail)};
}

}  // namespace sluice
