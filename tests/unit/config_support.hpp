// What the tests of the options share: options as text, and URLs taken apart by a decoder that
// shares nothing with the code under test.
#pragma once

#include <catch2/catch_test_macros.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "config/config.hpp"

namespace sluice::test {

inline constexpr std::uint64_t kSeed = 7;

// A client on a page without TLS, which may reach any server.
inline ClientKind http_client(Role role, std::uint64_t seed = kSeed) {
  return {role, Transport::Http, Page{.secure = false}, seed};
}
inline ClientKind socket_client(Role role, std::uint64_t seed = kSeed) {
  return {role, Transport::WebSocket, Page{.secure = false}, seed};
}
inline ClientKind on_secure_page(ClientKind kind) {
  kind.page.secure = true;
  return kind;
}
inline std::vector<ClientKind> all_clients() {
  return {http_client(Role::Publisher), http_client(Role::Subscriber),
          socket_client(Role::Publisher), socket_client(Role::Subscriber)};
}

// `members` as the text of an object, behind what every good config needs.
inline std::string options(std::string_view members = {}) {
  std::string out = R"({"host":"example.com","streamName":"stream1")";
  if (!members.empty()) out.append(",").append(members);
  return out + "}";
}

inline SessionConfig good(const ClientKind& kind, std::string_view text) {
  auto config = parse_config(kind, text);
  INFO(text.substr(0, 300));
  if (!config) INFO(config.error().detail);
  REQUIRE(config);
  return std::move(*config);
}
inline SessionConfig good(Role role, std::string_view text) {
  return good(http_client(role), text);
}
inline SessionConfig good(std::string_view text) {
  return good(Role::Publisher, text);
}

inline void check_bad(const ClientKind& kind, std::string_view text,
                      ErrorCode code = ErrorCode::ConfigInvalid) {
  const auto config = parse_config(kind, text);
  CAPTURE(text.substr(0, 300));
  REQUIRE_FALSE(config);
  CHECK(error_info(config.error().code).name == error_info(code).name);
  CHECK(config.error().http_status == 0);
  CHECK_FALSE(has_control(config.error().detail));
}
inline void check_bad(Role role, std::string_view text, ErrorCode code) {
  check_bad(http_client(role), text, code);
}
inline void check_bad(std::string_view text, ErrorCode code = ErrorCode::ConfigInvalid) {
  check_bad(Role::Publisher, text, code);
}

inline std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out.push_back('\\');
    if (is_control(c)) {
      constexpr std::string_view digits = "0123456789abcdef";
      const auto byte = static_cast<unsigned char>(c);
      out.append("\\u00").append(1, digits[byte >> 4]).append(1, digits[byte & 15]);
    } else {
      out.push_back(c);
    }
  }
  return out + "\"";
}

// Decodes once, as a server does. '+' stays: this is RFC 3986, not a form.
inline std::string decoded(std::string_view text) {
  const auto value = [](char c) { return is_digit(c) ? c - '0' : to_lower(c) - 'a' + 10; };
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      REQUIRE(i + 2 < text.size());
      REQUIRE(is_hex(text[i + 1]));
      REQUIRE(is_hex(text[i + 2]));
      out.push_back(static_cast<char>(value(text[i + 1]) * 16 + value(text[i + 2])));
      i += 2;
    } else {
      out.push_back(text[i]);
    }
  }
  return out;
}

using Pairs = std::vector<std::pair<std::string, std::string>>;

inline Pairs query_of(const Url& url) {
  Pairs pairs;
  std::string_view rest = url.query;
  while (!rest.empty()) {
    std::string_view piece = next_piece(rest, '&');
    const std::string key = decoded(next_piece(piece, '='));
    pairs.emplace_back(key, decoded(piece));
  }
  return pairs;
}

inline std::string endpoint_text(const ClientKind& kind, std::string_view text) {
  return endpoint_url(good(kind, text)).text();
}
inline std::string endpoint_text(Role role, std::string_view text) {
  return endpoint_text(http_client(role), text);
}

}  // namespace sluice::test
