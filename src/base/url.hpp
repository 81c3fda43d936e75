// URLs (RFC 3986), as far as this SDK needs them: absolute http and https URLs, references resolved
// against them, and percent-encoding. Paths and queries are read as browsers do (the URL standard);
// hosts more strictly: what is odd is refused, never repaired.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sluice {

inline constexpr std::size_t kMaxUrlBytes = 8192;

struct Url {
  std::string scheme;      // "http" or "https"; "ws" or "wss" for a WebSocket
  std::string host;        // lower case; an IPv6 literal keeps its brackets
  std::uint16_t port = 0;  // always the real one: 80 and 443 are filled in
  std::string path = "/";  // encoded, begins with '/'
  std::string query;       // encoded, without '?'

  friend bool operator==(const Url&, const Url&) = default;

  [[nodiscard]] std::string text() const;
  [[nodiscard]] std::string origin()
      const;  // RFC 6454, e.g. "https://example.com" or "http://a:8088"
  void add_query(std::string_view key, std::string_view value);  // encodes both
};

// Nothing where `text` is not an absolute http(s) URL, holds user information or a control
// character, or is longer than kMaxUrlBytes. A fragment is dropped. In path and query what is not
// ASCII, a space and the like become %XX; before the query a backslash is a slash. A host is ASCII:
// whoever has another lets the browser's URL write it (Punycode).
[[nodiscard]] std::optional<Url> parse_url(std::string_view text);

// The same for a WebSocket's URL (RFC 6455 section 3). http and https stand for ws and wss.
[[nodiscard]] std::optional<Url> parse_socket_url(std::string_view text);

// RFC 3986 section 5.2: what `reference` means on a page at `base`.
[[nodiscard]] std::optional<Url> resolve_url(const Url& base, std::string_view reference);

// A DNS name (letters, digits, hyphens, underscores, dots), an IPv4 address or a bracketed IPv6
// address; no port, no path, nothing encoded.
[[nodiscard]] bool is_valid_host(std::string_view host);

// "localhost", *.localhost, 127.0.0.0/8 and [::1]: what browsers treat as trustworthy without TLS.
[[nodiscard]] bool is_loopback_host(std::string_view host);

// Everything but RFC 3986's unreserved characters as %XX, so that the result is one path segment or
// one query key or value, and decodes to exactly `text`.
[[nodiscard]] std::string percent_encode(std::string_view text);

}  // namespace sluice
