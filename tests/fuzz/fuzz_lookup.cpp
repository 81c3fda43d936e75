// A stream manager's answer. Four characters choose what was asked and how it was answered (API,
// role, status, content type: see below), the rest is the body. The same body is also the app and
// the stream of a question, and a config to rewrite.
#include <algorithm>
#include <array>
#include <string>

#include "base/redact.hpp"
#include "base/text.hpp"
#include "manager/lookup.hpp"
#include "manager/rewrite.hpp"
#include "promise.hpp"

using namespace sluice;

namespace {

constexpr std::array<int, 10> kStatuses{200, 201, 299, 400, 401, 404, 503, 302, 429, 0};
constexpr std::array<std::string_view, 5> kTypes{"application/json",
                                                 "application/problem+json; charset=utf-8",
                                                 "text/html", "", "application/json\r\n"};

template <std::size_t n, class T>
const T& pick(const std::array<T, n>& table, char choice) {
  return table[static_cast<unsigned char>(choice - '0') % n];
}

void check_error(const Error& error, const LookupAnswer& answer) {
  SLUICE_PROMISE(error_info(error.code).name.starts_with("manager."));
  SLUICE_PROMISE(error.http_status == answer.status);
  SLUICE_PROMISE(error.detail.size() <= kMaxLogBytes + 3 && !has_control(error.detail));
}

void check_path_part(std::string_view part) {
  SLUICE_PROMISE(!part.empty() && part != "." && part != "..");
  SLUICE_PROMISE(!has_control(part) && part.size() <= 255);
}

void check_nodes(const std::vector<Node>& nodes, const Lookup& lookup) {
  SLUICE_PROMISE(!nodes.empty() && nodes.size() <= kMaxNodes);
  if (lookup.endpoints) SLUICE_PROMISE(nodes.size() <= *lookup.endpoints);
  for (const Node& node : nodes) {
    SLUICE_PROMISE(is_valid_host(node.address));
    SLUICE_PROMISE(std::ranges::count_if(nodes, [&](const Node& other) {
                     return equals_ignoring_case(other.address, node.address);
                   }) == 1);
    // Cut at the slashes, and none of the pieces is empty: so there is none at the ends either.
    std::string_view scope = node.scope;
    SLUICE_PROMISE(scope.size() <= 255 && !scope.ends_with('/'));
    do check_path_part(next_piece(scope, '/'));
    while (!scope.empty());
    check_path_part(node.name);
    SLUICE_PROMISE(node.name.find('/') == std::string::npos);
    SLUICE_PROMISE(!has_control(node.region) && node.region.size() <= 255);
  }
}

void check_url(Lookup lookup, std::string_view raw) {
  lookup.app = concat("live/x", percent_encode(raw.substr(0, 100)));
  lookup.stream = raw;
  lookup.region = raw;
  lookup.access_token = raw;
  lookup.node_group = raw;
  const Url url = lookup_url(lookup);
  const bool v1 = lookup.api == ManagerApi::V1;
  SLUICE_PROMISE(std::ranges::count(url.path, '/') == (v1 ? 9 : 7));
  const auto is_plain = [](char c) {
    return is_alnum(c) || std::string_view("-._~%/=&").find(c) != std::string_view::npos;
  };
  SLUICE_PROMISE(std::ranges::all_of(url.path, is_plain));
  SLUICE_PROMISE(std::ranges::all_of(url.query, is_plain));
  SLUICE_PROMISE(std::ranges::count(url.query, '=') ==
                 std::ranges::count(url.query, '&') + (url.query.empty() ? 0 : 1));
}

void check_text(const Json* member, std::string_view text) {
  SLUICE_PROMISE(member && member->string() && *member->string() == text);
}

void check_rewriting(const Json& config, const Lookup& lookup) {
  const Node node{"[::1]", "live/room", "stream1", ""};
  const Json rtc = rewrite_rtc(config, node);
  const Json* params = rtc.find("connectionParams");
  SLUICE_PROMISE(params && params->object());
  check_text(params->find("host"), node.address);
  check_text(params->find("app"), node.scope);
  check_text(rtc.find("streamName"), node.name);
  SLUICE_PROMISE(rtc.find("app") && rtc.find("app")->string());
  check_text(rewrite_rtmp(config, node).find("host"), node.address);

  const Json http = rewrite_http(config, lookup);
  const Json* ridden = http.find("connectionParams");
  SLUICE_PROMISE(ridden && ridden->object() && ridden->find("endpoints"));
  // Nothing is lost.
  const Json::Object* before = config.object();
  if (!before) return;
  for (const Json* after : {&rtc, &http}) {
    SLUICE_PROMISE(after->object()->size() >= before->size());
    for (std::size_t i = 0; i < before->size(); ++i)
      SLUICE_PROMISE((*before)[i].first == (*after->object())[i].first);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  if (size < 4) return 0;
  const std::string_view body = text.substr(4);

  Lookup lookup;
  lookup.base = *parse_url("https://sm.example.com");
  lookup.api = pick(
      std::array{ManagerApi::V2_0, ManagerApi::V3_1, ManagerApi::V4_0, ManagerApi::V1}, text[0]);
  lookup.role = pick(std::array{NodeRole::Origin, NodeRole::Edge}, text[1]);
  lookup.app = "/live/";
  lookup.stream = "stream1";
  const LookupAnswer answer{pick(kStatuses, text[2]), pick(kTypes, text[3]), body};
  for (const std::uint32_t endpoints : {0U, 2U, 100U}) {
    if (endpoints > 0) lookup.endpoints = endpoints;
    const auto nodes = parse_lookup(lookup, answer);
    if (nodes) {
      SLUICE_PROMISE(answer.status >= 200 && answer.status <= 299);
      check_nodes(*nodes, lookup);
    } else {
      check_error(nodes.error(), answer);
    }
  }

  if (body.size() <= 1000) check_url(lookup, body);
  const auto config = parse_json(body);
  if (config) check_rewriting(*config, lookup);
  return 0;
}
