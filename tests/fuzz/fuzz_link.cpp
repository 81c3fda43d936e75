// Any bytes as a Link header's value.
#include <algorithm>

#include "base/text.hpp"
#include "promise.hpp"
#include "signal/link.hpp"

using namespace sluice;

namespace {

void check_links(std::string_view header, const LinkLimits& limits) {
  const auto links = parse_links(header, limits);
  SLUICE_PROMISE(links.size() <= limits.links);
  for (const Link& link : links) {
    SLUICE_PROMISE(link.target.find('>') == std::string::npos);
    SLUICE_PROMISE(link.target.size() < limits.bytes);
    SLUICE_PROMISE(link.params.size() <= limits.params);
    for (const auto& [name, value] : link.params) {
      SLUICE_PROMISE(!name.empty() && name == lowercase(name));
      SLUICE_PROMISE(name.find_first_of(" \t=;,\"<>") == std::string::npos);
      SLUICE_PROMISE(link.param(name) != nullptr);
      SLUICE_PROMISE(value.size() < limits.bytes);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view header = fuzz::text_of(data, size);
  check_links(header, {});
  check_links(header, {.bytes = 40, .links = 2, .params = 2});

  const auto servers = ice_servers(header);
  SLUICE_PROMISE(servers.size() <= kMaxIceServers);
  for (const IceServer& server : servers) {
    const bool turn = server.url.starts_with("turn:") || server.url.starts_with("turns:");
    SLUICE_PROMISE(turn || server.url.starts_with("stun:") || server.url.starts_with("stuns:"));
    SLUICE_PROMISE(!turn || (!server.username.empty() && !server.credential.empty()));
    SLUICE_PROMISE(!has_control(server.url));
    SLUICE_PROMISE(server.url.find(' ') == std::string::npos && !server.url.ends_with(':'));
    SLUICE_PROMISE(server.url == lowercase(server.url));
  }
  return 0;
}
