#include "negotiation/server_calls.hpp"

#include <algorithm>
#include <utility>

namespace sluice {
namespace {

constexpr std::string_view kSwitchMethod = "switchStreams";

// [{"path": ...}], as callServer('switchStreams', ...) has it.
std::string path_of(const std::string& arguments) {
  const auto json = parse_json(arguments);
  const Json::Array* list = json ? json->array() : nullptr;
  const Json* path = list && !list->empty() ? list->front().find("path") : nullptr;
  return path && path->string() ? *path->string() : std::string();
}

}  // namespace

std::optional<std::uint32_t> ServerCalls::add(const ServerCalled& call, TimePoint deadline) {
  if (waiting_.size() >= kMaxCalls)
    std::erase_if(waiting_, [](const Waiting& waiting) { return !waiting.call; });
  if (waiting_.size() >= kMaxCalls) return std::nullopt;
  Waiting waiting{.id = ++last_id_, .call = call.call, .deadline = deadline, .switch_path{}};
  if (call.method == kSwitchMethod) waiting.switch_path = path_of(call.json);
  waiting_.push_back(std::move(waiting));
  return last_id_;
}

std::optional<CallId> ServerCalls::take(std::uint32_t id, bool failed) {
  const auto it = std::ranges::find(waiting_, id, &Waiting::id);
  if (it == waiting_.end()) return std::nullopt;
  const auto call = std::exchange(it->call, std::nullopt);
  if (!it->switch_path || failed) waiting_.erase(it);
  return call;
}

std::optional<ServerCalls::Switch> ServerCalls::take_switch(TimePoint now) {
  std::erase_if(waiting_,
                [now](const Waiting& waiting) { return !waiting.call && now >= waiting.deadline; });
  const auto it = std::ranges::find_if(
      waiting_, [](const Waiting& waiting) { return waiting.switch_path.has_value(); });
  if (it == waiting_.end()) return std::nullopt;
  Switch taken{it->call, std::move(*it->switch_path)};
  waiting_.erase(it);
  return taken;
}

std::vector<CallId> ServerCalls::take_expired(TimePoint now) {
  std::vector<CallId> expired;
  while (!waiting_.empty() && now >= waiting_.front().deadline) {
    if (const auto& call = waiting_.front().call) expired.push_back(*call);
    waiting_.erase(waiting_.begin());
  }
  return expired;
}

std::vector<CallId> ServerCalls::take_all() {
  std::vector<CallId> all;
  for (const Waiting& waiting : waiting_) {
    if (waiting.call) all.push_back(*waiting.call);
  }
  waiting_.clear();
  return all;
}

std::optional<TimePoint> ServerCalls::next_deadline() const {
  const auto it = std::ranges::find_if(
      waiting_, [](const Waiting& waiting) { return waiting.call.has_value(); });
  return it == waiting_.end() ? std::nullopt : std::optional(it->deadline);
}

}  // namespace sluice
