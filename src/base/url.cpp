#include "base/url.hpp"

#include <algorithm>
#include <vector>

#include "base/text.hpp"

namespace sluice {
namespace {

std::uint16_t default_port(std::string_view scheme) {
  return scheme == "https" || scheme == "wss" ? 443 : 80;
}

void append_encoded(std::string& out, char c) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  const auto byte = static_cast<unsigned char>(c);
  out.push_back('%');
  out.push_back(digits[byte >> 4]);
  out.push_back(digits[byte & 15]);
}

// With bytes past ASCII and what is in `set` encoded: the rest stands for itself, or is encoded.
std::string encode_odd(std::string_view text, std::string_view set) {
  std::string out;
  for (const char c : text) {
    const bool odd = static_cast<unsigned char>(c) > 0x7e || set.find(c) != std::string_view::npos;
    odd ? append_encoded(out, c) : out.push_back(c);
  }
  return out;
}

// What the URL standard of browsers makes of a reference before it reads it: blanks around it do
// not count, and in front of the query a backslash is a slash. Empty where it is not acceptable.
std::string prepared(std::string_view text) {
  std::string out(trim(text));
  if (out.size() > kMaxUrlBytes || has_control(out)) out.clear();
  for (char& c : out) {
    if (c == '?' || c == '#') break;
    if (c == '\\') c = '/';
  }
  return out;
}

bool is_label(std::string_view label) {
  return !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
         std::ranges::all_of(label, [](char c) { return is_alnum(c) || c == '-' || c == '_'; });
}

bool is_ipv4_shaped(std::string_view host) {
  return std::ranges::all_of(host, [](char c) { return is_digit(c) || c == '.'; });
}

// Behind the last dot it makes browsers read the whole as an IPv4 address.
bool is_number(std::string_view label) {
  const bool hex = label.starts_with("0x") || label.starts_with("0X");
  return std::ranges::all_of(label.substr(hex ? 2 : 0), hex ? is_hex : is_digit);
}

bool is_ipv4(std::string_view host) {
  int parts = 0;
  bool good = std::ranges::count(host, '.') == 3;
  while (good && parts < 4) {
    const std::string_view part = next_piece(host, '.');
    // Some read a leading zero as octal.
    good = parse_decimal(part, 255).has_value() && (part.size() == 1 || part.front() != '0');
    ++parts;
  }
  return good;
}

// RFC 4291 section 2.2, in brackets.
bool is_ipv6_literal(std::string_view host) {
  if (host.size() < 4 || host.front() != '[' || host.back() != ']') return false;
  std::string_view rest = host.substr(1, host.size() - 2);
  int groups = 0;
  bool compressed = rest.starts_with("::");
  if (compressed) rest.remove_prefix(2);
  while (!rest.empty()) {
    const std::size_t colon = rest.find(':');
    const bool last = colon == std::string_view::npos;
    const std::string_view group = rest.substr(0, colon);
    if (last && is_ipv4(group)) {
      groups += 2;
      break;
    }
    if (group.empty() || group.size() > 4 || !std::ranges::all_of(group, is_hex)) return false;
    ++groups;
    if (last) break;
    rest.remove_prefix(colon + 1);
    if (rest.empty() || (rest.front() == ':' && compressed)) return false;
    if (rest.front() == ':') {
      compressed = true;
      rest.remove_prefix(1);
    }
  }
  return compressed ? groups < 8 : groups == 8;
}

// RFC 3986 section 5.2.4.
std::string remove_dot_segments(std::string_view path) {
  std::vector<std::string_view> kept;
  bool ends_in_directory = false;
  path.remove_prefix(1);
  for (bool more = true; more;) {
    more = path.find('/') != std::string_view::npos;
    const std::string_view segment = next_piece(path, '/');
    ends_in_directory = segment == "." || segment == "..";
    if (segment == ".." && !kept.empty()) kept.pop_back();
    if (!ends_in_directory) kept.push_back(segment);
  }
  std::string out;
  for (const std::string_view segment : kept) out.append("/").append(segment);
  if (ends_in_directory || out.empty()) out.push_back('/');
  return out;
}

// Fills path and query from what follows the authority, with the characters encoded that the
// standard's path and query percent-encode sets name.
void set_path_and_query(Url& url, std::string_view rest) {
  rest = rest.substr(0, rest.find('#'));
  const std::size_t mark = rest.find('?');
  const std::string_view path = rest.substr(0, mark);
  url.path = path.empty() ? "/" : remove_dot_segments(encode_odd(path, " \"<>^`{}"));
  url.query =
      mark == std::string_view::npos ? std::string() : encode_odd(rest.substr(mark + 1), " \"<>'");
}

// `text` begins behind "//".
std::optional<Url> parse_after_scheme(std::string scheme, std::string_view text) {
  const std::size_t end = text.find_first_of("/?#");
  const std::string_view authority = text.substr(0, end);
  const std::string_view rest =
      end == std::string_view::npos ? std::string_view{} : text.substr(end);

  // A ':' inside brackets belongs to an IPv6 address, not to the port.
  const std::size_t bracket = authority.rfind(']');
  const std::size_t colon = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
  const std::string_view host = authority.substr(0, colon);
  if (!is_valid_host(host)) return std::nullopt;

  Url url;
  url.port = default_port(scheme);
  if (colon != std::string_view::npos && colon + 1 < authority.size()) {
    const auto port = parse_decimal(authority.substr(colon + 1), 65535);
    if (!port || *port == 0) return std::nullopt;
    url.port = static_cast<std::uint16_t>(*port);
  }
  url.scheme = std::move(scheme);
  url.host = lowercase(host);
  set_path_and_query(url, rest);
  return url;
}

// What is written can be read again: the whole is bounded, not only its parts.
std::optional<Url> within_limit(std::optional<Url> url) {
  if (url && url->text().size() > kMaxUrlBytes) url.reset();
  return url;
}

// `text` begins behind the scheme's colon.
std::optional<Url> parse_absolute(std::string scheme, std::string_view text) {
  if (!text.starts_with("//")) return std::nullopt;
  return within_limit(parse_after_scheme(std::move(scheme), text.substr(2)));
}

// The scheme of an absolute reference, lower case; empty for a relative one.
std::string scheme_of(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0 || !is_alpha(text.front())) return {};
  const std::string_view scheme = text.substr(0, colon);
  const bool valid = std::ranges::all_of(
      scheme, [](char c) { return is_alnum(c) || c == '+' || c == '-' || c == '.'; });
  return valid ? lowercase(scheme) : std::string();
}

}  // namespace

std::string Url::origin() const {
  if (port == default_port(scheme)) return concat(scheme, "://", host);
  return concat(scheme, "://", host, ":", decimal(port));
}

std::string Url::text() const {
  return query.empty() ? concat(origin(), path) : concat(origin(), path, "?", query);
}

void Url::add_query(std::string_view key, std::string_view value) {
  if (!query.empty()) query.push_back('&');
  query.append(percent_encode(key)).append("=").append(percent_encode(value));
}

std::optional<Url> parse_url(std::string_view given) {
  const std::string whole = prepared(given);
  const std::string_view text = whole;
  const std::string scheme = scheme_of(text);
  if (scheme != "http" && scheme != "https") return std::nullopt;
  return parse_absolute(scheme, text.substr(scheme.size() + 1));
}

std::optional<Url> parse_socket_url(std::string_view given) {
  const std::string whole = prepared(given);
  const std::string_view text = whole;
  const std::string scheme = scheme_of(text);
  const bool secure = scheme == "wss" || scheme == "https";
  if (!secure && scheme != "ws" && scheme != "http") return std::nullopt;
  return parse_absolute(secure ? "wss" : "ws", text.substr(scheme.size() + 1));
}

std::optional<Url> resolve_url(const Url& base, std::string_view given) {
  const std::string whole = prepared(given);
  const std::string_view reference = whole;
  if (reference.empty() && !given.empty()) return std::nullopt;
  if (!scheme_of(reference).empty()) return parse_url(reference);
  if (reference.starts_with("//"))
    return within_limit(parse_after_scheme(base.scheme, reference.substr(2)));

  Url url = base;
  if (reference.starts_with("/")) {
    set_path_and_query(url, reference);
  } else if (reference.starts_with("?")) {
    set_path_and_query(url, concat(base.path, reference));
  } else if (!reference.empty() && !reference.starts_with("#")) {
    const std::string_view directory =
        std::string_view(base.path).substr(0, base.path.rfind('/') + 1);
    set_path_and_query(url, concat(directory, reference));
  }
  return within_limit(std::move(url));
}

bool is_valid_host(std::string_view host) {
  if (host.empty() || host.size() > 253) return false;
  if (host.front() == '[') return is_ipv6_literal(host);
  // What looks like numbers must be an address: browsers read "127.1" as one, we do not.
  if (is_ipv4_shaped(host)) return is_ipv4(host);
  if (host.back() == '.') host.remove_suffix(1);
  if (is_number(host.substr(host.rfind('.') + 1))) return false;
  while (!host.empty()) {
    const bool last = host.find('.') == std::string_view::npos;
    if (!is_label(next_piece(host, '.'))) return false;
    if (!last && host.empty()) return false;
  }
  return true;
}

bool is_loopback_host(std::string_view host) {
  const std::string lower = lowercase(host);
  return lower == "localhost" || lower.ends_with(".localhost") || lower == "[::1]" ||
         (lower.starts_with("127.") && is_ipv4(lower));
}

std::string percent_encode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (is_alnum(c) || c == '-' || c == '.' || c == '_' || c == '~') {
      out.push_back(c);
    } else {
      append_encoded(out, c);
    }
  }
  return out;
}

}  // namespace sluice
