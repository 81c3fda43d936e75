#include "config/token_origins.hpp"

#include <optional>
#include <string>
#include <utility>

#include "base/text.hpp"

namespace sluice {
namespace {

struct Pattern {
  Url origin;
  bool is_domain = false;
};

// A name below a domain is one that a registry has given to somebody: two parts at least, and not
// the last numbers of an address.
bool is_domain_of_somebody(std::string_view host) {
  const std::size_t dot = host.rfind('.');
  return dot != std::string_view::npos && dot > 0 && dot + 1 < host.size() &&
         !is_digit(host[dot + 1]);
}

std::optional<Pattern> read(std::string_view text) {
  constexpr std::string_view kWildcard = "://*.";
  if (text.find_first_of("?#") != std::string_view::npos) return std::nullopt;
  std::string plain(text);
  const std::size_t wildcard = text.find(kWildcard);
  const bool is_domain = wildcard != std::string_view::npos;
  if (is_domain)
    plain = concat(text.substr(0, wildcard), "://", text.substr(wildcard + kWildcard.size()));
  auto url = parse_url(plain);
  if (!url || url->path != "/" || (is_domain && !is_domain_of_somebody(url->host)))
    return std::nullopt;
  return Pattern{std::move(*url), is_domain};
}

}  // namespace

bool is_origin_pattern(std::string_view text) {
  return read(text).has_value();
}

bool matches_origin_pattern(std::string_view pattern, const Url& url) {
  const auto wanted = read(pattern);
  if (!wanted || url.scheme != wanted->origin.scheme || url.port != wanted->origin.port)
    return false;
  const std::string_view host = url.host;
  const std::string_view domain = wanted->origin.host;
  if (!wanted->is_domain) return host == domain;
  return host.size() > domain.size() + 1 && host.ends_with(domain) &&
         host[host.size() - domain.size() - 1] == '.';
}

}  // namespace sluice
