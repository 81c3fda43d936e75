// A base URL on the first line, a reference on the rest: whatever is taken can be written and read
// again, and never smuggles anything.
#include <algorithm>
#include <string>

#include "base/text.hpp"
#include "base/url.hpp"
#include "promise.hpp"

using namespace sluice;

namespace {

void check_url(const Url& url) {
  const std::string text = url.text();
  SLUICE_PROMISE(text.size() <= kMaxUrlBytes);
  SLUICE_PROMISE(parse_url(text) == url);
  SLUICE_PROMISE(url.scheme == "http" || url.scheme == "https");
  SLUICE_PROMISE(url.port != 0);
  SLUICE_PROMISE(is_valid_host(url.host) && url.host == lowercase(url.host));
  SLUICE_PROMISE(url.path.starts_with('/'));
  SLUICE_PROMISE(url.path.find('?') == std::string::npos);
  SLUICE_PROMISE(url.path.find("/../") == std::string::npos);
  SLUICE_PROMISE(url.path.find("/./") == std::string::npos);
  SLUICE_PROMISE(!has_control(text));
  SLUICE_PROMISE(text.find_first_of(" #\"<>") == std::string::npos);
  SLUICE_PROMISE(url.path.find_first_of("\\`{}^") == std::string::npos);
  SLUICE_PROMISE(
      std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; }));
  const std::string origin = url.origin();
  SLUICE_PROMISE(origin.find('@') == std::string::npos);
  SLUICE_PROMISE(text.starts_with(origin + "/"));
  SLUICE_PROMISE(parse_url(origin)->origin() == origin);
}

void check_query(Url url, std::string_view key, std::string_view value) {
  const std::string before = url.query;
  url.add_query(key, value);
  SLUICE_PROMISE(url.query.starts_with(before));
  const std::string_view added = std::string_view(url.query).substr(before.size());
  SLUICE_PROMISE(std::ranges::count(added, '=') == 1);
  SLUICE_PROMISE(std::ranges::count(added, '&') == (before.empty() ? 0 : 1));
  if (url.text().size() <= kMaxUrlBytes) check_url(url);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest = fuzz::text_of(data, size);
  const std::string_view first = next_piece(rest, '\n');
  for (const std::string_view text : {first, rest}) {
    if (const auto url = parse_url(text)) check_url(*url);
    if (is_valid_host(text)) {
      const auto url = parse_url(concat("http://", text));
      SLUICE_PROMISE(url && url->host == lowercase(text));
      check_url(*url);
    }
    SLUICE_PROMISE(is_loopback_host(text) == is_loopback_host(lowercase(text)));
  }
  const auto base = parse_url(first);
  if (!base) return 0;
  if (const auto url = resolve_url(*base, rest)) check_url(*url);
  SLUICE_PROMISE(resolve_url(*base, "") == base);
  check_query(*base, rest, first);
  return 0;
}
