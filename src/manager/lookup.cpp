#include "manager/lookup.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include "base/json.hpp"
#include "base/redact.hpp"
#include "base/text.hpp"

namespace sluice {
namespace {

constexpr std::array<std::string_view, 4> kApiNames{"2.0", "3.1", "4.0", "v1"};  // as ManagerApi

constexpr std::size_t kMaxNameBytes = 255;
// A list of nodes is flat and short; what is larger is something else.
constexpr JsonLimits kLimits{.bytes = 64 * 1024, .depth = 16, .values = 4096};

std::string_view without_outer_slashes(std::string_view path) {
  while (path.starts_with('/')) path.remove_prefix(1);
  while (path.ends_with('/')) path.remove_suffix(1);
  return path;
}

bool is_json(std::string_view content_type) {
  const std::string type = lowercase(trim(next_piece(content_type, ';')));
  return type == "application/json" || type.ends_with("+json");
}

Error failure(ErrorCode code, std::string_view detail) {
  // All of it: what is quoted from the answer is in there, and the length is bounded as a whole.
  return {.code = code, .detail = redact(detail)};
}

// What an answer says in place of nodes. Some servers write each field always: null, false and ""
// say nothing.
struct Complaint {
  bool made = false;
  std::string_view text;  // may be empty; of the answer's JSON
};

Complaint complaint_of(const Json& answer) {
  Complaint complaint;
  for (const std::string_view key : {"errorMessage", "error"}) {
    const Json* said = answer.find(key);
    if (!said || said->boolean() == false || (said->string() && said->string()->empty())) continue;
    complaint.made = true;
    const Json* message = said->object() ? said->find("message") : said;
    if (complaint.text.empty() && message && message->string()) complaint.text = *message->string();
  }
  return complaint;
}

ErrorCode no_node(NodeRole role) {
  return role == NodeRole::Origin ? ErrorCode::ManagerNoOrigin : ErrorCode::ManagerNoEdge;
}

ErrorCode code_of_status(int status, NodeRole role) {
  switch (status) {
    case 400:
      return ErrorCode::ManagerBadRequest;
    case 401:
    case 403:
      return ErrorCode::ManagerUnauthorized;
    case 404:
      return no_node(role);
    default:
      return is_passing_status(status) || (status >= 500 && status <= 599)
                 ? ErrorCode::ManagerFailed
                 : ErrorCode::ManagerRefused;
  }
}

Error refusal(const Lookup& lookup, const LookupAnswer& answer) {
  const auto json = parse_json(answer.body, kLimits);
  return failure(code_of_status(answer.status, lookup.role),
                 json ? complaint_of(*json).text : std::string_view());
}

std::string_view text_member(const Json& item, std::string_view key) {
  const Json* member = item.find(key);
  return member && member->string() ? std::string_view(*member->string()) : std::string_view();
}

// Why one part of a scope, or a stream's name, cannot be used; empty where it can.
std::string_view fault_of_part(std::string_view part) {
  if (part.empty()) return "is empty or has an empty part";
  if (part == "." || part == "..") return "is a relative path";
  if (has_control(part)) return "holds a control character";
  if (part.find_first_of("/\\") != std::string_view::npos) return "holds a slash or a backslash";
  if (part.size() > kMaxNameBytes) return "is longer than 255 bytes";
  return {};
}

std::string_view fault_of_scope(std::string_view scope) {
  if (scope.size() > kMaxNameBytes) return "is longer than 255 bytes";
  std::string_view fault;
  do {
    fault = fault_of_part(next_piece(scope, '/'));
  } while (fault.empty() && !scope.empty());
  return fault;
}

// Scope and name come as two members (2.0 to 4.0) or as one path (v1); an answer without them means
// the stream that was asked for.
std::optional<Error> read_stream(const Json& item, const Lookup& lookup, Node& node) {
  std::string_view scope = text_member(item, "scope");
  std::string_view name = text_member(item, "name");
  const std::string_view guid = text_member(item, "streamGuid");
  if (!guid.empty()) {
    const std::size_t slash = guid.rfind('/');
    scope = guid.substr(0, slash == std::string_view::npos ? 0 : slash);
    name = guid.substr(slash == std::string_view::npos ? 0 : slash + 1);
  } else if (name.empty()) {
    name = lookup.stream;
  }
  scope = without_outer_slashes(scope);
  if (scope.empty()) scope = without_outer_slashes(lookup.app);

  for (const auto& [what, fault] : {std::pair("the scope ", fault_of_scope(scope)),
                                    std::pair("the stream's name ", fault_of_part(name))}) {
    if (!fault.empty()) return failure(ErrorCode::ManagerBadAnswer, concat(what, fault));
  }
  node.scope = scope;
  node.name = name;
  return std::nullopt;
}

// A host as URLs write it; empty where the address is none.
std::string host_of_address(std::string_view address) {
  const bool bare_ipv6 = address.find(':') != std::string_view::npos && !address.starts_with('[');
  std::string host = bare_ipv6 ? concat("[", address, "]") : std::string(address);
  if (!is_valid_host(host)) host.clear();
  return host;
}

Result<Node> read_node(const Json& item, const Lookup& lookup) {
  if (!item.find("serverAddress"))
    return failure(ErrorCode::ManagerBadAnswer, "a node has no serverAddress");
  for (const std::string_view key :
       {"serverAddress", "streamGuid", "scope", "name", "region", "subGroup"}) {
    const Json* member = item.find(key);
    if (member && !member->string())
      return failure(ErrorCode::ManagerBadAnswer, concat(key, " is not a string"));
  }

  Node node;
  const std::string_view address = text_member(item, "serverAddress");
  node.address = host_of_address(address);
  if (node.address.empty()) {
    // What stands in front of an '@' may be a password.
    const std::string_view shown = address.substr(address.rfind('@') + 1);
    return failure(ErrorCode::ManagerBadAddress, concat("serverAddress is \"", shown, "\""));
  }
  if (auto error = read_stream(item, lookup, node)) return std::move(*error);
  // What 2.0 to 4.0 call a region, v1 calls a subgroup.
  node.region = text_member(item, "region");
  if (node.region.empty()) node.region = text_member(item, "subGroup");
  if (has_control(node.region) || node.region.size() > kMaxNameBytes)
    return failure(ErrorCode::ManagerBadAnswer, "the region is no name");
  return node;
}

// Never 0: who asks wants a node.
std::size_t most_nodes(const Lookup& lookup) {
  return std::clamp<std::size_t>(lookup.endpoints.value_or(kMaxNodes), 1, kMaxNodes);
}

Result<std::vector<Node>> read_nodes(const Json::Array& items, const Lookup& lookup) {
  std::vector<Node> nodes;
  // To the end, even with all that are wanted: one bad address makes the whole answer bad.
  for (const Json& item : items) {
    auto node = read_node(item, lookup);
    if (!node) return std::move(node.error());
    const bool known = std::ranges::any_of(nodes, [&](const Node& other) {
      return equals_ignoring_case(other.address, node->address);
    });
    if (!known && nodes.size() < most_nodes(lookup)) nodes.push_back(std::move(*node));
  }
  if (nodes.empty()) return failure(no_node(lookup.role), "the list of nodes is empty");
  return nodes;
}

Result<std::vector<Node>> read_success(const Lookup& lookup, const LookupAnswer& answer) {
  constexpr std::string_view unreadable = "Could not properly parse response.";
  if (answer.body.size() > kLimits.bytes) {
    return failure(ErrorCode::ManagerTooLarge,
                   concat("it has ", decimal(std::ssize(answer.body)), " bytes"));
  }
  if (!is_json(answer.content_type)) {
    return failure(ErrorCode::ManagerNotJson,
                   concat(unreadable, " Its Content-Type is \"", answer.content_type, "\"."));
  }
  const auto json = parse_json(answer.body, kLimits);
  if (!json) return failure(ErrorCode::ManagerNotJson, unreadable);

  if (const Json::Array* items = json->array()) return read_nodes(*items, lookup);
  if (!json->object())
    return failure(ErrorCode::ManagerBadAnswer, "it is neither a node nor a list of nodes");
  const Complaint complaint = complaint_of(*json);
  if (complaint.made) return failure(ErrorCode::ManagerRefused, complaint.text);
  return read_nodes({*json}, lookup);
}

}  // namespace

std::optional<ManagerApi> manager_api(std::string_view name) {
  const auto it = std::ranges::find(kApiNames, name);
  if (it == kApiNames.end()) return std::nullopt;
  return static_cast<ManagerApi>(it - kApiNames.begin());
}

Url lookup_url(const Lookup& lookup) {
  const bool publishes = lookup.role == NodeRole::Origin;
  const bool v1 = lookup.api == ManagerApi::V1;

  Url url = lookup.base;
  while (url.path.ends_with('/')) url.path.pop_back();
  if (v1) {
    url.path.append(concat("/as/v1/streams/stream/", percent_encode(lookup.node_group),
                           publishes ? "/publish" : "/subscribe"));
  } else {
    const auto api = static_cast<std::size_t>(lookup.api);
    url.path.append(concat("/streammanager/api/", kApiNames[api], "/event"));
  }
  std::string_view app = without_outer_slashes(lookup.app);
  while (!app.empty()) url.path.append("/").append(percent_encode(next_piece(app, '/')));
  url.path.append("/").append(percent_encode(lookup.stream));

  if (!v1) url.add_query("action", publishes ? "broadcast" : "subscribe");
  if (!lookup.region.empty()) {
    // The v1 documents spell it in two ways.
    const std::string_view v1_key = publishes ? "subgroup" : "subGroup";
    url.add_query(v1 ? v1_key : "region", lookup.region);
  }
  if (lookup.strict) url.add_query("strict", "true");
  if (lookup.endpoints)
    url.add_query("endpoints", decimal(static_cast<std::int64_t>(most_nodes(lookup))));
  if (lookup.transcode && publishes) url.add_query("transcode", "true");
  if (!lookup.access_token.empty() && !v1) url.add_query("accessToken", lookup.access_token);
  return url;
}

Result<std::vector<Node>> parse_lookup(const Lookup& lookup, const LookupAnswer& answer) {
  const bool success = answer.status >= 200 && answer.status <= 299;
  auto nodes =
      success ? read_success(lookup, answer) : Result<std::vector<Node>>(refusal(lookup, answer));
  if (!nodes) nodes.error().http_status = answer.status;
  return nodes;
}

}  // namespace sluice
