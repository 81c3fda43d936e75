// Any bytes as a text for the log: bounded, printable, and without what it must hide.
#include <array>
#include <string>

#include "base/redact.hpp"
#include "base/text.hpp"
#include "promise.hpp"

using namespace sluice;

namespace {

// Written without the code under test in mind: four numbers parted by dots, with no digit or dot
// that would make them something else around them.
bool holds_ipv4(std::string_view text) {
  for (std::size_t begin = 0; begin < text.size(); ++begin) {
    if (!is_digit(text[begin])) continue;
    if (begin > 0 && (is_digit(text[begin - 1]) || text[begin - 1] == '.')) continue;
    std::size_t at = begin;
    int parts = 0;
    while (parts < 4) {
      const std::size_t digits = at;
      while (at < text.size() && is_digit(text[at]) && at - digits < 3) ++at;
      if (at == digits) break;
      ++parts;
      if (parts == 4 || at >= text.size() || text[at] != '.') break;
      ++at;
    }
    const bool goes_on = at < text.size() && (is_digit(text[at]) || text[at] == '.');
    if (parts == 4 && !goes_on) return true;
  }
  return false;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  const std::string shown = redact(text);
  SLUICE_PROMISE(shown.size() <= kMaxLogBytes + 3);
  SLUICE_PROMISE(!has_control(shown));
  SLUICE_PROMISE(!holds_ipv4(shown));

  // Whatever comes before it, a secret behind its name stays one. (Behind a long text it is cut.)
  constexpr std::string_view secret = "Zq5ecret-qZ";
  if (size > kMaxLogBytes || text.find(secret) != std::string_view::npos) return 0;
  constexpr std::array<std::string_view, 5> leads{
      " token=", " Authorization: Bearer ", "\r\na=ice-pwd:", " \"password\":\"", " https://user:"};
  const std::string_view lead = leads[size % leads.size()];
  const std::string planted =
      redact(concat(text, lead, secret, lead.ends_with("user:") ? "@a/" : "\" "));
  SLUICE_PROMISE(planted.find(secret) == std::string::npos);
  return 0;
}
