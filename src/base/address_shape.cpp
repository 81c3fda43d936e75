#include "base/address_shape.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace sluice {

std::size_t ipv4_length(std::string_view text) {
  std::size_t length = 0;
  for (int part = 0; part < 4; ++part) {
    if (part > 0 && (length >= text.size() || text[length++] != '.')) return 0;
    const std::size_t begin = length;
    while (length < text.size() && is_digit(text[length])) ++length;
    if (length == begin || length > begin + 3) return 0;
  }
  // "1.2.3.4.5" is something else.
  const bool goes_on =
      length + 1 < text.size() && text[length] == '.' && is_digit(text[length + 1]);
  return goes_on ? 0 : length;
}

std::size_t ipv6_length(std::string_view text) {
  text = text.substr(0, 256);  // a fingerprint at most; not all the rest again for each ':'
  const auto end =
      std::ranges::find_if_not(text, [](char c) { return is_hex(c) || c == ':' || c == '.'; });
  const std::string_view run = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  const auto colons = std::ranges::count(run, ':');
  const bool shaped = run.find("::") != std::string_view::npos || colons >= 7 ||
                      (colons >= 6 && run.find('.') != std::string_view::npos);
  return shaped && std::ranges::any_of(run, is_hex) ? run.size() : 0;
}

}  // namespace sluice
