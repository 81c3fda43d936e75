// Asking a stream manager which nodes to use (facts sheet "API and wire", section 5). Pure
// functions: a question to the URL that asks it, an answer to the nodes in it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/url.hpp"

namespace sluice {

enum class ManagerApi : std::uint8_t { V2_0, V3_1, V4_0, V1 };

// "2.0", "3.1", "4.0" or "v1"; nothing for anything else.
[[nodiscard]] std::optional<ManagerApi> manager_api(std::string_view name);

enum class NodeRole : std::uint8_t { Origin, Edge };  // to publish to; to play from

// More nodes than this are neither asked for nor kept.
inline constexpr std::size_t kMaxNodes = 16;

// A question. Whoever fills it has checked app, stream and node_group as config.hpp does: a part
// that is "." or ".." cannot be kept from a browser by encoding it.
struct Lookup {
  Url base;  // the manager's scheme, host and port; a path in front of the API's, if any
  ManagerApi api = ManagerApi::V4_0;
  NodeRole role = NodeRole::Origin;
  std::string app;                         // may be a path ("live/room")
  std::string stream;                      // raw
  std::string region;                      // preferred; empty: no preference
  std::string node_group = "default";      // of the v1 API alone
  std::string access_token;                // empty: none is sent
  std::optional<std::uint32_t> endpoints;  // how many nodes are wanted: 1 to kMaxNodes
  bool strict = false;                     // fail instead of falling back to another region
  bool transcode = false;                  // a transcoder node; origins alone
};

// The URL to GET. Each key and value is encoded exactly once; what is not asked for is not sent.
// 2.0, 3.1, 4.0: /streammanager/api/<version>/event/<app>/<stream>?action=broadcast|subscribe with
// region, strict, endpoints, transcode, accessToken (in this order).
// v1: /as/v1/streams/stream/<nodeGroup>/publish|subscribe/<app>/<stream> with subgroup (publish) or
// subGroup (subscribe), strict, endpoints, transcode.
[[nodiscard]] Url lookup_url(const Lookup& lookup);

struct Node {
  std::string address;  // a host name or IP literal, nothing else; IPv6 in brackets
  std::string scope;    // the application, without a slash at either end; no part of it is empty
  std::string name;     // the stream, without a slash
  std::string region;   // may be empty; v1's subGroup

  friend bool operator==(const Node&, const Node&) = default;
};

struct LookupAnswer {
  int status = 0;
  std::string_view content_type;
  std::string_view body;
};

// The nodes, best first: never empty, each address once (in any case), and no more than were asked
// for. An object and an array are both understood, and in an item scope and name as well as
// streamGuid, which wins; where it has none of them, or empty ones, the asked app and stream are
// meant. Errors, all of the manager.* family with the status in http_status:
//   ManagerNoOrigin, ManagerNoEdge  404, or an empty array
//   ManagerBadRequest      400           ManagerUnauthorized  401, 403
//   ManagerFailed          5xx, and what passes (is_passing_status())
//                                        ManagerRefused       any other status, or a 2xx whose body
//                                                             holds errorMessage or error
//   ManagerTooLarge        a 2xx of more than 64 KiB, whatever it is; it is not read
//   ManagerNotJson         a 2xx that is not JSON by its content type or its text, or is nested too
//                          deep; the detail begins with "Could not properly parse response."
//   ManagerBadAnswer       JSON of the wrong shape, or a scope or name that no URL can carry
//   ManagerBadAddress      a serverAddress that is no host: alone decisive, though other nodes may
//                          be sound, as the answer cannot be trusted
// What the body says in errorMessage or error (a string, or an object with a message) becomes the
// detail, redacted.
[[nodiscard]] Result<std::vector<Node>> parse_lookup(const Lookup& lookup,
                                                     const LookupAnswer& answer);

}  // namespace sluice
