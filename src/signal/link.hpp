// Link headers (RFC 8288), for the ICE servers that a WHIP or WHEP endpoint hands out (RFC 9725
// section 4.6).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sluice {

struct Link {
  std::string target;
  std::vector<std::pair<std::string, std::string>> params;  // names in lower case, values unquoted

  // The value of the first parameter of that name (RFC 8288 section 3: later ones are ignored).
  [[nodiscard]] const std::string* param(std::string_view name) const;
  [[nodiscard]] bool has_rel(std::string_view rel) const;
};

struct LinkLimits {
  std::size_t bytes = 16 * 1024;
  std::size_t links = 64;
  std::size_t params = 16;
};

// A header's value, which may hold several links. Parsing stops at the first place that is not a
// link: what came before it counts. Nothing is ever read past a limit.
[[nodiscard]] std::vector<Link> parse_links(std::string_view header, const LinkLimits& limits = {});

struct IceServer {
  std::string url;  // stun:, stuns:, turn: or turns:
  std::string username;
  std::string credential;

  friend bool operator==(const IceServer&, const IceServer&) = default;
};

inline constexpr std::size_t kMaxIceServers = 8;

// The links with rel="ice-server" and a usable URL; a TURN server without credentials is left out,
// because a browser refuses the whole configuration for it.
[[nodiscard]] std::vector<IceServer> ice_servers(std::string_view header);

}  // namespace sluice
