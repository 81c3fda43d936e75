// Small helpers on bytes. All are for ASCII protocols: no locale is ever asked.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sluice {

[[nodiscard]] constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
[[nodiscard]] constexpr bool is_alpha(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
[[nodiscard]] constexpr bool is_alnum(char c) {
  return is_digit(c) || is_alpha(c);
}
[[nodiscard]] constexpr bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
[[nodiscard]] constexpr bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) == 0x7f;
}
[[nodiscard]] constexpr char to_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

[[nodiscard]] bool has_control(std::string_view text);
[[nodiscard]] bool equals_ignoring_case(std::string_view a, std::string_view b);
[[nodiscard]] std::string lowercase(std::string_view text);
[[nodiscard]] std::string_view trim(std::string_view text);  // spaces and tabs at both ends

// A non-negative decimal number and nothing else; empty where it is not one or passes `max`.
[[nodiscard]] std::optional<std::int64_t> parse_decimal(std::string_view text, std::int64_t max);

// std::to_string() without its tables: in the module each type of number brings its own copy.
[[nodiscard]] std::string decimal(std::int64_t value);

// Cuts the first piece up to `separator` off `rest` (all of it where there is none).
std::string_view next_piece(std::string_view& rest, char separator);
// The piece that `index` others come before; for tables that would be larger as arrays of texts.
[[nodiscard]] std::string_view nth_piece(std::string_view list, std::size_t index,
                                         char separator = ' ');

// Joins the pieces with one allocation.
template <class... Pieces>
[[nodiscard]] std::string concat(const Pieces&... pieces) {
  std::string out;
  out.reserve((std::string_view(pieces).size() + ...));
  (out.append(std::string_view(pieces)), ...);
  return out;
}

}  // namespace sluice
