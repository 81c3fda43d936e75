#include "base/text.hpp"

#include <algorithm>
#include <array>

namespace sluice {

bool has_control(std::string_view text) {
  return std::ranges::any_of(text, is_control);
}

bool equals_ignoring_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) { return to_lower(x) == to_lower(y); });
}

std::string lowercase(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = to_lower(c);
  return out;
}

std::string_view trim(std::string_view text) {
  const auto is_blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

std::optional<std::int64_t> parse_decimal(std::string_view text, std::int64_t max) {
  if (text.empty()) return std::nullopt;
  std::int64_t value = 0;
  for (const char c : text) {
    if (!is_digit(c)) return std::nullopt;
    const std::int64_t digit = c - '0';
    if (digit > max || value > (max - digit) / 10) return std::nullopt;
    value = value * 10 + digit;
  }
  return value;
}

std::string decimal(std::int64_t value) {
  std::array<char, 20> digits;  // and a sign
  std::size_t start = digits.size();
  const bool negative = value < 0;
  do {
    const auto digit = static_cast<int>(value % 10);
    digits[--start] = static_cast<char>('0' + (negative ? -digit : digit));
    value /= 10;
  } while (value != 0);
  if (negative) digits[--start] = '-';
  return std::string(digits.begin() + start, digits.end());
}

std::string_view next_piece(std::string_view& rest, char separator) {
  const std::size_t end = rest.find(separator);
  const std::string_view piece = rest.substr(0, end);
  rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
  return piece;
}

std::string_view nth_piece(std::string_view list, std::size_t index, char separator) {
  for (; index > 0; --index) next_piece(list, separator);
  return next_piece(list, separator);
}

}  // namespace sluice
