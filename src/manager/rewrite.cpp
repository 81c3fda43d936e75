#include "manager/rewrite.hpp"

#include <algorithm>

namespace sluice {
namespace {

// The last of equal keys counts, so that is the one to replace, in its place.
void set(Json::Object& members, std::string_view key, Json value) {
  const auto it = std::ranges::find(members.rbegin(), members.rend(), key,
                                    [](const auto& m) { return std::string_view(m.first); });
  if (it == members.rend()) {
    members.emplace_back(key, std::move(value));
  } else {
    it->second = std::move(value);
  }
}

void set(Json::Object& members, std::string_view key, std::string_view value) {
  set(members, key, Json(std::string(value)));
}

// A copy of the object that `json` holds; empty where it holds none.
Json::Object members_of(const Json* json) {
  const Json::Object* members = json ? json->object() : nullptr;
  return members ? *members : Json::Object();
}

}  // namespace

Json rewrite_rtc(const Json& config, const Node& node) {
  Json::Object params = members_of(config.find("connectionParams"));
  set(params, "host", node.address);
  set(params, "app", node.scope);
  const Json* given = config.find("context");
  const std::string_view context = given && given->string() ? *given->string() : std::string_view();
  // Unless the node's scope has it already.
  const std::string_view scope = node.scope;
  const std::size_t rest = scope.size() - std::min(scope.size(), context.size());
  const bool has_it = scope.ends_with(context) && (rest == 0 || scope[rest - 1] == '/');
  if (!context.empty() && !has_it) set(params, "context", context);

  const Json* proxy = config.find("proxy");
  const bool named = proxy && proxy->string() && !proxy->string()->empty();
  Json::Object out = members_of(&config);
  set(out, "app", named ? std::string_view(*proxy->string()) : kDefaultProxy);
  set(out, "streamName", node.name);
  set(out, "connectionParams", Json(std::move(params)));
  return Json(std::move(out));
}

Json rewrite_rtmp(const Json& config, const Node& node) {
  Json::Object out = members_of(&config);
  set(out, "host", node.address);
  return Json(std::move(out));
}

Json rewrite_http(const Json& config, const Lookup& lookup) {
  const Json* given = config.find("connectionParams");
  Json::Object params = members_of(given);
  const auto add = [&](std::string_view key, Json value) {
    if (!given || !given->find(key)) set(params, key, std::move(value));
  };
  if (!lookup.region.empty()) add("region", Json(lookup.region));
  if (lookup.endpoints) {
    add("endpoints",
        Json(static_cast<double>(std::clamp<std::size_t>(*lookup.endpoints, 1, kMaxNodes))));
  }
  if (lookup.strict) add("strict", Json(std::string("true")));
  if (lookup.transcode && lookup.role == NodeRole::Origin)
    add("transcode", Json(std::string("true")));
  if (lookup.api == ManagerApi::V1 && !lookup.node_group.empty())
    add("nodeGroup", Json(lookup.node_group));

  Json::Object out = members_of(&config);
  set(out, "connectionParams", Json(std::move(params)));
  return Json(std::move(out));
}

}  // namespace sluice
